/**
 * Building of Bitcoin scripts: the few opcodes that BOLT 3 uses, minimal pushes and script numbers.
 * Interpreting scripts is the judge's business (`packages/regtest`), never ours.
 */
import { concatBytes } from '@sferic/crypto';

/** The opcodes that our scripts are made of, by their names without `OP_`. */
export const OP = {
  FALSE: 0x00,
  PUSHDATA1: 0x4c,
  PUSHDATA2: 0x4d,
  N1NEGATE: 0x4f,
  N1: 0x51,
  N2: 0x52,
  N16: 0x60,
  IF: 0x63,
  NOTIF: 0x64,
  ELSE: 0x67,
  ENDIF: 0x68,
  RETURN: 0x6a,
  IFDUP: 0x73,
  DROP: 0x75,
  DUP: 0x76,
  SWAP: 0x7c,
  SIZE: 0x82,
  EQUAL: 0x87,
  EQUALVERIFY: 0x88,
  HASH160: 0xa9,
  CHECKSIG: 0xac,
  CHECKSIGVERIFY: 0xad,
  CHECKMULTISIG: 0xae,
  CHECKLOCKTIMEVERIFY: 0xb1,
  CHECKSEQUENCEVERIFY: 0xb2,
} as const;

/** Longest script element that consensus lets a script push (BIP 141 keeps the limit of 520 bytes). */
export const MAX_SCRIPT_ELEMENT_SIZE = 520;

/** A script is written as opcodes (numbers) and pushes (bytes). */
export type ScriptPart = number | Uint8Array;

/** Joins opcodes and data; data is pushed by the shortest opcode for its length (BIP 62 rule 3). */
export function script(...parts: readonly ScriptPart[]): Uint8Array {
  return concatBytes(...parts.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : push(part))));
}

/** The push of `data` (as bytes, not as a number: one-byte values do not become `OP_1`…`OP_16`). */
export function push(data: Uint8Array): Uint8Array {
  if (data.length < OP.PUSHDATA1) return concatBytes(Uint8Array.of(data.length), data);
  if (data.length <= 0xff) return concatBytes(Uint8Array.of(OP.PUSHDATA1, data.length), data);
  if (data.length > MAX_SCRIPT_ELEMENT_SIZE) throw new RangeError(`a push of ${data.length} bytes`);
  return concatBytes(Uint8Array.of(OP.PUSHDATA2, data.length & 0xff, data.length >> 8), data);
}

/** The minimal push of a non-negative number, as `OP_CHECKLOCKTIMEVERIFY` and its like take it. */
export function pushNumber(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a script number: ${value}`);
  if (value === 0) return Uint8Array.of(OP.FALSE);
  if (value <= 16) return Uint8Array.of(OP.N1 + value - 1);
  return push(scriptNumber(value));
}

/** Little-endian magnitude with the sign in the top bit, hence one more byte when that bit is taken. */
function scriptNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  if (((bytes.at(-1) ?? 0) & 0x80) !== 0) bytes.push(0);
  return Uint8Array.from(bytes);
}
