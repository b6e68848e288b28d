/** Losing and regaining the peer, in every stored state (BOLT 2, "Message Retransmission"). */
import { err, ok } from '@sferic/codec';
import { type ChannelReestablish, describeReason } from '@sferic/wire';
import { dropUncommitted } from '../commitment/disconnect.ts';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelCommand, ChannelEnv, PeerMessage } from '../input.ts';
import { judgeReestablish, retransmission, unsignedAgain } from '../reestablish.ts';
import type { EstablishedState, NormalState, StoredState, WaitForReadyState } from '../state.ts';
import { announceIfComplete, resendAnnouncementSignatures } from './announcement.ts';
import type { NegotiatingState } from './closing-state.ts';
import { resumeNegotiation } from './negotiating.ts';
import { resumeShutdown } from './shutdown.ts';
import { signingFundingMessage } from './signing-funding.ts';
import { abortUnknownFunding, answerNextFunding, resumeSigning } from './signing-reestablish.ts';
import { errorMessage, fail, failByPeer, goTo, type Outcome, send, type Transition } from './transition.ts';
import { applyCommandOffline, isUpdateCommand, settled } from './updates.ts';
import { channelReady } from './wait-for-ready.ts';

/** The connection is gone, and with it all that was not signed. */
export function goOffline(state: StoredState): Transition {
  if (state.type === 'signing_funding') return { next: { type: 'offline', state }, effects: [] };
  const { commitments, settlements } = dropUncommitted(state.commitments);
  const kept = commitments === state.commitments ? state : { ...state, commitments };
  return { next: { type: 'offline', state: kept }, effects: settlements.map(settled) };
}

/** Connected again: both ends compare what they know, but for a channel that has failed. */
export function goOnline(offline: StoredState): Transition {
  const dropped = goOffline(offline);
  const state = dropped.next.type === 'offline' ? dropped.next.state : offline;
  if (state.type === 'closing') return { next: state, effects: dropped.effects };
  const reestablish: Effect = { type: 'send_sealed', message: { type: 'channel_reestablish' } };
  // A peer that has lost state learns it from our numbers, before the error makes it publish what it has.
  if (state.type === 'failed')
    return { next: state, effects: [...dropped.effects, reestablish, send(errorMessage(state))] };
  return { next: { type: 'syncing', state }, effects: [...dropped.effects, reestablish] };
}

/** Before the peer's `channel_reestablish` nothing else of the channel may come. */
export function syncingMessage(state: StoredState, message: PeerMessage, env: ChannelEnv): Outcome {
  if (message.type === 'channel_reestablish') return receiveReestablish(state, message, env);
  // A peer that has forgotten an opening says so.
  if (state.type === 'signing_funding' && (message.type === 'error' || message.type === 'tx_abort'))
    return signingFundingMessage(state, message, [], env);
  if (message.type === 'error' && state.type !== 'signing_funding')
    return ok(failByPeer(state, describeReason(message.data)));
  if (message.type === 'warning') return goTo({ type: 'syncing', state });
  return err(channelError('peer_unexpected_message', `${message.type} before channel_reestablish`));
}

/** What can be done while no changes can be exchanged with the peer; `why` says what is in the way. */
export function offlineCommand(
  state: EstablishedState,
  command: ChannelCommand,
  why = 'the peer is not connected',
): Outcome {
  const refusal = command.type === 'add_htlc' ? 'channel_unavailable' : 'not_connected';
  if (!isUpdateCommand(command)) return err(channelError('not_connected', why));
  const { params, commitments } = state;
  const applied = applyCommandOffline(params, commitments, command, channelError(refusal, why));
  if (!applied.ok) return applied;
  return goTo(applied.value === commitments ? state : { ...state, commitments: applied.value });
}

function receiveReestablish(state: StoredState, message: ChannelReestablish, env: ChannelEnv): Outcome {
  switch (state.type) {
    case 'signing_funding':
      return resumeSigning(state, message);
    case 'failed':
    case 'closing':
      return goTo(state);
    case 'wait_for_ready':
    case 'normal':
    case 'negotiating':
      return synchronize(state, message, env);
  }
}

type LiveState = WaitForReadyState | NormalState | NegotiatingState;

function synchronize(state: LiveState, message: ChannelReestablish, env: ChannelEnv): Outcome {
  const verdict = judgeReestablish(state.commitments, message, env.keys);
  switch (verdict.type) {
    case 'invalid':
      return err(channelError('peer_reestablish_invalid', verdict.reason));
    case 'remote_behind':
      // It finds that out by our own channel_reestablish, and sends the error that makes us close. Until then it may
      // be restored from a better backup (BOLT 2, "Message Retransmission", rationale).
      return goTo({ type: 'syncing', state });
    case 'local_behind': {
      const error = channelError(
        'peer_reestablish_invalid',
        'this node has lost state: please close the channel',
      );
      const { next, effects } = fail(state, error, { publishes: false, tellPeer: true });
      return goTo(next, { type: 'event', event: { type: 'data_loss' } }, ...effects);
    }
    case 'in_sync': {
      const repeated = retransmission(state.params, state.commitments, verdict);
      const { next, effects } = resume(state, env);
      const signatures = fundingSignatures(state, message);
      if (signatures === undefined)
        return err(channelError('peer_reestablish_invalid', 'the peer signs another funding transaction'));
      // `shutdown` is among the effects: it must not come behind changes that are not signed.
      const unsigned = unsignedAgain(state.params, state.commitments);
      return goTo(next, ...signatures, ...ready(state, message, env), ...repeated, ...effects, ...unsigned);
    }
  }
}

/** `tx_signatures` again for a peer that has not got them; it may forget a transaction that is not ours. */
function fundingSignatures(
  state: LiveState,
  { nextFunding }: ChannelReestablish,
): readonly Effect[] | undefined {
  if (state.type === 'wait_for_ready') return answerNextFunding(state, nextFunding);
  return nextFunding === undefined ? [] : [abortUnknownFunding(state.params.channelId)];
}

/** `channel_ready` again, as long as the peer may not have it: until the first update. */
function ready(state: LiveState, message: ChannelReestablish, env: ChannelEnv): readonly Effect[] {
  const isFirst = message.nextCommitmentNumber === 1n && state.commitments.localNumber === 0;
  const isReady = state.type !== 'wait_for_ready' || state.ready.local;
  return isFirst && isReady ? [send(channelReady(state, env.keys))] : [];
}

/** What the state itself has to say again. */
function resume(state: LiveState, env: ChannelEnv): Transition {
  switch (state.type) {
    case 'wait_for_ready':
      return { next: state, effects: [] };
    case 'normal': {
      const { next, effects } = resumeShutdown(state, env);
      return {
        next,
        effects: [...effects, ...resendAnnouncementSignatures(state), ...announceIfComplete(state)],
      };
    }
    case 'negotiating':
      return resumeNegotiation(state, env);
  }
}
