/** From the first `shutdown` until nothing is in flight any more (BOLT 2, "Closing Initiation: shutdown"). */
import { err } from '@sferic/codec';
import type { Shutdown } from '@sferic/wire';
import type { Commitments, Updates } from '../commitment/commitments.ts';
import { opposite, SIDES, type Side } from '../dual.ts';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelEnv } from '../input.ts';
import type { NormalState } from '../state.ts';
import type { ClosingCommand } from './closing-commands.ts';
import { checkOwnScript, checkPeerScript } from './closing-scripts.ts';
import { beginNegotiation } from './negotiating.ts';
import { goTo, type Outcome, send, type Transition } from './transition.ts';

/** The command `close`: `shutdown` goes out at once, or as soon as the peer has signatures for all our changes. */
export function beginShutdown(state: NormalState, command: ClosingCommand, env: ChannelEnv): Outcome {
  const problem = checkOwnScript(state.params, command.scriptPubKey, state.shutdown.local);
  if (problem !== undefined) return err(channelError('shutdown_refused', problem));
  const { feerate, scriptPubKey } = command;
  const close = { feerate, ...(scriptPubKey && { scriptPubKey }) };
  return negotiateWhenQuiet({ ...state, close }, [], env);
}

export function receiveShutdown(state: NormalState, message: Shutdown, env: ChannelEnv): Outcome {
  const { scriptpubkey } = message;
  const problem = checkPeerScript(state.params, scriptpubkey);
  if (problem !== undefined) return err(channelError('peer_shutdown_invalid', problem));
  if (hasUnsigned(state.commitments.updates, 'remote', state.params.opener))
    return err(channelError('peer_shutdown_invalid', 'shutdown behind changes that are not signed'));
  const shutdown = { ...state.shutdown, remote: scriptpubkey };
  const event: readonly Effect[] =
    state.shutdown.remote === undefined && state.shutdown.local === undefined ? [SHUTDOWN_STARTED] : [];
  return negotiateWhenQuiet({ ...state, shutdown }, event, env);
}

const SHUTDOWN_STARTED: Effect = { type: 'event', event: { type: 'shutdown_started' } };

/** Called after every change of the commitments: sends a `shutdown` that is due, and begins the closing negotiation. */
export function negotiateWhenQuiet(state: NormalState, effects: readonly Effect[], env: ChannelEnv): Outcome {
  const { next, effects: more } = advanceShutdown(state, env);
  return goTo(next, ...effects, ...more);
}

/**
 * After `channel_reestablish`: our `shutdown` again. The peer's counts no more, since it will repeat it too, maybe with
 * another script: without that the negotiation would begin too early when the last revocation is repeated before it.
 */
export function resumeShutdown(state: NormalState, env: ChannelEnv): Transition {
  const { local } = state.shutdown;
  if (local === undefined) return advanceShutdown({ ...state, shutdown: {} }, env);
  return { next: { ...state, shutdown: { local } }, effects: [sendShutdown(state, local)] };
}

function advanceShutdown(state: NormalState, env: ChannelEnv): Transition {
  const { params, commitments, close, shutdown } = state;
  const wanted = shutdown.local === undefined && (close !== undefined || shutdown.remote !== undefined);
  if (wanted && !hasUnsigned(commitments.updates, 'local', params.opener)) {
    const script = close?.scriptPubKey ?? params.local.upfrontShutdownScript ?? env.shutdownScript;
    const sent = { ...state, shutdown: { ...shutdown, local: script } };
    const { next, effects } = negotiateIfEmpty(sent, env);
    const event = shutdown.remote === undefined ? [SHUTDOWN_STARTED] : [];
    return { next, effects: [sendShutdown(state, script), ...event, ...effects] };
  }
  return negotiateIfEmpty(state, env);
}

function sendShutdown({ params }: NormalState, scriptpubkey: Uint8Array): Effect {
  return send({ type: 'shutdown', channelId: params.channelId, scriptpubkey });
}

/** Once both have sent `shutdown` and neither commitment holds an HTLC or is about to change. */
function negotiateIfEmpty(state: NormalState, env: ChannelEnv): Transition {
  const { params, commitments, aliases, shutdown, close } = state;
  const { local, remote } = shutdown;
  if (local === undefined || remote === undefined || !isEmpty(commitments))
    return { next: state, effects: [] };
  return beginNegotiation(
    {
      type: 'negotiating',
      params,
      commitments,
      aliases,
      shutdown: { local, remote },
      awaitsShutdown: false,
      ...(close && { feerate: close.feerate }),
      signed: { local: [], remote: [] },
    },
    env,
  );
}

function isEmpty({ updates, remote }: Commitments): boolean {
  return (
    remote.revocation.type === 'received' &&
    updates.pendingFeerates.length === 0 &&
    SIDES.every((side) => updates.htlcs[side].size === 0)
  );
}

/** Whether `proposer` has proposed changes that it has not signed yet: with these, it must not send `shutdown`. */
function hasUnsigned(updates: Updates, proposer: Side, opener: Side): boolean {
  const adds = updates.htlcs[proposer].values();
  const removals = updates.htlcs[opposite(proposer)].values();
  return (
    adds.some(({ stage }) => stage === 'add_proposed') ||
    removals.some(({ stage }) => stage === 'removal_proposed') ||
    (proposer === opener && updates.pendingFeerates.some(({ stage }) => stage === 'add_proposed'))
  );
}
