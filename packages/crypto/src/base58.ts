/** Base58 and its checked form, as Bitcoin's addresses and keys are written. */
import { base58, createBase58check } from '@scure/base';
import { sha256 } from './hashes.ts';

const checked = createBase58check((data: Uint8Array) => new Uint8Array(sha256(data)));

/** Base58 without a checksum. */
export function base58Encode(bytes: Uint8Array): string {
  return base58.encode(bytes);
}

/** Reads base58 without a checksum; `undefined` on a character that is not in its alphabet. */
export function base58Decode(text: string): Uint8Array | undefined {
  return attempt(() => base58.decode(text));
}

/** Base58 with the first four bytes of a double SHA-256 behind the payload. */
export function base58CheckEncode(payload: Uint8Array): string {
  return checked.encode(payload);
}

/** Reads the payload of base58check; `undefined` on another character or a wrong checksum. */
export function base58CheckDecode(text: string): Uint8Array | undefined {
  return attempt(() => checked.decode(text));
}

function attempt(decode: () => Uint8Array): Uint8Array | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
