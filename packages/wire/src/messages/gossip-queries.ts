import type { ChainHash } from '../scalars.ts';

/** BOLT 7, "The query_short_channel_ids/reply_short_channel_ids_end Messages". */
export interface QueryShortChannelIds {
  readonly type: 'query_short_channel_ids';
  readonly chainHash: ChainHash;
  /** Encoding byte 0, then short channel ids of 8 bytes in ascending order. */
  readonly encodedShortIds: Uint8Array;
  /** TLV 1: encoding byte 0, then one BigSize bit field for each id. */
  readonly queryFlags?: Uint8Array;
}

/** BOLT 7, as above. */
export interface ReplyShortChannelIdsEnd {
  readonly type: 'reply_short_channel_ids_end';
  readonly chainHash: ChainHash;
  /** 0 if the sender does not keep up to date information for that chain. */
  readonly fullInformation: number;
}

/** BOLT 7, "The query_channel_range and reply_channel_range Messages". */
export interface QueryChannelRange {
  readonly type: 'query_channel_range';
  readonly chainHash: ChainHash;
  readonly firstBlocknum: number;
  readonly numberOfBlocks: number;
  /** TLV 1: bit 0 asks for timestamps, bit 1 for checksums. */
  readonly queryOption?: bigint;
}

/** BOLT 7, as above. */
export interface ReplyChannelRange {
  readonly type: 'reply_channel_range';
  readonly chainHash: ChainHash;
  readonly firstBlocknum: number;
  readonly numberOfBlocks: number;
  readonly syncComplete: number;
  /** Encoding byte 0, then short channel ids of 8 bytes in ascending order. */
  readonly encodedShortIds: Uint8Array;
  /** TLV 1: encoding byte 0, then two timestamps of 4 bytes for each id. */
  readonly timestamps?: Uint8Array;
  /** TLV 3: two checksums of 4 bytes for each id. */
  readonly checksums?: Uint8Array;
}

/** BOLT 7, "The gossip_timestamp_filter Message". */
export interface GossipTimestampFilter {
  readonly type: 'gossip_timestamp_filter';
  readonly chainHash: ChainHash;
  readonly firstTimestamp: number;
  readonly timestampRange: number;
}

export type GossipQueryMessage =
  | QueryShortChannelIds
  | ReplyShortChannelIdsEnd
  | QueryChannelRange
  | ReplyChannelRange
  | GossipTimestampFilter;
