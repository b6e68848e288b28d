/**
 * Hashes and ChaCha20 of the OpenSSL that is part of Node.js. Its functions are called straight, on arrays that
 * stay: a digest of 64 bytes takes 0.4 µs, where a call of `node:crypto` takes 2 and TypeScript 2, and 8 for a kilobyte.
 */
import { withoutForeignCode } from './choice.ts';
import { type CFunction, type CLibrary, openLibrary } from './foreign.ts';

/** The digest of all parts one after the other; `undefined` when they are longer than {@link OPENSSL_CAPACITY}. */
type Digest = (parts: readonly Uint8Array[]) => Uint8Array<ArrayBuffer> | undefined;

/** The functions that this process lends. */
export interface Openssl {
  readonly sha256?: Digest | undefined;
  readonly ripemd160?: Digest | undefined;
  readonly chacha20?: ChaCha20 | undefined;
}

/** Counter from 0, key 32 bytes, nonce 12; `undefined` for more than {@link OPENSSL_CAPACITY}. */
interface ChaCha20 {
  encrypt(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array | undefined;
  /** The first bytes of the key stream. */
  stream(key: Uint8Array, nonce: Uint8Array, length: number): Uint8Array | undefined;
}

/** What these functions take at a time: any onion, and any message but the longest. */
export const OPENSSL_CAPACITY = 8192;

const SHA256_LENGTH = 32;
const RIPEMD160_LENGTH = 20;
const KEY_LENGTH = 32;
const COUNTER_LENGTH = 4;
const IV_LENGTH = 16;
const SUCCESS = 1;

function load(): Openssl {
  const library = openLibrary(null);
  if (library === undefined) return {};
  const sha256 = attempt(library, () => digestOf(library, 'SHA256', SHA256_LENGTH));
  // Not everywhere: it is old, and some builds leave it out.
  const ripemd160 = attempt(library, () => digestOf(library, 'RIPEMD160', RIPEMD160_LENGTH));
  return { sha256, ripemd160, chacha20: attempt(library, () => chacha20Of(library)) };
}

function attempt<T>(library: CLibrary, bind: () => T): T | undefined {
  try {
    return bind();
  } catch {
    try {
      // What has failed is none of what others will ask OpenSSL for.
      library.int('ERR_clear_error')();
    } catch {
      // There is no OpenSSL.
    }
    return undefined;
  }
}

function succeed(status: number): void {
  if (status !== SUCCESS) throw new Error('OpenSSL has failed');
}

interface DigestFunctions {
  readonly begin: CFunction<number>;
  readonly update: CFunction<number>;
  readonly finish: CFunction<number>;
}

/** Bound once: calls of the same function objects are what V8 makes fast. */
let digestFunctions: DigestFunctions | undefined;

function bindDigests(library: CLibrary): DigestFunctions {
  return {
    begin: library.int('EVP_DigestInit_ex2', 'void *', 'void *', 'void *'),
    update: library.int('EVP_DigestUpdate', 'void *', 'void *', 'size_t'),
    finish: library.int('EVP_DigestFinal_ex', 'void *', 'void *', 'void *'),
  };
}

/** What is hashed: of one digest at a time. */
const input = new Uint8Array(OPENSSL_CAPACITY);

function digestOf(library: CLibrary, name: string, length: number): Digest {
  digestFunctions ??= bindDigests(library);
  const { begin, update, finish } = digestFunctions;
  const fetch = library.pointer('EVP_MD_fetch', 'void *', 'const char *', 'const char *');
  const context = library.pointer('EVP_MD_CTX_new')();
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
    // It may have been a secret.
    input.fill(0, 0, total);
    return digest.slice();
  };
}

function chacha20Of(library: CLibrary): ChaCha20 {
  const begin = library.int('EVP_EncryptInit_ex', 'void *', 'void *', 'void *', 'void *', 'void *');
  const update = library.int('EVP_EncryptUpdate', 'void *', 'void *', 'void *', 'void *', 'int');
  const context = library.pointer('EVP_CIPHER_CTX_new')();
  succeed(begin(context, library.pointer('EVP_chacha20')(), null, null, null));

  const keyInput = new Uint8Array(KEY_LENGTH);
  const iv = new Uint8Array(IV_LENGTH);
  const bytes = new Uint8Array(OPENSSL_CAPACITY);
  const written = new Int32Array(1);

  /** Encrypts what stands in `bytes`, and leaves zeros there. */
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
    stream: (key, nonce, length) => (length > OPENSSL_CAPACITY ? undefined : encrypted(key, nonce, length)),
  };
}

/** OpenSSL's functions, as far as they can be called: none, and callers have other ways. */
export const openssl: Openssl = withoutForeignCode ? {} : load();
