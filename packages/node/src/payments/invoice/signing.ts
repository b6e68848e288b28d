/** What the signature of an invoice covers (BOLT 11, "Data Part"). */
import { sha256 } from '@sferic/crypto';
import { wordsToPaddedBytes } from './words.ts';

/** The human-readable part and the data before the signature, padded with zero bits to whole bytes. */
export function signedData(hrp: string, words: Uint8Array): Uint8Array {
  const prefix = new TextEncoder().encode(hrp);
  const data = wordsToPaddedBytes(words);
  const joined = new Uint8Array(prefix.length + data.length);
  joined.set(prefix);
  joined.set(data, prefix.length);
  return joined;
}

/** SHA-256 of {@link signedData}. */
export function signingDigest(hrp: string, words: Uint8Array): Uint8Array {
  return sha256(signedData(hrp, words));
}
