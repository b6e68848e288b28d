/** Closing transactions of `option_simple_close` (BOLT 3, "Closing Transaction"). */
import { type Msat, msatToSat, type Sat } from '@sferic/wire';
import { compareOutputs } from './commitment-transaction.ts';
import { isOpReturn } from './shutdown-scripts.ts';
import {
  type OutPoint,
  REPLACEABLE_SEQUENCE,
  TRANSACTION_VERSION,
  type Transaction,
  type TxOutput,
  unsignedInput,
} from './transaction.ts';

/** Which outputs a closing transaction has; named as the TLVs of `closing_complete`. */
export type ClosingVariant = 'closer_output_only' | 'closee_output_only' | 'closer_and_closee_outputs';

export interface ClosingParams {
  readonly funding: OutPoint;
  /** Balances before the fee, which the closer pays. */
  readonly closerMsat: Msat;
  readonly closeeMsat: Msat;
  readonly closerScript: Uint8Array;
  readonly closeeScript: Uint8Array;
  /** At most the closer's balance. */
  readonly fee: Sat;
  readonly locktime: number;
}

/** The outputs that the closer and the closee would get, dust or not. */
export function closingOutputs(params: ClosingParams): {
  readonly closer: TxOutput;
  readonly closee: TxOutput;
} {
  const closerAmount = msatToSat(params.closerMsat) - params.fee;
  if (closerAmount < 0n) throw new RangeError('a closing fee above the balance of the closer');
  return {
    closer: closingOutput(closerAmount, params.closerScript),
    closee: closingOutput(msatToSat(params.closeeMsat), params.closeeScript),
  };
}

export function buildClosingTransaction(params: ClosingParams, variant: ClosingVariant): Transaction {
  const { closer, closee } = closingOutputs(params);
  const outputs = {
    closer_output_only: [closer],
    closee_output_only: [closee],
    closer_and_closee_outputs: [closer, closee].sort(compareOutputs),
  }[variant];
  return {
    version: TRANSACTION_VERSION,
    inputs: [unsignedInput(params.funding, REPLACEABLE_SEQUENCE)],
    outputs,
    locktime: params.locktime,
  };
}

/** An `OP_RETURN` output must be worth nothing to be relayed: what it would have had goes to the fee. */
function closingOutput(amount: bigint, scriptPubKey: Uint8Array): TxOutput {
  return { amount: (isOpReturn(scriptPubKey) ? 0n : amount) as Sat, scriptPubKey };
}
