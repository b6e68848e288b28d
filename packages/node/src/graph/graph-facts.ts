/** What memory needs of gossip messages, as bytes beside them in the store: to read these is cheap, to decode messages is not. */
import { ByteReader, ByteWriter, decoding } from '@sferic/codec';
import type { ChannelAnnouncement, ChannelUpdate, NodeAnnouncement, NodeId } from '@sferic/wire';
import type { EdgeTerms } from './channel-columns.ts';
import { checksumOf, termsOf } from './edge-terms.ts';

const NODE_ID_LENGTH = 33;

export type StoredTerms = Omit<EdgeTerms, 'isUsable'>;

/** Of a channel announcement. */
export interface ChannelEnds {
  readonly nodeId1: NodeId;
  readonly nodeId2: NodeId;
  readonly features: Uint8Array;
}

/** Of a node announcement. */
export interface NodeFacts {
  readonly timestamp: number;
  readonly features: Uint8Array;
  /** Of the whole but for its signature and time. */
  readonly checksum: number;
}

export function factsOf(announcement: NodeAnnouncement): NodeFacts {
  const { timestamp, features } = announcement;
  return { timestamp, features, checksum: checksumOf(announcement) };
}

export function encodeEnds({ nodeId1, nodeId2, features }: ChannelAnnouncement): Uint8Array {
  return new ByteWriter().bytes(nodeId1).bytes(nodeId2).bytes(features).finish();
}

export function encodeTerms(update: ChannelUpdate): Uint8Array {
  const { timestamp, feeBase, feeProportionalMillionths, cltvExpiryDelta, isDisabled, checksum } =
    termsOf(update);
  return new ByteWriter()
    .u64(update.htlcMinimumMsat)
    .u64(update.htlcMaximumMsat)
    .u32(timestamp)
    .u32(feeBase)
    .u32(feeProportionalMillionths)
    .u16(cltvExpiryDelta)
    .u8(isDisabled ? 1 : 0)
    .u32(checksum)
    .finish();
}

export function encodeNodeFacts(announcement: NodeAnnouncement): Uint8Array {
  const { timestamp, checksum, features } = factsOf(announcement);
  return new ByteWriter().u32(timestamp).u32(checksum).bytes(features).finish();
}

/** @throws Error on bytes that `encodeEnds` did not make: the store is damaged */
export function decodeEnds(bytes: Uint8Array): ChannelEnds {
  return read(bytes, (reader) => ({
    nodeId1: reader.bytes(NODE_ID_LENGTH) as NodeId,
    nodeId2: reader.bytes(NODE_ID_LENGTH) as NodeId,
    features: reader.bytes(reader.remaining),
  }));
}

/** @throws Error as `decodeEnds` */
export function decodeTerms(bytes: Uint8Array): StoredTerms {
  return read(bytes, (reader) => ({
    htlcMinimum: Number(reader.u64()),
    htlcMaximum: Number(reader.u64()),
    timestamp: reader.u32(),
    feeBase: reader.u32(),
    feeProportionalMillionths: reader.u32(),
    cltvExpiryDelta: reader.u16(),
    isDisabled: reader.u8() === 1,
    checksum: reader.u32(),
  }));
}

/** @throws Error as `decodeEnds` */
export function decodeNodeFacts(bytes: Uint8Array): NodeFacts {
  return read(bytes, (reader) => ({
    timestamp: reader.u32(),
    checksum: reader.u32(),
    features: reader.bytes(reader.remaining),
  }));
}

function read<T>(bytes: Uint8Array, body: (reader: ByteReader) => T): T {
  const decoded = decoding(() => body(new ByteReader(bytes)));
  if (!decoded.ok) throw new Error(`stored facts of the graph cannot be read: ${decoded.error.message}`);
  return decoded.value;
}
