/**
 * Both ends sign each other's first commitment on a funding transaction, then the transaction itself: the first of a
 * channel, or one that takes its place (BOLT 2, "The `commitment_signed` Message", "Sharing funding signatures:
 * `tx_signatures`"). What is wrong is said in words for the peer.
 */
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import type { CommitmentSigned, TxSignatures } from '@sferic/wire';
import { transactionId } from '../bitcoin/transaction.ts';
import type { Effect } from '../effect.ts';
import type { PeerMessage } from '../input.ts';
import { checkWitnesses, type Witness, witnessSignatureChecks } from '../interactive/witnesses.ts';
import type { ChannelParams } from '../params.ts';
import type { ChannelKeys, SignatureCheck } from '../signer.ts';
import {
  firstSignerOf,
  initialCommitmentCheck,
  initialSignatures,
  type SigningTerms,
  signedFundingTransaction,
  signWalletInputs,
  txSignatures,
  watchFunding,
} from './funding-transaction.ts';
import type { FundingTransaction, SigningExchange } from './opening-state.ts';
import { send } from './transition.ts';

/** Signs the peer's first commitment on the funding with this index. */
export function sendInitialCommitment(fundingIndex: number): Effect {
  return { type: 'send_sealed', message: { type: 'initial_commitment_signed', fundingIndex } };
}

/** Asks whether what the peer has put in is confirmed. */
export function checkInputs({ transaction }: SigningExchange): Effect {
  const { shared } = transaction;
  const outPoints = shared.tx.inputs.map((input) => input.outPoint);
  return {
    type: 'check_inputs',
    outPoints: outPoints.filter((_, index) => shared.inputs[index]?.addedBy === 'remote'),
  };
}

/** Whether the peer may have our half of the signatures, so that the transaction may confirm without us. */
export function hasSentSignatures(exchange: SigningExchange, params: ChannelParams): boolean {
  const { transaction, localSignatures, awaitsInputCheck } = exchange;
  if (localSignatures === undefined || transaction.witnesses.local === undefined) return false;
  return !awaitsInputCheck && firstSignerOf(transaction, params) === 'local';
}

/** The signatures in `message` that `verdicts` answer. */
export function exchangeChecks(
  terms: SigningTerms,
  { transaction }: SigningExchange,
  message: PeerMessage,
  keys: ChannelKeys,
): readonly SignatureCheck[] {
  if (message.type === 'commitment_signed')
    return [initialCommitmentCheck(terms, transaction, message, keys)];
  return message.type === 'tx_signatures' ? fundingSignatureChecks(transaction, message) : [];
}

/** Those in the peer's `tx_signatures`. */
export function fundingSignatureChecks(
  { shared }: FundingTransaction,
  message: TxSignatures,
): readonly SignatureCheck[] {
  const witnesses = checkWitnesses(shared, message.witnesses);
  return witnesses.ok ? witnessSignatureChecks(shared, witnesses.value) : [];
}

export function takeCommitment<E extends SigningExchange>(
  exchange: E,
  message: CommitmentSigned,
  verdicts: readonly boolean[],
): Result<E, string> {
  if (exchange.localSignatures !== undefined) return ok(exchange);
  const { fundingTxid, htlcSignatures } = message;
  if (fundingTxid !== undefined && !equalBytes(fundingTxid, transactionId(exchange.transaction.shared.tx)))
    return err('commitment_signed for another funding transaction');
  if (htlcSignatures.length > 0) return err('HTLC signatures for the first commitment');
  if (!allHold(verdicts, 1)) return err('the signature of the first commitment is wrong');
  return ok({ ...exchange, localSignatures: initialSignatures(message) });
}

export function takeSignatures<E extends SigningExchange>(
  exchange: E,
  params: ChannelParams,
  message: TxSignatures,
  verdicts: readonly boolean[],
): Result<E, string> {
  const { transaction, localSignatures } = exchange;
  if (localSignatures === undefined) return err('tx_signatures before commitment_signed');
  if (firstSignerOf(transaction, params) === 'local' && !hasSentSignatures(exchange, params))
    return err('tx_signatures before ours');
  const signed = takeFundingSignatures(transaction, message, verdicts);
  return signed.ok ? ok({ ...exchange, transaction: signed.value }) : signed;
}

/** The peer's half of the witnesses. */
export function takeFundingSignatures(
  transaction: FundingTransaction,
  message: TxSignatures,
  verdicts: readonly boolean[],
): Result<FundingTransaction, string> {
  const { shared } = transaction;
  if (!equalBytes(message.txid, transactionId(shared.tx)))
    return err('tx_signatures for another transaction');
  const witnesses = checkWitnesses(shared, message.witnesses);
  if (!witnesses.ok) return err(witnesses.error.message);
  if (!allHold(verdicts, witnessSignatureChecks(shared, witnesses.value).length))
    return err('a signature of the funding transaction is wrong');
  return ok(withWitnesses(transaction, 'remote', witnesses.value));
}

/** Our half, as the wallet has made it; undefined if it is here or was not asked for. */
export function takeOwnWitnesses<E extends SigningExchange>(
  exchange: E,
  witnesses: readonly Witness[],
): E | undefined {
  const { transaction, localSignatures } = exchange;
  if (transaction.witnesses.local !== undefined || localSignatures === undefined) return undefined;
  return { ...exchange, transaction: withWitnesses(transaction, 'local', witnesses) };
}

/** What the signatures at hand allow. */
export interface SigningProgress {
  /** Asks the wallet, sends our half in turn, publishes the whole. */
  readonly effects: readonly Effect[];
  /** Our half is out, or goes out with these effects. */
  readonly isOut: boolean;
  readonly isComplete: boolean;
}

export function progressOf(exchange: SigningExchange, params: ChannelParams): SigningProgress {
  const { transaction, awaitsInputCheck, localSignatures } = exchange;
  const nothing: SigningProgress = { effects: [], isOut: false, isComplete: false };
  if (localSignatures === undefined || awaitsInputCheck) return nothing;
  const ours = txSignatures(params.channelId, transaction);
  if (ours === undefined) return { ...nothing, effects: [signWalletInputs(transaction)] };
  const signed = signedFundingTransaction(transaction);
  const isFirst = firstSignerOf(transaction, params) === 'local';
  if (signed === undefined)
    return isFirst
      ? { ...nothing, effects: [send(ours), ...watchFunding(transaction)], isOut: true }
      : nothing;
  const rest: readonly Effect[] = [{ type: 'publish', transaction: signed }, ...watchFunding(transaction)];
  return { effects: isFirst ? rest : [send(ours), ...rest], isOut: true, isComplete: true };
}

function allHold(verdicts: readonly boolean[], count: number): boolean {
  return verdicts.length === count && verdicts.every((holds) => holds);
}

function withWitnesses(
  transaction: FundingTransaction,
  side: 'local' | 'remote',
  witnesses: readonly Witness[],
): FundingTransaction {
  return { ...transaction, witnesses: { ...transaction.witnesses, [side]: witnesses } };
}
