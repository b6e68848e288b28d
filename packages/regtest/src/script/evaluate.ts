import { failScript, type ScriptError, ScriptFailure } from './errors.ts';
import { hasFlag, type ScriptFlags } from './flags.ts';
import { type Instruction, Machine, type SignatureChecker, type SignatureVersion } from './machine.ts';
import { encodeNumber } from './number.ts';
import { OP } from './opcodes.ts';
import { arithmeticInstructions } from './ops/arithmetic.ts';
import { controlInstructions } from './ops/control.ts';
import { countOperations, cryptoInstructions } from './ops/crypto.ts';
import { stackInstructions } from './ops/stack.ts';
import { isMinimalPush, MAX_ELEMENT_SIZE, MAX_SCRIPT_SIZE, type Operation, readOperation } from './parse.ts';
import type { Stack } from './stack.ts';

/** Items on the stack and the alternative stack together. */
const MAX_STACK_SIZE = 1000;

/** Removed in 2010 for fear of what they could do: they fail a script even where they do not run. */
const DISABLED: ReadonlySet<number> = new Set([
  OP.CAT,
  OP.SUBSTR,
  OP.LEFT,
  OP.RIGHT,
  OP.INVERT,
  OP.AND,
  OP.OR,
  OP.XOR,
  OP['2MUL'],
  OP['2DIV'],
  OP.MUL,
  OP.DIV,
  OP.MOD,
  OP.LSHIFT,
  OP.RSHIFT,
]);

const pushNumber: Instruction = ({ stack }, opcode) => stack.push(encodeNumber(opcode - (OP[1] - 1)));

const numberInstructions: readonly [number, Instruction][] = [
  [OP['1NEGATE'], pushNumber],
  ...Array.from({ length: 16 }, (_, i): [number, Instruction] => [OP[1] + i, pushNumber]),
];

const instructions: ReadonlyMap<number, Instruction> = new Map([
  ...numberInstructions,
  ...controlInstructions,
  ...stackInstructions,
  ...arithmeticInstructions,
  ...cryptoInstructions,
]);

/** IF to ENDIF run in branches not taken too; VERIF and VERNOTIF lie between them and so are never allowed. */
const isConditional = (opcode: number): boolean => opcode >= OP.IF && opcode <= OP.ENDIF;

function run(machine: Machine, operation: Operation): void {
  const { opcode, data } = operation;
  if (data.length > MAX_ELEMENT_SIZE) failScript('PUSH_SIZE');
  if (opcode > OP[16]) countOperations(machine, 1);
  if (DISABLED.has(opcode)) failScript('DISABLED_OPCODE');
  if (
    opcode === OP.CODESEPARATOR &&
    machine.version === 'base' &&
    hasFlag(machine.flags, 'CONST_SCRIPTCODE')
  ) {
    failScript('OP_CODESEPARATOR');
  }
  const executing = machine.conditions.allTrue;
  if (opcode <= OP.PUSHDATA4) {
    if (!executing) return;
    if (machine.minimalNumbers && !isMinimalPush(operation)) failScript('MINIMALDATA');
    machine.stack.push(data);
  } else if (executing || isConditional(opcode)) {
    const instruction = instructions.get(opcode) ?? failScript('BAD_OPCODE');
    instruction(machine, opcode);
  }
  if (machine.stack.size + machine.altStack.size > MAX_STACK_SIZE) failScript('STACK_SIZE');
}

export interface ScriptRules {
  readonly flags: ScriptFlags;
  readonly checker: SignatureChecker;
  readonly version: SignatureVersion;
}

/** Runs one script on `stack`, which it changes. The error, or undefined if it ran to its end. */
export function evaluate(script: Uint8Array, stack: Stack, rules: ScriptRules): ScriptError | undefined {
  if (script.length > MAX_SCRIPT_SIZE) return 'SCRIPT_SIZE';
  const machine = new Machine(script, stack, rules);
  try {
    while (machine.position < script.length) {
      const operation = readOperation(script, machine.position) ?? failScript('BAD_OPCODE');
      machine.position = operation.next;
      run(machine, operation);
    }
  } catch (failure) {
    if (failure instanceof ScriptFailure) return failure.reason;
    throw failure;
  }
  return machine.conditions.depth === 0 ? undefined : 'UNBALANCED_CONDITIONAL';
}
