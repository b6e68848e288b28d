/** Another funding transaction is agreed upon, and both ends sign it: until then it is an attempt, after that a candidate. */
import { err, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import { describeReason, reasonData, type TxAbort, type TxSignatures } from '@sferic/wire';
import { transactionId } from '../bitcoin/transaction.ts';
import { confirmedFunding } from '../commitment/commitments.ts';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { PeerMessage } from '../input.ts';
import type { ChannelKeys, SignatureCheck } from '../signer.ts';
import type { WaitForReadyState } from '../state.ts';
import {
  attemptTerms,
  fundingOf,
  signedFundingTransaction,
  signWalletInputs,
} from './funding-transaction.ts';
import type { OpeningInput } from './opening-commands.ts';
import type { FundingAttempt, FundingCandidate } from './opening-state.ts';
import { livingInputs } from './replacement-checks.ts';
import {
  checkInputs,
  exchangeChecks,
  fundingSignatureChecks,
  progressOf,
  sendInitialCommitment,
  takeCommitment,
  takeFundingSignatures,
  takeOwnWitnesses,
  takeSignatures,
} from './signing-exchange.ts';
import { goTo, type Outcome, send, type Transition } from './transition.ts';

type ReadyTransition = Transition & { readonly next: WaitForReadyState };

/** From here on the attempt is remembered; our first move is as at the first funding transaction. */
export function beginAttempt(state: WaitForReadyState, replacement: FundingAttempt): Outcome {
  const first = replacement.awaitsInputCheck
    ? checkInputs(replacement)
    : sendInitialCommitment(replacement.index);
  return goTo({ ...state, replacement }, first);
}

/** What is outstanding, whatever the connection: to be asked again after a restart. */
export function attemptEffects({ replacement }: WaitForReadyState): readonly Effect[] {
  if (replacement === undefined) return [];
  const { transaction, localSignatures, awaitsInputCheck } = replacement;
  if (awaitsInputCheck) return [checkInputs(replacement)];
  const wantsWallet = localSignatures !== undefined && transaction.witnesses.local === undefined;
  return wantsWallet ? [signWalletInputs(transaction)] : [];
}

/** Our coins are free again, but for those of what may confirm. */
export function releaseUnused(state: WaitForReadyState): Effect {
  return { type: 'release_wallet_inputs', keep: livingInputs(state) };
}

/** A replacement came to nothing. */
export function replacementFailed(reason: string): Effect {
  return { type: 'event', event: { type: 'error', error: channelError('replacement_failed', reason) } };
}

/** The attempt is forgotten, if there is one: our half of its signatures is not out. */
export function dropAttempt(state: WaitForReadyState, reason: string): ReadyTransition {
  const { replacement, ...rest } = state;
  if (replacement === undefined) return { next: state, effects: [] };
  return { next: rest, effects: [replacementFailed(reason), releaseUnused(rest)] };
}

/** BOLT 2, "The `tx_init_rbf` Message", rationale: a confirmation ends the attempt. */
export function dropConfirmed(state: WaitForReadyState, online: boolean): ReadyTransition {
  if (state.replacement === undefined || confirmedFunding(state.commitments) === undefined)
    return { next: state, effects: [] };
  const reason = 'an earlier funding transaction has confirmed';
  const { next, effects } = dropAttempt(state, reason);
  return { next, effects: [...(online ? [abortMessage(state, reason)] : []), ...effects] };
}

export function abortMessage({ params }: WaitForReadyState, reason: string): Effect {
  return send({ type: 'tx_abort', channelId: params.channelId, data: reasonData(reason) });
}

/** The signatures in `message` that `verdicts` answer. */
export function attemptChecks(
  state: WaitForReadyState,
  message: PeerMessage,
  keys: ChannelKeys,
): readonly SignatureCheck[] {
  const { replacement } = state;
  if (replacement !== undefined)
    return exchangeChecks(attemptTerms(state, replacement), replacement, message, keys);
  const half = message.type === 'tx_signatures' ? halfSigned(state, message) : undefined;
  return half === undefined || message.type !== 'tx_signatures'
    ? []
    : fundingSignatureChecks(half.candidate.transaction, message);
}

/** Messages about signatures. Without an attempt they are left over from one that was given up. */
export function attemptMessage(
  state: WaitForReadyState,
  message: Extract<PeerMessage, { readonly type: 'commitment_signed' | 'tx_signatures' }>,
  verdicts: readonly boolean[],
): Outcome {
  const { replacement } = state;
  if (replacement === undefined) {
    if (message.type === 'tx_signatures') return completeCandidate(state, message, verdicts);
    // What was sent for an attempt may come after its end; for what is signed already there is no reason.
    return isOfCandidate(state, message.fundingTxid)
      ? err(channelError('peer_unexpected_message', 'commitment_signed when nothing is to be signed'))
      : goTo(state);
  }
  const taken =
    message.type === 'commitment_signed'
      ? takeCommitment(replacement, message, verdicts)
      : takeSignatures(replacement, state.params, message, verdicts);
  return afterExchange(state, replacement, taken);
}

/** One that does not say which funding it is for can only mean the one there is. */
function isOfCandidate({ commitments }: WaitForReadyState, fundingTxid: Uint8Array | undefined): boolean {
  return fundingTxid === undefined || commitments.active.some(({ txid }) => equalBytes(txid, fundingTxid));
}

function afterExchange(
  state: WaitForReadyState,
  before: FundingAttempt,
  taken: Result<FundingAttempt, string>,
): Outcome {
  if (!taken.ok) return abandonAttempt(state, taken.error);
  return taken.value === before ? goTo(state) : proceed(state, taken.value);
}

/** The peer is told why; what it says before it has heard that is ignored. */
export function abandonAttempt(state: WaitForReadyState, reason: string): Outcome {
  const { next, effects } = dropAttempt(state, reason);
  const aborted = { type: 'replacing', state: next, negotiation: { type: 'aborted' } } as const;
  return goTo(aborted, abortMessage(state, reason), ...effects);
}

/** The wallet, or the chain, has answered. */
export function attemptAnswer(state: WaitForReadyState, input: OpeningInput, online: boolean): Outcome {
  const { replacement } = state;
  if (replacement === undefined) return goTo(state);
  switch (input.type) {
    case 'wallet_signed': {
      const signed = takeOwnWitnesses(replacement, input.witnesses);
      return signed === undefined ? goTo(state) : proceed(state, signed, online);
    }
    case 'inputs_checked': {
      if (!replacement.awaitsInputCheck) return goTo(state);
      if (input.confirmed)
        return proceed(state, { ...replacement, awaitsInputCheck: false }, online, [
          sendInitialCommitment(replacement.index),
        ]);
      const reason = 'unconfirmed inputs';
      const { next, effects } = dropAttempt(state, reason);
      return goTo(next, ...(online ? [abortMessage(state, reason)] : []), ...effects);
    }
  }
}

/** Does what the signatures at hand allow. Once our half is out the transaction may confirm: it is a candidate. */
function proceed(
  state: WaitForReadyState,
  attempt: FundingAttempt,
  online = true,
  before: readonly Effect[] = [],
): Outcome {
  const { effects, isOut } = progressOf(attempt, state.params);
  const next = isOut ? withCandidate(state, attempt) : { ...state, replacement: attempt };
  const all = [...before, ...effects];
  // Offline, what would be sent waits for the reconnection.
  return goTo(next, ...(online ? all : all.filter(({ type }) => type !== 'send' && type !== 'send_sealed')));
}

function withCandidate(state: WaitForReadyState, attempt: FundingAttempt): WaitForReadyState {
  const { replacement: _, commitments, candidates, ...rest } = state;
  const { index, transaction, feerate, localSignatures } = attempt;
  if (localSignatures === undefined)
    throw new Error('our signatures would be out before the peer has signed');
  const funding = { ...fundingOf(attemptTerms(state, attempt), transaction), localSignatures };
  return {
    ...rest,
    commitments: { ...commitments, active: [...commitments.active, funding] },
    candidates: new Map(candidates).set(index, { transaction, feerate }),
  };
}

/** The candidate of which the peer's half is missing, if the message is about that. */
function halfSigned(
  { candidates }: WaitForReadyState,
  { txid }: Pick<TxSignatures, 'txid'>,
): { readonly index: number; readonly candidate: FundingCandidate } | undefined {
  for (const [index, candidate] of candidates) {
    const { shared, witnesses } = candidate.transaction;
    if (witnesses.remote === undefined && equalBytes(transactionId(shared.tx), txid))
      return { index, candidate };
  }
  return undefined;
}

/** The peer sends its signatures again if it has not seen ours; if we have them already that changes nothing. */
function completeCandidate(
  state: WaitForReadyState,
  message: TxSignatures,
  verdicts: readonly boolean[],
): Outcome {
  const half = halfSigned(state, message);
  if (half === undefined) return goTo(state);
  const signed = takeFundingSignatures(half.candidate.transaction, message, verdicts);
  if (!signed.ok) return err(channelError('peer_opening_invalid', signed.error));
  const { abandoned: _, ...candidate } = half.candidate;
  const candidates = new Map(state.candidates).set(half.index, { ...candidate, transaction: signed.value });
  const transaction = signedFundingTransaction(signed.value);
  return goTo(
    { ...state, candidates },
    ...(transaction === undefined ? [] : [{ type: 'publish', transaction } as const]),
  );
}

/** BOLT 2, "The `tx_abort` Message": with our signatures out, the transaction may still confirm. */
export function receiveAttemptAbort(state: WaitForReadyState, { data }: TxAbort): Outcome {
  const { replacement, candidates, params } = state;
  const reason = `the peer gave up: ${describeReason(data)}`;
  const echo = send({ type: 'tx_abort', channelId: params.channelId, data: new Uint8Array(0) });
  if (replacement !== undefined) {
    const { next, effects } = dropAttempt(state, reason);
    return goTo(next, echo, ...effects);
  }
  const half = [...candidates].findLast(
    ([, { transaction, abandoned }]) => transaction.witnesses.remote === undefined && !abandoned,
  );
  // The echo of ours, or of an attempt that was never begun.
  if (half === undefined) return goTo(state);
  const [index, candidate] = half;
  const marked = new Map(candidates).set(index, { ...candidate, abandoned: true });
  return goTo({ ...state, candidates: marked }, echo, replacementFailed(reason));
}
