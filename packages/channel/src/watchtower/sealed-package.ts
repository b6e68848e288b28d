/**
 * A justice package as a tower keeps it: found by half of the revoked commitment's txid, opened by the whole of it, and of one of
 * a few sizes. It tells a tower neither the channel nor what is in it.
 */
import {
  chacha20Poly1305Decrypt,
  chacha20Poly1305Encrypt,
  concatBytes,
  hmacSha256,
  POLY1305_TAG_LENGTH,
  sha256,
} from '@sferic/crypto';
import type { Brand, TxId } from '@sferic/wire';
import type { JusticePackage } from './justice-package.ts';
import { decodeJusticePackage, encodeJusticePackage } from './package-codec.ts';

/** The first 16 bytes of a txid in the order in which it is hashed. */
export type Locator = Brand<Uint8Array, 'Locator'>;

export const LOCATOR_LENGTH = 16;
const NONCE_LENGTH = 12;
const SEAL_OVERHEAD = NONCE_LENGTH + POLY1305_TAG_LENGTH;

/**
 * Sizes of sealed packages: powers of two. The smallest holds a commitment without HTLCs, the largest one with 966 of them, the
 * most that there can be (BOLT 2, `max_accepted_htlcs`).
 */
export const SMALLEST_PACKAGE = 256;
export const LARGEST_PACKAGE = 131_072;

const KEY_TAG = new TextEncoder().encode('sferic tower package key');

export function locatorOf(txid: TxId): Locator {
  return txid.slice(0, LOCATOR_LENGTH) as Locator;
}

/** `sha256(tag || txid)`: the locator is half of its input only, and the other half cannot be guessed. */
function keyOf(txid: TxId): Uint8Array {
  return sha256(KEY_TAG, txid);
}

/** Whether a sealed package can have so many bytes. */
export function isPackageSize(length: number): boolean {
  return length >= SMALLEST_PACKAGE && length <= LARGEST_PACKAGE && (length & (length - 1)) === 0;
}

/** The same package and txid give the same bytes; different packages of one txid, as different towers get, different nonces. */
export function sealJustice(justice: JusticePackage, txid: TxId): Uint8Array {
  const plain = encodeJusticePackage(justice);
  let size = SMALLEST_PACKAGE;
  while (size < plain.length + SEAL_OVERHEAD) size *= 2;
  if (size > LARGEST_PACKAGE) throw new RangeError(`a justice package of ${plain.length} bytes`);
  const padded = concatBytes(plain, new Uint8Array(size - SEAL_OVERHEAD - plain.length));
  const key = keyOf(txid);
  const nonce = hmacSha256(key, padded).subarray(0, NONCE_LENGTH);
  return concatBytes(nonce, chacha20Poly1305Encrypt(key, nonce, locatorOf(txid), padded));
}

/** Undefined if it was not sealed for this transaction, or is no package. */
export function openJustice(sealed: Uint8Array, txid: TxId): JusticePackage | undefined {
  if (!isPackageSize(sealed.length)) return undefined;
  const [nonce, body] = [sealed.subarray(0, NONCE_LENGTH), sealed.subarray(NONCE_LENGTH)];
  const plain = chacha20Poly1305Decrypt(keyOf(txid), nonce, locatorOf(txid), body);
  if (plain === undefined) return undefined;
  const decoded = decodeJusticePackage(plain);
  return decoded.ok ? decoded.value : undefined;
}
