import { failScript } from '../errors.ts';
import type { Instruction, InstructionSet, Machine } from '../machine.ts';
import { castToBoolean, encodeNumber } from '../number.ts';
import { OP } from '../opcodes.ts';

/** PICK copies the item at a depth that the top states, ROLL moves it. */
function pickOrRoll(machine: Machine, opcode: number): void {
  const { stack } = machine;
  stack.need(2);
  const depth = machine.peekNumber();
  stack.pop();
  if (depth < 0 || depth >= stack.size) failScript('INVALID_STACK_OPERATION');
  stack.push(opcode === OP.ROLL ? stack.remove(depth) : stack.peek(depth));
}

/** Copies `count` items whose last lies `depth` below the top. */
const copy =
  (count: number, depth: number): Instruction =>
  ({ stack }) => {
    stack.need(count + depth);
    // Each push makes the next one to copy lie at the same depth again.
    for (let i = 0; i < count; i++) stack.push(stack.peek(count + depth - 1));
  };

/** Moves `count` items whose last lies `depth` below the top. */
const move =
  (count: number, depth: number): Instruction =>
  ({ stack }) => {
    stack.need(count + depth);
    for (let i = 0; i < count; i++) stack.push(stack.remove(count + depth - 1));
  };

/** Operations that only move things on the stack. */
export const stackInstructions: InstructionSet = new Map<number, Instruction>([
  [OP.TOALTSTACK, ({ stack, altStack }) => altStack.push(stack.pop())],
  [OP.FROMALTSTACK, ({ stack, altStack }) => stack.push(altStack.pop())],
  [OP.DROP, ({ stack }) => stack.drop(1)],
  [OP['2DROP'], ({ stack }) => stack.drop(2)],
  [OP.DUP, copy(1, 0)],
  [OP['2DUP'], copy(2, 0)],
  [OP['3DUP'], copy(3, 0)],
  [OP.OVER, copy(1, 1)],
  [OP['2OVER'], copy(2, 2)],
  [OP.SWAP, move(1, 1)],
  [OP.ROT, move(1, 2)],
  [OP['2SWAP'], move(2, 2)],
  [OP['2ROT'], move(2, 4)],
  [OP.PICK, pickOrRoll],
  [OP.ROLL, pickOrRoll],
  [OP.NIP, ({ stack }) => void stack.remove(1)],
  [
    OP.TUCK,
    ({ stack }) => {
      stack.need(2);
      stack.insert(2, stack.peek());
    },
  ],
  [
    OP.IFDUP,
    ({ stack }) => {
      const top = stack.peek();
      if (castToBoolean(top)) stack.push(top);
    },
  ],
  [OP.DEPTH, ({ stack }) => stack.push(encodeNumber(stack.size))],
  [OP.SIZE, ({ stack }) => stack.push(encodeNumber(stack.peek().length))],
]);
