/** Changes the graph: in memory, on disk, in what is told to others, and in what is watched for on the chain. */
import type { OutPoint } from '@sferic/channel';
import { equalBytes } from '@sferic/crypto';
import {
  type Announcement,
  type ChannelAnnouncement,
  type ChannelUpdate,
  formatShortChannelId,
  type NodeAnnouncement,
  type NodeId,
  type ShortChannelId,
} from '@sferic/wire';
import type { TransactionWatcher } from '../chain/index.ts';
import type { Logger } from '../log.ts';
import { Bans } from './bans.ts';
import type { FundingFacts } from './funding-check.ts';
import { type GossipLog, type GossipRef, partsOf, refOf } from './gossip-log.ts';
import { factsOf } from './graph-facts.ts';
import type { GraphStore } from './graph-store.ts';
import { STALE_AFTER_SECONDS } from './judge.ts';
import { type Direction, directionOf, type NetworkGraph } from './network-graph.ts';

/** BOLT 7: a channel whose funding output was spent may have been spliced; until then it is still good for payments. */
export const FORGET_AFTER_BLOCKS = 72;

export interface GraphKeeperModules {
  readonly self: NodeId;
  readonly graph: NetworkGraph;
  readonly gossipLog: GossipLog;
  readonly store: GraphStore;
  readonly watcher: Pick<TransactionWatcher, 'addOutputs'>;
  /** The gossip log has more. */
  readonly appended: (isOwn: boolean) => void;
  readonly log: Logger;
}

const DIRECTIONS = [0, 1] as const;

export class GraphKeeper {
  readonly bans: Bans;
  readonly #modules: GraphKeeperModules;
  /** Has blocks searched again for spends. */
  #searchAfter: (height: number) => void = () => undefined;

  constructor(modules: GraphKeeperModules) {
    this.#modules = modules;
    this.bans = new Bans(modules.store);
  }

