/** Numbers modulo the order of secp256k1, as 32 bytes big-endian. */
import { bytesToHex, hexToBytes } from './bytes.ts';

/** n, the order of the group (SEC 2, "Recommended Parameters secp256k1"). */
export const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const HALF_ORDER = CURVE_ORDER >> 1n;
const SCALAR_LENGTH = 32;

/** Reads a big-endian number of any length. */
export function bytesToNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`);
}

/** Writes a number below 2^256 as 32 bytes big-endian. */
export function numberTo32Bytes(value: bigint): Uint8Array {
  return hexToBytes(value.toString(16).padStart(2 * SCALAR_LENGTH, '0'));
}

/** Whether a signature's s lies in the upper half, which BIP 146 and the Lightning protocol refuse. */
export function isHighS(s: bigint): boolean {
  return s > HALF_ORDER;
}

function readScalar(bytes: Uint8Array): bigint {
  if (bytes.length !== SCALAR_LENGTH) throw new RangeError('a scalar has 32 bytes');
  const value = bytesToNumber(bytes);
  if (value >= CURVE_ORDER) throw new RangeError('scalar at or above the order of the curve');
  return value;
}

function writeScalar(value: bigint): Uint8Array {
  const reduced = value % CURVE_ORDER;
  if (reduced === 0n) throw new RangeError('scalar arithmetic gave zero');
  return numberTo32Bytes(reduced);
}

/** a + b mod n. @throws RangeError on an operand of n or more, or a sum of zero. */
export function scalarAdd(a: Uint8Array, b: Uint8Array): Uint8Array {
  return writeScalar(readScalar(a) + readScalar(b));
}

/** a · b mod n. @throws RangeError on an operand of n or more, or a product of zero. */
export function scalarMultiply(a: Uint8Array, b: Uint8Array): Uint8Array {
  return writeScalar(readScalar(a) * readScalar(b));
}

/** −a mod n. @throws RangeError when `a` is zero, or n or more. */
export function scalarNegate(a: Uint8Array): Uint8Array {
  return writeScalar(CURVE_ORDER - readScalar(a));
}

/**
 * A digest modulo the order, which is what ECDSA signs. RFC 6979 (3.2, step d) has the nonce derived from it too; the bundled
 * library in C takes the digest as it is, and so would give another signature for one at or above the order.
 */
export function reduceDigest(digest: Uint8Array): Uint8Array {
  if (digest[0] !== 0xff) return digest;
  return numberTo32Bytes(bytesToNumber(digest) % CURVE_ORDER);
}
