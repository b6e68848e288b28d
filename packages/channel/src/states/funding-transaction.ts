/** Funding transactions of an opening, between the agreement on one and its confirmation. */
import type {
  ChannelId,
  CommitmentSigned,
  FundingReference,
  Point,
  Sat,
  SatPerKw,
  TxSignatures,
} from '@sferic/wire';
import { msatToSat, RETRANSMIT_COMMITMENT_SIGNED } from '@sferic/wire';
import { fundingSpendDigest } from '../bitcoin/commitment-transaction.ts';
import { encodeWitness, type Transaction, transactionId } from '../bitcoin/transaction.ts';
import { buildCommitment } from '../commitment/build.ts';
import { type CommitmentSignatures, type Funding, fundingKeyIndex } from '../commitment/commitments.ts';
import { initialCommitments, initialFunding, initialUpdates } from '../commitment/initial.ts';
import { commitmentSpec } from '../commitment/spec.ts';
import type { Dual, Side } from '../dual.ts';
import type { Effect } from '../effect.ts';
import { firstSigner, inputsOf, withAllWitnesses } from '../interactive/witnesses.ts';
import type { ChannelParams } from '../params.ts';
import type { ChannelKeys, ChannelSigner, SignatureCheck } from '../signer.ts';
import type { WaitForReadyState } from '../state.ts';
import type {
  FundingAttempt,
  FundingCandidate,
  FundingCandidates,
  FundingTransaction,
  SigningFundingState,
} from './opening-state.ts';

/** What the first commitments on a funding transaction follow from besides the transaction. */
export interface SigningTerms {
  readonly params: ChannelParams;
  /** Of the funding. */
  readonly index: number;
  readonly contributions: Dual<Sat>;
  readonly commitmentFeerate: SatPerKw;
  /** The peer's point for its commitment 0. */
  readonly remotePoint: Point;
}

/** The complete transaction, once both halves of its witnesses are here. */
export function signedFundingTransaction({ shared, witnesses }: FundingTransaction): Transaction | undefined {
  const { local, remote } = witnesses;
  return local && remote && withAllWitnesses(shared, { local, remote });
}

/**
 * The newest transaction that is complete, for the chain: those before it pay less. Publishing it again does no harm.
 */
export function publishFunding(candidates: FundingCandidates): readonly Effect[] {
  const complete = newestFirst(candidates).map(({ transaction }) => signedFundingTransaction(transaction));
  const transaction = complete.find((signed) => signed !== undefined);
  return transaction === undefined ? [] : [{ type: 'publish', transaction }];
}

export function newestFirst(candidates: FundingCandidates): readonly FundingCandidate[] {
  return [...candidates].toSorted(([a], [b]) => b - a).map(([, candidate]) => candidate);
}

/** Our half of the signatures, once the wallet has made them. */
export function txSignatures(
  channelId: ChannelId,
  { shared, witnesses }: FundingTransaction,
): TxSignatures | undefined {
  if (witnesses.local === undefined) return undefined;
  const txid = transactionId(shared.tx);
  return { type: 'tx_signatures', channelId, txid, witnesses: witnesses.local.map(encodeWitness) };
}

/** The end that sends its `tx_signatures` first. */
export function firstSignerOf({ shared }: FundingTransaction, { local, remote }: ChannelParams): Side {
  return firstSigner(shared, { local: local.nodeId, remote: remote.nodeId });
}

/** Asks the wallet for our half. */
export function signWalletInputs({ shared }: FundingTransaction): Effect {
  return {
    type: 'sign_wallet_inputs',
    transaction: shared.tx,
    spent: shared.inputs.map(({ spent }) => spent),
    ours: inputsOf(shared, 'local').map(({ index }) => index),
  };
}

/** From the moment on at which the peer can publish the transaction, the chain is watched for it. */
export function watchFunding({ shared }: FundingTransaction): readonly Effect[] {
  const txid = transactionId(shared.tx);
  const outputIndex = shared.sharedOutputIndex;
  const scriptPubKey = shared.tx.outputs[outputIndex]?.scriptPubKey;
  if (scriptPubKey === undefined) throw new Error('a funding transaction without its funding output');
  return [
    { type: 'watch', watch: { type: 'funding_confirmed', txid, scriptPubKey } },
    { type: 'watch', watch: { type: 'funding_spent', txid, outputIndex, scriptPubKey } },
  ];
}

/** Of the first funding transaction. */
export function openingTerms({ agreement }: SigningFundingState): SigningTerms {
  const { params, contributions, commitmentFeerate, remotePoints } = agreement;
  return { params, index: 0, contributions, commitmentFeerate, remotePoint: remotePoints.first };
}

/** Of one that shall take its place: no commitment has been updated yet. */
export function attemptTerms(
  { params, commitments }: Pick<WaitForReadyState, 'params' | 'commitments'>,
  { index, contributions }: Pick<FundingAttempt, 'index' | 'contributions'>,
): SigningTerms {
  const { remote, updates } = commitments;
  return {
    params,
    index,
    contributions,
    commitmentFeerate: updates.feerate,
    remotePoint: remote.point,
  };
}

