/**
 * Gossip as the node's other modules see it: BOLT 7 in its first form. Peers are asked for all that they know, what is
 * new and valid goes into the graph and on to the other peers, and our own channels are announced.
 */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import {
  type Announcement,
  type ChainHash,
  type ChannelAnnouncement,
  type ChannelId,
  type ChannelUpdate,
  type FeatureSet,
  formatShortChannelId,
  type GossipMessage,
  MESSAGE_FLAG_DONT_FORWARD,
  type NodeAnnouncement,
  type NodeId,
  nodeId,
  type ShortChannelId,
} from '@sferic/wire';
import type { Block, BlockListener, BlockRef, FundingOutputs, TransactionWatcher } from '../chain/index.ts';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { Logger } from '../log.ts';
import type { Peer } from '../p2p/index.ts';
import type { Store } from '../store/index.ts';
import type { ForwardingPolicy } from '../switch/index.ts';
import {
  type ChannelFigures,
  channelFigures,
  type NetworkFigures,
  type NodeFigures,
  networkFigures,
  nodeFigures,
} from './describe-network.ts';
import { Flood } from './flood.ts';
import { type GossipError, gossipError } from './gossip-error.ts';
import { GossipLog } from './gossip-log.ts';
import { GossipPeers } from './gossip-peers.ts';
import { GraphKeeper } from './graph-keeper.ts';
import { GraphStore } from './graph-store.ts';
import type { GraphView } from './graph-view.ts';
import { Intake } from './intake.ts';
import { type GraphSize, NetworkGraph } from './network-graph.ts';
import { endpointOfNodeAddress } from './node-address.ts';
import { type NodeDetails, OwnGossip } from './own-gossip.ts';
import type { SignAsNode } from './own-update.ts';
import { PeerPolicies } from './peer-policies.ts';
import { ReorgCheck } from './reorg-check.ts';
import { SignatureVerifier } from './verifier.ts';

export interface GossipOptions {
  readonly nodeId: NodeId;
  readonly chain: ChainHash;
  /** Those that this node understands. */
  readonly features: FeatureSet;
  /** For how long what others said is gathered before it is passed on; BOLT 7 suggests a minute. */
  readonly relayDelayMilliseconds: number;
  /** For how long a peer may be away before our channels with it are said to be disabled. */
  readonly disableDelayMilliseconds: number;
  /** The graph holds no more; `MAX_GRAPH_CHANNELS` unless told. */
  readonly maxChannels?: number;
  /** How long a peer may take to answer a query; see `GraphSync`. */
  readonly queryIdleMilliseconds?: number;
}

export interface GossipModules {
  readonly store: Pick<Store, 'get' | 'all' | 'iterate' | 'commit'>;
  readonly outputs: Pick<FundingOutputs, 'find'>;
  readonly watcher: Pick<TransactionWatcher, 'addOutputs'>;
  /** Of the newest block that is followed. */
  readonly height: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sign: SignAsNode;
  readonly channels: () => readonly ChannelView[];
  readonly policyOf: (channel: ChannelView) => ForwardingPolicy;
  readonly details: () => NodeDetails;
  readonly log: Logger;
}

/** Each costs its owner a funding output; twenty times as many as the Lightning Network had in 2025. */
const MAX_GRAPH_CHANNELS = 1_000_000;
const NODE_KEY = /^[0-9a-f]{66}$/;
/** How often what is too old is cleared away, and our own is looked through. */
const HOUSEKEEPING_MS = 600_000;

