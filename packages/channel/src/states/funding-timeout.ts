/** A funding transaction that never confirms: who has nothing in it need not wait for ever (BOLT 2, "The `channel_ready` Message"). */
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelEnv } from '../input.ts';
import { inputsOf } from '../interactive/witnesses.ts';
import type { ClosedState, FailedState, WaitForReadyState } from '../state.ts';
import { fundingWatches } from './watches.ts';

/** Blocks that a funder has for its funding transaction: BOLT 2 gives it two weeks. */
export const FUNDING_TIMEOUT = 2016;

type Waiting = WaitForReadyState | FailedState;

/**
 * At each height: counts the blocks without a confirmation, and forgets the channel after {@link FUNDING_TIMEOUT} of
 * them. Never one that holds coins of ours, nor one that has carried payments: undefined where nothing changes.
 */
export function withoutFunding<State extends Waiting>(
  state: State,
  env: ChannelEnv,
): { readonly next: State | ClosedState; readonly effects: readonly Effect[] } | undefined {
  if (!isForgettable(state)) return undefined;
  const isConfirmed = state.commitments.active.some(({ confirmation }) => confirmation.type === 'confirmed');
  const { unfundedSince } = state;
  if (isConfirmed) {
    const { unfundedSince: _, ...funded } = state;
    return unfundedSince === undefined ? undefined : { next: funded as State, effects: [] };
  }
  // After a reorganisation the height may be lower than before.
  const since = Math.min(unfundedSince ?? env.height, env.height);
  if (env.height - since < FUNDING_TIMEOUT)
    return since === unfundedSince ? undefined : { next: { ...state, unfundedSince: since }, effects: [] };
  const error = channelError(
    'funding_timeout',
    `the funding transaction of the peer has not confirmed in ${FUNDING_TIMEOUT} blocks`,
  );
  const unwatch = fundingWatches(state).map((watch): Effect => ({ type: 'unwatch', watch }));
  return {
    next: { type: 'closed' },
    effects: [{ type: 'event', event: { type: 'error', error } }, ...unwatch, { type: 'forget' }],
  };
}

/** Whether nothing of ours can be lost: the peer alone funds it, and it has never been in use. */
function isForgettable({ params, commitments, candidates }: Waiting): boolean {
  return (
    params.opener === 'remote' &&
    candidates !== undefined &&
    candidates.values().every(({ transaction }) => inputsOf(transaction.shared, 'local').length === 0) &&
    commitments.active.every(({ balances }) => balances.local === 0n)
  );
}
