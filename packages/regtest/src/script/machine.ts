import { failScript } from './errors.ts';
import { hasFlag, type ScriptFlags } from './flags.ts';
import { decodeNumber } from './number.ts';
import { Stack } from './stack.ts';

/** Which rules of hashing and execution a script runs under: before BIP 141, or as a version 0 witness. */
export type SignatureVersion = 'base' | 'witness_v0';

/** What a script can ask about the transaction that runs it. */
export interface SignatureChecker {
  /** `signature` ends with the hash type byte; the key may have any encoding. */
  checkSignature(
    signature: Uint8Array,
    publicKey: Uint8Array,
    scriptCode: Uint8Array,
    version: SignatureVersion,
  ): boolean;
  /** BIP 65: `lockTime` from 0 to 2³⁹−1. */
  checkLockTime(lockTime: number): boolean;
  /** BIP 112: `sequence` from 0 to 2³⁹−1. */
  checkSequence(sequence: number): boolean;
}

/** The nested conditions of IF. Knows without counting whether all are true. */
export class Conditions {
  readonly #values: boolean[] = [];
  #falses = 0;

  get depth(): number {
    return this.#values.length;
  }

  get allTrue(): boolean {
    return this.#falses === 0;
  }

  enter(value: boolean): void {
    this.#values.push(value);
    if (!value) this.#falses += 1;
  }

  leave(): void {
    const value = this.#values.pop() ?? failScript('UNBALANCED_CONDITIONAL');
    if (!value) this.#falses -= 1;
  }

  /** ELSE. */
  flip(): void {
    const value = this.#values.at(-1) ?? failScript('UNBALANCED_CONDITIONAL');
    this.#values[this.#values.length - 1] = !value;
    this.#falses += value ? 1 : -1;
  }
}

/** The state of one script's evaluation. Lives for that evaluation only. */
export class Machine {
  readonly script: Uint8Array;
  readonly stack: Stack;
  readonly altStack = new Stack([], 'INVALID_ALTSTACK_OPERATION');
  readonly conditions = new Conditions();
  readonly flags: ScriptFlags;
  readonly checker: SignatureChecker;
  readonly version: SignatureVersion;
  readonly minimalNumbers: boolean;
  /** Operations so far that count against the limit. */
  operationCount = 0;
  /** Where the next operation starts. */
  position = 0;
  /** What follows the last OP_CODESEPARATOR that ran is what signatures commit to. */
  codeStart = 0;

  constructor(
    script: Uint8Array,
    stack: Stack,
    rules: {
      readonly flags: ScriptFlags;
      readonly checker: SignatureChecker;
      readonly version: SignatureVersion;
    },
  ) {
    this.script = script;
    this.stack = stack;
    this.flags = rules.flags;
    this.checker = rules.checker;
    this.version = rules.version;
    this.minimalNumbers = hasFlag(rules.flags, 'MINIMALDATA');
  }

  /** The number that lies `depth` below the top. */
  peekNumber(depth = 0, maxSize?: number): number {
    return decodeNumber(this.stack.peek(depth), this.minimalNumbers, maxSize);
  }
}

/** What an opcode does. Fails by `failScript`. */
export type Instruction = (machine: Machine, opcode: number) => void;

export type InstructionSet = ReadonlyMap<number, Instruction>;
