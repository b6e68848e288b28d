/** What the signatures of gossip messages sign: BOLT 7. */
import { sha256d } from '@sferic/crypto';
import { encodeBolt } from './codec/envelope.ts';
import type { Announcement, ChannelAnnouncement, ChannelUpdate, NodeAnnouncement } from './messages/index.ts';
import type { NodeId, Point, Signature } from './scalars.ts';

/** One signature to be verified. */
export interface SignatureClaim {
  /** 32 bytes. */
  readonly digest: Uint8Array;
  readonly signature: Signature;
  readonly publicKey: Point;
}

const TYPE_LENGTH = 2;
const SIGNATURE_LENGTH = 64;

/** A message that is yet to be signed. */
export type Unsigned<M extends Announcement> = Omit<
  M,
  'signature' | 'nodeSignature1' | 'nodeSignature2' | 'bitcoinSignature1' | 'bitcoinSignature2'
>;

const BLANK = new Uint8Array(SIGNATURE_LENGTH) as Signature;

/** What all four signatures of a channel announcement sign: all that follows them. */
export function channelAnnouncementDigest(announcement: Unsigned<ChannelAnnouncement>): Uint8Array {
  const blanks = {
    nodeSignature1: BLANK,
    nodeSignature2: BLANK,
    bitcoinSignature1: BLANK,
    bitcoinSignature2: BLANK,
  };
  return digestAfter(4, { ...announcement, ...blanks });
}

/** What a node announcement's signature signs: all that follows it. */
export function nodeAnnouncementDigest(announcement: Unsigned<NodeAnnouncement>): Uint8Array {
  return digestAfter(1, { ...announcement, signature: BLANK });
}

/** What a channel update's signature signs: all that follows it. */
export function channelUpdateDigest(update: Unsigned<ChannelUpdate>): Uint8Array {
  return digestAfter(1, { ...update, signature: BLANK });
}

/** The four signatures of a channel announcement. */
export function channelAnnouncementClaims(announcement: ChannelAnnouncement): readonly SignatureClaim[] {
  const digest = digestAfter(4, announcement);
  return [
    { digest, signature: announcement.nodeSignature1, publicKey: announcement.nodeId1 },
    { digest, signature: announcement.nodeSignature2, publicKey: announcement.nodeId2 },
    { digest, signature: announcement.bitcoinSignature1, publicKey: announcement.bitcoinKey1 },
    { digest, signature: announcement.bitcoinSignature2, publicKey: announcement.bitcoinKey2 },
  ];
}

/** The signature of a node announcement. */
export function nodeAnnouncementClaim(announcement: NodeAnnouncement): SignatureClaim {
  return {
    digest: digestAfter(1, announcement),
    signature: announcement.signature,
    publicKey: announcement.nodeId,
  };
}

/** The signature of a channel update. Which node made it, the channel's announcement and the direction bit say. */
export function channelUpdateClaim(update: ChannelUpdate, maker: NodeId): SignatureClaim {
  return { digest: digestAfter(1, update), signature: update.signature, publicKey: maker };
}

function digestAfter(signatures: number, message: Announcement): Uint8Array {
  return sha256d(encodeBolt(message).subarray(TYPE_LENGTH + signatures * SIGNATURE_LENGTH));
}
