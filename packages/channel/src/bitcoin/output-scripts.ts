/** The standard output scripts (`scriptPubKey`): building, recognising, and their dust thresholds. */
import { hash160, sha256 } from '@sferic/crypto';
import type { Sat } from '@sferic/wire';
import { OP, script } from './script.ts';

/** Pays to the hash of a compressed public key (BIP 141). */
export function p2wpkh(publicKey: Uint8Array): Uint8Array {
  return witnessProgram(0, hash160(publicKey));
}

/** Pays to the SHA-256 of a witness script (BIP 141). */
export function p2wsh(witnessScript: Uint8Array): Uint8Array {
  return witnessProgram(0, sha256(witnessScript));
}

/** `OP_n <program>`; `version` 0 to 16, `program` 2 to 40 bytes. */
export function witnessProgram(version: number, program: Uint8Array): Uint8Array {
  if (!Number.isInteger(version) || version < 0 || version > 16) throw new RangeError('witness version');
  if (program.length < 2 || program.length > 40) throw new RangeError('witness program length');
  return script(version === 0 ? OP.FALSE : OP.N1 + version - 1, program);
}

export function p2pkh(publicKeyHash: Uint8Array): Uint8Array {
  return script(OP.DUP, OP.HASH160, publicKeyHash, OP.EQUALVERIFY, OP.CHECKSIG);
}

export function p2sh(scriptHash: Uint8Array): Uint8Array {
  return script(OP.HASH160, scriptHash, OP.EQUAL);
}

/**
 * The code that a P2WPKH signature covers: the P2PKH script of the same hash (BIP 143).
 * `scriptPubKey` is the 22-byte P2WPKH script that is spent.
 */
export function p2wpkhScriptCode(scriptPubKey: Uint8Array): Uint8Array {
  return p2pkh(scriptPubKey.subarray(2, 22));
}

/** What an output script is, with the part that identifies its owner. */
export type OutputScript =
  | { readonly kind: 'p2pkh'; readonly hash: Uint8Array }
  | { readonly kind: 'p2sh'; readonly hash: Uint8Array }
  | { readonly kind: 'p2wpkh'; readonly version: 0; readonly program: Uint8Array }
  | { readonly kind: 'p2wsh'; readonly version: 0; readonly program: Uint8Array }
  | { readonly kind: 'p2tr'; readonly version: 1; readonly program: Uint8Array }
  | { readonly kind: 'witness_unknown'; readonly version: number; readonly program: Uint8Array }
  | { readonly kind: 'op_return' }
  | { readonly kind: 'nonstandard' };

export function classifyOutputScript(scriptPubKey: Uint8Array): OutputScript {
  const witness = asWitnessProgram(scriptPubKey);
  if (witness !== undefined) return classifyWitnessProgram(witness.version, witness.program);
  if (scriptPubKey[0] === OP.RETURN) return { kind: 'op_return' };
  if (isP2pkh(scriptPubKey)) return { kind: 'p2pkh', hash: scriptPubKey.slice(3, 23) };
  if (isP2sh(scriptPubKey)) return { kind: 'p2sh', hash: scriptPubKey.slice(2, 22) };
  return { kind: 'nonstandard' };
}

/** Version and program when the script is exactly a segwit output (BIP 141), else undefined. */
export function asWitnessProgram(
  scriptPubKey: Uint8Array,
): { readonly version: number; readonly program: Uint8Array } | undefined {
  const [opcode, length] = scriptPubKey;
  if (opcode === undefined || length === undefined) return undefined;
  if (opcode !== OP.FALSE && (opcode < OP.N1 || opcode > OP.N16)) return undefined;
  if (length < 2 || length > 40 || scriptPubKey.length !== length + 2) return undefined;
  return { version: opcode === OP.FALSE ? 0 : opcode - OP.N1 + 1, program: scriptPubKey.slice(2) };
}

function classifyWitnessProgram(version: number, program: Uint8Array): OutputScript {
  if (version === 0 && program.length === 20) return { kind: 'p2wpkh', version, program };
  if (version === 0 && program.length === 32) return { kind: 'p2wsh', version, program };
  if (version === 1 && program.length === 32) return { kind: 'p2tr', version, program };
  // Version 0 programs of other lengths can never be spent.
  return version === 0 ? { kind: 'nonstandard' } : { kind: 'witness_unknown', version, program };
}

function isP2pkh(s: Uint8Array): boolean {
  const frame = [OP.DUP, OP.HASH160, 20].every((byte, index) => s[index] === byte);
  return frame && s.length === 25 && s[23] === OP.EQUALVERIFY && s[24] === OP.CHECKSIG;
}

function isP2sh(s: Uint8Array): boolean {
  return s.length === 23 && s[0] === OP.HASH160 && s[1] === 20 && s[22] === OP.EQUAL;
}

/** Thresholds of Bitcoin Core at its default dust relay feerate of 3 sat/vbyte (BOLT 3, "Dust Limits"). */
const DUST_THRESHOLD: Readonly<Record<OutputScript['kind'], bigint>> = {
  p2pkh: 546n,
  p2sh: 540n,
  p2wpkh: 294n,
  p2wsh: 330n,
  p2tr: 330n,
  witness_unknown: 354n,
  op_return: 0n,
  // Not relayed at all; the largest threshold keeps us from counting on such an output.
  nonstandard: 546n,
};

/** Smallest amount at which Bitcoin Core relays an output to this script (BOLT 3, "Dust Limits"). */
export function dustThreshold(scriptPubKey: Uint8Array): Sat {
  return DUST_THRESHOLD[classifyOutputScript(scriptPubKey).kind] as Sat;
}
