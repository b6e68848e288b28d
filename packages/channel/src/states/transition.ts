import { ok, type Result } from '@sferic/codec';
import { type ChannelMessage, reasonData } from '@sferic/wire';
import { confirmedFunding, type FundingCommitments } from '../commitment/commitments.ts';
import { dropUncommitted } from '../commitment/disconnect.ts';
import type { Effect } from '../effect.ts';
import { type ChannelError, channelError } from '../error.ts';
import type { ChannelState, Established, FailedState, StoredState, WaitForReadyState } from '../state.ts';
import { publishFunding } from './funding-transaction.ts';
import type { FundingCandidates } from './opening-state.ts';
import { livingInputs } from './replacement-checks.ts';

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
    ...('candidates' in state && { candidates: state.candidates }),
  };
  const effects: Effect[] = [{ type: 'event', event: { type: 'error', error } }];
  if ('replacement' in state && state.replacement !== undefined) {
    const { replacement: _, ...rest } = state;
    effects.push({ type: 'release_wallet_inputs', keep: livingInputs(rest) });
  }
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

function newestComplete(
  active: readonly FundingCommitments[],
  candidates: FundingCandidates,
): FundingCommitments | undefined {
  return active.findLast(({ index }) => candidates.get(index)?.transaction.witnesses.remote !== undefined);
}

/** Our commitment on each funding that may confirm with it, behind the funding transaction if that is not confirmed yet. */
export function publishCommitments(state: FailedState): readonly Effect[] {
  if (!state.publishes) return [];
  const { candidates, commitments } = state;
  const { active } = commitments;
  const confirmed = confirmedFunding(commitments);
  // Of funding transactions that take each other's place, the newest complete one is on offer, unless another has confirmed.
  const offered = candidates && (confirmed ?? newestComplete(active, candidates));
  const published = offered === undefined ? active : [offered];
  return [
    ...(candidates === undefined || confirmed !== undefined ? [] : publishFunding(candidates)),
    ...published.map(({ index }): Effect => ({ type: 'publish_commitment', fundingIndex: index })),
  ];
}
