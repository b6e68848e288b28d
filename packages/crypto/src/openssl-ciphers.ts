/** ChaCha20 and its authenticated form by OpenSSL's functions (EVP_EncryptInit(3)). */
import type { CLibrary } from './foreign.ts';
import { OPENSSL_CAPACITY, succeed } from './openssl-border.ts';

/** Counter from 0, key 32 bytes, nonce 12; `undefined` for more than {@link OPENSSL_CAPACITY}. */
export interface ChaCha20 {
  encrypt(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array | undefined;
  /** The first bytes of the key stream. */
  stream(key: Uint8Array, nonce: Uint8Array, length: number): Uint8Array | undefined;
}

/** RFC 8439, 2.8. Key 32 bytes, nonce 12, associated data up to {@link OPENSSL_CAPACITY}, any length else. */
export interface ChaCha20Poly1305 {
  /** The ciphertext with its tag behind. */
  seal(
    key: Uint8Array,
    nonce: Uint8Array,
    associatedData: Uint8Array,
    plaintext: Uint8Array,
  ): Uint8Array<ArrayBuffer>;
  /** `undefined` when the tag does not match. */
  open(
    key: Uint8Array,
    nonce: Uint8Array,
    associatedData: Uint8Array,
    sealed: Uint8Array,
  ): Uint8Array<ArrayBuffer> | undefined;
}

const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const COUNTER_LENGTH = 4;
const TAG_LENGTH = 16;
/** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG. */
const GET_TAG = 0x10;
const SET_TAG = 0x11;

/** What is encrypted, in place: of one cipher at a time. */
const bytes = new Uint8Array(OPENSSL_CAPACITY);
/** Over a buffer of its own from the start: no key is where V8 keeps small arrays. */
const keyInput = new Uint8Array(new ArrayBuffer(KEY_LENGTH));
/** How much was written; that is known before. */
const written = new Int32Array(1);

export function chacha20Of(library: CLibrary): ChaCha20 {
  const { context, begin, update } = cipher(library, 'EVP_chacha20', 'Encrypt');
  const iv = new Uint8Array(COUNTER_LENGTH + NONCE_LENGTH);

  /** Encrypts what stands in `bytes`. */
  function encrypted(key: Uint8Array, nonce: Uint8Array, length: number): Uint8Array {
    keyInput.set(key);
    iv.set(nonce, COUNTER_LENGTH);
    succeed(begin(context, null, null, keyInput, iv));
    succeed(update(context, bytes, written, bytes, length));
    const result = bytes.slice(0, length);
    keyInput.fill(0);
    bytes.fill(0, 0, length);
    return result;
  }
  return {
    encrypt(key, nonce, data) {
      if (data.length > OPENSSL_CAPACITY) return undefined;
      bytes.set(data);
      return encrypted(key, nonce, data.length);
    },
    stream(key, nonce, length) {
      if (length > OPENSSL_CAPACITY) return undefined;
      bytes.fill(0, 0, length);
      return encrypted(key, nonce, length);
    },
  };
}

export function chacha20Poly1305Of(library: CLibrary): ChaCha20Poly1305 {
  const sealing = authenticated(library, 'Encrypt');
  const opening = authenticated(library, 'Decrypt');
  const clearErrors = library.int('ERR_clear_error');
  return {
    seal(key, nonce, associatedData, plaintext) {
      const sealed = new Uint8Array(plaintext.length + TAG_LENGTH);
      sealing.begin(key, nonce, associatedData);
      sealing.run(plaintext, sealed);
      succeed(sealing.finish());
      succeed(sealing.tag(GET_TAG));
      sealed.set(bytes.subarray(0, TAG_LENGTH), plaintext.length);
      return sealed;
    },
    open(key, nonce, associatedData, sealed) {
      const length = sealed.length - TAG_LENGTH;
      if (length < 0) return undefined;
      const plaintext = new Uint8Array(length);
      opening.begin(key, nonce, associatedData);
      opening.run(sealed.subarray(0, length), plaintext);
      bytes.set(sealed.subarray(length));
      succeed(opening.tag(SET_TAG));
      if (opening.finish() > 0) return plaintext;
      // Nobody sees what is not authentic, nor finds the error where he looks for his own.
      plaintext.fill(0);
      clearErrors();
      return undefined;
    },
  };
}

type Direction = 'Encrypt' | 'Decrypt';

function authenticated(library: CLibrary, direction: Direction) {
  const { context, begin, update, finish } = cipher(library, 'EVP_chacha20_poly1305', direction);
  const control = library.int('EVP_CIPHER_CTX_ctrl', 'void *', 'int', 'int', 'void *');
  const iv = new Uint8Array(NONCE_LENGTH);
  return {
    begin(key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array): void {
      keyInput.set(key);
      iv.set(nonce);
      bytes.set(associatedData);
      succeed(begin(context, null, null, keyInput, iv));
      keyInput.fill(0);
      if (associatedData.length > 0) succeed(update(context, null, written, bytes, associatedData.length));
    },
    run(from: Uint8Array, to: Uint8Array): void {
      for (let at = 0; at < from.length; at += OPENSSL_CAPACITY) {
        const length = Math.min(OPENSSL_CAPACITY, from.length - at);
        bytes.set(from.subarray(at, at + length));
        succeed(update(context, bytes, written, bytes, length));
        to.set(bytes.subarray(0, length), at);
        bytes.fill(0, 0, length);
      }
    },
    finish: () => finish(context, bytes, written),
    tag: (command: number) => control(context, command, TAG_LENGTH, bytes),
  };
}

/** A context that keeps its cipher: each use begins with a key and a nonce. */
function cipher(library: CLibrary, algorithm: string, direction: Direction) {
  const begin = library.int(`EVP_${direction}Init_ex`, 'void *', 'void *', 'void *', 'void *', 'void *');
  const context = library.pointer('EVP_CIPHER_CTX_new')();
  succeed(begin(context, library.pointer(algorithm)(), null, null, null));
  return {
    context,
    begin,
    update: library.int(`EVP_${direction}Update`, 'void *', 'void *', 'void *', 'void *', 'int'),
    finish: library.int(`EVP_${direction}Final_ex`, 'void *', 'void *', 'void *'),
  };
}
