import { concatBytes, equalBytes } from '@sferic/crypto';
import { isSmallNumber, OP, smallNumberOf } from './opcodes.ts';

/** No element on the stack may be longer. */
export const MAX_ELEMENT_SIZE = 520;
/** No script may be longer: one that is cannot be spent. */
export const MAX_SCRIPT_SIZE = 10_000;

const NO_DATA = new Uint8Array();

/** One step of a script. */
export interface Operation {
  readonly opcode: number;
  /** What a push opcode up to PUSHDATA4 pushes; empty for every other. */
  readonly data: Uint8Array;
  /** Where the next operation starts. */
  readonly next: number;
}

/** Where the data of a push starts and how long it is; undefined if its length is cut off. */
function pushExtent(
  script: Uint8Array,
  at: number,
  opcode: number,
): { start: number; length: number } | undefined {
  const start = at + 1;
  if (opcode < OP.PUSHDATA1) return { start, length: opcode };
  const width = opcode === OP.PUSHDATA1 ? 1 : opcode === OP.PUSHDATA2 ? 2 : 4;
  if (start + width > script.length) return undefined;
  let length = 0;
  for (let i = width - 1; i >= 0; i--) length = length * 256 + (script[start + i] ?? 0);
  return { start: start + width, length };
}

/** The operation at `at`; undefined at the end and where a push is cut off. */
export function readOperation(script: Uint8Array, at: number): Operation | undefined {
  const opcode = script[at];
  if (opcode === undefined) return undefined;
  if (opcode > OP.PUSHDATA4) return { opcode, data: NO_DATA, next: at + 1 };
  const extent = pushExtent(script, at, opcode);
  if (extent === undefined) return undefined;
  const next = extent.start + extent.length;
  return next > script.length ? undefined : { opcode, data: script.subarray(extent.start, next), next };
}

/** All operations of a script; undefined if the last push is cut off. */
export function readOperations(script: Uint8Array): Operation[] | undefined {
  const operations: Operation[] = [];
  let at = 0;
  while (at < script.length) {
    const operation = readOperation(script, at);
    if (operation === undefined) return undefined;
    operations.push(operation);
    at = operation.next;
  }
  return operations;
}

/** Whether the script only pushes. OP_RESERVED counts as a push here, as in Bitcoin Core. */
export function isPushOnly(script: Uint8Array): boolean {
  return readOperations(script)?.every(({ opcode }) => opcode <= OP[16]) ?? false;
}

/** The plain push of `data`: opcodes for small numbers are never used. */
export function pushData(data: Uint8Array): Uint8Array {
  const { length } = data;
  if (length < OP.PUSHDATA1) return concatBytes(Uint8Array.of(length), data);
  if (length <= 0xff) return concatBytes(Uint8Array.of(OP.PUSHDATA1, length), data);
  if (length <= 0xffff) return concatBytes(Uint8Array.of(OP.PUSHDATA2, length & 0xff, length >> 8), data);
  const head = new Uint8Array(5);
  head[0] = OP.PUSHDATA4;
  new DataView(head.buffer).setUint32(1, length, true);
  return concatBytes(head, data);
}

/** BIP 62: whether `data` could not have been pushed in fewer bytes. For opcodes up to PUSHDATA4. */
export function isMinimalPush({ opcode, data }: Operation): boolean {
  const [first] = data;
  if (first === undefined) return opcode === OP[0];
  if (data.length === 1 && ((first >= 1 && first <= 16) || first === 0x81)) return false;
  if (data.length < OP.PUSHDATA1) return opcode === data.length;
  if (data.length <= 0xff) return opcode === OP.PUSHDATA1;
  return data.length > 0xffff || opcode === OP.PUSHDATA2;
}

/** What pieces of `script` remain when `drop` has said of each position how many bytes to leave out there. */
function cut(script: Uint8Array, drop: (at: number) => number): { rest: Uint8Array; dropped: number } {
  const pieces: Uint8Array[] = [];
  let dropped = 0;
  let kept = 0;
  let at = 0;
  for (;;) {
    for (let length = drop(at); length > 0; length = drop(at)) {
      pieces.push(script.subarray(kept, at));
      at += length;
      kept = at;
      dropped += 1;
    }
    const operation = readOperation(script, at);
    if (operation === undefined) break;
    at = operation.next;
  }
  return dropped === 0
    ? { rest: script, dropped }
    : { rest: concatBytes(...pieces, script.subarray(kept)), dropped };
}

/**
 * Removes every occurrence of the bytes `piece` that starts where an operation starts: what legacy signature
 * checking does with the signature in the script that it signs.
 */
export function findAndDelete(script: Uint8Array, piece: Uint8Array): { rest: Uint8Array; dropped: number } {
  return cut(script, (at) =>
    piece.length > 0 && equalBytes(script.subarray(at, at + piece.length), piece) ? piece.length : 0,
  );
}

/** The script without its OP_CODESEPARATOR operations, as legacy signature hashes have it. */
export function removeCodeSeparators(script: Uint8Array): Uint8Array {
  return cut(script, (at) => (script[at] === OP.CODESEPARATOR ? 1 : 0)).rest;
}

export interface WitnessProgram {
  readonly version: number;
  readonly program: Uint8Array;
}

/** BIP 141: OP_0 or OP_1 to OP_16, then one direct push of 2 to 40 bytes. */
export function witnessProgram(script: Uint8Array): WitnessProgram | undefined {
  const [opcode, length] = script;
  if (opcode === undefined || length === undefined || !isSmallNumber(opcode)) return undefined;
  if (script.length < 4 || script.length > 42 || length + 2 !== script.length) return undefined;
  return { version: smallNumberOf(opcode), program: script.subarray(2) };
}

/** BIP 16: OP_HASH160, a direct push of 20 bytes, OP_EQUAL. */
export function isPayToScriptHash(script: Uint8Array): boolean {
  return script.length === 23 && script[0] === OP.HASH160 && script[1] === 20 && script[22] === OP.EQUAL;
}

/** Pay to anchor: witness version 1 with the program 4e73. Anyone spends it, with an empty witness. */
export function isPayToAnchor({ version, program }: WitnessProgram): boolean {
  return version === 1 && program.length === 2 && program[0] === 0x4e && program[1] === 0x73;
}

/** Outputs that can never be spent are not kept: OP_RETURN at the start, or longer than a script may be. */
export function isUnspendable(script: Uint8Array): boolean {
  return script[0] === OP.RETURN || script.length > MAX_SCRIPT_SIZE;
}
