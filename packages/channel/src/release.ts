/** Making what effects describe: the only place where secrets and signatures come in. */
import {
  type AnnouncementSignatures,
  type ChannelAnnouncement,
  type ChannelMessage,
  type ChannelReestablish,
  type CommitmentSigned,
  channelAnnouncementDigest,
  messageNumber,
  type PerCommitmentSecret,
  type Point,
  type RevokeAndAck,
  type ShortChannelId,
} from '@sferic/wire';
import { fundingSpendDigest, signedFundingSpend } from './bitcoin/commitment-transaction.ts';
import { htlcTransactionDigest } from './bitcoin/htlc-transactions.ts';
import { findSecret, secretIndex } from './bitcoin/shachain.ts';
import type { Transaction } from './bitcoin/transaction.ts';
import type { CommitToken } from './commit-token.ts';
import { buildCommitment } from './commitment/build.ts';
import {
  type Commitments,
  currentFunding,
  type FundingCommitments,
  fundingKeyIndex,
} from './commitment/commitments.ts';
import { commitmentSpec } from './commitment/spec.ts';
import type { SealedEffect, SealedMessage } from './effect.ts';
import { NOTHING, type Released } from './released.ts';
import type { ChannelSigner } from './signer.ts';
import { type ChannelState, type EstablishedState, type StoredState, storedState } from './state.ts';
import { isLocalFirst, unsignedAnnouncement } from './states/announcement.ts';
import { releaseClosing } from './states/closing-release.ts';
import {
  attemptAt,
  attemptTerms,
  nextFundingOf,
  openingTerms,
  signInitialCommitment,
} from './states/funding-transaction.ts';

/**
 * Makes what `effect` describes. `state` is the `next` of the step that gave the effect; `token` proves that its
 * writes are on disk. The same state and effect give the same bytes again.
 */
export function release(
  state: ChannelState,
  effect: SealedEffect,
  signer: ChannelSigner,
  _token: CommitToken,
): Released {
  const stored = storedState(state);
  if (stored === undefined) throw new Error(`${effect.type} released in the state ${state.type}`);
  switch (effect.type) {
    case 'send_sealed':
      return { ...NOTHING, messages: makeMessages(stored, effect.message, signer) };
    case 'publish_commitment':
      return {
        ...NOTHING,
        transactions: [signLocalCommitment(established(stored), effect.fundingIndex, signer)],
      };
    case 'send_closing_complete':
    case 'send_closing_sig':
    case 'publish_closing':
      return releaseClosing(established(stored), effect, signer);
    case 'announce_channel':
      return {
        ...NOTHING,
        announcements: [announcement(established(stored), effect.shortChannelId, signer)],
      };
  }
}

function makeMessages(
  state: StoredState,
  message: SealedMessage,
  signer: ChannelSigner,
): readonly ChannelMessage[] {
  switch (message.type) {
    case 'commitment_signed':
      return signRemoteCommitments(established(state), message.commitmentNumber, signer);
    case 'initial_commitment_signed':
      return [initialCommitmentSigned(state, message.fundingIndex, signer)];
    case 'revoke_and_ack':
      return [revokeAndAck(established(state), message.revokedNumber, signer)];
    case 'channel_reestablish':
      return [channelReestablish(state, signer)];
    case 'announcement_signatures':
      return [announcementSignatures(established(state), message.shortChannelId, signer)];
  }
}

/** On the funding with this index, of an opening: whether it is being signed still, or may confirm already. */
function initialCommitmentSigned(
  state: StoredState,
  fundingIndex: number,
  signer: ChannelSigner,
): CommitmentSigned {
  if (state.type === 'signing_funding')
    return signInitialCommitment(openingTerms(state), state.transaction, signer);
  const attempt = state.type === 'wait_for_ready' ? attemptAt(state, fundingIndex) : undefined;
  if (attempt === undefined || state.type !== 'wait_for_ready')
    throw new Error(`the first commitment on funding ${fundingIndex} released in the state ${state.type}`);
  return signInitialCommitment(attemptTerms(state, attempt), attempt.transaction, signer);
}

/** One message for each active funding; more than one are a batch (BOLT 2, "Batching channel messages"). */
function signRemoteCommitments(
  { params, commitments }: EstablishedState,
  commitmentNumber: number,
  signer: ChannelSigner,
): readonly ChannelMessage[] {
  const { number, point } = commitments.remote;
  if (number !== commitmentNumber)
    throw new Error(`commitment ${commitmentNumber} released in a state that has signed ${number}`);
  const messages = commitments.active.map((funding): CommitmentSigned => {
    const spec = commitmentSpec(commitments.updates, funding, params.opener, 'remote', 'current');
    const built = buildCommitment(params, funding, spec, number, point);
    const digest = fundingSpendDigest(built.commitment.tx, built.funding);
    return {
      type: 'commitment_signed',
      channelId: params.channelId,
      signature: signer.signRemoteCommitment({
        digest,
        commitmentNumber,
        fundingIndex: fundingKeyIndex(params, funding),
        fundingTxid: funding.txid,
      }),
      htlcSignatures: built.htlcTransactions.map((transaction) =>
        signer.signRemoteHtlc({
          digest: htlcTransactionDigest(transaction, 'counterparty'),
          commitmentNumber,
          perCommitmentPoint: point,
        }),
      ),
      fundingTxid: funding.txid,
    };
  });
  if (messages.length === 1) return messages;
  const { channelId } = params;
  const messageType = messageNumber('commitment_signed');
  return [{ type: 'start_batch', channelId, batchSize: messages.length, messageType }, ...messages];
}

