/**
 * Hashes and ChaCha20 of the OpenSSL that is part of Node.js. Its functions are called straight, on arrays that
 * stay: a digest of 64 bytes takes 0.4 µs, where a call of `node:crypto` takes 2 and TypeScript 2, and 8 for a kilobyte.
 */
import { withoutForeignCode } from './choice.ts';
import { type CFunction, type CLibrary, openLibrary } from './foreign.ts';
import { OPENSSL_CAPACITY, succeed } from './openssl-border.ts';
import { type ChaCha20, type ChaCha20Poly1305, chacha20Of, chacha20Poly1305Of } from './openssl-ciphers.ts';

/** The digest of all parts one after the other; `undefined` when they are longer than {@link OPENSSL_CAPACITY}. */
type Digest = (parts: readonly Uint8Array[]) => Uint8Array<ArrayBuffer> | undefined;

/** The functions that this process lends. */
export interface Openssl {
  readonly sha256?: Digest | undefined;
  readonly ripemd160?: Digest | undefined;
  readonly chacha20?: ChaCha20 | undefined;
  readonly chacha20Poly1305?: ChaCha20Poly1305 | undefined;
}

const SHA256_LENGTH = 32;
const RIPEMD160_LENGTH = 20;

function load(): Openssl {
  const library = openLibrary(null);
  if (library === undefined) return {};
  const sha256 = attempt(library, () => digestOf(library, 'SHA256', SHA256_LENGTH));
  // Not everywhere: it is old, and some builds leave it out.
  const ripemd160 = attempt(library, () => digestOf(library, 'RIPEMD160', RIPEMD160_LENGTH));
  const chacha20 = attempt(library, () => chacha20Of(library));
  const chacha20Poly1305 = attempt(library, () => chacha20Poly1305Of(library));
  return { sha256, ripemd160, chacha20, chacha20Poly1305 };
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

/** OpenSSL's functions, as far as they can be called: none, and callers have other ways. */
export const openssl: Openssl = withoutForeignCode ? {} : load();
