import { type Msat, msat } from '@sferic/wire';
import { opposite, type Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { Commitments } from './commitments.ts';
import { FEE_SPIKE_FACTOR, figuresOf, missingFunds } from './limits.ts';

/**
 * The most that one more HTLC offered by `side` could carry now, as far as balances and limits go: what remains after
 * the reserve, the opener's fee with its spike buffer, and what is in flight. 0 when no further HTLC is taken.
 */
export function availableToOffer(params: ChannelParams, commitments: Commitments, side: Side): Msat {
  if (isFull(params, commitments, side)) return msat(0n);
  const receiver = params[opposite(side)];
  let available: bigint = receiver.maxHtlcValueInFlight;
  for (const funding of commitments.active) {
    for (const [owner, view] of [
      [opposite(side), 'next'],
      [side, 'all'],
    ] as const) {
      const figures = figuresOf(params, commitments, funding, owner, view);
      const openerLacks =
        params.opener !== side && missingFunds(params, funding, figures, params.opener, 1, 1) > 0n;
      if (openerLacks) return msat(0n);
      const spare = -missingFunds(params, funding, figures, side, FEE_SPIKE_FACTOR, 1);
      for (const bound of [spare, receiver.maxHtlcValueInFlight - figures.amount[side]])
        if (bound < available) available = bound;
    }
  }
  return msat(available > 0n ? available : 0n);
}

/**
 * Whether as many HTLCs of `side` are in the other end's commitment as that takes: there is no place for one more until one of them is
 * gone. They leave that end's commitment last.
 */
export function isFull(params: ChannelParams, commitments: Commitments, side: Side): boolean {
  const receiver = opposite(side);
  return commitments.active.some(
    (funding) =>
      figuresOf(params, commitments, funding, receiver, 'next').count[side] >=
      params[receiver].maxAcceptedHtlcs,
  );
}
