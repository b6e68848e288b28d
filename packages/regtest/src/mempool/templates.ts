import { OP, smallNumberOf } from '../script/opcodes.ts';
import {
  isPayToAnchor,
  isPayToScriptHash,
  isPushOnly,
  type WitnessProgram,
  witnessProgram,
} from '../script/parse.ts';

/** The kinds of output script that Bitcoin Core tells apart, under its names. */
export type ScriptTemplate =
  | { readonly type: 'pubkey'; readonly key: Uint8Array }
  | { readonly type: 'pubkeyhash'; readonly hash: Uint8Array }
  | { readonly type: 'scripthash'; readonly hash: Uint8Array }
  | { readonly type: 'multisig'; readonly required: number; readonly keys: readonly Uint8Array[] }
  | { readonly type: 'nulldata' }
  | { readonly type: 'witness_v0_keyhash'; readonly hash: Uint8Array }
  | { readonly type: 'witness_v0_scripthash'; readonly hash: Uint8Array }
  | { readonly type: 'witness_v1_taproot'; readonly key: Uint8Array }
  | { readonly type: 'anchor' }
  | { readonly type: 'witness_unknown'; readonly version: number; readonly program: Uint8Array }
  | { readonly type: 'nonstandard' };

const smallNumber = (opcode: number | undefined): number | undefined =>
  opcode !== undefined && opcode >= OP[1] && opcode <= OP[16] ? smallNumberOf(opcode) : undefined;

function witnessTemplate(witness: WitnessProgram): ScriptTemplate {
  const { version, program } = witness;
  if (version === 0) {
    if (program.length === 20) return { type: 'witness_v0_keyhash', hash: program };
    if (program.length === 32) return { type: 'witness_v0_scripthash', hash: program };
    return { type: 'nonstandard' };
  }
  if (version === 1 && program.length === 32) return { type: 'witness_v1_taproot', key: program };
  if (isPayToAnchor(witness)) return { type: 'anchor' };
  return { type: 'witness_unknown', version, program };
}

/** Length that a serialised public key has by its first byte; undefined for other bytes. */
function keyLength(header: number | undefined): number | undefined {
  if (header === 0x02 || header === 0x03) return 33;
  return header === 0x04 || header === 0x06 || header === 0x07 ? 65 : undefined;
}

/** A direct push of a public key at `at`. */
function pushedKey(script: Uint8Array, at: number): Uint8Array | undefined {
  const length = script[at];
  if (length === undefined || keyLength(script[at + 1]) !== length) return undefined;
  const key = script.subarray(at + 1, at + 1 + length);
  return key.length === length ? key : undefined;
}

function multisigTemplate(script: Uint8Array): ScriptTemplate | undefined {
  if (script.at(-1) !== OP.CHECKMULTISIG) return undefined;
  const required = smallNumber(script[0]);
  const total = smallNumber(script.at(-2));
  if (required === undefined || total === undefined || required > total) return undefined;
  const keys: Uint8Array[] = [];
  let at = 1;
  for (let key = pushedKey(script, at); key; key = pushedKey(script, at)) {
    keys.push(key);
    at += key.length + 1;
  }
  return keys.length === total && at === script.length - 2 ? { type: 'multisig', required, keys } : undefined;
}

function keyTemplate(script: Uint8Array): ScriptTemplate | undefined {
  const key = pushedKey(script, 0);
  if (key === undefined || script.length !== key.length + 2 || script.at(-1) !== OP.CHECKSIG)
    return undefined;
  return { type: 'pubkey', key };
}

/** Which template an output script follows (Bitcoin Core's `Solver`). */
export function classify(script: Uint8Array): ScriptTemplate {
  if (isPayToScriptHash(script)) return { type: 'scripthash', hash: script.subarray(2, 22) };
  const witness = witnessProgram(script);
  if (witness) return witnessTemplate(witness);
  if (script[0] === OP.RETURN && isPushOnly(script.subarray(1))) return { type: 'nulldata' };
  const [dup, hash160, length] = script;
  if (
    script.length === 25 &&
    dup === OP.DUP &&
    hash160 === OP.HASH160 &&
    length === 20 &&
    script[23] === OP.EQUALVERIFY &&
    script[24] === OP.CHECKSIG
  ) {
    return { type: 'pubkeyhash', hash: script.subarray(3, 23) };
  }
  return keyTemplate(script) ?? multisigTemplate(script) ?? { type: 'nonstandard' };
}
