/**
 * Hashes and ChaCha20 of the OpenSSL that is part of Node.js. Its functions are called straight, on arrays that
 * stay: a digest of 64 bytes takes 0.4 µs, where a call of `node:crypto` takes 2 and TypeScript 2, and 8 for a kilobyte.
 */
import { withoutForeignCode } from './choice.ts';
import { type CLibrary, openLibrary } from './foreign.ts';

export interface Openssl {
  /** The SHA-256 of all parts one after the other; `undefined` when they are longer than {@link OPENSSL_CAPACITY}. */
  sha256(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> | undefined;
  /** RIPEMD-160, likewise. */
  ripemd160(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> | undefined;
  /** The data under ChaCha20, counter from 0; `undefined` when it is longer than {@link OPENSSL_CAPACITY}. Key 32 bytes, nonce 12. */
  chacha20(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array | undefined;
  /** The first bytes of ChaCha20's key stream, likewise. */
  chacha20Stream(key: Uint8Array, nonce: Uint8Array, length: number): Uint8Array | undefined;
}

/** What these functions take at a time: any onion, and any message but the longest. */
export const OPENSSL_CAPACITY = 8192;

const SHA256_LENGTH = 32;
const RIPEMD160_LENGTH = 20;
const KEY_LENGTH = 32;
const COUNTER_LENGTH = 4;
const IV_LENGTH = 16;
const SUCCESS = 1;

/** OpenSSL's functions, `undefined` where they can't be called. */
export const openssl: Openssl | undefined = withoutForeignCode ? undefined : load();

function load(): Openssl | undefined {
  const library = openLibrary(null);
  if (library === undefined) return undefined;
  try {
    return { ...digestsOf(library), ...chacha20Of(library) };
  } catch {
    return undefined;
  }
}

function succeed(status: number): void {
  if (status !== SUCCESS) throw new Error('OpenSSL has failed');
}

function digestsOf(library: CLibrary): Pick<Openssl, 'sha256' | 'ripemd160'> {
  const fetch = library.pointer('EVP_MD_fetch', 'void *', 'const char *', 'const char *');
  const begin = library.int('EVP_DigestInit_ex2', 'void *', 'void *', 'void *');
  const update = library.int('EVP_DigestUpdate', 'void *', 'void *', 'size_t');
  const finish = library.int('EVP_DigestFinal_ex', 'void *', 'void *', 'void *');
  const newContext = library.pointer('EVP_MD_CTX_new');
  const input = new Uint8Array(OPENSSL_CAPACITY);

  function digestOf(name: string, length: number): Openssl['sha256'] {
    const context = newContext();
    succeed(begin(context, fetch(null, name, null), null));
    const digest = new Uint8Array(length);
    return (parts) => {
      let total = 0;
      for (const part of parts) {
        if (part.length > OPENSSL_CAPACITY - total) return undefined;
        input.set(part, total);
        total += part.length;
      }
      // The algorithm is that of before.
      succeed(begin(context, null, null));
      succeed(update(context, input, total));
      succeed(finish(context, digest, null));
      return digest.slice();
    };
  }
  return { sha256: digestOf('SHA256', SHA256_LENGTH), ripemd160: digestOf('RIPEMD160', RIPEMD160_LENGTH) };
}

function chacha20Of(library: CLibrary): Pick<Openssl, 'chacha20' | 'chacha20Stream'> {
  const begin = library.int('EVP_EncryptInit_ex', 'void *', 'void *', 'void *', 'void *', 'void *');
  const update = library.int('EVP_EncryptUpdate', 'void *', 'void *', 'void *', 'void *', 'int');
  const context = library.pointer('EVP_CIPHER_CTX_new')();
  succeed(begin(context, library.pointer('EVP_chacha20')(), null, null, null));

  const keyInput = new Uint8Array(KEY_LENGTH);
  const iv = new Uint8Array(IV_LENGTH);
  const bytes = new Uint8Array(OPENSSL_CAPACITY);
  const written = new Int32Array(1);

  /** Encrypts what stands in `bytes`. */
  function encrypted(key: Uint8Array, nonce: Uint8Array, length: number): Uint8Array {
    keyInput.set(key);
    iv.set(nonce, COUNTER_LENGTH);
    succeed(begin(context, null, null, keyInput, iv));
    succeed(update(context, bytes, written, bytes, length));
    return bytes.slice(0, length);
  }
  return {
    chacha20(key, nonce, data) {
      if (data.length > OPENSSL_CAPACITY) return undefined;
      bytes.set(data);
      return encrypted(key, nonce, data.length);
    },
    chacha20Stream(key, nonce, length) {
      if (length > OPENSSL_CAPACITY) return undefined;
      bytes.fill(0, 0, length);
      return encrypted(key, nonce, length);
    },
  };
}
