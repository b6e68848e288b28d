import { err, ok } from '@sferic/codec';
import { type ChannelMessage, type ChannelReady, describeReason } from '@sferic/wire';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelEnv, PeerMessage } from '../input.ts';
import type { ChannelKeys } from '../signer.ts';
import type { Established, NormalState, WaitForReadyState } from '../state.ts';
import { updateAnnouncing } from './announcement.ts';
import { declineFeeBump } from './fee-bump.ts';
import { receiveShutdown } from './shutdown.ts';
import { failByPeer, goTo, type Outcome, send } from './transition.ts';

/** The funding transaction is on its way into the chain (BOLT 2, "The channel_ready Message"). */
export function waitForReadyMessage(
  state: WaitForReadyState,
  message: PeerMessage,
  env: ChannelEnv,
): Outcome {
  switch (message.type) {
    case 'channel_ready':
      return receiveChannelReady(state, message, env);
    case 'tx_signatures':
      // The peer sends its signatures again if it has not seen ours; we hold the whole transaction.
      return goTo(state);
    case 'tx_init_rbf':
      return goTo(state, declineFeeBump(state.params.channelId));
    case 'tx_abort':
      // The echo of ours, or of an attempt that was never begun.
      return goTo(state);
    case 'shutdown': {
      // Allowed before `channel_ready`: without any HTLC the close begins at once.
      const { params, commitments, aliases } = state;
      return receiveShutdown({ type: 'normal', params, commitments, aliases, shutdown: {} }, message, env);
    }
    case 'error':
      return ok(failByPeer(state, describeReason(message.data)));
    default:
      return err(channelError('peer_unexpected_message', `${message.type} in ${state.type}`));
  }
}

/** After each change of the chain: says `channel_ready` once the funding transaction is deep enough. */
export function readyWhenDeep(
  state: WaitForReadyState,
  env: ChannelEnv,
  online: boolean,
): { readonly next: WaitForReadyState | NormalState; readonly effects: readonly Effect[] } {
  if (state.ready.local || !isDeepEnough(state, env)) return { next: state, effects: [] };
  const ready: WaitForReadyState = { ...state, ready: { ...state.ready, local: true } };
  const messages = online ? [send(channelReady(ready, env.keys))] : [];
  const { next, effects } = normalWhenReady(ready, env, online);
  return { next, effects: [...messages, ...effects] };
}

/** Our `channel_ready`, for the first time or again. */
export function channelReady(state: Established, keys: ChannelKeys): ChannelMessage {
  return {
    type: 'channel_ready',
    channelId: state.params.channelId,
    secondPerCommitmentPoint: keys.perCommitmentPoint(1),
    alias: state.aliases.local,
  };
}

function receiveChannelReady(state: WaitForReadyState, message: ChannelReady, env: ChannelEnv): Outcome {
  const { commitments, aliases } = state;
  const { secondPerCommitmentPoint: nextPoint, alias } = message;
  const next: WaitForReadyState = {
    ...state,
    ready: { ...state.ready, remote: true },
    aliases: alias === undefined ? aliases : { ...aliases, remote: alias },
    commitments: {
      ...commitments,
      remote: { ...commitments.remote, revocation: { type: 'received', nextPoint } },
    },
  };
  const { next: normal, effects } = normalWhenReady(next, env, true);
  return goTo(normal, ...effects);
}

function normalWhenReady(
  state: WaitForReadyState,
  env: ChannelEnv,
  online: boolean,
): { readonly next: WaitForReadyState | NormalState; readonly effects: readonly Effect[] } {
  if (!state.ready.local || !state.ready.remote) return { next: state, effects: [] };
  const { params, commitments, aliases } = state;
  return updateAnnouncing({ type: 'normal', params, commitments, aliases, shutdown: {} }, env, online);
}

function isDeepEnough({ params, commitments }: WaitForReadyState, env: ChannelEnv): boolean {
  return commitments.active.some(({ confirmation }) =>
    confirmation.type === 'confirmed'
      ? env.height - confirmation.height + 1 >= params.minimumDepth
      : params.minimumDepth === 0,
  );
}
