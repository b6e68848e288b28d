/** Byte arrays: joining, comparing, hex, and the one source of entropy. */
import { randomFillSync, timingSafeEqual } from 'node:crypto';

/** Joins byte arrays into a new one. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Lower-case hex, without a prefix. */
export function bytesToHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/**
 * Reads hex of either letter case.
 * @throws RangeError on an odd length or another character: check untrusted text before.
 */
export function hexToBytes(hex: string): Uint8Array {
  // Node reads up to the first character that is no hex digit, and says nothing.
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length * 2 !== hex.length) throw new RangeError('not a hex string of whole bytes');
  return new Uint8Array(bytes);
}

/** Whether two byte arrays are the same. Leaves early: for public data only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (a[index] !== b[index]) return false;
  }
  return true;
}

/** Whether two byte arrays are the same, in a time that depends on their lengths only. */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The generator is asked for so many bytes at a time: it takes as long for a key as for a hundred. */
const POOL_LENGTH = 4096;
const pool = new Uint8Array(POOL_LENGTH);
let taken = POOL_LENGTH;

/** Bytes from the system's secure generator, each of which is given once. Only shells call this: the core gets entropy as a value. */
export function randomBytes(length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0) throw new RangeError(`${length} random bytes`);
  if (length > POOL_LENGTH) return randomFillSync(new Uint8Array(length));
  if (length > POOL_LENGTH - taken) {
    randomFillSync(pool);
    taken = 0;
  }
  const start = taken;
  taken += length;
  const bytes = pool.slice(start, taken);
  pool.fill(0, start, taken);
  return bytes;
}