function revokeAndAck(
  { params, commitments }: EstablishedState,
  revokedNumber: number,
  signer: ChannelSigner,
): RevokeAndAck {
  // The last line of defence: a secret leaves only when a newer commitment is ours.
  if (revokedNumber >= commitments.localNumber)
    throw new Error(`commitment ${revokedNumber} is not revoked: the latest is ${commitments.localNumber}`);
  return {
    type: 'revoke_and_ack',
    channelId: params.channelId,
    perCommitmentSecret: signer.perCommitmentSecret(revokedNumber),
    nextPerCommitmentPoint: signer.perCommitmentPoint(revokedNumber + 2),
  };
}

function channelReestablish(state: StoredState, signer: ChannelSigner): ChannelReestablish {
  const { params } = state.type === 'signing_funding' ? state.agreement : state;
  const commitments = state.type === 'signing_funding' ? undefined : state.commitments;
  const localNumber = commitments?.localNumber ?? 0;
  const revoked = commitments === undefined ? 0 : revokedCount(commitments);
  const pending = pendingFunding(state);
  return {
    type: 'channel_reestablish',
    channelId: params.channelId,
    nextCommitmentNumber: BigInt(localNumber + 1),
    nextRevocationNumber: BigInt(revoked),
    yourLastPerCommitmentSecret: lastSecret(commitments, revoked),
    myCurrentPerCommitmentPoint: signer.perCommitmentPoint(localNumber),
    ...(pending && { nextFunding: pending }),
  };
}

/** How many of its commitments the peer has revoked. */
function revokedCount({ remote }: Commitments): number {
  return remote.revocation.type === 'awaited' ? remote.number - 1 : remote.number;
}

function lastSecret(commitments: Commitments | undefined, revoked: number): PerCommitmentSecret {
  if (commitments === undefined || revoked === 0) return new Uint8Array(32) as PerCommitmentSecret;
  const secret = findSecret(commitments.secrets, secretIndex(revoked - 1));
  if (secret === undefined) throw new Error(`the secret of commitment ${revoked - 1} is not stored`);
  return secret as PerCommitmentSecret;
}

function pendingFunding(state: StoredState) {
  return state.type === 'signing_funding' || state.type === 'wait_for_ready'
    ? nextFundingOf(state)
    : undefined;
}

/** Our latest commitment with both signatures, ready for the chain. */
function signLocalCommitment(
  { params, commitments }: EstablishedState,
  fundingIndex: number,
  signer: ChannelSigner,
): Transaction {
  const { localNumber: commitmentNumber } = commitments;
  const funding = fundingAt(commitments, fundingIndex);
  const spec = commitmentSpec(commitments.updates, funding, params.opener, 'local', 'current');
  const point: Point = signer.perCommitmentPoint(commitmentNumber);
  const { commitment, funding: output } = buildCommitment(params, funding, spec, commitmentNumber, point);
  const digest = fundingSpendDigest(commitment.tx, output);
  return signedFundingSpend(commitment.tx, output, {
    owner: signer.signLocalCommitment({
      digest,
      commitmentNumber,
      fundingIndex: fundingKeyIndex(params, funding),
    }),
    counterparty: funding.localSignatures.signature,
  });
}

function announcementSignatures(
  state: EstablishedState,
  shortChannelId: ShortChannelId,
  signer: ChannelSigner,
): AnnouncementSignatures {
  return {
    type: 'announcement_signatures',
    channelId: state.params.channelId,
    shortChannelId,
    ...signAnnouncement(state, shortChannelId, signer),
  };
}

function signAnnouncement(
  { params, commitments }: EstablishedState,
  shortChannelId: ShortChannelId,
  signer: ChannelSigner,
) {
  const funding = currentFunding(commitments);
  const digest = channelAnnouncementDigest(unsignedAnnouncement(params, funding, shortChannelId));
  return signer.signChannelAnnouncement({ digest, fundingIndex: fundingKeyIndex(params, funding) });
}

function announcement(
  state: EstablishedState,
  shortChannelId: ShortChannelId,
  signer: ChannelSigner,
): ChannelAnnouncement {
  const { params, commitments } = state;
  const remote = state.type === 'normal' ? state.remoteAnnouncement : undefined;
  if (remote === undefined) throw new Error('an announcement without the signatures of the peer');
  const local = signAnnouncement(state, shortChannelId, signer);
  const [first, second] = isLocalFirst(params) ? [local, remote] : [remote, local];
  return {
    ...unsignedAnnouncement(params, currentFunding(commitments), shortChannelId),
    nodeSignature1: first.nodeSignature,
    nodeSignature2: second.nodeSignature,
    bitcoinSignature1: first.bitcoinSignature,
    bitcoinSignature2: second.bitcoinSignature,
  };
}

function fundingAt({ active }: Commitments, fundingIndex: number): FundingCommitments {
  const funding = active.find(({ index }) => index === fundingIndex);
  if (funding === undefined) throw new Error(`funding ${fundingIndex} is not active`);
  return funding;
}

function established(state: StoredState): EstablishedState {
  if (state.type === 'signing_funding') throw new Error('the funding transaction is not signed yet');
  return state;
}
