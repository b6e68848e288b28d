/** Hash functions. Those that take several parts hash their concatenation. */
import { hash as opensslHash } from 'node:crypto';
import { ripemd160 as nobleRipemd160, sha1 as nobleSha1 } from '@noble/hashes/legacy.js';
import { concatBytes } from './bytes.ts';
import { openssl } from './openssl.ts';
import { sha256 } from './sha256.ts';

export { sha256 };

const SHA256_BLOCK_LENGTH = 64;
const SHA512_BLOCK_LENGTH = 128;
const HMAC_INNER_PAD = 0x36;
const HMAC_OUTER_PAD = 0x5c;

/** SHA-256 of SHA-256, as Bitcoin and BOLT 7 sign and identify: 32 bytes. */
export function sha256d(...parts: readonly Uint8Array[]): Uint8Array {
  return sha256(sha256(...parts));
}

/** RIPEMD-160: 20 bytes. */
export function ripemd160(data: Uint8Array): Uint8Array {
  return openssl.ripemd160?.([data]) ?? nobleRipemd160(data);
}

/** RIPEMD-160 of SHA-256, the hash of Bitcoin's addresses: 20 bytes. */
export function hash160(data: Uint8Array): Uint8Array {
  return ripemd160(sha256(data));
}

/** SHA-1: 20 bytes. Only because Bitcoin Script has OP_SHA1; protects nothing. */
export function sha1(data: Uint8Array): Uint8Array {
  return nobleSha1(data);
}

/** HMAC-SHA-256 (RFC 2104): 32 bytes. Two plain hashes: a fraction of the time of either library's HMAC on short input. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return hmacSha256Under(key)(...parts);
}

/** HMAC-SHA-256 of many messages under one key. */
export function hmacSha256Under(
  key: Uint8Array,
): (...parts: readonly Uint8Array[]) => Uint8Array<ArrayBuffer> {
  return hmac(sha256, SHA256_BLOCK_LENGTH, key);
}

/** HMAC-SHA-512 (RFC 2104): 64 bytes. */
export function hmacSha512(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return hmac(sha512, SHA512_BLOCK_LENGTH, key)(...parts);
}

type Hash = (...parts: readonly Uint8Array[]) => Uint8Array<ArrayBuffer>;

function hmac(hash: Hash, blockLength: number, key: Uint8Array): Hash {
  const short = key.length > blockLength ? hash(key) : key;
  const inner = padded(short, HMAC_INNER_PAD, blockLength);
  const outer = padded(short, HMAC_OUTER_PAD, blockLength);
  return (...parts) => hash(outer, hash(inner, ...parts));
}

/** A block of the key under the pad. */
function padded(key: Uint8Array, pad: number, blockLength: number): Uint8Array {
  const block = new Uint8Array(blockLength).fill(pad);
  for (let index = 0; index < key.length; index++) block[index] = (key[index] ?? 0) ^ pad;
  return block;
}

function sha512(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const digest = opensslHash('sha512', concatBytes(...parts), 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}
