import { type Sat, WITNESS_SCALE_FACTOR } from '../transaction.ts';

/** Satoshis per 1000 virtual bytes: the unit of Bitcoin Core's settings. */
export type SatPerKvb = number;

/** Bitcoin Core 31's defaults. */
export const MIN_RELAY_FEERATE: SatPerKvb = 100;
export const INCREMENTAL_RELAY_FEERATE: SatPerKvb = 100;
export const DUST_RELAY_FEERATE: SatPerKvb = 3000;
export const BLOCK_MIN_FEERATE: SatPerKvb = 1;

/** Virtual bytes that a signature operation counts as when there are many of them (`-bytespersigop`). */
const BYTES_PER_SIGOP = 20;

/** The fee of a size at a feerate, rounded up. */
export function feeAt(feerate: SatPerKvb, virtualBytes: number): Sat {
  return (BigInt(feerate) * BigInt(virtualBytes) + 999n) / 1000n;
}

/** Weight, or what the signature operations weigh if that is more. */
export const sigopAdjustedWeight = (weight: number, sigopCost: number): number =>
  Math.max(weight, sigopCost * BYTES_PER_SIGOP);

export const virtualBytes = (weight: number): number => Math.ceil(weight / WITNESS_SCALE_FACTOR);

/** Satoshis per 1000 virtual bytes that a fee comes to, rounded down. */
export const feeratePerKvb = (fee: Sat, size: number): SatPerKvb => Number((fee * 1000n) / BigInt(size));

/** Whether a fee is more than a feerate asks for; a limit of 0 is none. */
export const exceedsFeerate = (fee: Sat, size: number, limit: SatPerKvb): boolean =>
  limit > 0 && fee * 1000n > BigInt(limit) * BigInt(size);

/** A fee and the weight that it pays for: feerates compare exactly, by cross-multiplication. */
export interface FeeWeight {
  readonly fee: Sat;
  readonly weight: number;
}

/** Positive when `a` pays more per weight than `b`, negative when less. */
export function compareFeerates(a: FeeWeight, b: FeeWeight): number {
  const difference = a.fee * BigInt(b.weight) - b.fee * BigInt(a.weight);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

export const addFeeWeights = (a: FeeWeight, b: FeeWeight): FeeWeight => ({
  fee: a.fee + b.fee,
  weight: a.weight + b.weight,
});

/** Satoshis per 1000 virtual bytes, rounded down. */
export const feerateOf = ({ fee, weight }: FeeWeight): SatPerKvb =>
  Number((fee * 1000n * BigInt(WITNESS_SCALE_FACTOR)) / BigInt(weight));
