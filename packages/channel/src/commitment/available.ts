import { type Msat, msat } from '@sferic/wire';
import { isTrimmed } from '../bitcoin/commitment-transaction.ts';
import { type Dual, opposite, type Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { CommitmentFigures, Commitments, Funding } from './commitments.ts';
import { FEE_SPIKE_FACTOR, figuresOf, missingFunds } from './limits.ts';

/** HTLCs that are offered but that `commitments` do not have yet. */
export interface OfferedHtlcs {
  readonly count: number;
  readonly amount: bigint;
  /** How many have an output, by whose commitment it is. */
  readonly untrimmed: Dual<number>;
}

export const NONE_OFFERED: OfferedHtlcs = { count: 0, amount: 0n, untrimmed: { local: 0, remote: 0 } };

/** With one more of `amount` or, for a `sign` of -1, without it. */
export function withOffered(
  { local, remote }: ChannelParams,
  offered: OfferedHtlcs,
  amount: Msat,
  sign: 1 | -1,
): OfferedHtlcs {
  const untrimmed = ({ dustLimit }: ChannelParams['local']) => (isTrimmed(amount, dustLimit) ? 0 : sign);
  return {
    count: offered.count + sign,
    amount: offered.amount + BigInt(sign) * amount,
    untrimmed: {
      local: offered.untrimmed.local + untrimmed(local),
      remote: offered.untrimmed.remote + untrimmed(remote),
    },
  };
}

/**
 * The most that one more HTLC of `side` could carry now, as far as balances and limits go: what remains after the reserve, the opener's
 * fee with its spike buffer, what is in flight and what is `offered` before it. 0 when no further HTLC is taken.
 */
export function availableToOffer(
  params: ChannelParams,
  commitments: Commitments,
  side: Side,
  offered: OfferedHtlcs,
): Msat {
  return leastOf(params, commitments, side, (funding, figures) =>
    availableIn(params, funding, figuresWith(figures, side, offered), side),
  );
}

/**
 * The most that an HTLC of `side` could carry once nothing is in flight any more, should all of it that `side` has offered be fulfilled and
 * nothing that the other end has: above `availableToOffer` where HTLCs take places, or fees, that they will give back.
 */
export function availableWhenSettled(params: ChannelParams, commitments: Commitments, side: Side): Msat {
  return leastOf(params, commitments, side, (funding, figures) =>
    availableIn(params, funding, settled(figures), side),
  );
}

/** The least of both ends' commitments on all fundings. */
function leastOf(
  params: ChannelParams,
  commitments: Commitments,
  side: Side,
  availableIn: (funding: Funding, figures: CommitmentFigures) => bigint,
): Msat {
  let least: bigint = params[opposite(side)].maxHtlcValueInFlight;
  for (const funding of commitments.active) {
    for (const [owner, view] of [
      [opposite(side), 'next'],
      [side, 'all'],
    ] as const) {
      const available = availableIn(funding, figuresOf(params, commitments, funding, owner, view));
      if (available < least) least = available;
    }
  }
  return msat(least > 0n ? least : 0n);
}

function availableIn(
  params: ChannelParams,
  funding: Funding,
  figures: CommitmentFigures,
  side: Side,
): bigint {
  const receiver = opposite(side);
  const { maxAcceptedHtlcs, maxHtlcValueInFlight } = params[receiver];
  // HTLCs leave the receiver's commitment last.
  if (figures.count[side] >= maxAcceptedHtlcs) return 0n;
  const openerLacks =
    params.opener !== side && missingFunds(params, funding, figures, params.opener, 1, 1) > 0n;
  if (openerLacks) return 0n;
  // With one more after this one: see `checkOffererLimits`.
  const missing = missingFunds(params, funding, figures, side, FEE_SPIKE_FACTOR, 2);
  const room = maxHtlcValueInFlight - figures.amount[side];
  return room + missing < 0n ? room : -missing;
}

function figuresWith(
  figures: CommitmentFigures,
  side: Side,
  { count, amount, untrimmed }: OfferedHtlcs,
): CommitmentFigures {
  if (count === 0) return figures;
  return {
    ...figures,
    balances: { ...figures.balances, [side]: (figures.balances[side] - amount) as Msat },
    count: { ...figures.count, [side]: figures.count[side] + count },
    amount: { ...figures.amount, [side]: figures.amount[side] + amount },
    untrimmed: figures.untrimmed + untrimmed[figures.owner],
  };
}

/** What was in flight was the offerer's no more. */
function settled(figures: CommitmentFigures): CommitmentFigures {
  return { ...figures, count: { local: 0, remote: 0 }, amount: { local: 0n, remote: 0n }, untrimmed: 0 };
}
