import type { Msat } from '@sferic/wire';
import type { GraphEdge } from '../graph/graph-view.ts';

const MILLION = 1_000_000n;

/** What the node where `edge` starts charges for forwarding `amount` over it, rounded down: BOLT 7, "HTLC Fees". */
export function hopFee(
  { feeBase, feeProportionalMillionths }: Pick<GraphEdge, 'feeBase' | 'feeProportionalMillionths'>,
  amount: Msat,
): bigint {
  return feeBase + (amount * BigInt(feeProportionalMillionths)) / MILLION;
}
