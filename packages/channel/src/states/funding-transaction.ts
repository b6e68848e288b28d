/** The first funding transaction of a channel, between the agreement on it and its confirmation. */
import type { ChannelId, CommitmentSigned, FundingReference, Point, TxSignatures } from '@sferic/wire';
import { RETRANSMIT_COMMITMENT_SIGNED } from '@sferic/wire';
import { fundingSpendDigest } from '../bitcoin/commitment-transaction.ts';
import { encodeWitness, type Transaction, transactionId } from '../bitcoin/transaction.ts';
import { buildCommitment } from '../commitment/build.ts';
import type { CommitmentSignatures, Funding } from '../commitment/commitments.ts';
import { initialCommitments, initialFunding, initialUpdates } from '../commitment/initial.ts';
import { commitmentSpec } from '../commitment/spec.ts';
import type { Side } from '../dual.ts';
import type { Effect } from '../effect.ts';
import { firstSigner, inputsOf, withAllWitnesses } from '../interactive/witnesses.ts';
import type { ChannelParams } from '../params.ts';
import type { ChannelKeys, ChannelSigner, SignatureCheck } from '../signer.ts';
import type { WaitForReadyState } from '../state.ts';
import type { FundingTransaction, SigningFundingState } from './opening-state.ts';

/** The complete transaction, once both halves of its witnesses are here. */
export function signedFundingTransaction({ shared, witnesses }: FundingTransaction): Transaction | undefined {
  const { local, remote } = witnesses;
  return local && remote && withAllWitnesses(shared, { local, remote });
}

/** The transaction for the chain, if it is complete; publishing it again does no harm. */
export function publishFunding(funding: FundingTransaction): readonly Effect[] {
  const transaction = signedFundingTransaction(funding);
  return transaction === undefined ? [] : [{ type: 'publish', transaction }];
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

/** The funding output as the commitments see it. */
export function fundingOf({ agreement, transaction }: SigningFundingState): Funding {
  const { shared } = transaction;
  return initialFunding(agreement.params, agreement.contributions, {
    txid: transactionId(shared.tx),
    outputIndex: shared.sharedOutputIndex,
  });
}

/** The channel as it is once the peer has signed our first commitment; until then undefined. */
export function waitForReadyOf(state: SigningFundingState): WaitForReadyState | undefined {
  const { agreement, transaction, localSignatures, unfundedSince } = state;
  if (localSignatures === undefined) return undefined;
  const { params, remotePoints, alias } = agreement;
  return {
    type: 'wait_for_ready',
    params,
    commitments: initialCommitments(state.agreement, fundingOf(state), remotePoints, localSignatures),
    aliases: { local: alias },
    ready: { local: false, remote: false },
    fundingTransaction: transaction,
    ...(unfundedSince !== undefined && { unfundedSince }),
  };
}

/** `commitment_signed` for the peer's commitment 0; made when it is released. */
export function signInitialCommitment(state: SigningFundingState, signer: ChannelSigner): CommitmentSigned {
  const { tx, output, txid } = initialCommitment(state, 'remote', state.agreement.remotePoints.first);
  const digest = fundingSpendDigest(tx, output);
  return {
    type: 'commitment_signed',
    channelId: state.agreement.params.channelId,
    signature: signer.signRemoteCommitment({ digest, commitmentNumber: 0, fundingIndex: 0 }),
    htlcSignatures: [],
    fundingTxid: txid,
  };
}

/** What the peer's `commitment_signed` must sign: our commitment 0. */
export function initialCommitmentCheck(
  state: SigningFundingState,
  { signature }: CommitmentSigned,
  keys: ChannelKeys,
): SignatureCheck {
  const { tx, output } = initialCommitment(state, 'local', keys.perCommitmentPoint(0));
  const publicKey = state.agreement.params.remote.fundingPubkey;
  return { digest: fundingSpendDigest(tx, output), signature, publicKey };
}

function initialCommitment(state: SigningFundingState, owner: Side, perCommitmentPoint: Point) {
  const { params, commitmentFeerate } = state.agreement;
  const funding = fundingOf(state);
  const updates = initialUpdates(commitmentFeerate, params);
  const spec = commitmentSpec(updates, funding, params.opener, owner, 'current');
  const built = buildCommitment(params, funding, spec, 0, perCommitmentPoint);
  return { tx: built.commitment.tx, output: built.funding, txid: funding.txid };
}

/** The signatures that a `commitment_signed` without HTLCs brings. */
export function initialSignatures({ signature }: CommitmentSigned): CommitmentSignatures {
  return { commitmentNumber: 0, signature, htlcSignatures: [] };
}

/**
 * TLV `next_funding` of our `channel_reestablish`: present until the peer's `tx_signatures` have come, and asking for
 * its `commitment_signed` if that is missing too (BOLT 2, "Message Retransmission").
 */
export function nextFundingOf(state: SigningFundingState | WaitForReadyState): FundingReference | undefined {
  const isReady = state.type === 'wait_for_ready';
  const { shared, witnesses } = isReady ? state.fundingTransaction : state.transaction;
  if (witnesses.remote !== undefined) return undefined;
  const hasCommitment = isReady || state.localSignatures !== undefined;
  const retransmitFlags = hasCommitment ? 0 : RETRANSMIT_COMMITMENT_SIGNED;
  return { txid: transactionId(shared.tx), retransmitFlags };
}
