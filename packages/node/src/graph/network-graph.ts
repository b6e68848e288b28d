/**
 * The network as gossip tells it, in memory: what decisions need, in columns of numbers. What was said word by word is in
 * the store. docs/decisions/0111 has the figures.
 */
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import {
  CHANNEL_FLAG_DIRECTION,
  type ChannelUpdate,
  type FeatureSet,
  type NodeAnnouncement,
  type NodeId,
  type Sat,
  type ShortChannelId,
  unknownRequired,
} from '@sferic/wire';
import { CHANNEL_FLAG, ChannelColumns, type EdgeTerms } from './channel-columns.ts';
import { checksumOf, termsOf } from './edge-terms.ts';
import type { NodeFacts } from './graph-facts.ts';
import { EDGE, type FlatGraph, type GraphView, type NodeKey } from './graph-view.ts';
import { NodeColumns } from './node-columns.ts';

/** 0: the direction away from `node_id_1`, 1: away from `node_id_2` (BOLT 7, `direction` of `channel_flags`). */
export type Direction = 0 | 1;

/** A channel whose announcement is valid and whose funding output the chain had. */
export interface NewChannel {
  readonly shortChannelId: ShortChannelId;
  readonly nodeId1: NodeId;
  readonly nodeId2: NodeId;
  /** Of the announcement. */
  readonly features: Uint8Array;
  readonly fundingTxid: Uint8Array;
  readonly capacity: Sat;
  /** When this node took it in: seconds since 1970. */
  readonly addedAt: number;
  /** Height of the block that spent the funding output, or from which on the chain does not have it. */
  readonly spentAt?: number;
}

/** How much of the network is known. */
export interface GraphSize {
  readonly nodes: number;
  readonly channels: number;
}

export class NetworkGraph implements GraphView {
  readonly #features: FeatureSet;
  readonly #channels = new ChannelColumns();
  readonly #nodes = new NodeColumns();
  #version = 0;

  /** `features`: those that this node understands. */
  constructor(features: FeatureSet) {
    this.#features = features;
  }

