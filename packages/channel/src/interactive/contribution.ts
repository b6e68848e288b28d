/** What each side puts into an interactive transaction, and the fee that it pays for it. */
import { sha256 } from '@sferic/crypto';
import type { Sat, SatPerKw } from '@sferic/wire';
import type { TxOutput } from '../bitcoin/transaction.ts';
import {
  INPUT_WEIGHT,
  MIN_WITNESS_WEIGHT,
  outputWeight,
  SEGWIT_FIELDS_WEIGHT,
  TRANSACTION_FIELDS_SIZE,
  WITNESS_SCALE_FACTOR,
} from '../bitcoin/weights.ts';
import type { Coin, Contribution } from './types.ts';

/** The common fields, for which the initiator pays (BOLT 2, "Fee Responsibility"). */
export const COMMON_FIELDS_WEIGHT = TRANSACTION_FIELDS_SIZE * WITNESS_SCALE_FACTOR + SEGWIT_FIELDS_WEIGHT;

export interface ContributionShape {
  /** The initiator pays for the common fields, and for the shared output, whose script is in `outputScripts`. */
  readonly initiator: boolean;
  readonly inputs: number;
  /** Weight of all witnesses of these inputs, as far as it is known. */
  readonly witnessWeight: number;
  readonly outputScripts: readonly Uint8Array[];
}

/** The weight for which one side pays (BOLT 3, appendix G). */
export function contributionWeight(shape: ContributionShape): number {
  const witnessWeight = Math.max(shape.inputs * MIN_WITNESS_WEIGHT, shape.witnessWeight);
  const outputs = shape.outputScripts.reduce((sum, script) => sum + outputWeight(script), 0);
  const common = shape.initiator ? COMMON_FIELDS_WEIGHT : 0;
  return common + shape.inputs * INPUT_WEIGHT + outputs + witnessWeight;
}

/** What we pay for our contribution: rounded up, so that no way of rounding finds it short. */
export function contributionFee(shape: ContributionShape, feerate: SatPerKw): Sat {
  return ((BigInt(feerate) * BigInt(contributionWeight(shape)) + 999n) / 1000n) as Sat;
}

/**
 * Gives each input and output a serial id of the right parity, from `entropy` (32 bytes), so that the
 * order of the transaction tells nothing of who added what.
 */
export function withSerialIds(
  inputs: readonly Coin[],
  outputs: readonly TxOutput[],
  initiator: boolean,
  entropy: Uint8Array,
): Contribution {
  const serialId = (counter: number) => deriveSerialId(entropy, counter, initiator);
  return {
    inputs: inputs.map((input, index) => ({ ...input, serialId: serialId(index) })),
    outputs: outputs.map((output, index) => ({ ...output, serialId: serialId(inputs.length + index) })),
  };
}

/** The serial id of number `counter`; collisions of 63 random bits among at most 504 ids do not happen. */
export function deriveSerialId(entropy: Uint8Array, counter: number, initiator: boolean): bigint {
  const hash = sha256(entropy, Uint8Array.of(counter >> 8, counter & 0xff));
  const random = new DataView(hash.buffer, hash.byteOffset, 8).getBigUint64(0);
  return initiator ? random & ~1n : random | 1n;
}
