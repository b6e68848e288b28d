import { ok, type Result } from '@sferic/codec';
import { type ChannelMessage, reasonData } from '@sferic/wire';
import { dropUncommitted } from '../commitment/disconnect.ts';
import type { Effect } from '../effect.ts';
import { type ChannelError, channelError } from '../error.ts';
import type { ChannelState, Established, FailedState, StoredState, WaitForReadyState } from '../state.ts';
import { publishFunding } from './funding-transaction.ts';

/** What a state's handler decides: the writes follow from the difference of the two states. */
export interface Transition {
  readonly next: ChannelState;
  readonly effects: readonly Effect[];
}

export type Outcome = Result<Transition, ChannelError>;

/** The same or another state, with effects in order. */
export function goTo(next: ChannelState, ...effects: readonly Effect[]): Outcome {
  return ok({ next, effects });
}

export function send(message: ChannelMessage): Effect {
  return { type: 'send', message };
}

/** Another stored state under the same connection: whoever is offline stays so. */
export function rewrap(state: ChannelState, next: StoredState): ChannelState {
  return state.type === 'offline' || state.type === 'syncing' ? { ...state, state: next } : next;
}

/**
 * Gives the channel up: the peer is told, and our latest commitments go to the chain unless `publishes` says that
 * they may be revoked without our knowing.
 */
export function fail(
  state: Established | WaitForReadyState,
  error: ChannelError,
  { publishes, tellPeer }: { readonly publishes: boolean; readonly tellPeer: boolean },
): Transition & { readonly next: FailedState } {
  const { params, aliases } = state;
  // Nothing is signed any more: what the peer has no signature for can take another way at once, as after a disconnection.
  const { commitments, settlements } = dropUncommitted(state.commitments);
  const next: FailedState = {
    type: 'failed',
    params,
    commitments,
    aliases,
    reason: error.message,
    publishes,
    ...('fundingTransaction' in state && { fundingTransaction: state.fundingTransaction }),
  };
  const effects: Effect[] = [{ type: 'event', event: { type: 'error', error } }];
  if (tellPeer) effects.push(send(errorMessage(next)));
  const notSent = settlements.map((settlement): Effect => ({ type: 'htlc_settled', settlement }));
  return { next, effects: [...effects, ...notSent, ...publishCommitments(next)] };
}

/** The peer's `error` fails the channel (BOLT 1, "The error and warning Messages"). */
export function failByPeer(state: Established | WaitForReadyState, reason: string): ReturnType<typeof fail> {
  const error = channelError('peer_sent_error', `the peer failed the channel: ${reason}`);
  return fail(state, error, { publishes: true, tellPeer: false });
}

export function errorMessage({ params, reason }: FailedState): ChannelMessage {
  return { type: 'error', channelId: params.channelId, data: reasonData(reason) };
}

/** Our commitment on each funding that may confirm, behind the funding transaction if that is not confirmed yet. */
export function publishCommitments(state: FailedState): readonly Effect[] {
  if (!state.publishes) return [];
  const { fundingTransaction, commitments } = state;
  const funding = fundingTransaction === undefined ? [] : publishFunding(fundingTransaction);
  return [
    ...funding,
    ...commitments.active.map(({ index }): Effect => ({ type: 'publish_commitment', fundingIndex: index })),
  ];
}