  /** Takes up what is stored: before the block follower starts, so that no spend is missed. */
  restore(): void {
    const { store, graph, gossipLog, watcher } = this.#modules;
    const size = store.size();
    graph.reserve(size);
    gossipLog.reserve(size);
    this.bans.restore(store.loadBans());
    for (const stored of store.loadChannels()) {
      const channel = graph.addChannel(stored);
      for (const [direction, terms] of stored.terms.entries())
        if (terms !== undefined) graph.putTerms(2 * channel + direction, terms);
    }
    for (const { nodeId, ...facts } of store.loadNodes()) {
      const node = graph.nodeIndexOf(nodeId);
      if (node >= 0) graph.putNode(node, facts);
    }
    for (const channel of graph.channels()) this.#tellAll(channel);
    this.#searchAfter = watcher.addOutputs({
      spent: (outPoint, height) => this.#spent(outPoint, height),
      lost: (height) => this.#unspent(height),
    });
  }

  /** `searched`: the height up to which a spend of the output would have been noticed. */
  addChannel(
    announcement: ChannelAnnouncement,
    { outPoint, capacity }: FundingFacts,
    addedAt: number,
    searched: number,
  ): void {
    const { graph, store, log } = this.#modules;
    const facts = { fundingTxid: outPoint.txid, capacity, addedAt };
    // It begins later, and finds the channel in the graph.
    this.#searchAfter(searched);
    graph.addChannel({ ...announcement, ...facts });
    store.saveChannel(announcement, facts);
    log.debug('channel announced', { shortChannelId: formatShortChannelId(announcement.shortChannelId) });
  }

  putUpdate(channel: number, update: ChannelUpdate, source?: string): void {
    const { graph, store } = this.#modules;
    graph.putUpdate(channel, update);
    store.saveUpdate(update);
    if (graph.spentAt(channel) === undefined) this.#tellChannel(channel, source);
    this.#tellUpdate(channel, directionOf(update), source);
  }

  /** The node must be in the graph. */
  putNode(announcement: NodeAnnouncement, source?: string): void {
    const { graph, store } = this.#modules;
    const node = graph.nodeIndexOf(announcement.nodeId);
    graph.putNode(node, factsOf(announcement));
    store.saveNode(announcement);
    if (graph.channelsOf(node).some((channel) => this.#isTold(channel))) this.#tellNode(node, source);
  }

  /** Two valid announcements contradict each other: nobody is to be believed (BOLT 7, "The channel_announcement Message"). */
  ban(known: number, conflicting: ChannelAnnouncement): void {
    const { graph, self } = this.#modules;
    const ends = [2 * known, 2 * known + 1].map((edge) => graph.nodeIdAt(graph.edgeStart(edge)));
    this.bans.addChannel(graph.shortChannelIdAt(known));
    this.#remove(known);
    for (const nodeId of [...ends, conflicting.nodeId1, conflicting.nodeId2]) {
      if (equalBytes(nodeId, self)) continue;
      this.bans.addNode(nodeId);
      const node = graph.nodeIndexOf(nodeId);
      if (node >= 0) for (const channel of graph.channelsOf(node)) this.#remove(channel);
    }
  }

  removeChannel(id: ShortChannelId): void {
    const channel = this.#modules.graph.channelIndex(id);
    if (channel >= 0) this.#remove(channel);
  }

  /** The chain does not have the funding output any more: it was spent in a block of this height, or is gone since. */
  async markSpent(id: ShortChannelId, height: number): Promise<void> {
    const channel = this.#modules.graph.channelIndex(id);
    if (channel >= 0) await this.#markSpent(channel, height, false);
  }

  /** Forgets channels that were spent long ago (BOLT 7, "Pruning the Network View"). */
  forgetSpent(height: number): void {
    const { graph } = this.#modules;
    for (const channel of graph.channels()) {
      const spentAt = graph.spentAt(channel);
      if (spentAt !== undefined && height - spentAt + 1 >= FORGET_AFTER_BLOCKS) this.#remove(channel);
    }
  }

  /** Forgets channels of which an end has said nothing for two weeks (BOLT 7, "Recommendation on Pruning Stale Entries"). */
  forgetStale(now: number): void {
    const { graph } = this.#modules;
    for (const channel of graph.channels()) {
      const isStale = DIRECTIONS.some(
        (direction) =>
          (graph.updateTime(2 * channel + direction) ?? graph.addedAt(channel)) + STALE_AFTER_SECONDS <= now,
      );
      if (isStale) this.#remove(channel);
    }
  }

  /** The time by which an entry of the log is filtered (BOLT 7, "The gossip_timestamp_filter Message"). */
  timestampOf(ref: GossipRef): number | undefined {
    const { graph } = this.#modules;
    const { kind, index } = partsOf(ref);
    switch (kind) {
      case 'channel':
        return graph.latestUpdate(index);
      case 'update_1':
        return graph.updateTime(2 * index);
      case 'update_2':
        return graph.updateTime(2 * index + 1);
      case 'node':
        return graph.announcedAt(index);
    }
  }

  /** What an entry of the log says. */
  messageOf(ref: GossipRef): Announcement | undefined {
    const { graph, store } = this.#modules;
    const { kind, index } = partsOf(ref);
    switch (kind) {
      case 'channel':
        return store.announcementOf(graph.shortChannelIdAt(index));
      case 'update_1':
        return store.updateOf(graph.shortChannelIdAt(index), 0);
      case 'update_2':
        return store.updateOf(graph.shortChannelIdAt(index), 1);
      case 'node':
        return store.nodeAnnouncementOf(graph.nodeIdAt(index));
    }
  }

  #remove(channel: number): void {
    const { graph, store, gossipLog } = this.#modules;
    const id = graph.shortChannelIdAt(channel);
    for (const kind of ['channel', 'update_1', 'update_2'] as const) gossipLog.remove(refOf(kind, channel));
    for (const { index, nodeId } of graph.removeChannel(channel)) {
      gossipLog.remove(refOf('node', index));
      store.removeNode(nodeId);
    }
    store.removeChannel(id);
  }

  #spent({ txid, index }: OutPoint, height: number): Promise<void> | undefined {
    const channel = this.#modules.graph.fundedBy(txid, index);
    return channel < 0 ? undefined : this.#markSpent(channel, height, true);
  }

  async #markSpent(channel: number, height: number, isSighted: boolean): Promise<void> {
    const { graph, store } = this.#modules;
    if (graph.spentAt(channel) !== undefined) return;
    graph.markSpent(channel, height, isSighted);
    store.saveSpent(graph.shortChannelIdAt(channel), height);
    this.#silence(channel);
    await store.flush();
  }

  async #unspent(height: number): Promise<void> {
    const { graph, store } = this.#modules;
    const channels = graph.spentIn(height);
    for (const channel of channels) {
      graph.markUnspent(channel);
      store.saveSpent(graph.shortChannelIdAt(channel), undefined);
      this.#tellAll(channel);
    }
    if (channels.length > 0) await store.flush();
  }

  #isTold(channel: number): boolean {
    return this.#modules.gossipLog.has(refOf('channel', channel));
  }

  #tellAll(channel: number): void {
    const { graph } = this.#modules;
    const isSpent = graph.spentAt(channel) !== undefined;
    if (!isSpent) this.#tellChannel(channel);
    for (const direction of DIRECTIONS) {
      const edge = 2 * channel + direction;
      if (graph.updateTime(edge) !== undefined && (!isSpent || graph.isDisabled(edge)))
        this.#tellUpdate(channel, direction);
    }
  }

  /** A channel without an update is not told (BOLT 7), nor are its nodes. */
  #tellChannel(channel: number, source?: string): void {
    const { graph, gossipLog } = this.#modules;
    if (this.#isTold(channel) || graph.latestUpdate(channel) === undefined) return;
    const nodes = DIRECTIONS.map((direction) => graph.edgeStart(2 * channel + direction));
    const isOwn = nodes.some((node) => this.#isSelf(node));
    this.#tell(refOf('channel', channel), isOwn, source);
    for (const node of nodes) if (!gossipLog.has(refOf('node', node))) this.#tellNode(node, source);
  }

  #tellUpdate(channel: number, direction: Direction, source?: string): void {
    const isOwn = this.#isSelf(this.#modules.graph.edgeStart(2 * channel + direction));
    this.#tell(updateRef(channel, direction), isOwn, source);
  }

  #tellNode(node: number, source?: string): void {
    if (this.#modules.graph.announcedAt(node) === undefined) return;
    this.#tell(refOf('node', node), this.#isSelf(node), source);
  }

  #tell(ref: GossipRef, isOwn: boolean, source?: string): void {
    this.#modules.gossipLog.append({ ref, isOwn, ...(source !== undefined && { source }) });
    this.#modules.appended(isOwn);
  }

  #isSelf(node: number): boolean {
    return this.#modules.graph.isNodeAt(node, this.#modules.self);
  }

  /** A channel whose funding output is spent is not told to others, but for updates that disable it. */
  #silence(channel: number): void {
    const { graph, gossipLog } = this.#modules;
    gossipLog.remove(refOf('channel', channel));
    for (const direction of DIRECTIONS)
      if (!graph.isDisabled(2 * channel + direction)) gossipLog.remove(updateRef(channel, direction));
  }
}

function updateRef(channel: number, direction: Direction): GossipRef {
  return refOf(direction === 0 ? 'update_1' : 'update_2', channel);
}
