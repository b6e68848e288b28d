/**
 * The funding transaction is agreed upon: both ends sign each other's first commitment, then the transaction itself
 * (BOLT 2, "The `commitment_signed` Message", "Sharing funding signatures: `tx_signatures`").
 */
import { err, ok } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import {
  type CommitmentSigned,
  describeReason,
  reasonData,
  type TxAbort,
  type TxSignatures,
} from '@sferic/wire';
import { transactionId } from '../bitcoin/transaction.ts';
import type { Effect } from '../effect.ts';
import { type ChannelError, channelError } from '../error.ts';
import type { ChainEvent, ChannelCommand, ChannelEnv, ChannelInput, PeerMessage } from '../input.ts';
import { checkWitnesses, type Witness, witnessSignatureChecks } from '../interactive/witnesses.ts';
import type { ChannelKeys, SignatureCheck } from '../signer.ts';
import type { WaitForReadyState } from '../state.ts';
import { applyChainEvent } from './chain.ts';
import { withoutFunding } from './funding-timeout.ts';
import {
  firstSignerOf,
  initialCommitmentCheck,
  initialSignatures,
  signedFundingTransaction,
  signWalletInputs,
  txSignatures,
  waitForReadyOf,
  watchFunding,
} from './funding-transaction.ts';
import type { OpeningInput } from './opening-commands.ts';
import type { SigningFundingState } from './opening-state.ts';
import { fail, goTo, type Outcome, send, type Transition } from './transition.ts';
import { waitForReadyMessage } from './wait-for-ready.ts';

/** Signs the peer's first commitment. */
export const SEND_INITIAL_COMMITMENT: Effect = {
  type: 'send_sealed',
  message: { type: 'commitment_signed', commitmentNumber: 0 },
};

/** Our first move: the peer's commitment is signed, unless its inputs have to be checked before. */
export function beginSigning(state: SigningFundingState): Transition {
  return { next: state, effects: state.awaitsInputCheck ? [checkInputs(state)] : [SEND_INITIAL_COMMITMENT] };
}

/** What is outstanding, whatever the connection: to be asked again after a restart. */
export function signingEffects(state: SigningFundingState): readonly Effect[] {
  const { transaction, localSignatures, awaitsInputCheck } = state;
  const mayBePublished = hasSentSignatures(state) ? watchFunding(transaction) : [];
  if (awaitsInputCheck) return [checkInputs(state)];
  const wantsWallet = localSignatures !== undefined && transaction.witnesses.local === undefined;
  return wantsWallet ? [signWalletInputs(transaction)] : mayBePublished;
}

function checkInputs({ transaction }: SigningFundingState): Effect {
  const { shared } = transaction;
  const outPoints = shared.tx.inputs.map((input) => input.outPoint);
  return {
    type: 'check_inputs',
    outPoints: outPoints.filter((_, index) => shared.inputs[index]?.addedBy === 'remote'),
  };
}

