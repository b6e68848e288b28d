import {
  formatTxid,
  REPLACEABLE_SEQUENCE,
  TRANSACTION_VERSION,
  type Transaction,
  type TxOutput,
  unsignedInput,
} from '@sferic/channel';
import type { Coin } from './ledger.ts';

export interface UnsignedPayment {
  readonly tx: Transaction;
  /** What its inputs spend, by index. */
  readonly spent: readonly TxOutput[];
}

/**
 * An unsigned payment from coins of the wallet. Inputs and outputs stand in the order of BIP 69, which tells nothing
 * of which output is change. The lock time keeps miners from taking the fee in a block at or below `height`.
 */
export function paymentTransaction(
  coins: readonly Coin[],
  outputs: readonly TxOutput[],
  height: number,
): UnsignedPayment {
  const spent = coins.toSorted(compareCoins);
  const tx = {
    version: TRANSACTION_VERSION,
    inputs: spent.map((coin) => unsignedInput(coin.outPoint, REPLACEABLE_SEQUENCE)),
    outputs: outputs.toSorted(compareOutputs),
    locktime: height,
  };
  return { tx, spent };
}

function compareCoins({ outPoint: a }: Coin, { outPoint: b }: Coin): number {
  const [left, right] = [formatTxid(a.txid), formatTxid(b.txid)];
  return left === right ? a.index - b.index : left < right ? -1 : 1;
}

function compareOutputs(a: TxOutput, b: TxOutput): number {
  if (a.amount !== b.amount) return a.amount < b.amount ? -1 : 1;
  return Buffer.compare(a.scriptPubKey, b.scriptPubKey);
}
