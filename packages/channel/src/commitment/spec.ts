import type { Msat, SatPerKw } from '@sferic/wire';
import { type Dual, opposite, SIDES, type Side } from '../dual.ts';
import type { CommitmentFigures, CommitmentSpec, Funding, Updates } from './commitments.ts';
import {
  HTLC_STAGE_ORDER,
  type Htlc,
  type HtlcStageName,
  holdsAt,
  isBeingRemoved,
  roleOf,
  stageAfter,
  stageBeforeCommit,
} from './htlc.ts';

/** Which of an end's commitments is meant. */
export type View =
  /** The latest that is signed. */
  | 'current'
  /** The one before it, for as long as its owner has not revoked it. */
  | 'previous'
  /** The one that the other end would sign now. */
  | 'next'
  /** With every change proposed so far by either end: where the commitments are heading. */
  | 'all';

/**
 * Folds the updates into one commitment. Here and in {@link commitmentFigures} alone do HTLCs and feerates turn into
 * figures: both ends' commitments, present and to come, are views of one table.
 */
export function commitmentSpec(
  updates: Updates,
  funding: Funding,
  opener: Side,
  owner: Side,
  view: View,
): CommitmentSpec {
  const { feerate, balances } = commitmentFigures(updates, funding, opener, owner, view);
  const htlcs = SIDES.flatMap((offerer) =>
    updates.htlcs[offerer].entries.filter(({ stage }) => holds(stage, offerer, owner, view)),
  );
  return { owner, feerate, balances, htlcs };
}

/** What the commitment sums up to, at a cost that does not grow with its HTLCs. */
export function commitmentFigures(
  updates: Updates,
  funding: Funding,
  opener: Side,
  owner: Side,
  view: View,
): CommitmentFigures {
  const balances = { ...funding.balances } as { local: Msat; remote: Msat };
  const count = { local: 0, remote: 0 };
  const amount = { local: 0n, remote: 0n };
  let untrimmed = 0;
  let trimmedAmount = 0n;
  for (const offerer of SIDES) {
    const { tallies } = updates.htlcs[offerer];
    for (const stage of HTLC_STAGE_ORDER) {
      const tally = tallies[stage];
      if (tally.count === 0) continue;
      if (holds(stage, offerer, owner, view)) {
        // What is in flight is the offerer's no more.
        balances[offerer] = (balances[offerer] - tally.amount) as Msat;
        count[offerer] += tally.count;
        amount[offerer] += tally.amount;
        untrimmed += tally.untrimmed[owner];
        trimmedAmount += tally.trimmedAmount[owner];
      } else if (isBeingRemoved(stage)) {
        // What was fulfilled and is gone is the receiver's.
        balances[offerer] = (balances[offerer] - tally.fulfilled) as Msat;
        balances[opposite(offerer)] = (balances[opposite(offerer)] + tally.fulfilled) as Msat;
      }
    }
  }
  return {
    owner,
    feerate: feerateOf(updates, opener, owner, view),
    balances,
    count,
    amount,
    untrimmed,
    trimmedAmount,
  };
}

function feerateOf(updates: Updates, opener: Side, owner: Side, view: View): SatPerKw {
  const latest = updates.pendingFeerates.findLast(({ stage }) => holds(stage, opener, owner, view));
  return latest?.feerate ?? updates.feerate;
}

/** Whether the commitment of `owner` in this view holds what `offeredBy` offered and stands at `stage`. */
function holds(stage: HtlcStageName, offeredBy: Side, owner: Side, view: View): boolean {
  if (view === 'all') return !isBeingRemoved(stage);
  const role = roleOf(owner, offeredBy);
  if (view === 'current') return holdsAt(stage, role);
  if (view === 'previous') return holdsAt(stageBeforeCommit(stage, role), role);
  return holdsAt(
    stageAfter(stage, { type: 'commit', by: role === 'offerer' ? 'receiver' : 'offerer' }),
    role,
  );
}

/** Balances after removed HTLCs are settled for good. */
export function settledBalances(balances: Dual<Msat>, removed: readonly Htlc[]): Dual<Msat> {
  const settled = { ...balances } as { local: Msat; remote: Msat };
  for (const { facts, removal } of removed) {
    if (removal?.type !== 'fulfill') continue;
    const receiver = opposite(facts.offeredBy);
    settled[facts.offeredBy] = (settled[facts.offeredBy] - facts.amount) as Msat;
    settled[receiver] = (settled[receiver] + facts.amount) as Msat;
  }
  return settled;
}
