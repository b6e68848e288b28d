import { equalBytes } from '@sferic/crypto';
import { failScript } from '../errors.ts';
import type { Instruction, InstructionSet } from '../machine.ts';
import { encodeNumber } from '../number.ts';
import { OP } from '../opcodes.ts';

const unary =
  (compute: (a: number) => number): Instruction =>
  (machine) => {
    const result = compute(machine.peekNumber());
    machine.stack.pop();
    machine.stack.push(encodeNumber(result));
  };

const binary =
  (compute: (a: number, b: number) => number): Instruction =>
  (machine) => {
    machine.stack.need(2);
    const result = compute(machine.peekNumber(1), machine.peekNumber(0));
    machine.stack.drop(2);
    machine.stack.push(encodeNumber(result));
  };

const relation = (holds: (a: number, b: number) => boolean): Instruction =>
  binary((a, b) => (holds(a, b) ? 1 : 0));

const takeEquality: Instruction = ({ stack }) => {
  stack.need(2);
  stack.pushBoolean(equalBytes(stack.pop(), stack.pop()));
};

const numbersEqual = relation((a, b) => a === b);

/** Runs `compare`, whose result must be true and is then dropped. */
const verified =
  (compare: Instruction, error: 'EQUALVERIFY' | 'NUMEQUALVERIFY'): Instruction =>
  (machine, opcode) => {
    compare(machine, opcode);
    if (machine.stack.pop().length === 0) failScript(error);
  };

/** Numbers and equality. */
export const arithmeticInstructions: InstructionSet = new Map<number, Instruction>([
  [OP.EQUAL, takeEquality],
  [OP.EQUALVERIFY, verified(takeEquality, 'EQUALVERIFY')],
  [OP['1ADD'], unary((a) => a + 1)],
  [OP['1SUB'], unary((a) => a - 1)],
  [OP.NEGATE, unary((a) => 0 - a)],
  [OP.ABS, unary(Math.abs)],
  [OP.NOT, unary((a) => (a === 0 ? 1 : 0))],
  [OP['0NOTEQUAL'], unary((a) => (a === 0 ? 0 : 1))],
  [OP.ADD, binary((a, b) => a + b)],
  [OP.SUB, binary((a, b) => a - b)],
  [OP.BOOLAND, relation((a, b) => a !== 0 && b !== 0)],
  [OP.BOOLOR, relation((a, b) => a !== 0 || b !== 0)],
  [OP.NUMEQUAL, numbersEqual],
  [OP.NUMEQUALVERIFY, verified(numbersEqual, 'NUMEQUALVERIFY')],
  [OP.NUMNOTEQUAL, relation((a, b) => a !== b)],
  [OP.LESSTHAN, relation((a, b) => a < b)],
  [OP.GREATERTHAN, relation((a, b) => a > b)],
  [OP.LESSTHANOREQUAL, relation((a, b) => a <= b)],
  [OP.GREATERTHANOREQUAL, relation((a, b) => a >= b)],
  [OP.MIN, binary(Math.min)],
  [OP.MAX, binary(Math.max)],
  [
    OP.WITHIN,
    (machine) => {
      machine.stack.need(3);
      const [value, low, high] = [machine.peekNumber(2), machine.peekNumber(1), machine.peekNumber(0)];
      machine.stack.drop(3);
      machine.stack.pushBoolean(low <= value && value < high);
    },
  ],
]);
