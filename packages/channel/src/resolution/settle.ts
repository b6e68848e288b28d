/** When an HTLC that we offered comes back to us for good, so that what led to it may be failed (BOLT 5). */
import { isTrimmed } from '../bitcoin/commitment-transaction.ts';
import { formatOutPoint } from '../bitcoin/transaction.ts';
import type { Commitments, HtlcOutcome, Settlement } from '../commitment/commitments.ts';
import type { Htlc } from '../commitment/htlc.ts';
import { withHtlc } from '../commitment/propose.ts';
import { settle } from '../commitment/receive.ts';
import { SIDES } from '../dual.ts';
import type { ChannelEnv } from '../input.ts';
import type { ClosingState } from '../state.ts';
import { claimsOf } from './claims.ts';
import type { Revealed } from './spends.ts';
import { isWorthIt } from './transactions.ts';
import type { TrackedOutput } from './types.ts';

export interface Settled {
  readonly commitments: Commitments;
  readonly settlements: readonly Settlement[];
}

/** Confirmations of what is in a block at `height`. */
export function confirmations(height: number, env: Pick<ChannelEnv, 'height'>): number {
  return env.height - height + 1;
}

/** Whether no reorganisation that we reckon with takes the block at `height` away. */
export function isDeep(height: number, env: ChannelEnv): boolean {
  return confirmations(height, env) > env.policy.maxReorgDepth;
}

/** Whether we have given the HTLC's outcome to whoever asked for it. */
export function isDecided(htlc: Htlc): boolean {
  return htlc.preimage !== undefined || htlc.returned === true;
}

/** Preimages are told at once, whatever becomes of the block that showed them. */
export function settleRevealed(commitments: Commitments, revealed: readonly Revealed[]): Settled {
  let next = commitments;
  const settlements: Settlement[] = [];
  for (const { htlc, preimage } of revealed) {
    const settled = settle(withHtlc(next, { ...htlc, preimage }), htlc.facts, { type: 'fulfill', preimage });
    next = settled.commitments;
    settlements.push(settled.settlement);
  }
  return { commitments: next, settlements };
}

/** Tells of all HTLCs that have come back by now; each once. */
export function settleReturned(state: ClosingState, env: ChannelEnv): Settled {
  let next = state.commitments;
  const settlements: Settlement[] = [];
  const outputs = outputsOfOffered(state);
  const given = givenUp(state, env);
  for (const htlc of state.commitments.updates.htlcs.local.values()) {
    if (isDecided(htlc) || !isReturned(state, htlc, outputs.get(htlc.facts.id), given, env)) continue;
    const settled = settle(withHtlc(next, { ...htlc, returned: true }), htlc.facts, outcomeOf(htlc));
    next = settled.commitments;
    settlements.push(settled.settlement);
  }
  return { commitments: next, settlements };
}

/**
 * Claims that cost more than they bring, long after they should have been made. Whoever waits for such an HTLC upstream must not
 * lose a channel over it: it comes back as if it had been trimmed, whoever takes the output at last.
 */
function givenUp(state: ClosingState, env: ChannelEnv): ReadonlySet<string> {
  const late = claimsOf(state).filter(({ deadline }) => deadline !== undefined && env.height >= deadline);
  return new Set(
    late
      .filter((claim) => !isWorthIt(claim, env.feerates.closing))
      .map(({ outPoint }) => formatOutPoint(outPoint)),
  );
}

function outputsOfOffered({ outputs }: ClosingState): ReadonlyMap<bigint, TrackedOutput> {
  const found = new Map<bigint, TrackedOutput>();
  for (const tracked of outputs.values())
    if (tracked.role.type === 'htlc' && tracked.role.htlc.offeredBy === 'local')
      found.set(tracked.role.htlc.id, tracked);
  return found;
}

/** What the peer has said of it, if it did. */
function outcomeOf({ stage, removal }: Htlc): HtlcOutcome {
  if (stage === 'add_proposed') return { type: 'not_sent' };
  return removal === undefined || removal.type === 'fulfill' ? { type: 'returned' } : removal;
}

function isReturned(
  state: ClosingState,
  htlc: Htlc,
  output: TrackedOutput | undefined,
  given: ReadonlySet<string>,
  env: ChannelEnv,
): boolean {
  const { height, kind } = state.spend;
  if (height === undefined) return false;
  // Nobody has signed it.
  if (htlc.stage === 'add_proposed') return true;
  // Who spends it without showing the preimage gives it back to us: it is ours, or the revoked commitment's penalty.
  if (output?.spend !== undefined) return isDeep(output.spend.height, env);
  if (output !== undefined) return given.has(formatOutPoint(output.outPoint)) && isDeep(height, env);
  // In no commitment that could still confirm it has an output.
  if (isTrimmedForBoth(state, htlc)) return true;
  if (!isDeep(height, env)) return false;
  // A commitment that we cannot read may hold it, and the peer take it with the preimage.
  return kind !== 'future_commitment' || isDeep(htlc.facts.cltvExpiry, env);
}

function isTrimmedForBoth({ params }: ClosingState, { facts }: Htlc): boolean {
  return SIDES.every((side) => isTrimmed(facts.amount, params[side].dustLimit));
}
