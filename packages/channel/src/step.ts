import { err, ok, type Result } from '@sferic/codec';
import { ALL_CHANNELS, type ChannelId, reasonData } from '@sferic/wire';
import { formatTxid } from './bitcoin/transaction.ts';
import type { Effect } from './effect.ts';
import { type ChannelError, channelError, isRefusal, type Refusal } from './error.ts';
import type { ChannelCommand, ChannelEnv, ChannelInput, PeerMessage } from './input.ts';
import type { Write } from './persistence/rows.ts';
import { rowWrites } from './persistence/writes.ts';
import { changedClaims } from './resolution/resolve.ts';
import {
  type ChannelState,
  type ClosedState,
  type ClosingState,
  isStored,
  type StoredState,
  storedState,
} from './state.ts';
import { applyChainEvent } from './states/chain.ts';
import { goOffline, goOnline, offlineCommand, syncingMessage } from './states/connection.ts';
import { handleConstructing } from './states/constructing.ts';
import { negotiatingCommand, negotiatingMessage } from './states/negotiating.ts';
import { normalCommand, normalMessage } from './states/normal.ts';
import { handleAwaitingAccept, handleAwaitingContribution, handleIdle } from './states/opening.ts';
import { attemptAnswer, dropAttempt, releaseUnused } from './states/replacement.ts';
import { handleReplacing, waitForReadyCommand } from './states/replacing.ts';
import { handleSigningFunding } from './states/signing-funding.ts';
import { fail, goTo, type Outcome, rewrap, send, type Transition } from './states/transition.ts';
import { isUpdateCommand } from './states/updates.ts';
import { waitForReadyMessage } from './states/wait-for-ready.ts';

export interface Move {
  readonly next: ChannelState;
  /** In order; to be run, and released with this `next`, once what it changes is on disk. */
  readonly effects: readonly Effect[];
}

export interface Step extends Move {
  /** To be stored in one transaction, before `next` is adopted and `effects` run. */
  readonly writes: readonly Write[];
}

/**
 * Applies one input. Only commands are refused; a wrong message of the peer leads to a step whose effects answer it
 * (warning, disconnection, or the channel's failure), with an event that says why.
 */
export function step(state: ChannelState, input: ChannelInput, env: ChannelEnv): Result<Step, Refusal> {
  const moved = move(state, input, env);
  return moved.ok ? ok({ ...moved.value, writes: writesBetween(state, moved.value.next) }) : moved;
}

/**
 * What several moves in a row have to store, as {@link step} gives it for one. `before` is durable, and nothing has been
 * released since: what is final only after an answer of the peer's cannot have come and gone between.
 */
export function writesBetween(before: ChannelState, after: ChannelState): readonly Write[] {
  return rowWrites(storedState(before), storedState(after));
}

/** As {@link step}, for who gathers several of them in one transaction. */
export function move(state: ChannelState, input: ChannelInput, env: ChannelEnv): Result<Move, Refusal> {
  const outcome = dispatch(state, input, env);
  const settled = outcome.ok ? outcome : answer(state, outcome.error);
  if (!settled.ok) return settled;
  const { next, effects } = settled.value;
  const [before, after] = [storedState(state), storedState(next)];
  const [from, to] = [(before ?? state).type, (after ?? next).type];
  const changed: Effect[] =
    from === to ? [] : [{ type: 'event', event: { type: 'state_changed', from, to } }];
  return ok({ next, effects: [...effects, ...changed] });
}

function dispatch(state: ChannelState, input: ChannelInput, env: ChannelEnv): Outcome {
  switch (state.type) {
    case 'idle':
      return handleIdle(state, input, env);
    case 'awaiting_accept':
      return handleAwaitingAccept(state, input, env);
    case 'awaiting_contribution':
      return handleAwaitingContribution(state, input, env);
    case 'constructing':
      return handleConstructing(state, input, env);
    case 'replacing':
      return handleReplacing(state, input, env);
    case 'closed':
      return handleClosed(state, input);
    case 'offline':
    case 'syncing':
      return handleStored(state, state.state, input, env);
    default:
      return handleStored(state, state, input, env);
  }
}

/** What was asked of the channel before its end may come late; only a promise that nobody would keep is refused. */
function handleClosed(state: ClosedState, input: ChannelInput): Outcome {
  return input.type === 'command' && input.command.type === 'add_htlc'
    ? err(channelError('channel_unavailable', 'the channel is closed'))
    : goTo(state);
}

/** `stored` is what `state` is or wraps. */
function handleStored(
  state: ChannelState,
  stored: StoredState,
  input: ChannelInput,
  env: ChannelEnv,
): Outcome {
  switch (input.type) {
    case 'connected':
      return ok(goOnline(stored));
    case 'disconnected':
      return ok(goOffline(stored));
    case 'message':
      if (state.type === 'offline') return goTo(state);
      if (state.type === 'syncing') return syncingMessage(stored, input.message, env);
      break;
    default:
      break;
  }
  const online = isStored(state);
  if (stored.type === 'signing_funding')
    return rewrapped(state, handleSigningFunding(stored, input, env, online));
  switch (input.type) {
    case 'message':
      return handleMessage(stored, input.message, input.verdicts, env);
    case 'command':
      return handleCommand(state, stored, input.command, env);
    case 'chain':
      return rewrapped(state, ok(applyChainEvent(stored, input.event, env, online)));
    case 'wallet_signed':
    case 'inputs_checked':
      // Else the opening that asked is over.
      return stored.type === 'wait_for_ready'
        ? rewrapped(state, attemptAnswer(stored, input, online))
        : goTo(state);
  }
}