export class GossipService implements BlockListener {
  readonly name = 'graph';
  readonly #options: GossipOptions;
  readonly #modules: GossipModules;
  readonly #graph: NetworkGraph;
  readonly #store: GraphStore;
  readonly #verifier = new SignatureVerifier();
  readonly #flood: Flood;
  readonly #keeper: GraphKeeper;
  readonly #intake: Intake;
  readonly #peers: GossipPeers;
  readonly #own: OwnGossip;
  readonly #reorgCheck: ReorgCheck;
  readonly #peerPolicies: PeerPolicies;
  /** Our own announcements that are not in the graph yet. */
  readonly #unannounced = new Map<ShortChannelId, ChannelAnnouncement>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GossipOptions, modules: GossipModules) {
    this.#options = options;
    this.#modules = modules;
    const { chain } = options;
    const { watcher, outputs, height, now, log } = modules;
    const self = options.nodeId;
    const gossipLog = new GossipLog();
    const graph = new NetworkGraph(options.features);
    const store = new GraphStore(modules.store, log);
    const verifier = this.#verifier;
    const flood = new Flood({
      log: gossipLog,
      relayDelayMilliseconds: options.relayDelayMilliseconds,
      timestampOf: (ref) => keeper.timestampOf(ref),
      messageOf: (ref) => keeper.messageOf(ref),
    });
    const appended = (isOwn: boolean): void => flood.appended(isOwn);
    const keeper = new GraphKeeper({ self, graph, gossipLog, store, watcher, appended, log });
    this.#graph = graph;
    this.#store = store;
    this.#flood = flood;
    this.#keeper = keeper;
    this.#intake = new Intake({
      chain,
      graph,
      keeper,
      verifier,
      outputs,
      maxChannels: options.maxChannels ?? MAX_GRAPH_CHANNELS,
      height,
      now: () => this.#seconds(),
      channelAdded: (announcement) => this.#channelAdded(announcement),
      log,
    });
    const take = (message: Announcement, peer: string) => this.#take(message, peer);
    this.#peers = new GossipPeers({
      chain,
      told: { graph, store },
      flood,
      take,
      now,
      ...(options.queryIdleMilliseconds !== undefined && {
        queryIdleMilliseconds: options.queryIdleMilliseconds,
      }),
      log,
    });
    this.#own = new OwnGossip({
      selfId: options.nodeId,
      chain,
      disableDelayMilliseconds: options.disableDelayMilliseconds,
      nowMilliseconds: now,
      graph,
      keeper,
      store,
      sendTo: (peer, message) => flood.sendTo(peer, message),
      sign: modules.sign,
      channels: modules.channels,
      policyOf: modules.policyOf,
      details: modules.details,
      log,
    });
    this.#reorgCheck = new ReorgCheck(graph, keeper, outputs);
    this.#peerPolicies = new PeerPolicies(options.nodeId, verifier);
  }

  get graph(): GraphView {
    return this.#graph;
  }

  get size(): GraphSize {
    return this.#graph.size;
  }

  /** Takes up what is stored: after the channels are restored, before blocks are followed and peers are met. */
  start(): void {
    this.#keeper.restore();
    this.#own.restore();
    this.#timer = setInterval(() => this.#keepHouse(), HOUSEKEEPING_MS);
    this.#keepHouse();
  }

  /** Resolves when all is on disk. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#own.stop();
    this.#peers.stop();
    this.#flood.stop();
    this.#verifier.stop();
    await this.#store.stop();
  }

  connected(peer: Peer): void {
    this.#peers.connected(peer);
    this.#own.connected(peer.nodeId);
  }

  disconnected(nodeId: string): void {
    this.#peers.disconnected(nodeId);
  }

  /** A message of a peer. While the promise is pending the peer should not be read: it is ahead of what is checked. */
  receive(peer: Pick<Peer, 'nodeId'>, message: GossipMessage): void | Promise<void> {
    return this.#peers.receive(peer.nodeId, message);
  }

  /** A channel of ours has all four signatures. Called again after each start. */
  announceChannel(announcement: ChannelAnnouncement): void {
    if (this.#graph.has(announcement.shortChannelId)) return;
    this.#unannounced.set(announcement.shortChannelId, announcement);
    this.#announceSoon(announcement);
  }

  /** A channel of ours has changed in any way, or is gone. */
  channelChanged(channelId: ChannelId, channel: ChannelView | undefined): void {
    this.#own.channelChanged(channelId, channel);
  }

  /** What is asked for forwarding has changed. */
  policiesChanged(): void {
    this.#own.refreshSoon();
  }

  /** What the peer of a channel of ours asks for forwarding to us, as far as it has told. */
  peerPolicy(channel: ChannelView): ChannelUpdate | undefined {
    const { shortChannelId } = channel;
    const announced =
      shortChannelId !== undefined && this.#graph.has(shortChannelId)
        ? this.#store.updateOf(shortChannelId, this.#peerPolicies.directionOf(channel))
        : undefined;
    return announced ?? this.#peerPolicies.get(channel);
  }

  /** Where a node says that it can be reached over TCP. */
  endpointsOf(node: string): readonly { readonly host: string; readonly port: number }[] {
    const addresses = this.announcementOf(node)?.addresses ?? [];
    return addresses.flatMap((address) => endpointOfNodeAddress(address) ?? []);
  }

  /** What the network looks like. */
  figures(): NetworkFigures {
    return networkFigures(this.#graph);
  }

  /** `undefined` for a node without channels. */
  figuresOf(node: string): NodeFigures | undefined {
    const index = this.#graph.nodeIndex(node);
    return index < 0 ? undefined : nodeFigures(this.#graph, index);
  }

  /** Ids of the nodes with channels that begin with these hex digits, `limit` at most. */
  nodesBeginningWith(digits: string, limit: number): readonly string[] {
    const graph = this.#graph;
    return [...graph.nodesBeginningWith(digits).take(limit)].map((node) => graph.nodeKeyAt(node));
  }

  /** Of the network, or of one node. */
  largestChannels(limit: number, node?: string): readonly ChannelFigures[] {
    const graph = this.#graph;
    const channels = node === undefined ? graph.channels() : graph.channelsOf(graph.nodeIndex(node));
    return channelFigures(graph, channels, limit);
  }

  /** As its node has said it last. */
  announcementOf(node: string): NodeAnnouncement | undefined {
    const isKnown = NODE_KEY.test(node) && this.#graph.hasNode(node);
    return isKnown ? this.#store.nodeAnnouncementOf(hexToBytes(node)) : undefined;
  }

  async blockConnected({ height }: Block): Promise<void> {
    this.#keeper.forgetSpent(height);
    this.#intake.retryPremature(height);
    for (const announcement of this.#unannounced.values()) this.#announceSoon(announcement);
    // The chain goes on meanwhile: a lookup that fails is made again with the next block.
    this.#reorgCheck.blockConnected(height).catch((error: Error) => {
      this.#modules.log.error('funding outputs cannot be looked up again', { error });
    });
  }

  async blockDisconnected({ height }: BlockRef): Promise<void> {
    this.#reorgCheck.blockDisconnected(height);
  }

  /** An update that is for us alone tells the peer's terms for a channel of ours; all else is about the graph. */
  async #take(message: Announcement, peer: string): Promise<Result<void, GossipError>> {
    const isPrivate =
      message.type === 'channel_update' && (message.messageFlags & MESSAGE_FLAG_DONT_FORWARD) !== 0;
    if (!isPrivate) return this.#intake.take(message, peer);
    const channel = PeerPolicies.channelOf(message, peer, this.#modules.channels());
    if (channel === undefined) return err(gossipError('misdirected', 'a private update of another channel'));
    const last = this.#peerPolicies.get(channel);
    if (last !== undefined && message.timestamp <= last.timestamp)
      return err(gossipError('known', 'a private update that is not newer'));
    const isValid = await this.#peerPolicies.put(message, channel, nodeId(hexToBytes(peer)));
    return isValid
      ? ok(undefined)
      : err(gossipError('invalid_signature', 'a wrong signature in an update of our channel'));
  }

  #channelAdded(announcement: ChannelAnnouncement): void {
    const { shortChannelId, nodeId1, nodeId2 } = announcement;
    this.#unannounced.delete(shortChannelId);
    this.#peers.channelAdded(announcement);
    const self = bytesToHex(this.#options.nodeId);
    if ([nodeId1, nodeId2].some((id) => bytesToHex(id) === self)) this.#own.refresh();
  }

  /** In the background; what breaks is tried again with the next block. */
  #announceSoon(announcement: ChannelAnnouncement): void {
    this.#announce(announcement).catch((error: Error) => {
      this.#modules.log.error('a channel of ours is not announced yet', { error });
    });
  }

  async #announce(announcement: ChannelAnnouncement): Promise<void> {
    const taken = await this.#intake.takeChannel(announcement);
    if (taken.ok || taken.error.code === 'premature' || taken.error.code === 'unverifiable') return;
    this.#unannounced.delete(announcement.shortChannelId);
    if (taken.error.code !== 'known')
      this.#modules.log.error('a channel of ours cannot be announced', {
        shortChannelId: formatShortChannelId(announcement.shortChannelId),
        reason: taken.error.message,
      });
  }

  #keepHouse(): void {
    this.#keeper.forgetStale(this.#seconds());
    this.#intake.clear();
    this.#peerPolicies.keepOnly(this.#modules.channels());
    this.#own.refresh();
  }

  #seconds(): number {
    return Math.floor(this.#modules.now() / 1000);
  }
}
