import type { ChainHash } from '../scalars.ts';
import { bigSize, bytes32, restBytes, u8, u16Bytes, u32 } from './kinds.ts';
import { field, messageCodec, record } from './message-codec.ts';

const chainHash = field(bytes32<ChainHash>());

export const gossipQueryCodecs = [
  messageCodec('query_short_channel_ids', 'QueryShortChannelIds', {
    chainHash,
    encodedShortIds: field(u16Bytes),
    queryFlags: record(1, restBytes),
  }),
  messageCodec('reply_short_channel_ids_end', 'ReplyShortChannelIdsEnd', {
    chainHash,
    fullInformation: field(u8),
  }),
  messageCodec('query_channel_range', 'QueryChannelRange', {
    chainHash,
    firstBlocknum: field(u32),
    numberOfBlocks: field(u32),
    queryOption: record(1, bigSize),
  }),
  messageCodec('reply_channel_range', 'ReplyChannelRange', {
    chainHash,
    firstBlocknum: field(u32),
    numberOfBlocks: field(u32),
    syncComplete: field(u8),
    encodedShortIds: field(u16Bytes),
    timestamps: record(1, restBytes),
    checksums: record(3, restBytes),
  }),
  messageCodec('gossip_timestamp_filter', 'GossipTimestampFilter', {
    chainHash,
    firstTimestamp: field(u32),
    timestampRange: field(u32),
  }),
];
