/**
 * The funding transaction has not confirmed, and one that pays more shall take its place (BOLT 2, "Fee bumping:
 * `tx_init_rbf` and `tx_ack_rbf`"). Either end may begin. Until it is agreed upon nothing of it is stored; what
 * ends it leaves the channel waiting for the transactions that it waited for.
 */
import { err, ok } from '@sferic/codec';
import { describeReason, type Sat, type SatPerKw, type TxAckRbf, type TxInitRbf } from '@sferic/wire';
import { confirmedFunding } from '../commitment/commitments.ts';
import type { Dual, Side } from '../dual.ts';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelCommand, ChannelEnv, ChannelInput, PeerMessage } from '../input.ts';
import { withSerialIds } from '../interactive/contribution.ts';
import { receiveInSession, startSession } from '../interactive/session.ts';
import type { SharedTransaction } from '../interactive/types.ts';
import type { WaitForReadyState } from '../state.ts';
import { applyChainEvent } from './chain.ts';
import { goOffline, goOnline, offlineCommand } from './connection.ts';
import { isNegotiationMessage } from './constructing.ts';
import { strictestDustLimit } from './opening-checks.ts';
import type { FundingContribution, OpeningCommand } from './opening-commands.ts';
import type { FundingAttempt } from './opening-state.ts';
import {
  abandonAttempt,
  abortMessage,
  beginAttempt,
  releaseUnused,
  replacementFailed,
} from './replacement.ts';
import {
  checkContributions,
  checkOwnPart,
  checkReplaceable,
  ownPartOf,
  sharedScriptOf,
} from './replacement-checks.ts';
import type { ReplacementNegotiation, ReplacingState } from './replacing-state.ts';
import { fail, goTo, type Outcome, send } from './transition.ts';
import { waitForReadyMessage } from './wait-for-ready.ts';

type Constructing = Extract<ReplacementNegotiation, { readonly type: 'constructing' }>;
type Command<Type extends OpeningCommand['type']> = Extract<OpeningCommand, { readonly type: Type }>;

/** Our own wish, in a channel that waits for its funding transaction. */
export function waitForReadyCommand(
  state: WaitForReadyState,
  command: ChannelCommand,
  env: ChannelEnv,
): Outcome {
  switch (command.type) {
    case 'replace_funding':
      return begin(state, command, env);
    case 'accept_replacement':
      // What it was for is over.
      return goTo(state, releaseUnused(state));
    case 'abort':
      return state.replacement === undefined
        ? goTo(state, releaseUnused(state))
        : abandonAttempt(state, command.reason);
    default:
      return offlineCommand(state, command, 'the channel is not ready');
  }
}

function begin(state: WaitForReadyState, command: Command<'replace_funding'>, env: ChannelEnv): Outcome {
  const { contribution, fundingFeerate: feerate, locktime, requireConfirmedInputs } = command;
  const terms = { feerate, locktime };
  const problem =
    checkReplaceable(state, terms, env) ??
    checkOwnPart(state, contribution, { initiator: true, feerate, confirmedOnly: false }, env);
  if (problem !== undefined) return err(channelError('invalid_command', problem));
  const message: TxInitRbf = {
    type: 'tx_init_rbf',
    channelId: state.params.channelId,
    locktime,
    feerate,
    ...ourShare(contribution, requireConfirmedInputs),
  };
  const negotiation = { type: 'awaiting_ack', terms, contribution, requireConfirmedInputs } as const;
  return goTo({ type: 'replacing', state, negotiation }, send(message));
}

/** The peer's wish: our wallet decides what we add. */
export function receiveInitRbf(state: WaitForReadyState, message: TxInitRbf, env: ChannelEnv): Outcome {
  const { feerate, locktime, fundingOutputContribution = 0n, requireConfirmedInputs = false } = message;
  const terms = { feerate, locktime };
  const problem =
    fundingOutputContribution < 0n ? 'a negative contribution' : checkReplaceable(state, terms, env);
  if (problem !== undefined) return goTo(state, abortMessage(state, problem));
  const remoteAmount = fundingOutputContribution as Sat;
  return goTo(
    {
      type: 'replacing',
      state,
      negotiation: {
        type: 'awaiting_contribution',
        terms,
        remoteAmount,
        confirmedOnly: requireConfirmedInputs,
      },
    },
    {
      type: 'contribution_wanted',
      remoteAmount,
      fundingFeerate: feerate,
      requireConfirmedInputs,
      before: ownPartOf(state),
    },
  );
}

