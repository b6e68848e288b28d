/** The network as gossip tells it, in memory. */
import type { OutPoint } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import {
  CHANNEL_FLAG_DIRECTION,
  CHANNEL_FLAG_DISABLE,
  type ChannelAnnouncement,
  type ChannelUpdate,
  type FeatureSet,
  msat,
  type NodeAnnouncement,
  type Sat,
  type ShortChannelId,
  satToMsat,
  unknownRequired,
} from '@sferic/wire';
import type { GraphEdge, GraphView, NodeKey } from './graph-view.ts';

/** 0: the direction away from `node_id_1`, 1: away from `node_id_2` (BOLT 7, `direction` of `channel_flags`). */
export type Direction = 0 | 1;

/** A channel whose announcement is valid and whose funding output the chain had. */
export interface GraphChannel {
  readonly announcement: ChannelAnnouncement;
  readonly outPoint: OutPoint;
  readonly capacity: Sat;
  /** When this node took it in: seconds since 1970. */
  readonly addedAt: number;
  /** The latest of each direction. */
  readonly updates: readonly [ChannelUpdate | undefined, ChannelUpdate | undefined];
  /** Height of the block that spent the funding output, or from which on the chain does not have it. */
  readonly spentAt?: number;
}

/** A channel as it stands in the maps. */
interface Entry {
  readonly channel: GraphChannel;
  readonly nodes: readonly [NodeKey, NodeKey];
  readonly edges: readonly [GraphEdge | undefined, GraphEdge | undefined];
}

/** Who may say what of a channel, and so be named in errors and logs. */
export interface GraphSize {
  readonly nodes: number;
  readonly channels: number;
}

export class NetworkGraph implements GraphView {
  readonly #features: FeatureSet;
  readonly #channels = new Map<ShortChannelId, Entry>();
  readonly #byNode = new Map<NodeKey, Set<ShortChannelId>>();
  readonly #announcements = new Map<NodeKey, NodeAnnouncement>();
  /** Nodes that demand a feature that is unknown here: BOLT 7, "The node_announcement Message". */
  readonly #unusableNodes = new Set<NodeKey>();

  /** `features`: those that this node understands. */
  constructor(features: FeatureSet) {
    this.#features = features;
  }

  get size(): GraphSize {
    return { nodes: this.#byNode.size, channels: this.#channels.size };
  }

  channel(id: ShortChannelId): GraphChannel | undefined {
    return this.#channels.get(id)?.channel;
  }

  channels(): IteratorObject<GraphChannel> {
    return this.#channels.values().map(({ channel }) => channel);
  }

  nodes(): IterableIterator<NodeKey> {
    return this.#byNode.keys();
  }

  channelsOf(node: NodeKey): readonly GraphChannel[] {
    return [...(this.#byNode.get(node) ?? [])].flatMap((id) => this.channel(id) ?? []);
  }

  announcementOf(node: NodeKey): NodeAnnouncement | undefined {
    return this.#announcements.get(node);
  }

  /** Adds a channel, or takes its place. */
  putChannel(channel: GraphChannel): void {
    const { announcement } = channel;
    const nodes = [bytesToHex(announcement.nodeId1), bytesToHex(announcement.nodeId2)] as const;
    const isUsable = unknownRequired(this.#features, announcement.features).length === 0;
    const edges = isUsable ? ([edgeOf(channel, nodes, 0), edgeOf(channel, nodes, 1)] as const) : NO_EDGES;
    this.#channels.set(announcement.shortChannelId, { channel, nodes, edges });
    for (const node of nodes) {
      const ids = this.#byNode.get(node);
      if (ids === undefined) this.#byNode.set(node, new Set([announcement.shortChannelId]));
      else ids.add(announcement.shortChannelId);
    }
  }

  /** Takes a channel out; the nodes that have none left go with it, and are returned. */
  removeChannel(id: ShortChannelId): readonly NodeKey[] {
    const entry = this.#channels.get(id);
    if (entry === undefined) return [];
    this.#channels.delete(id);
    return entry.nodes.filter((node) => {
      const ids = this.#byNode.get(node);
      ids?.delete(id);
      if (ids === undefined || ids.size > 0) return false;
      this.#byNode.delete(node);
      this.#announcements.delete(node);
      this.#unusableNodes.delete(node);
      return true;
    });
  }

  putNode(announcement: NodeAnnouncement): void {
    const node = bytesToHex(announcement.nodeId);
    this.#announcements.set(node, announcement);
    if (unknownRequired(this.#features, announcement.features).length > 0) this.#unusableNodes.add(node);
    else this.#unusableNodes.delete(node);
  }

  *edgesInto(node: NodeKey): Iterable<GraphEdge> {
    for (const id of this.#byNode.get(node) ?? []) {
      const entry = this.#channels.get(id);
      const edge = entry?.edges[entry.nodes[0] === node ? 1 : 0];
      if (edge !== undefined) yield edge;
    }
  }

  canForward(node: NodeKey): boolean {
    return !this.#unusableNodes.has(node);
  }

  hasNode(node: NodeKey): boolean {
    return this.#byNode.has(node);
  }
}

const NO_EDGES = [undefined, undefined] as const;

/** The direction that an update is about. */
export function directionOf(update: Pick<ChannelUpdate, 'channelFlags'>): Direction {
  return (update.channelFlags & CHANNEL_FLAG_DIRECTION) === 0 ? 0 : 1;
}

export function isDisabled(update: Pick<ChannelUpdate, 'channelFlags'>): boolean {
  return (update.channelFlags & CHANNEL_FLAG_DISABLE) !== 0;
}

/** The channel with an update in place of the one before. */
export function withUpdate(channel: GraphChannel, update: ChannelUpdate): GraphChannel {
  const [first, second] = channel.updates;
  return { ...channel, updates: directionOf(update) === 0 ? [update, second] : [first, update] };
}

/** BOLT 7, "The channel_update Message": limits that contradict themselves or the chain make the channel unusable. */
function edgeOf(
  { announcement, updates, capacity }: GraphChannel,
  nodes: readonly [NodeKey, NodeKey],
  direction: Direction,
): GraphEdge | undefined {
  const update = updates[direction];
  if (update === undefined || isDisabled(update)) return undefined;
  const { htlcMinimumMsat, htlcMaximumMsat } = update;
  if (htlcMaximumMsat < htlcMinimumMsat || htlcMaximumMsat > satToMsat(capacity)) return undefined;
  return {
    shortChannelId: announcement.shortChannelId,
    from: nodes[direction],
    feeBase: msat(update.feeBaseMsat),
    feeProportionalMillionths: update.feeProportionalMillionths,
    cltvExpiryDelta: update.cltvExpiryDelta,
    htlcMinimum: htlcMinimumMsat,
    htlcMaximum: htlcMaximumMsat,
  };
}
