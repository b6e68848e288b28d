import { base58CheckDecode, base58CheckEncode, concatBytes } from '@sferic/crypto';
import { decodeBech32, encodeBech32, fromWords, toWords } from './bech32.ts';
import { OP, opcodeOfSmallNumber } from './script/opcodes.ts';
import { isPayToScriptHash, pushData, witnessProgram } from './script/parse.ts';

/** How a network spells its addresses. */
export interface AddressFormat {
  /** Before the separator of a segwit address. */
  readonly prefix: string;
  /** The byte before a key hash in base58check. */
  readonly keyHash: number;
  /** The byte before a script hash in base58check. */
  readonly scriptHash: number;
}

export const REGTEST_ADDRESSES: AddressFormat = { prefix: 'bcrt', keyHash: 111, scriptHash: 196 };

const HASH_SIZE = 20;
const MAX_WITNESS_VERSION = 16;

const payToKeyHash = (hash: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(OP.DUP, OP.HASH160), pushData(hash), Uint8Array.of(OP.EQUALVERIFY, OP.CHECKSIG));

const payToScriptHash = (hash: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(OP.HASH160), pushData(hash), Uint8Array.of(OP.EQUAL));

/** The hash that a pay-to-key-hash script names. */
function keyHashOf(script: Uint8Array): Uint8Array | undefined {
  const frame = script.length === 25 && script[0] === OP.DUP && script[1] === OP.HASH160 && script[2] === 20;
  return frame && script[23] === OP.EQUALVERIFY && script[24] === OP.CHECKSIG
    ? script.subarray(3, 23)
    : undefined;
}

/** The address that stands for an output script; undefined for a script that has none. */
export function addressOf(script: Uint8Array, format: AddressFormat = REGTEST_ADDRESSES): string | undefined {
  const keyHash = keyHashOf(script);
  if (keyHash !== undefined) return base58CheckEncode(concatBytes(Uint8Array.of(format.keyHash), keyHash));
  if (isPayToScriptHash(script)) {
    return base58CheckEncode(concatBytes(Uint8Array.of(format.scriptHash), script.subarray(2, 22)));
  }
  const witness = witnessProgram(script);
  if (witness === undefined) return undefined;
  const { version, program } = witness;
  if (version === 0 && program.length !== 20 && program.length !== 32) return undefined;
  const words = [version, ...toWords(program)];
  return encodeBech32({ prefix: format.prefix, words, variant: version === 0 ? 'bech32' : 'bech32m' });
}

function segwitScript(text: string, { prefix }: AddressFormat): Uint8Array | undefined {
  const decoded = decodeBech32(text);
  const [version, ...words] = decoded?.words ?? [];
  if (decoded?.prefix !== prefix || version === undefined || version > MAX_WITNESS_VERSION) return undefined;
  if (decoded.variant !== (version === 0 ? 'bech32' : 'bech32m')) return undefined;
  const program = fromWords(words);
  if (program === undefined || program.length < 2 || program.length > 40) return undefined;
  if (version === 0 && program.length !== 20 && program.length !== 32) return undefined;
  return concatBytes(Uint8Array.of(opcodeOfSmallNumber(version)), pushData(program));
}

/** The output script that an address stands for; undefined when it is not an address of this network. */
export function scriptOfAddress(
  text: string,
  format: AddressFormat = REGTEST_ADDRESSES,
): Uint8Array | undefined {
  const payload = base58CheckDecode(text);
  if (payload === undefined) return segwitScript(text, format);
  const hash = payload.subarray(1);
  if (hash.length !== HASH_SIZE) return undefined;
  if (payload[0] === format.keyHash) return payToKeyHash(hash);
  return payload[0] === format.scriptHash ? payToScriptHash(hash) : undefined;
}