/** Any input while the replacement is negotiated. */
export function handleReplacing(state: ReplacingState, input: ChannelInput, env: ChannelEnv): Outcome {
  const { state: stored } = state;
  switch (input.type) {
    case 'message':
      return replacingMessage(state, input.message, input.verdicts, env);
    case 'command':
      return replacingCommand(state, input.command, env);
    case 'connected':
      return over(state, 'a new connection', ok(goOnline(stored)));
    case 'disconnected':
      return over(state, 'the peer has disconnected', ok(goOffline(stored)));
    case 'chain': {
      const { next, effects } = applyChainEvent(stored, input.event, env, true);
      const goesOn = next.type === 'wait_for_ready' && confirmedFunding(next.commitments) === undefined;
      if (goesOn) return goTo({ ...state, state: next }, ...effects);
      const reason = 'an earlier funding transaction has confirmed';
      if (state.negotiation.type === 'aborted')
        return goTo(next.type === 'wait_for_ready' ? { ...state, state: next } : next, ...effects);
      return next.type === 'wait_for_ready'
        ? giveUp({ ...state, state: next }, reason, ...effects)
        : over(state, reason, goTo(next, ...effects));
    }
    case 'wallet_signed':
    case 'inputs_checked':
      return goTo(state);
  }
}

/** The negotiation ends, and the channel goes on as `outcome` says. */
function over(state: ReplacingState, reason: string, outcome: Outcome): Outcome {
  if (!outcome.ok) return outcome;
  const { next, effects } = outcome.value;
  const isOver = state.negotiation.type === 'aborted';
  return goTo(next, ...effects, ...(isOver ? [] : [replacementFailed(reason), releaseUnused(state.state)]));
}

function replacingMessage(
  state: ReplacingState,
  message: PeerMessage,
  verdicts: readonly boolean[],
  env: ChannelEnv,
): Outcome {
  const { state: stored, negotiation } = state;
  if (isNegotiationMessage(message))
    return negotiation.type === 'constructing'
      ? negotiate(state, negotiation, message)
      : stray(state, message.type);
  switch (message.type) {
    case 'tx_ack_rbf':
      return negotiation.type === 'awaiting_ack'
        ? receiveAck(state, negotiation, message, env)
        : stray(state, message.type);
    case 'tx_init_rbf':
      // Both may begin at once: then both give up, and either may try again.
      if (negotiation.type === 'aborted') return goTo(state, abortMessage(stored, 'one attempt at a time'));
      return giveUp(state, 'both ends began to replace the funding transaction at once');
    case 'tx_abort': {
      if (negotiation.type === 'aborted') return goTo(stored);
      const echo = send({ type: 'tx_abort', channelId: stored.params.channelId, data: new Uint8Array(0) });
      return over(state, `the peer gave up: ${describeReason(message.data)}`, goTo(stored, echo));
    }
    case 'commitment_signed':
    case 'tx_signatures': {
      // Of an earlier transaction.
      const outcome = waitForReadyMessage(stored, message, verdicts, env);
      if (!outcome.ok || outcome.value.next.type !== 'wait_for_ready') return outcome;
      return goTo({ ...state, state: outcome.value.next }, ...outcome.value.effects);
    }
    case 'warning':
      return goTo(state);
    default:
      return over(
        state,
        `the peer sent ${message.type}`,
        waitForReadyMessage(stored, message, verdicts, env),
      );
  }
}

/** What does not belong here: left over, if we have given up. */
function stray(state: ReplacingState, type: string): Outcome {
  if (state.negotiation.type === 'aborted') return goTo(state);
  return giveUp(state, `${type} while ${state.negotiation.type.replaceAll('_', ' ')}`);
}

function replacingCommand(state: ReplacingState, command: ChannelCommand, env: ChannelEnv): Outcome {
  const { state: stored, negotiation } = state;
  switch (command.type) {
    case 'accept_replacement':
      if (negotiation.type === 'awaiting_contribution') return accept(state, negotiation, command, env);
      return goTo(state, ...(negotiation.type === 'aborted' ? [releaseUnused(stored)] : []));
    case 'abort':
      return negotiation.type === 'aborted' ? goTo(state) : giveUp(state, command.reason);
    case 'replace_funding':
      return err(channelError('wrong_state', 'a replacement is being negotiated already'));
    case 'force_close': {
      const error = channelError('operator_request', 'force-closed by its operator');
      return over(state, error.message, ok(fail(stored, error, { publishes: true, tellPeer: true })));
    }
    default: {
      const outcome = offlineCommand(stored, command, 'the channel is not ready');
      if (!outcome.ok || outcome.value.next.type !== 'wait_for_ready') return outcome;
      return goTo({ ...state, state: outcome.value.next }, ...outcome.value.effects);
    }
  }
}

/** The peer is told why; what it says before it has heard that is ignored. */
function giveUp(state: ReplacingState, reason: string, ...effects: readonly Effect[]): Outcome {
  const { state: stored } = state;
  const next: ReplacingState = { type: 'replacing', state: stored, negotiation: { type: 'aborted' } };
  return over(state, reason, goTo(next, abortMessage(stored, reason), ...effects));
}

