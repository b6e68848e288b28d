import type { ChainHash, ChannelId, Msat, NodeId, Point, ShortChannelId, Signature } from '../scalars.ts';

/** BOLT 7, "The announcement_signatures Message": sent by one end of a channel to the other. */
export interface AnnouncementSignatures {
  readonly type: 'announcement_signatures';
  readonly channelId: ChannelId;
  readonly shortChannelId: ShortChannelId;
  readonly nodeSignature: Signature;
  readonly bitcoinSignature: Signature;
}

/** BOLT 7, "The channel_announcement Message". */
export interface ChannelAnnouncement {
  readonly type: 'channel_announcement';
  readonly nodeSignature1: Signature;
  readonly nodeSignature2: Signature;
  readonly bitcoinSignature1: Signature;
  readonly bitcoinSignature2: Signature;
  readonly features: Uint8Array;
  readonly chainHash: ChainHash;
  readonly shortChannelId: ShortChannelId;
  readonly nodeId1: NodeId;
  readonly nodeId2: NodeId;
  readonly bitcoinKey1: Point;
  readonly bitcoinKey2: Point;
  /** What follows the known fields in BOLT's encoding, verbatim: the signatures cover it. Empty as a rule. */
  readonly extension: Uint8Array;
}

/** BOLT 7, "The node_announcement Message". */
export interface NodeAnnouncement {
  readonly type: 'node_announcement';
  readonly signature: Signature;
  readonly features: Uint8Array;
  /** Seconds since 1970 as a rule; it only orders the announcements of one node. */
  readonly timestamp: number;
  readonly nodeId: NodeId;
  /** Three bytes: red, green, blue. */
  readonly rgbColor: Uint8Array;
  /** 32 bytes, UTF-8 filled up with zeros as a rule: show it through `describeAlias`. */
  readonly alias: Uint8Array;
  readonly addresses: readonly NodeAddress[];
  /** As in `ChannelAnnouncement`. */
  readonly extension: Uint8Array;
}

/** An address descriptor of BOLT 7, "The node_announcement Message". */
export type NodeAddress =
  | { readonly type: 'ipv4'; readonly address: Uint8Array; readonly port: number }
  | { readonly type: 'ipv6'; readonly address: Uint8Array; readonly port: number }
  /** Deprecated, kept so that an announcement can be relayed: 12 bytes. */
  | { readonly type: 'tor_v2'; readonly data: Uint8Array }
  /** 35 bytes of address: ed25519 key, checksum, version. */
  | { readonly type: 'tor_v3'; readonly address: Uint8Array; readonly port: number }
  /** ASCII, up to 255 characters. */
  | { readonly type: 'dns'; readonly hostname: string; readonly port: number }
  /** The first descriptor of an unknown type and all that follows it, verbatim; always the last of the list. */
  | { readonly type: 'unknown'; readonly data: Uint8Array };

/** Bits of `ChannelUpdate.channelFlags`. */
export const CHANNEL_FLAG_DIRECTION = 1;
export const CHANNEL_FLAG_DISABLE = 2;
/** Bits of `ChannelUpdate.messageFlags`. */
export const MESSAGE_FLAG_MUST_BE_ONE = 1;
export const MESSAGE_FLAG_DONT_FORWARD = 2;

/** BOLT 7, "The channel_update Message". */
export interface ChannelUpdate {
  readonly type: 'channel_update';
  readonly signature: Signature;
  readonly chainHash: ChainHash;
  readonly shortChannelId: ShortChannelId;
  /** Seconds since 1970 as a rule; it only orders the updates of one direction. */
  readonly timestamp: number;
  readonly messageFlags: number;
  readonly channelFlags: number;
  readonly cltvExpiryDelta: number;
  readonly htlcMinimumMsat: Msat;
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
  readonly htlcMaximumMsat: Msat;
  /** As in `ChannelAnnouncement`. */
  readonly extension: Uint8Array;
}

/** The messages that are flooded: signed by their makers, and passed on as they stand. */
export type Announcement = ChannelAnnouncement | NodeAnnouncement | ChannelUpdate;
