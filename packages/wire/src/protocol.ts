import type { WireMessage } from './messages/index.ts';

/** The libp2p protocol of everything that concerns the connection and the channels of two peers. */
export const CHANNEL_PROTOCOL = '/sferic/channel/1.0.0';
/** The libp2p protocol of what is said about the network, apart so that a flood of it delays no payment. */
export const GOSSIP_PROTOCOL = '/sferic/gossip/1.0.0';

/** The libp2p protocol of a watchtower and its client, who opens the stream: proto/sferic/v1/tower.proto. */
export const TOWER_PROTOCOL = '/sferic/tower/1.0.0';

export type ProtocolId = typeof CHANNEL_PROTOCOL | typeof GOSSIP_PROTOCOL;

/** Longest BOLT encoding of a message in bytes, type included: BOLT 1, "Lightning Message Format". */
export const MAX_BOLT_SIZE = 65_535;

/**
 * Longest frame in bytes, without its length prefix. What protobuf adds to a message of `MAX_BOLT_SIZE` fits into the
 * other 1025 bytes, thanks to the bounds on lists below.
 */
export const MAX_FRAME_LENGTH = 66_560;

/** The same on a stream of {@link TOWER_PROTOCOL}: the largest package, and 4096 bytes for what stands around it. */
export const MAX_TOWER_FRAME_LENGTH = 131_072 + 4096;

/** Packages in one `delete_packages`, and packages that may wait for an acknowledgement. */
export const MAX_TOWER_HANDLES = 1024;
export const MAX_TOWER_WINDOW = 1024;

/** Two sides offer up to 483 HTLCs each (BOLT 2, `max_accepted_htlcs`); each has one signature at most. */
export const MAX_HTLC_SIGNATURES = 2 * 483;

/** More inputs would need witnesses of less than 131 bytes to fit: more than a side may add (BOLT 2 allows 252). */
export const MAX_WITNESSES = 500;

/** Nobody follows more chains than there are; the bound keeps protobuf's cost of a list within a frame. */
export const MAX_NETWORKS = 64;

/** Bytes that one node keeps for another: BOLT 1, "Peer storage". With type and length they fill a message. */
export const MAX_PEER_STORAGE = 65_531;

/** Which stream a message belongs on. */
export function protocolOf(message: { readonly type: WireMessage['type'] }): ProtocolId {
  switch (message.type) {
    case 'channel_announcement':
    case 'node_announcement':
    case 'channel_update':
    case 'query_short_channel_ids':
    case 'reply_short_channel_ids_end':
    case 'query_channel_range':
    case 'reply_channel_range':
    case 'gossip_timestamp_filter':
      return GOSSIP_PROTOCOL;
    default:
      return CHANNEL_PROTOCOL;
  }
}
