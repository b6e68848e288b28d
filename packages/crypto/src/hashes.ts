/** Hash functions. Those that take several parts hash their concatenation. */
import { hash as opensslHash } from 'node:crypto';
import { ripemd160 as nobleRipemd160, sha1 as nobleSha1 } from '@noble/hashes/legacy.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from './bytes.ts';

const SHA256_BLOCK_LENGTH = 64;
const SHA256_LENGTH = 32;
const SHA512_BLOCK_LENGTH = 128;
/** The longest input that SHA-256 pads to a single block. Up to here, calling out of JavaScript costs more than hashing. */
const ONE_BLOCK = 55;
const HMAC_INNER_PAD = 0x36;
const HMAC_OUTER_PAD = 0x5c;

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : concatBytes(...parts);
}

/** SHA-256: 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const data = join(parts);
  if (data.length <= ONE_BLOCK) return nobleSha256(data);
  const digest = opensslHash('sha256', data, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, SHA256_LENGTH);
}

/** SHA-256 of SHA-256, as Bitcoin and BOLT 7 sign and identify: 32 bytes. */
export function sha256d(...parts: readonly Uint8Array[]): Uint8Array {
  return sha256(sha256(...parts));
}

/** RIPEMD-160: 20 bytes. */
export function ripemd160(data: Uint8Array): Uint8Array {
  return nobleRipemd160(data);
}

/** RIPEMD-160 of SHA-256, the hash of Bitcoin's addresses: 20 bytes. */
export function hash160(data: Uint8Array): Uint8Array {
  return nobleRipemd160(sha256(data));
}

/** SHA-1: 20 bytes. Only because Bitcoin Script has OP_SHA1; protects nothing. */
export function sha1(data: Uint8Array): Uint8Array {
  return nobleSha1(data);
}

/** HMAC-SHA-256 (RFC 2104): 32 bytes. Two plain hashes: a fraction of the time of either library's HMAC on short input. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return hmac(sha256, SHA256_BLOCK_LENGTH, key, parts);
}

/** HMAC-SHA-256 of many messages under one key: the blocks of the key are hashed once. */
export function hmacSha256Under(
  key: Uint8Array,
): (...parts: readonly Uint8Array[]) => Uint8Array<ArrayBuffer> {
  const short = key.length > SHA256_BLOCK_LENGTH ? sha256(key) : key;
  const begin = (pad: number) =>
    nobleSha256.create().update(padded(short, pad, SHA256_BLOCK_LENGTH, SHA256_BLOCK_LENGTH));
  const [inner, outer] = [begin(HMAC_INNER_PAD), begin(HMAC_OUTER_PAD)];
  const [message, envelope] = [inner.clone(), outer.clone()];
  return (...parts) => {
    const digest = new Uint8Array(SHA256_LENGTH);
    inner._cloneInto(message);
    for (const part of parts) message.update(part);
    message.digestInto(digest);
    outer._cloneInto(envelope).update(digest).digestInto(digest);
    return digest;
  };
}

/** HMAC-SHA-512 (RFC 2104): 64 bytes. */
export function hmacSha512(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return hmac(sha512, SHA512_BLOCK_LENGTH, key, parts);
}

function hmac(
  hash: (data: Uint8Array) => Uint8Array<ArrayBuffer>,
  blockLength: number,
  key: Uint8Array,
  parts: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const short = key.length > blockLength ? hash(key) : key;
  let length = blockLength;
  for (const part of parts) length += part.length;
  const message = padded(short, HMAC_INNER_PAD, blockLength, length);
  let offset = blockLength;
  for (const part of parts) {
    message.set(part, offset);
    offset += part.length;
  }
  const inner = hash(message);
  const outer = padded(short, HMAC_OUTER_PAD, blockLength, blockLength + inner.length);
  outer.set(inner, blockLength);
  return hash(outer);
}

/** `length` bytes that begin with a block of the key under the pad; what follows it is for the caller to write. */
function padded(key: Uint8Array, pad: number, blockLength: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length).fill(pad, 0, blockLength);
  for (let index = 0; index < key.length; index++) bytes[index] = (key[index] ?? 0) ^ pad;
  return bytes;
}

function sha512(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const digest = opensslHash('sha512', data, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}
