/** SHA-256, by whatever is fastest here. */
import { hash as opensslHash } from 'node:crypto';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from './bytes.ts';
import { openssl } from './openssl.ts';

const SHA256_LENGTH = 32;
/** The longest input that SHA-256 pads to a single block. Up to here, a call of `node:crypto` costs more than hashing. */
const ONE_BLOCK = 55;

/** SHA-256 of the parts one after the other: 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return openssl.sha256?.(parts) ?? sha256WithoutForeignCode(parts);
}

/** The same where no functions in C can be called, and for long input. */
export function sha256WithoutForeignCode(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const data = joined(parts);
  if (data.length <= ONE_BLOCK) return nobleSha256(data);
  const digest = opensslHash('sha256', data, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, SHA256_LENGTH);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : concatBytes(...parts);
}
