import type { ChainHash, ChannelId, Msat, NodeId, ShortChannelId } from '../scalars.ts';
import { isUtf8 } from '../text.ts';
import { addresses } from './addresses.ts';
import { Fault } from './fault.ts';
import {
  bytes32,
  bytesOf,
  type Kind,
  point,
  pointAs,
  restBytes,
  signature,
  u8,
  u16,
  u16Bytes,
  u32,
  u64As,
} from './kinds.ts';
import { field, messageCodec } from './message-codec.ts';

const chainHash = field(bytes32<ChainHash>());
const shortChannelId = field(u64As<ShortChannelId>());
const msat = field(u64As<Msat>());
const nodeId: Kind<NodeId> = pointAs();

/** BOLT 7 wants its maker to write UTF-8; what is not makes no announcement of this network. */
const alias = bytesOf(32, (bytes) =>
  isUtf8(bytes) ? undefined : new Fault('invalid_text', 'alias is not UTF-8'),
);

export const gossipCodecs = [
  messageCodec('announcement_signatures', 'AnnouncementSignatures', {
    channelId: field(bytes32<ChannelId>()),
    shortChannelId,
    nodeSignature: field(signature),
    bitcoinSignature: field(signature),
  }),
  messageCodec('channel_announcement', 'ChannelAnnouncement', {
    nodeSignature1: field(signature, 'nodeSignature_1'),
    nodeSignature2: field(signature, 'nodeSignature_2'),
    bitcoinSignature1: field(signature, 'bitcoinSignature_1'),
    bitcoinSignature2: field(signature, 'bitcoinSignature_2'),
    features: field(u16Bytes),
    chainHash,
    shortChannelId,
    nodeId1: field(nodeId, 'nodeId_1'),
    nodeId2: field(nodeId, 'nodeId_2'),
    bitcoinKey1: field(point, 'bitcoinKey_1'),
    bitcoinKey2: field(point, 'bitcoinKey_2'),
    extension: field(restBytes),
  }),
  messageCodec('node_announcement', 'NodeAnnouncement', {
    signature: field(signature),
    features: field(u16Bytes),
    timestamp: field(u32),
    nodeId: field(nodeId),
    rgbColor: field(bytesOf(3)),
    alias: field(alias),
    addresses: field(addresses),
    extension: field(restBytes),
  }),
  messageCodec('channel_update', 'ChannelUpdate', {
    signature: field(signature),
    chainHash,
    shortChannelId,
    timestamp: field(u32),
    messageFlags: field(u8),
    channelFlags: field(u8),
    cltvExpiryDelta: field(u16),
    htlcMinimumMsat: msat,
    feeBaseMsat: field(u32),
    feeProportionalMillionths: field(u32),
    htlcMaximumMsat: msat,
    extension: field(restBytes),
  }),
];