  get size(): GraphSize {
    return { nodes: this.#nodes.count, channels: this.#channels.count };
  }

  get version(): number {
    return this.#version;
  }

  get nodeEnd(): number {
    return this.#nodes.end;
  }

  get channelEnd(): number {
    return this.#channels.end;
  }

  /** Bytes of all columns. */
  get byteLength(): number {
    return this.#channels.byteLength + this.#nodes.byteLength;
  }

  get flat(): FlatGraph {
    const { linkStart, degree, links, unusable } = this.#nodes;
    const { amounts, words, capacity, ids } = this.#channels;
    return { linkStart, degree, links, unusable, amounts, words, capacity, ids };
  }

  /** Makes room at once for as many, where that is known. */
  reserve({ nodes, channels }: GraphSize): void {
    this.#nodes.reserve(nodes);
    this.#channels.reserve(channels);
  }

  channelIndex(id: ShortChannelId): number {
    return this.#channels.indexOf(id);
  }

  has(id: ShortChannelId): boolean {
    return this.channelIndex(id) >= 0;
  }

  shortChannelIdAt(channel: number): ShortChannelId {
    return this.#channels.idAt(channel);
  }

  /** Of the funding transaction's block. */
  heightAt(channel: number): number {
    return this.#channels.heightAt(channel);
  }

  capacityAt(channel: number): number {
    return this.#channels.capacity[channel] ?? 0;
  }

  addedAt(channel: number): number {
    return this.#channels.addedAt[channel] ?? 0;
  }

  spentAt(channel: number): number | undefined {
    return this.#channels.spentAt[channel] || undefined;
  }

  /** The channel whose funding output this is, or -1. */
  fundedBy(txid: Uint8Array, outputIndex: number): number {
    return this.#channels.fundedBy(txid, outputIndex);
  }

  isFundedBy(channel: number, txid: Uint8Array): boolean {
    return this.#channels.isFundedBy(channel, txid);
  }

  edgeStart(edge: number): number {
    return this.#channels.nodes[edge] ?? 0;
  }

  /** Indexes in use. */
  channels(): Generator<number> {
    return this.#channels.indexes();
  }

  nodes(): Generator<number> {
    return this.#nodes.indexes();
  }

  nodeIndex(node: NodeKey): number {
    return this.nodeIndexOf(hexToBytes(node));
  }

  nodeIndexOf(id: Uint8Array): number {
    return this.#nodes.indexOf(id);
  }

  hasNode(node: NodeKey): boolean {
    return this.nodeIndex(node) >= 0;
  }

  nodeIdAt(node: number): NodeId {
    return this.#nodes.idAt(node);
  }

  /** Nodes whose ids begin with these hex digits; each node is looked at. */
  *nodesBeginningWith(digits: string): Generator<number> {
    const bytes = hexToBytes(digits.slice(0, digits.length & ~1));
    for (const node of this.nodes())
      if (this.#nodes.beginsWith(node, bytes) && this.nodeKeyAt(node).startsWith(digits)) yield node;
  }

  isNodeAt(node: number, id: Uint8Array): boolean {
    return this.#nodes.isAt(node, id);
  }

  nodeKeyAt(node: number): NodeKey {
    return bytesToHex(this.nodeIdAt(node));
  }

  degreeOf(node: number): number {
    return this.#nodes.degree[node] ?? 0;
  }

  /** The channels of a node, as they are now. */
  channelsOf(node: number): readonly number[] {
    const { linkStart, links } = this.#nodes;
    const start = linkStart[node] ?? 0;
    return Array.from({ length: this.degreeOf(node) }, (_, place) => (links[start + 2 * place] ?? 0) >>> 1);
  }

  /** The terms of a channel in one direction; `undefined` where its node has said nothing. */
  termsAt(edge: number): EdgeTerms | undefined {
    return this.#channels.termsAt(edge);
  }

  /** Of the latest update, in seconds since 1970. */
  updateTime(edge: number): number | undefined {
    return this.#channels.timestampAt(edge);
  }

  /** Of the latest update of either direction. */
  latestUpdate(channel: number): number | undefined {
    const times = [this.updateTime(2 * channel), this.updateTime(2 * channel + 1)];
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  isDisabled(edge: number): boolean {
    return (this.#channels.bitsAt(edge) & EDGE.disabled) !== 0;
  }

  /** Whether an update says what the known one of its direction says, whatever its time and signature. */
  saysTheSame(channel: number, update: ChannelUpdate): boolean {
    return this.#channels.checksums[2 * channel + directionOf(update)] === checksumOf(update);
  }

  /** Of the node's announcement, in seconds since 1970; `undefined` without one. */
  announcedAt(node: number): number | undefined {
    return this.#nodes.timestamps[node] || undefined;
  }

  nodeSaysTheSame(node: number, announcement: NodeAnnouncement): boolean {
    return this.#nodes.checksums[node] === checksumOf(announcement);
  }

  /** Adds a channel, which must be new; its index. */
  addChannel(channel: NewChannel): number {
    const { shortChannelId, nodeId1, nodeId2, fundingTxid, spentAt = 0 } = channel;
    if (this.has(shortChannelId)) throw new Error('a channel that is known');
    const nodes = [this.#nodes.indexFor(nodeId1), this.#nodes.indexFor(nodeId2)] as const;
    const columns = this.#channels;
    const index = columns.add(shortChannelId, fundingTxid, ...nodes);
    columns.capacity[index] = Number(channel.capacity);
    columns.addedAt[index] = channel.addedAt;
    if (unknownRequired(this.#features, channel.features).length > 0)
      columns.flags[index] = CHANNEL_FLAG.present | CHANNEL_FLAG.unusable;
    if (spentAt > 0) this.markSpent(index, spentAt, true);
    this.#nodes.link(nodes[0], 2 * index, nodes[1]);
    this.#nodes.link(nodes[1], 2 * index + 1, nodes[0]);
    this.#version += 1;
    return index;
  }

  /** Takes a channel out; the nodes that have none left go with it, and are returned with the indexes that they had. */
  removeChannel(channel: number): readonly { readonly index: number; readonly nodeId: NodeId }[] {
    const gone: { readonly index: number; readonly nodeId: NodeId }[] = [];
    for (const edge of [2 * channel, 2 * channel + 1]) {
      const index = this.edgeStart(edge);
      const nodeId = this.nodeIdAt(index);
      if (this.#nodes.unlink(index, edge)) gone.push({ index, nodeId });
    }
    this.#channels.remove(channel);
    this.#version += 1;
    return gone;
  }

  putUpdate(channel: number, update: ChannelUpdate): void {
    this.putTerms(2 * channel + directionOf(update), termsOf(update));
  }

  putTerms(edge: number, terms: Omit<EdgeTerms, 'isUsable'>): void {
    const channel = edge >>> 1;
    const isUnderstood = ((this.#channels.flags[channel] ?? 0) & CHANNEL_FLAG.unusable) === 0;
    // BOLT 7, "The channel_update Message": limits that contradict themselves or the chain make the channel unusable.
    const { htlcMinimum, htlcMaximum, isDisabled } = terms;
    const isCoherent = htlcMinimum <= htlcMaximum && htlcMaximum <= this.capacityAt(channel) * 1000;
    const isUsable = isUnderstood && isCoherent && !isDisabled && htlcMaximum <= Number.MAX_SAFE_INTEGER;
    this.#channels.setTerms(edge, { ...terms, isUsable });
  }

  putNode(node: number, { timestamp, checksum, features }: NodeFacts): void {
    this.#nodes.timestamps[node] = timestamp;
    this.#nodes.checksums[node] = checksum;
    this.#nodes.unusable[node] = unknownRequired(this.#features, features).length > 0 ? 1 : 0;
  }

  /** `isSighted`: a block of this height has the spend. */
  markSpent(channel: number, height: number, isSighted: boolean): void {
    this.#channels.spentAt[channel] = height;
    if (isSighted)
      this.#channels.flags[channel] = (this.#channels.flags[channel] ?? 0) | CHANNEL_FLAG.sighted;
  }

  markUnspent(channel: number): void {
    this.#channels.spentAt[channel] = 0;
    this.#channels.flags[channel] = (this.#channels.flags[channel] ?? 0) & ~CHANNEL_FLAG.sighted;
  }

  /** Channels whose funding output was seen to be spent in a block of this height. */
  spentIn(height: number): readonly number[] {
    const { spentAt, flags } = this.#channels;
    return this.channels()
      .filter(
        (channel) => spentAt[channel] === height && ((flags[channel] ?? 0) & CHANNEL_FLAG.sighted) !== 0,
      )
      .toArray();
  }
}

/** The direction that an update is about. */
export function directionOf(update: Pick<ChannelUpdate, 'channelFlags'>): Direction {
  return (update.channelFlags & CHANNEL_FLAG_DIRECTION) === 0 ? 0 : 1;
}
