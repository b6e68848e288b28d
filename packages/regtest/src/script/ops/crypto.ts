import { hash160, ripemd160, sha1, sha256, sha256d } from '@sferic/crypto';
import { failScript } from '../errors.ts';
import { hasFlag } from '../flags.ts';
import type { Instruction, InstructionSet, Machine } from '../machine.ts';
import { OP } from '../opcodes.ts';
import { findAndDelete, pushData } from '../parse.ts';
import { requireKeyEncoding, requireSignatureEncoding } from '../signature-encoding.ts';

/** The keys of CHECKMULTISIG count as operations, and there may be no more of them. */
export const MAX_KEYS_PER_MULTISIG = 20;
/** Operations other than pushes that a script may run. */
export const MAX_OPERATIONS = 201;

export function countOperations(machine: Machine, count: number): void {
  machine.operationCount += count;
  if (machine.operationCount > MAX_OPERATIONS) failScript('OP_COUNT');
}

const hash =
  (compute: (data: Uint8Array) => Uint8Array): Instruction =>
  ({ stack }) =>
    stack.push(compute(stack.pop()));

/** What a signature commits to: the script from the last code separator on and, before BIP 143, without signatures. */
function scriptCode(machine: Machine, signatures: readonly Uint8Array[]): Uint8Array {
  const code = machine.script.subarray(machine.codeStart);
  if (machine.version !== 'base') return code;
  return signatures.reduce((script, signature) => {
    const { rest, dropped } = findAndDelete(script, pushData(signature));
    if (dropped > 0 && hasFlag(machine.flags, 'CONST_SCRIPTCODE')) failScript('SIG_FINDANDDELETE');
    return rest;
  }, code);
}

/** Checks the encodings that the flags demand, then the signature itself. */
function checkSignature(machine: Machine, signature: Uint8Array, key: Uint8Array, code: Uint8Array): boolean {
  const { flags, version, checker } = machine;
  requireSignatureEncoding(signature, flags);
  requireKeyEncoding(key, flags, version);
  return checker.checkSignature(signature, key, code, version);
}

function finishCheck(
  machine: Machine,
  success: boolean,
  verify: 'CHECKSIGVERIFY' | 'CHECKMULTISIGVERIFY' | undefined,
): void {
  if (verify === undefined) machine.stack.pushBoolean(success);
  else if (!success) failScript(verify);
}

function checkSig(machine: Machine, opcode: number): void {
  const { stack } = machine;
  stack.need(2);
  const [signature, key] = [stack.peek(1), stack.peek(0)];
  const success = checkSignature(machine, signature, key, scriptCode(machine, [signature]));
  if (!success && signature.length > 0 && hasFlag(machine.flags, 'NULLFAIL')) failScript('NULLFAIL');
  stack.drop(2);
  finishCheck(machine, success, opcode === OP.CHECKSIGVERIFY ? 'CHECKSIGVERIFY' : undefined);
}

/** A count on the stack, at `depth`, from 0 to `most`. */
function peekCount(
  machine: Machine,
  depth: number,
  most: number,
  error: 'PUBKEY_COUNT' | 'SIG_COUNT',
): number {
  machine.stack.need(depth + 1);
  const count = machine.peekNumber(depth);
  return count < 0 || count > most ? failScript(error) : count;
}

/** Signatures must come in the order of their keys; from the top down, each takes the first key that fits. */
function matchSignatures(
  machine: Machine,
  signatures: readonly Uint8Array[],
  keys: readonly Uint8Array[],
  code: Uint8Array,
): boolean {
  let matched = 0;
  for (const [tried, key] of keys.entries()) {
    const signature = signatures[matched];
    if (signature === undefined) break;
    // More signatures left than keys: the rest is not even looked at.
    if (signatures.length - matched > keys.length - tried) return false;
    if (checkSignature(machine, signature, key, code)) matched += 1;
  }
  return matched === signatures.length;
}

const range = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i);

/** Stack from the top: key count, keys, signature count, signatures, and one item that a mistake of old consumes. */
function checkMultisig(machine: Machine, opcode: number): void {
  const { stack, flags } = machine;
  const keyCount = peekCount(machine, 0, MAX_KEYS_PER_MULTISIG, 'PUBKEY_COUNT');
  countOperations(machine, keyCount);
  const signatureCount = peekCount(machine, keyCount + 1, keyCount, 'SIG_COUNT');
  const operands = 2 + keyCount + signatureCount;
  stack.need(operands + 1);
  const keys = range(1, keyCount).map((depth) => stack.peek(depth));
  const signatures = range(keyCount + 2, signatureCount).map((depth) => stack.peek(depth));
  const success = matchSignatures(machine, signatures, keys, scriptCode(machine, signatures));
  if (!success && hasFlag(flags, 'NULLFAIL') && signatures.some(({ length }) => length > 0))
    failScript('NULLFAIL');
  stack.drop(operands);
  if (stack.peek().length > 0 && hasFlag(flags, 'NULLDUMMY')) failScript('SIG_NULLDUMMY');
  stack.pop();
  finishCheck(machine, success, opcode === OP.CHECKMULTISIGVERIFY ? 'CHECKMULTISIGVERIFY' : undefined);
}

function separateCode(machine: Machine): void {
  machine.codeStart = machine.position;
}

/** Hashes and signatures. */
export const cryptoInstructions: InstructionSet = new Map<number, Instruction>([
  [OP.RIPEMD160, hash(ripemd160)],
  [OP.SHA1, hash(sha1)],
  [OP.SHA256, hash((data) => sha256(data))],
  [OP.HASH160, hash(hash160)],
  [OP.HASH256, hash((data) => sha256d(data))],
  [OP.CODESEPARATOR, separateCode],
  [OP.CHECKSIG, checkSig],
  [OP.CHECKSIGVERIFY, checkSig],
  [OP.CHECKMULTISIG, checkMultisig],
  [OP.CHECKMULTISIGVERIFY, checkMultisig],
]);
