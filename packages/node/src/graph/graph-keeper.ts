/** Changes the graph: in memory, on disk, in what is told to others, and in what is watched for on the chain. */
import type { OutPoint } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import {
  type Announcement,
  type ChannelAnnouncement,
  type ChannelUpdate,
  formatShortChannelId,
  type NodeAnnouncement,
  outputPosition,
  type ShortChannelId,
} from '@sferic/wire';
import type { TransactionWatcher } from '../chain/index.ts';
import type { Logger } from '../log.ts';
import { Bans } from './bans.ts';
import type { FundingFacts } from './funding-check.ts';
import type { GossipLog } from './gossip-log.ts';
import type { GraphStore } from './graph-store.ts';
import type { NodeKey } from './graph-view.ts';
import { STALE_AFTER_SECONDS } from './judge.ts';
import {
  type Direction,
  directionOf,
  type GraphChannel,
  isDisabled,
  type NetworkGraph,
  withUpdate,
} from './network-graph.ts';

/** BOLT 7: a channel whose funding output was spent may have been spliced; until then it is still good for payments. */
export const FORGET_AFTER_BLOCKS = 72;

export interface GraphKeeperModules {
  readonly self: NodeKey;
  readonly graph: NetworkGraph;
  readonly gossipLog: GossipLog;
  readonly store: GraphStore;
  readonly watcher: Pick<TransactionWatcher, 'add'>;
  /** The gossip log has more. */
  readonly appended: (isOwn: boolean) => void;
  readonly log: Logger;
}

export class GraphKeeper {
  readonly bans: Bans;
  readonly #modules: GraphKeeperModules;
  /** What ends the watch of a funding output. */
  readonly #watches = new Map<ShortChannelId, () => void>();

  constructor(modules: GraphKeeperModules) {
    this.#modules = modules;
    this.bans = new Bans(modules.store);
  }

  /** Takes up what is stored: before the block follower starts, so that no spend is missed. */
  restore(): void {
    const { store, graph } = this.#modules;
    const { channels, nodes, bans } = store.load();
    this.bans.restore(bans);
    for (const channel of channels) {
      graph.putChannel(channel);
      this.#watch(channel.announcement.shortChannelId, channel.outPoint, channel);
    }
    for (const node of nodes) if (graph.hasNode(bytesToHex(node.nodeId))) graph.putNode(node);
    for (const channel of channels) this.#tellAll(channel);
  }

  /** `searched`: the height up to which a spend of the output would have been noticed. */
  addChannel(
    announcement: ChannelAnnouncement,
    { outPoint, capacity }: FundingFacts,
    addedAt: number,
    searched: number,
  ): void {
    const { graph, store, log } = this.#modules;
    const channel: GraphChannel = {
      announcement,
      outPoint,
      capacity,
      addedAt,
      updates: [undefined, undefined],
    };
    graph.putChannel(channel);
    store.saveChannel(channel);
    this.#watch(announcement.shortChannelId, outPoint, { since: searched });
    log.debug('channel announced', { shortChannelId: formatShortChannelId(announcement.shortChannelId) });
  }

  putUpdate(channel: GraphChannel, update: ChannelUpdate, source?: string): void {
    const next = withUpdate(channel, update);
    this.#replace(next);
    if (next.spentAt === undefined) this.#tellChannel(next, source);
    this.#tellUpdate(next, update, source);
  }

