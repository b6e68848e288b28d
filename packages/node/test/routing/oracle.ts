/** What routes take and cost, computed once more in another way: forwards, with big integers. */
import assert from 'node:assert/strict';
import type { ShortChannelId } from '@sferic/wire';
import type { Route } from '../../src/payments/ports.ts';

export interface OracleTerms {
  readonly base?: number;
  readonly ppm?: number;
  readonly delta?: number;
}

/** Millisatoshis in the direction of the payment. */
export interface OracleBounds {
  readonly lower: number;
  readonly upper: number;
  readonly capacity: number;
}

/** BOLT 7, "HTLC Fees". */
export function feeOf({ base = 0, ppm = 0 }: OracleTerms, amount: bigint): bigint {
  return BigInt(base) + (amount * BigInt(ppm)) / 1_000_000n;
}

/** The part of all channels with less than `part` of their capacity on one side, by decision 0112. */
function share(part: number): number {
  return (part + (1 + (2 * part - 1) ** 9) / 2) / 2;
}

export function chance(amount: number, { lower, upper, capacity }: OracleBounds): number {
  if (amount <= lower) return 1;
  if (amount > upper) return 0.001;
  const between = (from: number, to: number) => share(to / capacity) - share(from / capacity);
  return Math.max(0.001, between(amount, upper) / between(lower, upper));
}

export function hopCost(terms: OracleTerms, amount: bigint, bounds: OracleBounds): number {
  const whole = Number(amount);
  const doubt = -Math.log(chance(whole, bounds)) - Math.log(0.995);
  const locked = whole * (terms.delta ?? 0) * 15e-9;
  return Number(feeOf(terms, amount)) + locked + doubt * (10_000 + whole / 1000);
}

/** Checks that amounts and expiries of a route follow from each other, and gives its cost. */
export function costOfRoute(
  { hops }: Route,
  termsOf: (id: ShortChannelId) => OracleTerms & OracleBounds,
): number {
  let cost = 0;
  for (const [index, hop] of hops.entries()) {
    const next = hops[index + 1];
    if (next === undefined) continue;
    const terms = termsOf(next.shortChannelId);
    assert.equal(hop.amount, next.amount + feeOf(terms, next.amount));
    assert.equal(hop.cltvExpiry, next.cltvExpiry + (terms.delta ?? 0));
    cost += hopCost(terms, next.amount, terms);
  }
  return cost;
}