function accept(
  state: ReplacingState,
  negotiation: Extract<ReplacementNegotiation, { readonly type: 'awaiting_contribution' }>,
  command: Command<'accept_replacement'>,
  env: ChannelEnv,
): Outcome {
  const { state: stored } = state;
  const { terms, remoteAmount, confirmedOnly } = negotiation;
  const { contribution, requireConfirmedInputs } = command;
  const { feerate } = terms;
  const contributions = { local: contribution.amount, remote: remoteAmount };
  const problem = checkOwnPart(stored, contribution, { initiator: false, feerate, confirmedOnly }, env);
  if (problem !== undefined) return err(channelError('invalid_command', problem));
  const disagreement = checkContributions(stored, contributions, env);
  if (disagreement !== undefined) return giveUp(state, disagreement);
  const message: TxAckRbf = {
    type: 'tx_ack_rbf',
    channelId: stored.params.channelId,
    ...ourShare(contribution, requireConfirmedInputs),
  };
  return construct(stored, 'remote', { ...terms, contribution, contributions, requireConfirmedInputs }, env, [
    message,
  ]);
}

function receiveAck(
  state: ReplacingState,
  negotiation: Extract<ReplacementNegotiation, { readonly type: 'awaiting_ack' }>,
  message: TxAckRbf,
  env: ChannelEnv,
): Outcome {
  const { state: stored } = state;
  const { terms, contribution, requireConfirmedInputs } = negotiation;
  const { fundingOutputContribution = 0n } = message;
  if (fundingOutputContribution < 0n) return giveUp(state, 'a negative contribution');
  const contributions = { local: contribution.amount, remote: fundingOutputContribution as Sat };
  const confirmedOnly = message.requireConfirmedInputs === true;
  const problem =
    checkContributions(stored, contributions, env) ??
    (confirmedOnly && contribution.inputs.some(({ confirmed }) => !confirmed)
      ? 'not all of our inputs are confirmed'
      : undefined);
  if (problem !== undefined) return giveUp(state, problem);
  return construct(stored, 'local', { ...terms, contribution, contributions, requireConfirmedInputs }, env);
}

interface Agreed {
  readonly feerate: SatPerKw;
  readonly locktime: number;
  readonly contribution: FundingContribution;
  readonly contributions: Dual<Sat>;
  readonly requireConfirmedInputs: boolean;
}

/** Begins the interactive construction: whoever began the replacement speaks first, and pays for the funding output. */
function construct(
  stored: WaitForReadyState,
  initiator: Side,
  { feerate, locktime, contribution, contributions, requireConfirmedInputs }: Agreed,
  env: ChannelEnv,
  before: readonly TxAckRbf[] = [],
): Outcome {
  const isInitiator = initiator === 'local';
  const sharedScript = sharedScriptOf(stored);
  const amount = (contributions.local + contributions.remote) as Sat;
  const outputs = isInitiator
    ? [...contribution.outputs, { amount, scriptPubKey: sharedScript }]
    : contribution.outputs;
  const { session, reply } = startSession(
    {
      channelId: stored.params.channelId,
      initiator,
      feerate,
      locktime,
      dustLimit: strictestDustLimit(stored.params),
      sharedScript,
      sharedContributions: contributions,
      replaces: [...stored.candidates.values()].map(({ transaction: { shared } }) => ({
        fee: shared.fee,
        outPoints: shared.tx.inputs.map(({ outPoint }) => outPoint),
      })),
    },
    withSerialIds(contribution.inputs, outputs, isInitiator, env.entropy),
  );
  const negotiation: Constructing = {
    type: 'constructing',
    session,
    feerate,
    contributions,
    requireConfirmedInputs,
  };
  return goTo(
    { type: 'replacing', state: stored, negotiation },
    ...before.map(send),
    ...(reply === undefined ? [] : [send(reply)]),
  );
}

function negotiate(
  state: ReplacingState,
  negotiation: Constructing,
  message: Parameters<typeof receiveInSession>[1],
): Outcome {
  const turn = receiveInSession(negotiation.session, message);
  if (!turn.ok) return giveUp(state, turn.error.message);
  const { session, reply, concluded } = turn.value;
  const replies = reply === undefined ? [] : [send(reply)];
  if (concluded === undefined)
    return goTo({ ...state, negotiation: { ...negotiation, session } }, ...replies);
  const begun = beginAttempt(state.state, attemptOf(state.state, negotiation, concluded));
  return begun.ok ? goTo(begun.value.next, ...replies, ...begun.value.effects) : begun;
}

function attemptOf(
  { candidates }: WaitForReadyState,
  { feerate, contributions, requireConfirmedInputs }: Constructing,
  shared: SharedTransaction,
): FundingAttempt {
  const addedBy = (side: Side) => shared.inputs.some((input) => input.addedBy === side);
  return {
    index: Math.max(...candidates.keys()) + 1,
    feerate,
    contributions,
    transaction: { shared, witnesses: addedBy('local') ? {} : { local: [] } },
    awaitsInputCheck: requireConfirmedInputs && addedBy('remote'),
  };
}

function ourShare({ amount }: FundingContribution, requireConfirmedInputs: boolean) {
  return {
    ...(amount > 0n && { fundingOutputContribution: amount as bigint }),
    ...(requireConfirmedInputs && { requireConfirmedInputs }),
  };
}