  putNode(announcement: NodeAnnouncement, source?: string): void {
    const { graph, store } = this.#modules;
    const node = bytesToHex(announcement.nodeId);
    graph.putNode(announcement);
    store.saveNode(node, announcement);
    if (graph.channelsOf(node).some((channel) => this.#isTold(channel))) this.#tellNode(node, source);
  }

  /** Two valid announcements contradict each other: nobody is to be believed (BOLT 7, "The channel_announcement Message"). */
  ban(known: GraphChannel, conflicting: ChannelAnnouncement): void {
    const { nodeId1, nodeId2, shortChannelId } = known.announcement;
    this.removeChannel(shortChannelId);
    this.bans.addChannel(shortChannelId);
    for (const nodeId of [nodeId1, nodeId2, conflicting.nodeId1, conflicting.nodeId2]) {
      const node = bytesToHex(nodeId);
      if (node === this.#modules.self) continue;
      this.bans.addNode(nodeId);
      for (const channel of this.#modules.graph.channelsOf(node))
        this.removeChannel(channel.announcement.shortChannelId);
    }
  }

  removeChannel(id: ShortChannelId): void {
    const { graph, store, gossipLog } = this.#modules;
    const channel = graph.channel(id);
    if (channel === undefined) return;
    const ids = [channel.announcement.nodeId1, channel.announcement.nodeId2];
    this.#watches.get(id)?.();
    this.#watches.delete(id);
    this.#silence(channel);
    for (const direction of [0, 1] as const) gossipLog.remove(updateKey(id, direction));
    for (const node of graph.removeChannel(id)) {
      gossipLog.remove(nodeKey(node));
      for (const nodeId of ids) if (bytesToHex(nodeId) === node) store.removeNode(node, nodeId);
    }
    store.removeChannel(id);
  }

  /** The chain does not have the funding output any more: it was spent in a block of this height, or is gone since. */
  async markSpent(id: ShortChannelId, height: number): Promise<void> {
    const channel = this.#modules.graph.channel(id);
    if (channel === undefined || channel.spentAt !== undefined) return;
    this.#replace({ ...channel, spentAt: height });
    this.#silence(channel);
    await this.#modules.store.flush();
  }

  /** Forgets channels that were spent long ago (BOLT 7, "Pruning the Network View"). */
  forgetSpent(height: number): void {
    for (const { announcement, spentAt } of [...this.#modules.graph.channels()])
      if (spentAt !== undefined && height - spentAt + 1 >= FORGET_AFTER_BLOCKS)
        this.removeChannel(announcement.shortChannelId);
  }

  /** Forgets channels of which an end has said nothing for two weeks (BOLT 7, "Recommendation on Pruning Stale Entries"). */
  forgetStale(now: number): void {
    for (const { announcement, updates, addedAt } of [...this.#modules.graph.channels()]) {
      const isStale = updates.some((update) => (update?.timestamp ?? addedAt) + STALE_AFTER_SECONDS <= now);
      if (isStale) this.removeChannel(announcement.shortChannelId);
    }
  }

  /** The time by which a message is filtered (BOLT 7, "The gossip_timestamp_filter Message"). */
  timestampOf(message: Announcement): number | undefined {
    if (message.type !== 'channel_announcement') return message.timestamp;
    const updates = this.#modules.graph.channel(message.shortChannelId)?.updates ?? [];
    const timestamps = updates.flatMap((update) => update?.timestamp ?? []);
    return timestamps.length === 0 ? undefined : Math.max(...timestamps);
  }

  #replace(channel: GraphChannel): void {
    this.#modules.graph.putChannel(channel);
    this.#modules.store.saveChannel(channel);
  }

  #watch(
    id: ShortChannelId,
    outPoint: OutPoint,
    { since, spentAt }: { readonly since?: number; readonly spentAt?: number },
  ): void {
    const end = this.#modules.watcher.add(
      { type: 'spent', outPoint },
      { found: ({ height }) => this.markSpent(id, height), lost: () => this.#unspent(id) },
      {
        ...(since !== undefined && { since }),
        ...(spentAt !== undefined && { foundAt: spentAt }),
      },
    );
    this.#watches.set(id, end);
  }

  async #unspent(id: ShortChannelId): Promise<void> {
    const channel = this.#modules.graph.channel(id);
    if (channel === undefined) return;
    const { spentAt: _, ...rest } = channel;
    this.#replace(rest);
    this.#tellAll(rest);
    await this.#modules.store.flush();
  }

  #isTold({ announcement }: GraphChannel): boolean {
    return this.#modules.gossipLog.has(channelKey(announcement.shortChannelId));
  }

  #tellAll(channel: GraphChannel): void {
    if (channel.spentAt === undefined) this.#tellChannel(channel);
    for (const update of channel.updates)
      if (update !== undefined && (channel.spentAt === undefined || isDisabled(update)))
        this.#tellUpdate(channel, update);
  }

  /** A channel without an update is not told (BOLT 7), nor are its nodes. */
  #tellChannel(channel: GraphChannel, source?: string): void {
    const { announcement, updates } = channel;
    if (this.#isTold(channel) || updates.every((update) => update === undefined)) return;
    const nodes = [bytesToHex(announcement.nodeId1), bytesToHex(announcement.nodeId2)];
    this.#tell(
      channelKey(announcement.shortChannelId),
      announcement,
      nodes.includes(this.#modules.self),
      source,
    );
    for (const node of nodes) if (!this.#modules.gossipLog.has(nodeKey(node))) this.#tellNode(node, source);
  }

  #tellUpdate({ announcement }: GraphChannel, update: ChannelUpdate, source?: string): void {
    const direction = directionOf(update);
    const maker = direction === 0 ? announcement.nodeId1 : announcement.nodeId2;
    const isOwn = bytesToHex(maker) === this.#modules.self;
    this.#tell(updateKey(update.shortChannelId, direction), update, isOwn, source);
  }

  #tellNode(node: NodeKey, source?: string): void {
    const announcement = this.#modules.graph.announcementOf(node);
    if (announcement !== undefined)
      this.#tell(nodeKey(node), announcement, node === this.#modules.self, source);
  }

  #tell(key: string, message: Announcement, isOwn: boolean, source?: string): void {
    this.#modules.gossipLog.append({ key, message, isOwn, ...(source !== undefined && { source }) });
    this.#modules.appended(isOwn);
  }

  /** A channel whose funding output is spent is not told to others, but for updates that disable it. */
  #silence({ announcement, updates }: GraphChannel): void {
    const { gossipLog } = this.#modules;
    gossipLog.remove(channelKey(announcement.shortChannelId));
    for (const update of updates)
      if (update !== undefined && !isDisabled(update))
        gossipLog.remove(updateKey(update.shortChannelId, directionOf(update)));
  }
}

/** Height of the block with the funding transaction. */
export function fundingHeight({ announcement }: GraphChannel): number {
  return outputPosition(announcement.shortChannelId).blockHeight;
}

const channelKey = (id: ShortChannelId): string => `channel ${id}`;
const updateKey = (id: ShortChannelId, direction: Direction): string => `update ${id} ${direction}`;
const nodeKey = (node: NodeKey): string => `node ${node}`;
