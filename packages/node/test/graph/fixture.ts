import { fundingScript, p2wsh } from '@sferic/channel';
import { bytesToHex, publicKey, sha256, sign } from '@sferic/crypto';
import {
  type ChainHash,
  type ChannelAnnouncement,
  type ChannelUpdate,
  chainHash,
  channelAnnouncementDigest,
  channelUpdateDigest,
  formatShortChannelId,
  type GossipTimestampFilter,
  msat,
  type NodeAnnouncement,
  type NodeId,
  nodeAnnouncementDigest,
  nodeId,
  outputPosition,
  type Point,
  parseShortChannelId,
  type ShortChannelId,
  type Signature,
  sat,
  txId,
  U32_MAX,
  type Unsigned,
} from '@sferic/wire';
import type { FundingOutput, OutputsWatch } from '../../src/chain/index.ts';

export const CHAIN: ChainHash = chainHash(new Uint8Array(32).fill(6));
/** Seconds since 1970 at which the tests begin. */
export const START = 1_700_000_000;
export const CAPACITY = sat(1_000_000n);

const text = new TextEncoder();

/** A node of the tests, by its name. */
export interface TestNode {
  readonly name: string;
  readonly id: NodeId;
  readonly key: string;
  sign(digest: Uint8Array): Signature;
}

export function testNode(name: string): TestNode {
  const secret = sha256(text.encode(`node ${name}`));
  const id = nodeId(publicKey(secret));
  return { name, id, key: bytesToHex(id), sign: (digest) => sign(digest, secret) as Signature };
}

export function scid(formatted: string): ShortChannelId {
  const id = parseShortChannelId(formatted);
  if (id === undefined) throw new RangeError(formatted);
  return id;
}

function bitcoinKey(node: TestNode, id: ShortChannelId): { key: Point; sign(digest: Uint8Array): Signature } {
  const secret = sha256(text.encode(`bitcoin ${node.name} ${id}`));
  return { key: publicKey(secret) as Point, sign: (digest) => sign(digest, secret) as Signature };
}

/** The announcement of a channel between two nodes; `change` is applied before it is signed. `funders` have the bitcoin keys. */
export function announceChannel(
  one: TestNode,
  other: TestNode,
  id: ShortChannelId,
  change: Partial<Unsigned<ChannelAnnouncement>> = {},
  funders?: readonly [TestNode, TestNode],
): ChannelAnnouncement {
  const [first, second] = one.key < other.key ? [one, other] : [other, one];
  const [firstFunder, secondFunder] = funders ?? [first, second];
  const keys = [bitcoinKey(firstFunder, id), bitcoinKey(secondFunder, id)] as const;
  const unsigned: Unsigned<ChannelAnnouncement> = {
    type: 'channel_announcement',
    features: new Uint8Array(0),
    chainHash: CHAIN,
    shortChannelId: id,
    nodeId1: first.id,
    nodeId2: second.id,
    bitcoinKey1: keys[0].key,
    bitcoinKey2: keys[1].key,
    extension: new Uint8Array(0),
    ...change,
  };
  const digest = channelAnnouncementDigest(unsigned);
  return {
    ...unsigned,
    nodeSignature1: first.sign(digest),
    nodeSignature2: second.sign(digest),
    bitcoinSignature1: keys[0].sign(digest),
    bitcoinSignature2: keys[1].sign(digest),
  };
}

/** `maker`'s update of its channel with `peer`. */
export function updateChannel(
  maker: TestNode,
  peer: TestNode,
  id: ShortChannelId,
  change: Partial<Unsigned<ChannelUpdate>> = {},
): ChannelUpdate {
  const unsigned: Unsigned<ChannelUpdate> = {
    type: 'channel_update',
    chainHash: CHAIN,
    shortChannelId: id,
    timestamp: START,
    messageFlags: 1,
    channelFlags: maker.key < peer.key ? 0 : 1,
    cltvExpiryDelta: 40,
    htlcMinimumMsat: msat(1n),
    feeBaseMsat: 1000,
    feeProportionalMillionths: 100,
    htlcMaximumMsat: msat(CAPACITY * 1000n),
    extension: new Uint8Array(0),
    ...change,
  };
  return { ...unsigned, signature: maker.sign(channelUpdateDigest(unsigned)) };
}

export function announceNode(
  node: TestNode,
  change: Partial<Unsigned<NodeAnnouncement>> = {},
): NodeAnnouncement {
  const alias = new Uint8Array(32);
  text.encodeInto(node.name, alias);
  const unsigned: Unsigned<NodeAnnouncement> = {
    type: 'node_announcement',
    features: new Uint8Array(0),
    timestamp: START,
    nodeId: node.id,
    rgbColor: Uint8Array.of(1, 2, 3),
    alias,
    addresses: [],
    extension: new Uint8Array(0),
    ...change,
  };
  return { ...unsigned, signature: node.sign(nodeAnnouncementDigest(unsigned)) };
}

/** Asks for all gossip. */
export const EVERYTHING: GossipTimestampFilter = {
  type: 'gossip_timestamp_filter',
  chainHash: CHAIN,
  firstTimestamp: 0,
  timestampRange: U32_MAX,
};

/** The funding outputs of a chain in memory, and who watches them. */
export class FakeOutputs {
  height = 200;
  down = false;
  lookups = 0;
  readonly #outputs = new Map<ShortChannelId, FundingOutput>();
  /** Heights from which on blocks were to be searched. */
  readonly searches: number[] = [];
  readonly #watches: OutputsWatch[] = [];

  /** Puts the funding output of an announced channel on the chain. */
  fund(announcement: ChannelAnnouncement): void {
    const { shortChannelId, bitcoinKey1, bitcoinKey2 } = announcement;
    const { blockHeight, outputIndex } = outputPosition(shortChannelId);
    this.#outputs.set(shortChannelId, {
      type: 'unspent',
      outPoint: { txid: fundingTxid(shortChannelId), index: outputIndex },
      amount: CAPACITY,
      scriptPubKey: p2wsh(fundingScript(bitcoinKey1, bitcoinKey2)),
      confirmations: this.height - blockHeight + 1,
    });
  }

  set(id: ShortChannelId, output: FundingOutput): void {
    this.#outputs.set(id, output);
  }

  async find(height: number, txIndex: number, outputIndex: number): Promise<FundingOutput> {
    this.lookups += 1;
    if (this.down) throw new Error('no connection');
    const found = this.#outputs.get(scid(`${height}x${txIndex}x${outputIndex}`));
    return found ?? { type: 'no_transaction' };
  }

  addOutputs(watch: OutputsWatch): (height: number) => void {
    this.#watches.push(watch);
    return (height) => this.searchAfter(height);
  }

  /** Blocks after this height are to be searched for spends. */
  searchAfter(height: number): void {
    this.searches.push(height);
  }

  /** Spends the funding output of a channel in the next block. */
  async spend(id: ShortChannelId): Promise<void> {
    this.height += 1;
    this.#outputs.set(id, { type: 'spent' });
    const outPoint = { txid: fundingTxid(id), index: outputPosition(id).outputIndex };
    // Each block may be shown twice.
    for (const watch of [...this.#watches, ...this.#watches]) await watch.spent(outPoint, this.height);
  }

  /** A reorganisation takes the last block away. */
  async loseBlock(): Promise<void> {
    for (const watch of this.#watches) await watch.lost(this.height);
    this.height -= 1;
  }
}

export function fundingTxid(id: ShortChannelId) {
  return txId(sha256(text.encode(`funding ${formatShortChannelId(id)}`)));
}
