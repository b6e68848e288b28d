/** The first funding transaction of a channel is agreed upon, and both ends sign it. */
import { err, ok, type Result } from '@sferic/codec';
import { describeReason, reasonData, type TxAbort } from '@sferic/wire';
import type { Effect } from '../effect.ts';
import { type ChannelError, channelError } from '../error.ts';
import type { ChainEvent, ChannelCommand, ChannelEnv, ChannelInput, PeerMessage } from '../input.ts';
import type { ChannelKeys, SignatureCheck } from '../signer.ts';
import type { WaitForReadyState } from '../state.ts';
import { applyChainEvent } from './chain.ts';
import { withoutFunding } from './funding-timeout.ts';
import { openingTerms, signWalletInputs, waitForReadyOf, watchFunding } from './funding-transaction.ts';
import type { OpeningInput } from './opening-commands.ts';
import type { SigningFundingState } from './opening-state.ts';
import {
  checkInputs,
  exchangeChecks,
  hasSentSignatures,
  progressOf,
  sendInitialCommitment,
  takeCommitment,
  takeOwnWitnesses,
  takeSignatures,
} from './signing-exchange.ts';
import { fail, goTo, type Outcome, send, type Transition } from './transition.ts';
import { waitForReadyMessage } from './wait-for-ready.ts';

/** Our first move: the peer's commitment is signed, unless its inputs have to be checked before. */
export function beginSigning(state: SigningFundingState): Transition {
  return { next: state, effects: state.awaitsInputCheck ? [checkInputs(state)] : [sendInitialCommitment(0)] };
}

/** What is outstanding, whatever the connection: to be asked again after a restart. */
export function signingEffects(state: SigningFundingState): readonly Effect[] {
  const { transaction, localSignatures, awaitsInputCheck } = state;
  const mayBePublished = isOut(state) ? watchFunding(transaction) : [];
  if (awaitsInputCheck) return [checkInputs(state)];
  const wantsWallet = localSignatures !== undefined && transaction.witnesses.local === undefined;
  return wantsWallet ? [signWalletInputs(transaction)] : mayBePublished;
}

/** Whether the peer can publish the transaction without us. */
function isOut(state: SigningFundingState): boolean {
  return hasSentSignatures(state, state.agreement.params);
}

/** Any input but the connection's. Offline, what would be sent waits for the reconnection. */
export function handleSigningFunding(
  state: SigningFundingState,
  input: ChannelInput,
  env: ChannelEnv,
  online: boolean,
): Outcome {
  const outcome = dispatch(state, input, env, online);
  if (online || !outcome.ok) return outcome;
  const { next, effects } = outcome.value;
  return goTo(next, ...effects.filter(({ type }) => type !== 'send' && type !== 'send_sealed'));
}

function dispatch(
  state: SigningFundingState,
  input: ChannelInput,
  env: ChannelEnv,
  online: boolean,
): Outcome {
  switch (input.type) {
    case 'message':
      return signingFundingMessage(state, input.message, input.verdicts, env);
    case 'command':
      return applyCommand(state, input.command);
    case 'wallet_signed':
    case 'inputs_checked':
      return walletAnswers(state, input);
    case 'chain':
      return followChain(state, input.event, env, online);
    case 'connected':
    case 'disconnected':
      return goTo(state);
  }
}

export function signingFundingMessage(
  state: SigningFundingState,
  message: PeerMessage,
  verdicts: readonly boolean[],
  env: ChannelEnv,
): Outcome {
  switch (message.type) {
    case 'commitment_signed':
      return taken(state, takeCommitment(state, message, verdicts));
    case 'tx_signatures':
      return taken(state, takeSignatures(state, state.agreement.params, message, verdicts));
    case 'tx_abort':
      return receiveAbort(state, message);
    case 'error':
      return giveUp(state, channelError('peer_sent_error', describeReason(message.data)), {
        tellPeer: false,
      });
    case 'channel_ready': {
      // The transaction confirmed before the peer's half of the signatures has reached us.
      const ready = confirmableWithoutUs(state);
      if (ready !== undefined) return waitForReadyMessage(ready, message, [], env);
      return violation(state, 'channel_ready before tx_signatures');
    }
    default:
      return violation(state, `${message.type} while the funding transaction is signed`);
  }
}

/** The signatures in `message` that `verdicts` answer. */
export function signingFundingChecks(
  state: SigningFundingState,
  message: PeerMessage,
  keys: ChannelKeys,
): readonly SignatureCheck[] {
  return exchangeChecks(openingTerms(state), state, message, keys);
}

