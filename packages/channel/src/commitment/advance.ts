import { SIDES, type Side, withSide } from '../dual.ts';
import type { Commitments, FundingCommitments, PendingFeerate, Updates } from './commitments.ts';
import {
  type AddStageName,
  type ExchangeEvent,
  HTLC_STAGE_ORDER,
  type Htlc,
  holdsAt,
  roleOf,
  stageAfter,
} from './htlc.ts';
import type { HtlcTable } from './htlc-table.ts';
import { settledBalances } from './spec.ts';

/** What one event of the exchange changed. */
export interface Advance {
  readonly commitments: Commitments;
  /** HTLCs that are irrevocably committed now. */
  readonly committed: readonly Htlc[];
  /** HTLCs that are irrevocably removed now. */
  readonly removed: readonly Htlc[];
}

/**
 * Moves every change that `event` concerns to its next stage. `event` is about the exchange as this end sees it:
 * `{ type: 'commit', by: 'local' }` is the sending of `commitment_signed`, before `remote.number` counts it.
 */
export function advance(commitments: Commitments, event: ExchangeEvent<Side>, opener: Side): Advance {
  const committed: Htlc[] = [];
  const removed: Htlc[] = [];
  let { htlcs } = commitments.updates;
  for (const offeredBy of SIDES) {
    const moved = advanceHtlcs(htlcs[offeredBy], event, offeredBy, commitments.remote.number);
    if (moved.length === 0) continue;
    const gone = moved.filter(({ stage }) => stage === 'removed');
    const table = htlcs[offeredBy].with(
      moved.filter(({ stage }) => stage !== 'removed'),
      gone.map(({ facts }) => facts.id),
    );
    committed.push(...moved.filter(({ stage }) => stage === 'committed'));
    removed.push(...gone);
    htlcs = withSide(htlcs, offeredBy, table);
  }
  const updates = { ...commitments.updates, htlcs, ...advanceFeerates(commitments.updates, event, opener) };
  const active = removed.length === 0 ? commitments.active : settleAll(commitments.active, removed);
  return { commitments: { ...commitments, updates, active }, committed, removed };
}

/** How many changes the event would move on. */
export function countAdvancing(updates: Updates, event: ExchangeEvent<Side>, opener: Side): number {
  const moves = (stage: Htlc['stage'], offeredBy: Side) =>
    stageAfter(stage, { type: event.type, by: roleOf(event.by, offeredBy) }) !== stage;
  let count = updates.pendingFeerates.filter(({ stage }) => moves(stage, opener)).length;
  for (const side of SIDES)
    for (const stage of HTLC_STAGE_ORDER) {
      const tally = updates.htlcs[side].tallies[stage];
      if (tally.count > 0 && moves(stage, side)) count += tally.count;
    }
  return count;
}

function advanceHtlcs(
  htlcs: HtlcTable,
  event: ExchangeEvent<Side>,
  offeredBy: Side,
  remoteNumber: number,
): readonly Htlc[] {
  const by = roleOf(event.by, offeredBy);
  const remote = roleOf('remote', offeredBy);
  const next = (htlc: Htlc) => stageAfter(htlc.stage, { type: event.type, by });
  return htlcs.entries
    .filter((htlc) => next(htlc) !== htlc.stage)
    .map((htlc) => {
      const stage = next(htlc);
      const [before, after] = [holdsAt(htlc.stage, remote), holdsAt(stage, remote)];
      return {
        ...htlc,
        stage,
        ...(!before && after ? { firstRemoteCommit: remoteNumber + 1 } : {}),
        ...(before && !after ? { lastRemoteCommit: remoteNumber } : {}),
      };
    });
}

/** Of two feerates that reach the same stage only the later one counts. */
function advanceFeerates(
  updates: Updates,
  event: ExchangeEvent<Side>,
  opener: Side,
): Pick<Updates, 'feerate' | 'pendingFeerates'> {
  let { feerate } = updates;
  const pending: PendingFeerate[] = [];
  const by = roleOf(event.by, opener);
  for (const change of updates.pendingFeerates) {
    const stage = stageAfter(change.stage, { type: event.type, by });
    if (stage === 'committed') feerate = change.feerate;
    else if (pending.at(-1)?.stage === stage)
      pending[pending.length - 1] = { ...change, stage: stage as AddStageName };
    else pending.push(stage === change.stage ? change : { ...change, stage: stage as AddStageName });
  }
  return { feerate, pendingFeerates: pending.length === 0 ? NO_FEERATES : pending };
}

const NO_FEERATES: readonly PendingFeerate[] = [];

function settleAll(
  active: readonly FundingCommitments[],
  removed: readonly Htlc[],
): readonly FundingCommitments[] {
  if (!removed.some(({ removal }) => removal?.type === 'fulfill')) return active;
  return active.map((funding) => ({ ...funding, balances: settledBalances(funding.balances, removed) }));
}
