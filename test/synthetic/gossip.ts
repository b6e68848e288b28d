/** What gossip would say of a synthetic network. Signatures have the form of one, and hold for nothing: a restart does not check them. */
import { publicKey, sha256 } from '@sferic/crypto';
import {
  type ChainHash,
  type ChannelAnnouncement,
  type ChannelUpdate,
  msat,
  type NodeAnnouncement,
  type NodeId,
  type Point,
  type ShortChannelId,
  type Signature,
  shortChannelId,
} from '@sferic/wire';
import type { SyntheticChannel, SyntheticTerms } from './network.ts';

const text = new TextEncoder();
const FIRST_BLOCK = 500_000n;
/** Channels that are opened in one block. */
const PER_BLOCK = 4n;
const CHAIN = new Uint8Array(32).fill(6) as ChainHash;
const NONE = new Uint8Array(0);

export interface SyntheticGossip {
  readonly announcement: ChannelAnnouncement;
  readonly updates: readonly [ChannelUpdate, ChannelUpdate];
  readonly fundingTxid: Uint8Array;
}

/** The id of a node by its number. */
export function syntheticNodeId(node: number): NodeId {
  return publicKey(sha256(text.encode(`node ${node}`))) as NodeId;
}

const BITCOIN_KEY = publicKey(sha256(text.encode('bitcoin key'))) as Point;

/** `at`: when everything was said, in seconds since 1970. `idOf`: of a node. */
export function gossipOf(
  { nodes, terms }: SyntheticChannel,
  number: number,
  at: number,
  idOf: (node: number) => NodeId,
): SyntheticGossip {
  const ids = nodes.map(idOf) as [NodeId, NodeId];
  const isInOrder = Buffer.compare(ids[0], ids[1]) < 0;
  const [first, second] = isInOrder ? [0, 1] : [1, 0];
  const id = shortChannelId(
    ((FIRST_BLOCK + BigInt(number) / PER_BLOCK) << 40n) | ((BigInt(number) % PER_BLOCK) << 16n),
  );
  const signature = signatureLike(number);
  const updates = [first, second].map((end, direction) =>
    updateOf(terms[end as 0 | 1], { id, direction, at, signature }),
  );
  return {
    announcement: {
      type: 'channel_announcement',
      nodeSignature1: signature,
      nodeSignature2: signature,
      bitcoinSignature1: signature,
      bitcoinSignature2: signature,
      features: NONE,
      chainHash: CHAIN,
      shortChannelId: id,
      nodeId1: ids[first as 0 | 1],
      nodeId2: ids[second as 0 | 1],
      bitcoinKey1: BITCOIN_KEY,
      bitcoinKey2: BITCOIN_KEY,
      extension: NONE,
    },
    updates: updates as [ChannelUpdate, ChannelUpdate],
    fundingTxid: drawn(`funding ${number}`, 32),
  };
}

export function nodeGossip(nodeId: NodeId, at: number): NodeAnnouncement {
  return {
    type: 'node_announcement',
    signature: signatureLike(0),
    features: NONE,
    timestamp: at,
    nodeId,
    rgbColor: new Uint8Array(3),
    alias: new Uint8Array(32),
    addresses: [{ type: 'ipv4', address: Uint8Array.of(203, 0, 113, 7), port: 9735 }],
    extension: NONE,
  };
}

function updateOf(
  terms: SyntheticTerms,
  {
    id,
    direction,
    at,
    signature,
  }: { id: ShortChannelId; direction: number; at: number; signature: Signature },
): ChannelUpdate {
  return {
    type: 'channel_update',
    signature,
    chainHash: CHAIN,
    shortChannelId: id,
    timestamp: at,
    messageFlags: 1,
    channelFlags: direction | (terms.isDisabled ? 2 : 0),
    cltvExpiryDelta: terms.cltvExpiryDelta,
    htlcMinimumMsat: msat(terms.htlcMinimumMsat),
    feeBaseMsat: terms.feeBaseMsat,
    feeProportionalMillionths: terms.feeProportionalMillionths,
    htlcMaximumMsat: msat(terms.htlcMaximumMsat),
    extension: NONE,
  };
}

/** With numbers in their ranges: both below half of the group's order. */
function signatureLike(number: number): Signature {
  const bytes = drawn(`signature ${number}`, 64);
  for (const at of [0, 32]) bytes[at] = (bytes[at] ?? 0) & 0x3f;
  return bytes as Signature;
}

function drawn(name: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 32) bytes.set(sha256(text.encode(`${name} ${at}`)), at);
  return bytes;
}
