/** Wallet import format: how Bitcoin Core writes secret keys. */
import { base58CheckDecode, base58CheckEncode } from './base58.ts';
import { concatBytes } from './bytes.ts';
import { isValidSecretKey } from './keys.ts';
import { assertLength } from './lengths.ts';

/** The prefix of mainnet, and the one that all test networks share. */
export type WifNetwork = 'main' | 'test';

export interface WifKey {
  readonly network: WifNetwork;
  readonly secretKey: Uint8Array;
  /** Whether the key's public point is meant to be written with 33 bytes, as everything since segwit is. */
  readonly compressed: boolean;
}

const PREFIX: Readonly<Record<WifNetwork, number>> = { main: 0x80, test: 0xef };
const COMPRESSED_MARK = 0x01;
const SECRET_KEY_LENGTH = 32;

export function encodeWif({ network, secretKey, compressed }: WifKey): string {
  assertLength('secret key', secretKey, SECRET_KEY_LENGTH);
  const mark = compressed ? [COMPRESSED_MARK] : [];
  return base58CheckEncode(concatBytes(Uint8Array.of(PREFIX[network]), secretKey, Uint8Array.from(mark)));
}

/** Reads a key; `undefined` on a wrong checksum, prefix, length or mark, or a number that is no secret key. */
export function decodeWif(text: string): WifKey | undefined {
  const payload = base58CheckDecode(text);
  if (payload === undefined) return undefined;
  const network = payload[0] === PREFIX.main ? 'main' : payload[0] === PREFIX.test ? 'test' : undefined;
  const compressed = payload.length === SECRET_KEY_LENGTH + 2;
  if (network === undefined || (!compressed && payload.length !== SECRET_KEY_LENGTH + 1)) return undefined;
  if (compressed && payload[SECRET_KEY_LENGTH + 1] !== COMPRESSED_MARK) return undefined;
  const secretKey = payload.slice(1, 1 + SECRET_KEY_LENGTH);
  return isValidSecretKey(secretKey) ? { network, secretKey, compressed } : undefined;
}