/** Whether the peer may have our half of the signatures, so that the transaction may confirm without us. */
function hasSentSignatures({
  agreement,
  transaction,
  localSignatures,
  awaitsInputCheck,
}: SigningFundingState): boolean {
  if (localSignatures === undefined || transaction.witnesses.local === undefined) return false;
  return !awaitsInputCheck && firstSignerOf(transaction, agreement.params) === 'local';
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
      return receiveCommitment(state, message, verdicts);
    case 'tx_signatures':
      return receiveSignatures(state, message, verdicts);
    case 'tx_abort':
      return receiveAbort(state, message);
    case 'error':
      return giveUp(state, channelError('peer_sent_error', describeReason(message.data)), {
        tellPeer: false,
      });
    case 'channel_ready': {
      // The transaction confirmed before the peer's half of the signatures has reached us.
      const ready = confirmableWithoutUs(state);
      if (ready !== undefined) return waitForReadyMessage(ready, message, env);
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
  if (message.type === 'commitment_signed') return [initialCommitmentCheck(state, message, keys)];
  if (message.type !== 'tx_signatures') return [];
  const { shared } = state.transaction;
  const witnesses = checkWitnesses(shared, message.witnesses);
  return witnesses.ok ? witnessSignatureChecks(shared, witnesses.value) : [];
}

function applyCommand(state: SigningFundingState, command: ChannelCommand): Outcome {
  switch (command.type) {
    case 'abort':
      if (hasSentSignatures(state))
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
  const { transaction } = state;
  switch (input.type) {
    case 'wallet_signed':
      if (transaction.witnesses.local !== undefined || state.localSignatures === undefined)
        return goTo(state);
      return proceed(withWitnesses(state, 'local', input.witnesses));
    case 'inputs_checked': {
      if (!state.awaitsInputCheck) return goTo(state);
      if (!input.confirmed) return abort(state, channelError('peer_opening_invalid', 'unconfirmed inputs'));
      const { next, effects } = progress({ ...state, awaitsInputCheck: false });
      return goTo(next, SEND_INITIAL_COMMITMENT, ...effects);
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
  return hasSentSignatures(state) ? waitForReadyOf(state) : undefined;
}

function receiveCommitment(
  state: SigningFundingState,
  message: CommitmentSigned,
  verdicts: readonly boolean[],
): Outcome {
  if (state.localSignatures !== undefined) return goTo(state);
  const { fundingTxid, htlcSignatures } = message;
  if (fundingTxid !== undefined && !equalBytes(fundingTxid, transactionId(state.transaction.shared.tx)))
    return violation(state, 'commitment_signed for another funding transaction');
  if (htlcSignatures.length > 0) return violation(state, 'HTLC signatures for the first commitment');
  if (!allHold(verdicts, 1)) return violation(state, 'the signature of the first commitment is wrong');
  return proceed({ ...state, localSignatures: initialSignatures(message) });
}

function receiveSignatures(
  state: SigningFundingState,
  message: TxSignatures,
  verdicts: readonly boolean[],
): Outcome {
  const { agreement, transaction, localSignatures } = state;
  const { shared } = transaction;
  if (localSignatures === undefined) return violation(state, 'tx_signatures before commitment_signed');
  if (firstSignerOf(transaction, agreement.params) === 'local' && !hasSentSignatures(state))
    return violation(state, 'tx_signatures before ours');
  if (!equalBytes(message.txid, transactionId(shared.tx)))
    return violation(state, 'tx_signatures for another transaction');
  const witnesses = checkWitnesses(shared, message.witnesses);
  if (!witnesses.ok) return violation(state, witnesses.error.message);
  if (!allHold(verdicts, witnessSignatureChecks(shared, witnesses.value).length))
    return violation(state, 'a signature of the funding transaction is wrong');
  return proceed(withWitnesses(state, 'remote', witnesses.value));
}

function allHold(verdicts: readonly boolean[], count: number): boolean {
  return verdicts.length === count && verdicts.every((holds) => holds);
}

function withWitnesses(
  state: SigningFundingState,
  side: 'local' | 'remote',
  witnesses: readonly Witness[],
): SigningFundingState {
  const { transaction } = state;
  return {
    ...state,
    transaction: { ...transaction, witnesses: { ...transaction.witnesses, [side]: witnesses } },
  };
}

function proceed(state: SigningFundingState): Outcome {
  const { next, effects } = progress(state);
  return goTo(next, ...effects);
}

/** Does what the signatures at hand allow: asks the wallet, sends our half in turn, publishes the whole. */
function progress(state: SigningFundingState): Transition {
  const { agreement, transaction, awaitsInputCheck } = state;
  const { params } = agreement;
  const ready = waitForReadyOf(state);
  if (ready === undefined || awaitsInputCheck) return { next: state, effects: [] };
  const ours = txSignatures(params.channelId, transaction);
  if (ours === undefined) return { next: state, effects: [signWalletInputs(transaction)] };
  const signed = signedFundingTransaction(transaction);
  const isFirst = firstSignerOf(transaction, params) === 'local';
  if (signed === undefined)
    return { next: state, effects: isFirst ? [send(ours), ...watchFunding(transaction)] : [] };
  const rest: readonly Effect[] = [{ type: 'publish', transaction: signed }, ...watchFunding(transaction)];
  return { next: ready, effects: isFirst ? rest : [send(ours), ...rest] };
}

/** BOLT 2, "The `tx_abort` Message": with our signatures out, the transaction may still confirm. */
function receiveAbort(state: SigningFundingState, message: TxAbort): Outcome {
  const { channelId } = state.agreement.params;
  const error = channelError('peer_opening_invalid', `the peer gave up: ${describeReason(message.data)}`);
  const echo = send({ type: 'tx_abort', channelId, data: new Uint8Array(0) });
  const event: Effect = { type: 'event', event: { type: 'error', error } };
  return hasSentSignatures(state) ? goTo(state, echo, event) : forget(error, echo);
}

/** The peer broke a rule: without our signatures it all is forgotten, with them a reconnection may heal it. */
function violation(state: SigningFundingState, reason: string): Outcome {
  const error = channelError('peer_opening_invalid', reason);
  return hasSentSignatures(state) ? err(error) : abort(state, error);
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
