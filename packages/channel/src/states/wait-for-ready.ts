import { err, ok } from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import { type ChannelMessage, type ChannelReady, describeReason, type TxInitRbf } from '@sferic/wire';
import type { FundingCommitments } from '../commitment/commitments.ts';
import type { Effect, Watch } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelEnv, PeerMessage } from '../input.ts';
import type { ChannelKeys } from '../signer.ts';
import type { Established, NormalState, WaitForReadyState } from '../state.ts';
import { updateAnnouncing } from './announcement.ts';
import {
  abortMessage,
  attemptMessage,
  dropAttempt,
  receiveAttemptAbort,
  releaseUnused,
} from './replacement.ts';
import { receiveInitRbf } from './replacing.ts';
import { receiveShutdown } from './shutdown.ts';
import { failByPeer, goTo, type Outcome, send } from './transition.ts';
import { fundingWatches } from './watches.ts';

/** The funding transaction is on its way into the chain (BOLT 2, "The channel_ready Message"). */
export function waitForReadyMessage(
  state: WaitForReadyState,
  message: PeerMessage,
  verdicts: readonly boolean[],
  env: ChannelEnv,
): Outcome {
  switch (message.type) {
    case 'channel_ready':
      return receiveChannelReady(state, message, env);
    case 'commitment_signed':
    case 'tx_signatures':
      return attemptMessage(state, message, verdicts);
    case 'tx_init_rbf':
      return beginOrDecline(state, message, env);
    case 'tx_abort':
      return receiveAttemptAbort(state, message);
    case 'shutdown': {
      // Allowed before `channel_ready`: without any HTLC the close begins at once, once it is clear of which funding output.
      const { params, commitments, aliases } = state;
      if (commitments.active.length > 1)
        return err(channelError('peer_request_refused', 'several funding transactions may confirm still'));
      return receiveShutdown({ type: 'normal', params, commitments, aliases, shutdown: {} }, message, env);
    }
    case 'error':
      return ok(failByPeer(state, describeReason(message.data)));
    default:
      return err(channelError('peer_unexpected_message', `${message.type} in ${state.type}`));
  }
}

/** A replacement that is being signed is not joined by another: both are given up. */
function beginOrDecline(state: WaitForReadyState, message: TxInitRbf, env: ChannelEnv): Outcome {
  if (state.replacement === undefined) return receiveInitRbf(state, message, env);
  const reason = 'one attempt at a time';
  const { next, effects } = dropAttempt(state, reason);
  return goTo(next, abortMessage(state, reason), ...effects);
}

/** After each change of the chain: says `channel_ready` once a funding transaction is deep enough. */
export function readyWhenDeep(
  state: WaitForReadyState,
  env: ChannelEnv,
  online: boolean,
): { readonly next: WaitForReadyState | NormalState; readonly effects: readonly Effect[] } {
  const deep = state.ready.local ? undefined : deepFunding(state, env);
  if (deep === undefined) return { next: state, effects: [] };
  const only = withOnly(state, deep);
  const ready: WaitForReadyState = { ...only.next, ready: { ...state.ready, local: true } };
  const messages = online ? [send(channelReady(ready, env.keys))] : [];
  const { next, effects } = normalWhenReady(ready, env, online);
  return { next, effects: [...only.effects, ...messages, ...effects] };
}

/** The other candidates can't confirm any more: what they would have taken is free. */
function withOnly(
  state: WaitForReadyState,
  funding: FundingCommitments,
): { readonly next: WaitForReadyState; readonly effects: readonly Effect[] } {
  const { commitments, candidates } = state;
  if (commitments.active.length === 1) return { next: state, effects: [] };
  const candidate = candidates.get(funding.index);
  const next: WaitForReadyState = {
    ...state,
    commitments: { ...commitments, active: [funding] },
    candidates: new Map(candidate && [[funding.index, candidate]]),
  };
  const kept = new Set(fundingWatches(next).map(watchKey));
  const unwatch = fundingWatches(state)
    .filter((watch) => !kept.has(watchKey(watch)))
    .map((watch): Effect => ({ type: 'unwatch', watch }));
  return { next, effects: [...unwatch, releaseUnused(next)] };
}

function watchKey({ type, txid }: Watch): string {
  return `${type} ${bytesToHex(txid)}`;
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

/** BOLT 2, "Fee bumping", rationale: it ends a replacement that is under way. */
function receiveChannelReady(before: WaitForReadyState, message: ChannelReady, env: ChannelEnv): Outcome {
  const { next: state, effects: dropped } = dropAttempt(before, 'the peer has said channel_ready');
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
  return goTo(normal, ...dropped, ...effects);
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

/**
 * The funding that is deep enough to begin. Where one of several may take its place after a reorganisation, it is deeper
 * than these go: from the first update on, nobody could claim anything of the others without being punished for it.
 */
function deepFunding(
  { params, commitments }: WaitForReadyState,
  env: ChannelEnv,
): FundingCommitments | undefined {
  const { active } = commitments;
  const { maxReorgDepth } = env.policy;
  const depth = active.length > 1 ? Math.max(params.minimumDepth, maxReorgDepth) : params.minimumDepth;
  return active.findLast(({ confirmation }) =>
    confirmation.type === 'confirmed' ? env.height - confirmation.height + 1 >= depth : depth === 0,
  );
}