/** The attempt with this index, whether it is being signed or may confirm already. */
export function attemptAt(
  { replacement, candidates, commitments }: WaitForReadyState,
  index: number,
): Pick<FundingAttempt, 'index' | 'contributions' | 'transaction'> | undefined {
  if (replacement?.index === index) return replacement;
  const candidate = candidates.get(index);
  const funding = commitments.active.find((one) => one.index === index);
  if (candidate === undefined || funding === undefined) return undefined;
  const { local, remote } = funding.balances;
  const contributions = { local: msatToSat(local), remote: msatToSat(remote) };
  return { index, contributions, transaction: candidate.transaction };
}

/** The funding output as the commitments see it. */
export function fundingOf(
  { params, index, contributions }: SigningTerms,
  { shared }: FundingTransaction,
): Funding {
  const outPoint = { txid: transactionId(shared.tx), outputIndex: shared.sharedOutputIndex };
  return initialFunding(params, contributions, outPoint, index);
}

/** The channel as it is once the peer has signed our first commitment; until then undefined. */
export function waitForReadyOf(state: SigningFundingState): WaitForReadyState | undefined {
  const { agreement, transaction, localSignatures, unfundedSince, feerate } = state;
  if (localSignatures === undefined) return undefined;
  const { params, remotePoints, alias } = agreement;
  const funding = fundingOf(openingTerms(state), transaction);
  return {
    type: 'wait_for_ready',
    params,
    commitments: initialCommitments(agreement, funding, remotePoints, localSignatures),
    aliases: { local: alias },
    ready: { local: false, remote: false },
    candidates: new Map([[0, { transaction, ...(feerate !== undefined && { feerate }) }]]),
    ...(unfundedSince !== undefined && { unfundedSince }),
  };
}

/** `commitment_signed` for the peer's commitment 0; made when it is released. */
export function signInitialCommitment(
  terms: SigningTerms,
  transaction: FundingTransaction,
  signer: ChannelSigner,
): CommitmentSigned {
  const { tx, output, funding } = initialCommitment(terms, transaction, 'remote', terms.remotePoint);
  return {
    type: 'commitment_signed',
    channelId: terms.params.channelId,
    signature: signer.signRemoteCommitment({
      digest: fundingSpendDigest(tx, output),
      commitmentNumber: 0,
      fundingIndex: fundingKeyIndex(terms.params, funding),
      fundingTxid: funding.txid,
    }),
    htlcSignatures: [],
    fundingTxid: funding.txid,
  };
}

/** What the peer's `commitment_signed` must sign: our commitment 0. */
export function initialCommitmentCheck(
  terms: SigningTerms,
  transaction: FundingTransaction,
  { signature }: CommitmentSigned,
  keys: ChannelKeys,
): SignatureCheck {
  const { tx, output } = initialCommitment(terms, transaction, 'local', keys.perCommitmentPoint(0));
  const publicKey = terms.params.remote.fundingPubkey;
  return { digest: fundingSpendDigest(tx, output), signature, publicKey };
}

function initialCommitment(
  terms: SigningTerms,
  transaction: FundingTransaction,
  owner: Side,
  perCommitmentPoint: Point,
) {
  const { params, commitmentFeerate } = terms;
  const funding = fundingOf(terms, transaction);
  const updates = initialUpdates(commitmentFeerate, params);
  const spec = commitmentSpec(updates, funding, params.opener, owner, 'current');
  const built = buildCommitment(params, funding, spec, 0, perCommitmentPoint);
  return { tx: built.commitment.tx, output: built.funding, funding };
}

/** The signatures that a `commitment_signed` without HTLCs brings. */
export function initialSignatures({ signature }: CommitmentSigned): CommitmentSignatures {
  return { commitmentNumber: 0, signature, htlcSignatures: [] };
}

/**
 * TLV `next_funding` of our `channel_reestablish`: present until the peer's `tx_signatures` have come, and asking for
 * its `commitment_signed` if that is missing too (BOLT 2, "Message Retransmission"). Not for a transaction that the peer
 * has given up.
 */
export function nextFundingOf(state: SigningFundingState | WaitForReadyState): FundingReference | undefined {
  const signing = state.type === 'signing_funding' ? state : state.replacement;
  if (signing !== undefined) {
    if (signing.transaction.witnesses.remote !== undefined) return undefined;
    const retransmitFlags = signing.localSignatures === undefined ? RETRANSMIT_COMMITMENT_SIGNED : 0;
    return { txid: transactionId(signing.transaction.shared.tx), retransmitFlags };
  }
  if (state.type === 'signing_funding') return undefined;
  const [latest] = newestFirst(state.candidates);
  if (latest === undefined || latest.abandoned || latest.transaction.witnesses.remote !== undefined)
    return undefined;
  return { txid: transactionId(latest.transaction.shared.tx), retransmitFlags: 0 };
}