function applyCommand(state: SigningFundingState, command: ChannelCommand): Outcome {
  switch (command.type) {
    case 'abort':
      if (isOut(state))
        return err(channelError('wrong_state', 'the peer can publish the funding transaction already'));
      return abort(state, channelError('operator_request', command.reason));
    case 'force_close':
      return giveUp(state, channelError('operator_request', 'the operator closed the channel'), {
        tellPeer: true,
      });
    case 'add_htlc':
      return err(channelError('channel_unavailable', 'the channel is not open yet'));
    default:
      return err(channelError('wrong_state', `${command.type} while the funding transaction is signed`));
  }
}

function walletAnswers(state: SigningFundingState, input: OpeningInput): Outcome {
  switch (input.type) {
    case 'wallet_signed': {
      const next = takeOwnWitnesses(state, input.witnesses);
      return next === undefined ? goTo(state) : proceed(next);
    }
    case 'inputs_checked': {
      if (!state.awaitsInputCheck) return goTo(state);
      if (!input.confirmed) return abort(state, channelError('peer_opening_invalid', 'unconfirmed inputs'));
      const { next, effects } = progress({ ...state, awaitsInputCheck: false });
      return goTo(next, sendInitialCommitment(0), ...effects);
    }
  }
}

/** The chain matters from the moment on at which the peer can publish the transaction. */
function followChain(
  state: SigningFundingState,
  event: ChainEvent,
  env: ChannelEnv,
  online: boolean,
): Outcome {
  const ready = confirmableWithoutUs(state);
  if (ready === undefined) return goTo(state);
  if (event.type !== 'new_block') return ok(applyChainEvent(ready, event, env, online));
  const waiting = withoutFunding(ready, env);
  if (waiting === undefined || waiting.next.type === 'closed')
    return ok(waiting ?? { next: state, effects: [] });
  const { unfundedSince } = waiting.next;
  return goTo(unfundedSince === undefined ? state : { ...state, unfundedSince });
}

function confirmableWithoutUs(state: SigningFundingState): WaitForReadyState | undefined {
  return isOut(state) ? waitForReadyOf(state) : undefined;
}

function taken(state: SigningFundingState, next: Result<SigningFundingState, string>): Outcome {
  if (!next.ok) return violation(state, next.error);
  return next.value === state ? goTo(state) : proceed(next.value);
}

function proceed(state: SigningFundingState): Outcome {
  const { next, effects } = progress(state);
  return goTo(next, ...effects);
}

/** Does what the signatures at hand allow: once all are here the channel waits for the chain. */
function progress(state: SigningFundingState): Transition {
  const { effects, isComplete } = progressOf(state, state.agreement.params);
  const ready = isComplete ? waitForReadyOf(state) : undefined;
  return { next: ready ?? state, effects };
}

/** BOLT 2, "The `tx_abort` Message": with our signatures out, the transaction may still confirm. */
function receiveAbort(state: SigningFundingState, message: TxAbort): Outcome {
  const { channelId } = state.agreement.params;
  const error = channelError('peer_opening_invalid', `the peer gave up: ${describeReason(message.data)}`);
  const echo = send({ type: 'tx_abort', channelId, data: new Uint8Array(0) });
  const event: Effect = { type: 'event', event: { type: 'error', error } };
  return isOut(state) ? goTo(state, echo, event) : forget(error, echo);
}

/** The peer broke a rule: without our signatures it all is forgotten, with them a reconnection may heal it. */
function violation(state: SigningFundingState, reason: string): Outcome {
  const error = channelError('peer_opening_invalid', reason);
  return isOut(state) ? err(error) : abort(state, error);
}

function abort(state: SigningFundingState, error: ChannelError): Outcome {
  const { channelId } = state.agreement.params;
  return forget(error, send({ type: 'tx_abort', channelId, data: reasonData(error.message) }));
}

function forget(error: ChannelError, ...effects: readonly Effect[]): Outcome {
  return goTo(
    { type: 'closed' },
    ...effects,
    { type: 'event', event: { type: 'error', error } },
    { type: 'release_wallet_inputs' },
    { type: 'forget' },
  );
}

/** The channel fails: our commitment is what remains if the funding transaction may confirm. */
function giveUp(
  state: SigningFundingState,
  error: ChannelError,
  { tellPeer }: { readonly tellPeer: boolean },
): Outcome {
  const ready = confirmableWithoutUs(state);
  if (ready === undefined) return tellPeer ? abort(state, error) : forget(error);
  const { next, effects } = fail(ready, error, { publishes: true, tellPeer });
  return goTo(next, ...effects);
}
