/** The first messages of an opening, up to the negotiation of the funding transaction. */
import { err } from '@sferic/codec';
import {
  type AcceptChannel2,
  type ChannelId,
  describeReason,
  type OpenChannel2,
  reasonData,
  type Sat,
} from '@sferic/wire';
import { p2wsh } from '../bitcoin/output-scripts.ts';
import { fundingScript } from '../bitcoin/scripts.ts';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelEnv, ChannelInput } from '../input.ts';
import { withSerialIds } from '../interactive/contribution.ts';
import { startSession } from '../interactive/session.ts';
import type { ChannelParams } from '../params.ts';
import {
  checkAccept,
  checkAgreement,
  checkChange,
  checkContribution,
  checkOpen,
  strictestDustLimit,
} from './opening-checks.ts';
import type { FundingContribution, OpeningCommand } from './opening-commands.ts';
import type {
  AwaitingAcceptState,
  AwaitingContributionState,
  ConstructingState,
  IdleState,
  OpeningAgreement,
} from './opening-state.ts';
import { makeAccept, makeAgreement, makeOpen } from './opening-terms.ts';
import { goTo, type Outcome, send } from './transition.ts';

export function handleIdle(state: IdleState, input: ChannelInput, env: ChannelEnv): Outcome {
  if (input.type === 'command' && input.command.type === 'open') return open(state, input.command, env);
  if (input.type === 'message' && input.message.type === 'open_channel2')
    return receiveOpen(state, input.message, env);
  return handleElsewhere(state, input, undefined);
}

function open(
  state: IdleState,
  command: Extract<OpeningCommand, { readonly type: 'open' }>,
  env: ChannelEnv,
): Outcome {
  const { contribution, fundingFeerate, alias } = command;
  const message = makeOpen(command, env);
  const ownScript = p2wsh(fundingScript(message.fundingPubkey, message.fundingPubkey));
  const problem =
    checkContribution(contribution, true, fundingFeerate, ownScript, env) ?? checkOpen(message, env);
  if (problem !== undefined) return err(channelError('invalid_command', problem));
  const { remoteNodeId } = state;
  return goTo({ type: 'awaiting_accept', remoteNodeId, open: message, contribution, alias }, send(message));
}

function receiveOpen(state: IdleState, message: OpenChannel2, env: ChannelEnv): Outcome {
  const problem = checkOpen(message, env);
  if (problem !== undefined) return abandon(message.temporaryChannelId, problem);
  return goTo(
    { type: 'awaiting_contribution', remoteNodeId: state.remoteNodeId, open: message },
    {
      type: 'contribution_wanted',
      remoteAmount: message.fundingSatoshis,
      fundingFeerate: message.fundingFeeratePerkw,
      requireConfirmedInputs: message.requireConfirmedInputs === true,
    },
  );
}

export function handleAwaitingAccept(
  state: AwaitingAcceptState,
  input: ChannelInput,
  env: ChannelEnv,
): Outcome {
  if (input.type === 'message' && input.message.type === 'accept_channel2')
    return receiveAccept(state, input.message, env);
  return handleElsewhere(state, input, state.open.temporaryChannelId);
}

function receiveAccept(state: AwaitingAcceptState, accept: AcceptChannel2, env: ChannelEnv): Outcome {
  const { open: sent, contribution, alias, remoteNodeId } = state;
  const ids = { local: env.keys.nodeId, remote: remoteNodeId };
  const agreement = makeAgreement(sent, accept, 'local', ids, {
    alias,
    leastDepth: env.policy.minimumDepth,
  });
  const problem =
    checkAccept(accept, contribution, env) ??
    checkAgreement(agreement, env) ??
    checkChange(contribution, agreement.params);
  if (problem !== undefined) return abandon(agreement.params.channelId, problem);
  return construct(agreement, sent, contribution, env);
}

export function handleAwaitingContribution(
  state: AwaitingContributionState,
  input: ChannelInput,
  env: ChannelEnv,
): Outcome {
  if (input.type === 'command' && input.command.type === 'accept') return accept(state, input.command, env);
  return handleElsewhere(state, input, state.open.temporaryChannelId);
}

