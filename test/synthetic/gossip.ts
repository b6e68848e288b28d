/**
 * What gossip would say of a synthetic network. Where signatures are not wanted they have the form of one, and hold for
 * nothing: a restart does not check them.
 */
import { publicKey, sha256, sign } from '@sferic/crypto';
import {
  type ChainHash,
  type ChannelAnnouncement,
  type ChannelUpdate,
  channelAnnouncementDigest,
  channelUpdateDigest,
  msat,
  type NodeAnnouncement,
  type NodeId,
  nodeAnnouncementDigest,
  type Point,
  type ShortChannelId,
  type Signature,
  shortChannelId,
  type TxId,
} from '@sferic/wire';
import type { SyntheticChannel, SyntheticTerms } from './network.ts';

const text = new TextEncoder();
const FIRST_BLOCK = 500_000;
/** Channels that are opened in one block. */
const PER_BLOCK = 4;
const ANY_CHAIN = new Uint8Array(32).fill(6) as ChainHash;
const NONE = new Uint8Array(0);

/** How a network is told. */
export interface Telling {
  /** When everything was said, in seconds since 1970. */
  readonly at: number;
  /** Whether all signatures hold, and each channel has bitcoin keys of its own. */
  readonly isSigned: boolean;
  readonly chain?: ChainHash;
}

export interface SyntheticGossip {
  readonly announcement: ChannelAnnouncement;
  readonly updates: readonly [ChannelUpdate, ChannelUpdate];
  readonly fundingTxid: TxId;
}

/** The id of a node by its number. */
export function syntheticNodeId(node: number): NodeId {
  return publicKey(nodeSecret(node)) as NodeId;
}

/** The block of a channel's funding transaction, and its place there; its first output is the funding output. */
export function syntheticPlace(number: number): { readonly height: number; readonly txIndex: number } {
  return { height: FIRST_BLOCK + Math.floor(number / PER_BLOCK), txIndex: number % PER_BLOCK };
}

/** The numbers of the channels that are opened in a block. */
export function syntheticChannelsIn(height: number, channels: number): readonly number[] {
  const first = (height - FIRST_BLOCK) * PER_BLOCK;
  return Array.from({ length: PER_BLOCK }, (_, place) => first + place).filter(
    (number) => number >= 0 && number < channels,
  );
}

export function syntheticFundingTxid(number: number): TxId {
  return drawn(`funding ${number}`, 32) as TxId;
}

/** Of a channel that is signed: first the one of its first node. */
export function syntheticBitcoinKeys(number: number): readonly [Point, Point] {
  return [publicKey(bitcoinSecret(number, 0)) as Point, publicKey(bitcoinSecret(number, 1)) as Point];
}

/** `idOf`: of a node. */
export function gossipOf(
  { nodes, terms }: SyntheticChannel,
  number: number,
  telling: Telling,
  idOf: (node: number) => NodeId,
): SyntheticGossip {
  const isInOrder = Buffer.compare(idOf(nodes[0]), idOf(nodes[1])) < 0;
  const [first, second] = isInOrder ? nodes : [nodes[1], nodes[0]];
  const { height, txIndex } = syntheticPlace(number);
  const id = shortChannelId((BigInt(height) << 40n) | (BigInt(txIndex) << 16n));
  const [key1, key2] = telling.isSigned ? syntheticBitcoinKeys(number) : [BITCOIN_KEY, BITCOIN_KEY];
  const content = {
    type: 'channel_announcement',
    features: NONE,
    chainHash: telling.chain ?? ANY_CHAIN,
    shortChannelId: id,
    nodeId1: idOf(first),
    nodeId2: idOf(second),
    bitcoinKey1: key1,
    bitcoinKey2: key2,
    extension: NONE,
  } as const;
  const [digest, like] = [channelAnnouncementDigest(content), signatureLike(number)];
  const signed = (secret: () => Uint8Array) =>
    telling.isSigned ? (sign(digest, secret()) as Signature) : like;
  return {
    announcement: {
      ...content,
      nodeSignature1: signed(() => nodeSecret(first)),
      nodeSignature2: signed(() => nodeSecret(second)),
      bitcoinSignature1: signed(() => bitcoinSecret(number, 0)),
      bitcoinSignature2: signed(() => bitcoinSecret(number, 1)),
    },
    updates: [
      updateOf(terms[isInOrder ? 0 : 1], { id, direction: 0, node: first, telling, like }),
      updateOf(terms[isInOrder ? 1 : 0], { id, direction: 1, node: second, telling, like }),
    ],
    fundingTxid: syntheticFundingTxid(number),
  };
}

export function nodeGossip(node: number, nodeId: NodeId, { at, isSigned }: Telling): NodeAnnouncement {
  const content = {
    type: 'node_announcement',
    features: NONE,
    timestamp: at,
    nodeId,
    rgbColor: new Uint8Array(3),
    alias: new Uint8Array(32),
    addresses: [{ type: 'ipv4', address: Uint8Array.of(203, 0, 113, 7), port: 9735 }],
    extension: NONE,
  } as const;
  const signature = isSigned ? sign(nodeAnnouncementDigest(content), nodeSecret(node)) : signatureLike(0);
  return { ...content, signature: signature as Signature };
}

interface Direction {
  readonly id: ShortChannelId;
  readonly direction: 0 | 1;
  readonly node: number;
  readonly telling: Telling;
  readonly like: Signature;
}

function updateOf(terms: SyntheticTerms, { id, direction, node, telling, like }: Direction): ChannelUpdate {
  const content = {
    type: 'channel_update',
    chainHash: telling.chain ?? ANY_CHAIN,
    shortChannelId: id,
    timestamp: telling.at,
    messageFlags: 1,
    channelFlags: direction | (terms.isDisabled ? 2 : 0),
    cltvExpiryDelta: terms.cltvExpiryDelta,
    htlcMinimumMsat: msat(terms.htlcMinimumMsat),
    feeBaseMsat: terms.feeBaseMsat,
    feeProportionalMillionths: terms.feeProportionalMillionths,
    htlcMaximumMsat: msat(terms.htlcMaximumMsat),
    extension: NONE,
  } as const;
  const signature = telling.isSigned
    ? (sign(channelUpdateDigest(content), nodeSecret(node)) as Signature)
    : like;
  return { ...content, signature };
}

function nodeSecret(node: number): Uint8Array {
  return sha256(text.encode(`node ${node}`));
}

function bitcoinSecret(number: number, end: 0 | 1): Uint8Array {
  return sha256(text.encode(`bitcoin key ${end} of ${number}`));
}

const BITCOIN_KEY = publicKey(bitcoinSecret(-1, 0)) as Point;

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
