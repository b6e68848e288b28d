/** Keys out of other secrets: from strong ones (HKDF) and from words a person remembers (scrypt). */
import { scryptSync } from 'node:crypto';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** HKDF with SHA-256 (RFC 5869): `length` bytes, at most 255 × 32. */
export function hkdfSha256(
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  return hkdf(sha256, inputKey, salt, info, length);
}

/** The cost of one scrypt evaluation (RFC 7914): it takes 128 × `blockSize` × `cost` bytes of memory. */
export interface ScryptCost {
  /** N: a power of two. */
  readonly cost: number;
  /** r. */
  readonly blockSize: number;
  /** p. */
  readonly parallelization: number;
}

/** scrypt (RFC 7914) of a passphrase in UTF-8, normalised to NFKC so that every keyboard gives the same bytes. */
export function scrypt(passphrase: string, salt: Uint8Array, cost: ScryptCost, length: number): Uint8Array {
  const options = { N: cost.cost, r: cost.blockSize, p: cost.parallelization, maxmem: scryptMemory(cost) };
  return new Uint8Array(scryptSync(passphrase.normalize('NFKC'), salt, length, options));
}

/** What OpenSSL reserves for one evaluation, with room for its own bookkeeping. */
function scryptMemory(cost: ScryptCost): number {
  return 128 * cost.blockSize * (cost.cost + cost.parallelization + 2) + 4096;
}