function accept(
  state: AwaitingContributionState,
  command: Extract<OpeningCommand, { readonly type: 'accept' }>,
  env: ChannelEnv,
): Outcome {
  const { open: received, remoteNodeId } = state;
  const { contribution } = command;
  if (received.requireConfirmedInputs && contribution.inputs.some((coin) => !coin.confirmed))
    return err(channelError('invalid_command', 'the peer takes confirmed inputs only'));
  const message = makeAccept(command, received, env);
  const ids = { local: env.keys.nodeId, remote: remoteNodeId };
  const agreement = makeAgreement(received, message, 'remote', ids, {
    alias: command.alias,
    leastDepth: env.policy.minimumDepth,
  });
  const problem = checkContribution(
    contribution,
    false,
    received.fundingFeeratePerkw,
    sharedScript(agreement.params),
    env,
  );
  if (problem !== undefined) return err(channelError('invalid_command', problem));
  const disagreement = checkAgreement(agreement, env) ?? checkChange(contribution, agreement.params);
  if (disagreement !== undefined) return abandon(received.temporaryChannelId, disagreement);
  return construct(agreement, received, contribution, env, send(message));
}

/** Begins the negotiation; the opener speaks first. */
function construct(
  agreement: OpeningAgreement,
  message: OpenChannel2,
  contribution: FundingContribution,
  env: ChannelEnv,
  ...before: readonly Effect[]
): Outcome {
  const { params, contributions } = agreement;
  const script = sharedScript(params);
  const isOpener = params.opener === 'local';
  const amount = (contributions.local + contributions.remote) as Sat;
  const outputs = isOpener
    ? [...contribution.outputs, { amount, scriptPubKey: script }]
    : contribution.outputs;
  const { session, reply } = startSession(
    {
      channelId: params.channelId,
      initiator: params.opener,
      feerate: message.fundingFeeratePerkw,
      locktime: message.locktime,
      dustLimit: strictestDustLimit(params),
      sharedScript: script,
      sharedContributions: contributions,
      replaces: [],
    },
    withSerialIds(contribution.inputs, outputs, isOpener, env.entropy),
  );
  const next: ConstructingState = { type: 'constructing', agreement, session };
  return goTo(next, ...before, ...(reply === undefined ? [] : [send(reply)]));
}

/** What the funding output pays to. */
function sharedScript(params: ChannelParams): Uint8Array {
  return p2wsh(fundingScript(params.local.fundingPubkey, params.remote.fundingPubkey));
}

/**
 * What every state does that a disconnection ends. `channelId` is the one by which the peer knows the
 * channel, undefined if it does not.
 */
export function handleElsewhere(
  state: IdleState | AwaitingAcceptState | AwaitingContributionState | ConstructingState,
  input: ChannelInput,
  channelId: ChannelId | undefined,
): Outcome {
  switch (input.type) {
    case 'message': {
      const { message } = input;
      if (message.type === 'error' || message.type === 'tx_abort')
        return end(message.type, channelId, describeReason(message.data));
      if (message.type === 'warning') return goTo(state);
      if (channelId === undefined)
        return err(channelError('peer_unexpected_message', `${message.type} before open_channel2`));
      return abandon(channelId, `${message.type} while ${state.type.replaceAll('_', ' ')}`);
    }
    case 'command':
      if (input.command.type === 'abort') return giveUp(channelId, input.command.reason);
      if (input.command.type === 'force_close') return giveUp(channelId, 'the operator gave up');
      return err(channelError('wrong_state', `${input.command.type} while ${state.type}`));
    case 'disconnected':
      return state.type === 'idle'
        ? goTo(state)
        : goTo({ type: 'closed' }, { type: 'release_wallet_inputs' });
    case 'connected':
    case 'chain':
    case 'wallet_signed':
    case 'inputs_checked':
      return goTo(state);
  }
}

/** The peer broke a rule: it is told why, and the opening is forgotten. */
export function abandon(channelId: ChannelId, reason: string): Outcome {
  const error = channelError('peer_opening_invalid', reason);
  return goTo(
    { type: 'closed' },
    send({ type: 'tx_abort', channelId, data: reasonData(reason) }),
    { type: 'event', event: { type: 'error', error } },
    { type: 'release_wallet_inputs' },
  );
}

/** Our own wish. */
function giveUp(channelId: ChannelId | undefined, reason: string): Outcome {
  const abort =
    channelId === undefined ? [] : [send({ type: 'tx_abort', channelId, data: reasonData(reason) })];
  return goTo({ type: 'closed' }, ...abort, { type: 'release_wallet_inputs' });
}

/** The peer has given up; `tx_abort` wants an echo (BOLT 2, "The `tx_abort` Message"). */
export function end(type: 'error' | 'tx_abort', channelId: ChannelId | undefined, reason: string): Outcome {
  const error = channelError('peer_opening_invalid', `the peer gave up: ${reason}`);
  const echo =
    type === 'tx_abort' && channelId !== undefined
      ? [send({ type: 'tx_abort', channelId, data: new Uint8Array(0) })]
      : [];
  return goTo(
    { type: 'closed' },
    ...echo,
    { type: 'event', event: { type: 'error', error } },
    { type: 'release_wallet_inputs' },
  );
}
