/** What a transaction pays that has to confirm in time: pure functions of the blocks left, the value and the estimates. */
import { type Sat, type SatPerKw, satPerKw } from '@sferic/wire';
import { FEE_TARGET, FEERATE_CEILING, FEERATE_FLOOR, type FeeEstimates } from '../chain/index.ts';
import { feeOf } from '../wallet/index.ts';

/** Blocks before a deadline from which estimates are not relied upon any more: the feerate grows with each block. */
export const ESCALATION_BLOCKS = 18;
/** Within the window the feerate doubles in so many blocks: it ends at 23 times the estimate. */
export const DOUBLING_BLOCKS = 4;
/** Growth ends at one part in so many of what is at risk: a peer must not make us burn it all (lnd #8371). */
export const MOST_OF_RISK = 2n;
/** A replacement pays at least a quarter more: fewer would only cost relay fees without confirming sooner. */
const LEAST_RAISE = 1.25;
/** Bitcoin Core's `incrementalrelayfee` up to version 29, the highest default: what a replacement pays for its own relay. */
const INCREMENTAL_FEERATE = FEERATE_FLOOR;

/** What a transaction is for. */
export interface FeeNeed {
  /** Of everything that its fee buys a place for. */
  readonly weight: number;
  /** All that it brings: it is not worth more. */
  readonly worth: Sat;
  /** What is lost if it comes too late. */
  readonly atRisk: Sat;
  /** Until the deadline; at most 0 when that has passed. Undefined if nothing is in a hurry. */
  readonly blocksLeft: number | undefined;
}

/** What the chain asks of a transaction that should confirm within so many blocks; undefined if nothing is in a hurry. */
export function estimateWithin(estimates: FeeEstimates, blocks: number | undefined): SatPerKw {
  if (blocks === undefined) return estimates.slow;
  if (blocks <= FEE_TARGET.normal) return estimates.urgent;
  return blocks <= FEE_TARGET.slow ? estimates.normal : estimates.slow;
}

/**
 * The estimate for the blocks that are left, as long as that is no more than the transaction brings. Near its deadline more:
 * that it still waits there shows the estimates to be too low.
 */
export function feerateFor(
  { weight, worth, atRisk, blocksLeft }: FeeNeed,
  estimates: FeeEstimates,
): SatPerKw {
  const estimate = estimateWithin(estimates, blocksLeft);
  const late = blocksLeft === undefined ? 0 : Math.max(0, ESCALATION_BLOCKS - blocksLeft);
  const grown = Math.min(estimate * 2 ** (late / DOUBLING_BLOCKS), FEERATE_CEILING);
  const wanted = Math.max(estimate, Math.min(grown, feerateOf((atRisk / MOST_OF_RISK) as Sat, weight)));
  return satPerKw(Math.floor(Math.max(FEERATE_FLOOR, Math.min(wanted, feerateOf(worth, weight)))));
}

/** A transaction that waits for a block. */
export interface Waiting {
  readonly weight: number;
  readonly fee: Sat;
}

/** Whether what waits should give way to one that pays `wanted`. */
export function isWorthReplacing({ weight, fee }: Waiting, wanted: SatPerKw): boolean {
  return wanted >= feerateOf(fee, weight) * LEAST_RAISE;
}

/**
 * The least feerate of a transaction of `weight` that takes the place of others which pay `replaced` together (Bitcoin Core,
 * "Mempool Replacements": all their fees, and its own relay).
 */
export function feerateToReplace(replaced: Sat, weight: number): SatPerKw {
  if (replaced === 0n) return FEERATE_FLOOR;
  const least = replaced + feeOf(weight, INCREMENTAL_FEERATE);
  return satPerKw(Math.ceil(feerateOf(least as Sat, weight)));
}

/** Satoshis per 1000 weight units, not rounded. */
export function feerateOf(fee: Sat, weight: number): number {
  return (Number(fee) * 1000) / weight;
}
