import { failScript } from '../errors.ts';
import { hasFlag } from '../flags.ts';
import type { Instruction, InstructionSet, Machine } from '../machine.ts';
import { castToBoolean, LOCKTIME_NUMBER_SIZE } from '../number.ts';
import { OP } from '../opcodes.ts';

/** A set bit 31 of the operand turns CHECKSEQUENCEVERIFY off (BIP 112). */
const SEQUENCE_DISABLE_FLAG = 2 ** 31;

function enterCondition(machine: Machine, opcode: number): void {
  if (!machine.conditions.allTrue) {
    machine.conditions.enter(false);
    return;
  }
  const condition = machine.stack.peek();
  if (machine.version === 'witness_v0' && hasFlag(machine.flags, 'MINIMALIF')) {
    const isOne = condition.length === 1 && condition[0] === 1;
    if (condition.length > 0 && !isOne) failScript('MINIMALIF');
  }
  machine.stack.pop();
  machine.conditions.enter(castToBoolean(condition) === (opcode === OP.IF));
}

function checkLockTime(machine: Machine): void {
  if (!hasFlag(machine.flags, 'CHECKLOCKTIMEVERIFY')) return;
  const lockTime = machine.peekNumber(0, LOCKTIME_NUMBER_SIZE);
  if (lockTime < 0) failScript('NEGATIVE_LOCKTIME');
  if (!machine.checker.checkLockTime(lockTime)) failScript('UNSATISFIED_LOCKTIME');
}

function checkSequence(machine: Machine): void {
  if (!hasFlag(machine.flags, 'CHECKSEQUENCEVERIFY')) return;
  const sequence = machine.peekNumber(0, LOCKTIME_NUMBER_SIZE);
  if (sequence < 0) failScript('NEGATIVE_LOCKTIME');
  if (Math.floor(sequence / SEQUENCE_DISABLE_FLAG) % 2 === 1) return;
  if (!machine.checker.checkSequence(sequence)) failScript('UNSATISFIED_LOCKTIME');
}

const reservedNop: Instruction = ({ flags }) => {
  if (hasFlag(flags, 'DISCOURAGE_UPGRADABLE_NOPS')) failScript('DISCOURAGE_UPGRADABLE_NOPS');
};

const RESERVED_NOPS = [OP.NOP1, OP.NOP4, OP.NOP5, OP.NOP6, OP.NOP7, OP.NOP8, OP.NOP9, OP.NOP10];

/** Conditions, verification, lock times and what does nothing. */
export const controlInstructions: InstructionSet = new Map<number, Instruction>([
  [OP.NOP, () => undefined],
  ...RESERVED_NOPS.map((opcode): [number, Instruction] => [opcode, reservedNop]),
  [OP.IF, enterCondition],
  [OP.NOTIF, enterCondition],
  [OP.ELSE, ({ conditions }) => conditions.flip()],
  [OP.ENDIF, ({ conditions }) => conditions.leave()],
  [
    OP.VERIFY,
    ({ stack }) => {
      if (!castToBoolean(stack.peek())) failScript('VERIFY');
      stack.pop();
    },
  ],
  [OP.RETURN, () => failScript('OP_RETURN')],
  [OP.CHECKLOCKTIMEVERIFY, checkLockTime],
  [OP.CHECKSEQUENCEVERIFY, checkSequence],
]);