type Established = Exclude<StoredState, { readonly type: 'signing_funding' }>;

function handleMessage(
  state: Established,
  message: PeerMessage,
  verdicts: readonly boolean[],
  env: ChannelEnv,
): Outcome {
  if (message.type === 'warning') return goTo(state);
  switch (state.type) {
    case 'wait_for_ready':
      return waitForReadyMessage(state, message, verdicts, env);
    case 'normal':
      return normalMessage(state, message, verdicts, env);
    case 'negotiating':
      return negotiatingMessage(state, message, verdicts, env);
    case 'failed':
    case 'closing':
      // BOLT 2: packets for a channel in an error state are ignored.
      return goTo(state);
  }
}

function handleCommand(
  state: ChannelState,
  stored: Established,
  command: ChannelCommand,
  env: ChannelEnv,
): Outcome {
  if (command.type === 'force_close') return forceClose(state, stored);
  // Coins for a replacement that was wanted too late.
  if (command.type === 'abort' && stored.type === 'normal')
    return goTo(state, { type: 'release_wallet_inputs' });
  if (!isStored(state)) return rewrapped(state, commandOffline(stored, command));
  switch (stored.type) {
    case 'normal':
      return normalCommand(stored, command, env);
    case 'negotiating':
      // Outcomes may still be acknowledged, and removals repeated.
      if (isUpdateCommand(command)) return offlineCommand(stored, command, 'the channel is closing');
      return negotiatingCommand(stored, command, env);
    case 'wait_for_ready':
      return waitForReadyCommand(stored, command, env);
    case 'failed':
      return offlineCommand(stored, command, 'the channel has ended');
    case 'closing':
      return closingCommand(stored, command);
  }
}

function commandOffline(stored: Established, command: ChannelCommand): Outcome {
  if (stored.type === 'closing') return closingCommand(stored, command);
  // The peer learns it with the reconnection.
  if (stored.type === 'wait_for_ready' && command.type === 'abort') {
    const { next, effects } = dropAttempt(stored, command.reason);
    return goTo(next, ...effects, ...(next === stored ? [releaseUnused(stored)] : []));
  }
  return offlineCommand(stored, command);
}

/** A preimage for an HTLC that the chain holds is one more thing to claim. */
function closingCommand(state: ClosingState, command: ChannelCommand): Outcome {
  if (command.type === 'close') {
    const { txid, height } = state.spend;
    const where = height === undefined ? 'waits for a block' : `is in block ${height}`;
    return err(channelError('wrong_state', `the channel is closed already: ${formatTxid(txid)} ${where}`));
  }
  const outcome = offlineCommand(state, command, 'the channel has ended');
  if (!outcome.ok || outcome.value.next.type !== 'closing') return outcome;
  return goTo(outcome.value.next, ...changedClaims(state, outcome.value.next));
}

function forceClose(state: ChannelState, stored: Established): Outcome {
  if (stored.type === 'failed' || stored.type === 'closing')
    return err(channelError('wrong_state', `the channel is ${stored.type} already`));
  const error = channelError('operator_request', 'force-closed by its operator');
  return rewrapped(state, ok(fail(stored, error, { publishes: true, tellPeer: isStored(state) })));
}

/** What came of the state inside, under the connection that was outside. */
function rewrapped(state: ChannelState, outcome: Outcome): Outcome {
  if (!outcome.ok) return outcome;
  const { next, effects } = outcome.value;
  return goTo(isStored(next) ? rewrap(state, next) : next, ...effects);
}

/** Turns an error into what it asks for. */
function answer(state: ChannelState, error: ChannelError): Result<Transition, Refusal> {
  if (isRefusal(error)) return err(error);
  const event: Effect = { type: 'event', event: { type: 'error', error } };
  const stored = storedState(state);
  const warning = send({ type: 'warning', channelId: idOf(stored), data: reasonData(error.message) });
  if (error.severity === 'warn') return ok({ next: state, effects: [warning, event] });
  if (error.severity === 'force_close' && stored !== undefined && stored.type !== 'signing_funding')
    return ok(fail(stored, error, { publishes: true, tellPeer: true }));
  // What the peer sent behind the wrong message must not be taken: the channel is offline at once.
  const offline = stored === undefined ? { next: state, effects: [] } : goOffline(stored);
  const released = state.type === 'replacing' ? [releaseUnused(state.state)] : [];
  return ok({
    next: offline.next,
    effects: [warning, event, ...offline.effects, ...released, { type: 'disconnect' }],
  });
}

function idOf(stored: StoredState | undefined): ChannelId {
  if (stored === undefined) return ALL_CHANNELS;
  return (stored.type === 'signing_funding' ? stored.agreement.params : stored.params).channelId;
}
