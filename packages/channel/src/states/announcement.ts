/** The announcement of a channel to the graph (BOLT 7, "The announcement_signatures Message"). */
import { err } from '@sferic/codec';
import {
  type AnnouncementSignatures,
  type ChannelAnnouncement,
  channelAnnouncementDigest,
  formatShortChannelId,
  type ShortChannelId,
  shortChannelIdOf,
  type Unsigned,
} from '@sferic/wire';
import { compareBytes } from '../bitcoin/scripts.ts';
import {
  type Commitments,
  confirmedFunding,
  currentFunding,
  type FundingCommitments,
} from '../commitment/commitments.ts';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelEnv } from '../input.ts';
import type { ChannelParams } from '../params.ts';
import type { SignatureCheck } from '../signer.ts';
import type { NormalState } from '../state.ts';
import { goTo, type Outcome } from './transition.ts';

/** The id that the chain gives the channel; none while no funding is confirmed. */
export function realShortChannelId(commitments: Commitments): ShortChannelId | undefined {
  const funding = confirmedFunding(commitments);
  if (funding?.confirmation.type !== 'confirmed') return undefined;
  const { height: blockHeight, txIndex } = funding.confirmation;
  return shortChannelIdOf({ blockHeight, txIndex, outputIndex: funding.outputIndex });
}

/** The announcement without its signatures. */
export function unsignedAnnouncement(
  params: ChannelParams,
  funding: FundingCommitments,
  shortChannelId: ShortChannelId,
): Unsigned<ChannelAnnouncement> {
  const [first, second] = isLocalFirst(params)
    ? (['local', 'remote'] as const)
    : (['remote', 'local'] as const);
  return {
    type: 'channel_announcement',
    features: new Uint8Array(0),
    chainHash: params.chainHash,
    shortChannelId,
    nodeId1: params[first].nodeId,
    nodeId2: params[second].nodeId,
    bitcoinKey1: funding.fundingPubkeys[first],
    bitcoinKey2: funding.fundingPubkeys[second],
    extension: new Uint8Array(0),
  };
}

/** `node_id_1` is the lesser of the two (BOLT 7, "The channel_announcement Message"). */
export function isLocalFirst({ local, remote }: ChannelParams): boolean {
  return compareBytes(local.nodeId, remote.nodeId) < 0;
}

/** Follows the chain: from a certain depth on, and until a reorganisation says otherwise, the channel is announced. */
export function updateAnnouncing(
  state: NormalState,
  env: ChannelEnv,
  online: boolean,
): { readonly next: NormalState; readonly effects: readonly Effect[] } {
  const shortChannelId = announceableId(state, env);
  if (shortChannelId === state.announcing) return { next: state, effects: [] };
  const { announcing: _, remoteAnnouncement, ...rest } = state;
  // After a reorganisation both halves are exchanged anew: the old may be for an id that the channel does not have any
  // more, and if both ends kept them, each would take the other's as a request to repeat its own, without end.
  if (shortChannelId === undefined) return { next: rest, effects: [] };
  const next: NormalState = {
    ...rest,
    announcing: shortChannelId,
    ...(remoteAnnouncement?.shortChannelId === shortChannelId && { remoteAnnouncement }),
  };
  return {
    next,
    effects: [...(online ? [sendSignatures(shortChannelId)] : []), ...announceIfComplete(next)],
  };
}

/** The peer's half: `verdicts` answer {@link announcementClaims}. */
export function receiveAnnouncementSignatures(
  state: NormalState,
  message: AnnouncementSignatures,
  verdicts: readonly boolean[],
): Outcome {
  const { shortChannelId, nodeSignature, bitcoinSignature } = message;
  const known = realShortChannelId(state.commitments);
  if (!state.params.announce || (known !== undefined && known !== shortChannelId))
    return refuse(`announcement_signatures for ${formatShortChannelId(shortChannelId)}`);
  if (verdicts.length !== ANNOUNCEMENT_CLAIMS || !verdicts.every((holds) => holds))
    return refuse('a signature of the announcement is wrong');
  // The peer asks again for ours by sending its own again. No answer to the first: ours goes out at the depth.
  const isRepeated = state.remoteAnnouncement !== undefined && state.announcing === shortChannelId;
  if (isRepeated) return goTo(state, sendSignatures(shortChannelId));
  const remoteAnnouncement = { shortChannelId, nodeSignature, bitcoinSignature };
  const next: NormalState = { ...state, remoteAnnouncement };
  return goTo(next, ...announceIfComplete(next));
}

const ANNOUNCEMENT_CLAIMS = 2;

/** What the signatures of {@link receiveAnnouncementSignatures} must sign. */
export function announcementClaims(
  { params, commitments }: NormalState,
  message: AnnouncementSignatures,
): readonly SignatureCheck[] {
  // Which id is meant, the message says; whether it is ours, the chain tells sooner or later.
  const funding = currentFunding(commitments);
  const digest = channelAnnouncementDigest(unsignedAnnouncement(params, funding, message.shortChannelId));
  return [
    { digest, signature: message.nodeSignature, publicKey: params.remote.nodeId },
    { digest, signature: message.bitcoinSignature, publicKey: funding.fundingPubkeys.remote },
  ];
}

/** Our half again, after a reconnection, while the peer's is not here (BOLT 7). */
export function resendAnnouncementSignatures(state: NormalState): readonly Effect[] {
  const { announcing, remoteAnnouncement } = state;
  return announcing === undefined || remoteAnnouncement !== undefined ? [] : [sendSignatures(announcing)];
}

/** The announcement, once both halves are here. */
export function announceIfComplete({ announcing, remoteAnnouncement }: NormalState): readonly Effect[] {
  return announcing !== undefined && remoteAnnouncement?.shortChannelId === announcing
    ? [{ type: 'announce_channel', shortChannelId: announcing }]
    : [];
}

function announceableId(state: NormalState, env: ChannelEnv): ShortChannelId | undefined {
  const funding = confirmedFunding(state.commitments);
  if (!state.params.announce || funding?.confirmation.type !== 'confirmed') return undefined;
  // BOLT 7: no longer once we said that the channel will close; what was announced stays so.
  if (state.shutdown.local !== undefined) return state.announcing;
  const depth = env.height - funding.confirmation.height + 1;
  return depth >= env.policy.announcementDepth ? realShortChannelId(state.commitments) : undefined;
}

function sendSignatures(shortChannelId: ShortChannelId): Effect {
  return { type: 'send_sealed', message: { type: 'announcement_signatures', shortChannelId } };
}

function refuse(reason: string): Outcome {
  return err(channelError('peer_announcement_invalid', reason));
}
