/**
 * Gossip as the node's other modules see it: BOLT 7 in its first form. Peers are asked for all that they know, what is
 * new and valid goes into the graph and on to the other peers, and our own channels are announced.
 */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, equalBytes, hexToBytes } from '@sferic/crypto';
import {
  type Announcement,
  type ChainHash,
  type ChannelAnnouncement,
  type ChannelUpdate,
  type FeatureSet,
  formatShortChannelId,
  type GossipMessage,
  type GossipTimestampFilter,
  MESSAGE_FLAG_DONT_FORWARD,
  type NodeId,
  nodeId,
  type QueryChannelRange,
  type QueryShortChannelIds,
  U32_MAX,
} from '@sferic/wire';
import type { Block, BlockListener, BlockRef, FundingOutputs, TransactionWatcher } from '../chain/index.ts';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { Logger } from '../log.ts';
import type { Peer } from '../p2p/index.ts';
import type { Store } from '../store/index.ts';
import type { ForwardingPolicy } from '../switch/index.ts';
import { CHARGE } from './allowance.ts';
import { Flood } from './flood.ts';
import { type GossipError, gossipError, reactionTo } from './gossip-error.ts';
import { GossipLog } from './gossip-log.ts';
import { GraphKeeper } from './graph-keeper.ts';
import { GraphStore } from './graph-store.ts';
import type { GraphView } from './graph-view.ts';
import { Intake } from './intake.ts';
import { type GraphSize, NetworkGraph } from './network-graph.ts';
import type { Orphan } from './orphans.ts';
import { type NodeDetails, OwnGossip } from './own-gossip.ts';
import type { SignAsNode } from './own-update.ts';
import { PeerLink } from './peer-link.ts';
import { PeerPolicies } from './peer-policies.ts';
import { answerTo } from './queries.ts';
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
}

export interface GossipModules {
  readonly store: Pick<Store, 'all' | 'commit'>;
  readonly outputs: Pick<FundingOutputs, 'find'>;
  readonly watcher: Pick<TransactionWatcher, 'add'>;
  readonly height: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sign: SignAsNode;
  readonly channels: () => readonly ChannelView[];
  readonly policyOf: (channel: ChannelView) => ForwardingPolicy;
  readonly details: () => NodeDetails;
  readonly log: Logger;
}

/** Peers that are asked for everything; others tell what is new. One could lie by leaving out, three hardly do. */
const FULL_SYNC_PEERS = 3;
/** What is asked of the others: the time that a clock or a relay may be behind. */
const RECENT_SECONDS = 7_200;
/** How often what is too old is cleared away, and our own is looked through. */
const HOUSEKEEPING_MS = 600_000;
/** For how long nothing is believed of a peer that sent what no honest node sends; and of how many that is remembered. */
const MUTE_MS = 600_000;
const MAX_MUTED = 1_000;

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
  readonly #own: OwnGossip;
  readonly #reorgCheck: ReorgCheck;
  readonly #peerPolicies = new PeerPolicies();
  readonly #links = new Map<string, PeerLink>();
  /** When a peer may be heard again, in milliseconds since 1970. */
  readonly #muted = new Map<string, number>();
  /** Our own announcements that are not in the graph yet. */
  readonly #unannounced = new Map<bigint, ChannelAnnouncement>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GossipOptions, modules: GossipModules) {
    this.#options = options;
    this.#modules = modules;
    const { store, watcher, outputs, height, now, log } = modules;
    const self = bytesToHex(options.nodeId);
    const gossipLog = new GossipLog();
    this.#graph = new NetworkGraph(options.features);
    this.#store = new GraphStore(store, log);
    this.#flood = new Flood({
      log: gossipLog,
      relayDelayMilliseconds: options.relayDelayMilliseconds,
      timestampOf: (message) => this.#keeper.timestampOf(message),
    });
    this.#keeper = new GraphKeeper({
      self,
      graph: this.#graph,
      gossipLog,
      store: this.#store,
      watcher,
      appended: (isOwn) => this.#flood.appended(isOwn),
      log,
    });
    this.#intake = new Intake({
      chain: options.chain,
      graph: this.#graph,
      keeper: this.#keeper,
      verifier: this.#verifier,
      outputs,
      height,
      now: () => this.#seconds(),
      channelAdded: (announcement) => this.#channelAdded(announcement),
    });
    this.#own = new OwnGossip({
      selfId: options.nodeId,
      self,
      chain: options.chain,
      disableDelayMilliseconds: options.disableDelayMilliseconds,
      nowMilliseconds: now,
      graph: this.#graph,
      keeper: this.#keeper,
      store: this.#store,
      sendTo: (peer, message) => this.#flood.sendTo(peer, message),
      sign: modules.sign,
      channels: modules.channels,
      policyOf: modules.policyOf,
      details: modules.details,
      log,
    });
    this.#reorgCheck = new ReorgCheck(this.#graph, this.#keeper, outputs);
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
    this.#flood.stop();
    this.#verifier.stop();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    await this.#store.flush();
  }

  connected(peer: Peer): void {
    this.disconnected(peer.nodeId);
    const link = new PeerLink(peer, this.#modules.now);
    this.#links.set(peer.nodeId, link);
    this.#flood.add(peer);
    this.#own.connected(peer.nodeId);
    this.#ask(link);
  }

  disconnected(nodeId: string): void {
    const link = this.#links.get(nodeId);
    if (link === undefined) return;
    link.close();
    this.#links.delete(nodeId);
    this.#flood.remove(nodeId);
    if (!link.isAskedForAll) return;
    const other = this.#links.values().find(({ isAskedForAll }) => !isAskedForAll);
    if (other !== undefined) this.#ask(other);
  }

  /** A message of a peer. While the promise is pending the peer should not be read: it is ahead of what is checked. */
  receive(peer: Pick<Peer, 'nodeId'>, message: GossipMessage): void | Promise<void> {
    const link = this.#links.get(peer.nodeId);
    if (link === undefined) return;
    if (this.#isMuted(peer.nodeId)) {
      link.charge(1);
      return link.ready();
    }
    switch (message.type) {
      case 'channel_announcement':
      case 'node_announcement':
      case 'channel_update':
        this.#hold(link, message);
        break;
      case 'gossip_timestamp_filter':
        this.#filter(link, message);
        break;
      case 'query_channel_range':
      case 'query_short_channel_ids':
        this.#answer(link, message);
        break;
      case 'reply_channel_range':
      case 'reply_short_channel_ids_end':
        // Nothing was asked.
        link.charge(1);
    }
    return link.ready();
  }

  /** A channel of ours has all four signatures. Called again after each start. */
  announceChannel(announcement: ChannelAnnouncement): void {
    if (this.#graph.channel(announcement.shortChannelId) !== undefined) return;
    this.#unannounced.set(announcement.shortChannelId, announcement);
    void this.#announce(announcement);
  }

  /** A channel of ours was opened, closed, went away or came back, or its policy changed. */
  channelsChanged(): void {
    this.#own.refreshSoon();
  }

  /** What the peer of a channel of ours asks for forwarding to us, as far as it has told. */
  peerPolicy(channel: ChannelView): ChannelUpdate | undefined {
    const announced =
      channel.shortChannelId === undefined ? undefined : this.#graph.channel(channel.shortChannelId);
    const peerIsFirst = channel.peer < bytesToHex(this.#options.nodeId);
    return announced?.updates[peerIsFirst ? 0 : 1] ?? this.#peerPolicies.get(channel.channelId);
  }

  async blockConnected({ height }: Block): Promise<void> {
    this.#keeper.forgetSpent(height);
    this.#intake.retryPremature(height);
    for (const announcement of this.#unannounced.values()) void this.#announce(announcement);
    // The chain goes on meanwhile: a lookup that fails is made again with the next block.
    this.#reorgCheck.blockConnected(height).catch((error: Error) => {
      this.#modules.log.error('funding outputs cannot be looked up again', { error });
    });
  }

  async blockDisconnected({ height }: BlockRef): Promise<void> {
    this.#reorgCheck.blockDisconnected(height);
  }

  #ask(link: PeerLink): void {
    const asked = [...this.#links.values()].filter(({ isAskedForAll }) => isAskedForAll);
    link.isAskedForAll = asked.length < FULL_SYNC_PEERS;
    const firstTimestamp = link.isAskedForAll ? 0 : Math.max(0, this.#seconds() - RECENT_SECONDS);
    this.#flood.sendTo(link.peer.nodeId, {
      type: 'gossip_timestamp_filter',
      chainHash: this.#options.chain,
      firstTimestamp,
      timestampRange: U32_MAX - firstTimestamp,
    });
  }

  #filter(link: PeerLink, message: GossipTimestampFilter): void {
    link.charge(CHARGE);
    if (!this.#isOurChain(message)) return;
    const first = message.firstTimestamp;
    this.#flood.setFilter(link.peer.nodeId, { first, end: first + message.timestampRange });
  }

  #answer(link: PeerLink, query: QueryChannelRange | QueryShortChannelIds): void {
    link.charge(CHARGE);
    const answer = answerTo(query, this.#graph, this.#isOurChain(query));
    if (!answer.ok) this.#react(link, query, answer.error);
    else if (!this.#flood.answer(link.peer.nodeId, answer.value))
      this.#react(link, query, gossipError('malformed', 'a query before the answer to the last one'));
  }

  #isOurChain({ chainHash }: { readonly chainHash: ChainHash }): boolean {
    return equalBytes(chainHash, this.#options.chain);
  }

  #hold(link: PeerLink, message: Announcement): void {
    const work = this.#receive(link, message).catch((error: Error) => {
      this.#modules.log.error('gossip could not be handled', { peer: link.peer.nodeId, error });
    });
    link.hold(work);
  }

  async #receive(link: PeerLink, message: Announcement): Promise<void> {
    const taken =
      message.type === 'channel_update' && this.#channelOf(link, message) !== undefined
        ? await this.#takePolicy(link, message)
        : await this.#intake.take(message, link.peer.nodeId);
    if (!taken.ok) this.#react(link, message, taken.error);
  }

  /** The peer's terms for a channel between it and this node. */
  async #takePolicy(link: PeerLink, update: ChannelUpdate): Promise<Result<void, GossipError>> {
    const channel = this.#channelOf(link, update);
    const nodes = { self: this.#options.nodeId, peer: nodeId(hexToBytes(link.peer.nodeId)) };
    if (channel !== undefined && !(await this.#peerPolicies.put(update, channel, nodes, this.#verifier)))
      return err(gossipError('invalid_signature', 'a wrong signature in an update of our channel'));
    return ok(undefined);
  }

  /** The channel of ours that an update is about which a peer sends to nobody else. */
  #channelOf(link: PeerLink, update: ChannelUpdate): ChannelView | undefined {
    return (update.messageFlags & MESSAGE_FLAG_DONT_FORWARD) !== 0
      ? PeerPolicies.channelOf(update, link.peer.nodeId, this.#modules.channels())
      : undefined;
  }

  #react(link: PeerLink, message: GossipMessage, error: GossipError): void {
    const peer = link.peer.nodeId;
    switch (reactionTo(error)) {
      case 'ignore':
        if (error.code === 'orphan' && isOrphan(message)) link.orphans.add(orphanKey(message), message);
        link.charge(1);
        return;
      case 'charge':
        this.#modules.log.debug('gossip refused', { peer, code: error.code, reason: error.message });
        link.charge(CHARGE);
        return;
      case 'disconnect':
        this.#modules.log.warn('a peer sent invalid gossip', {
          peer,
          code: error.code,
          reason: error.message,
        });
        this.#mute(peer);
        void link.peer.disconnect(error.message);
    }
  }

  /** What waited for the channel gets its turn. */
  #channelAdded({ shortChannelId, nodeId1, nodeId2 }: ChannelAnnouncement): void {
    this.#unannounced.delete(shortChannelId);
    const keys = [String(shortChannelId), bytesToHex(nodeId1), bytesToHex(nodeId2)];
    for (const link of this.#links.values())
      for (const orphan of keys.flatMap((key) => link.orphans.take(key))) this.#hold(link, orphan);
    if (keys.includes(bytesToHex(this.#options.nodeId))) void this.#own.refresh();
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
    void this.#own.refresh();
  }

  #mute(peer: string): void {
    this.#muted.delete(peer);
    this.#muted.set(peer, this.#modules.now() + MUTE_MS);
    const [oldest] = this.#muted.keys();
    if (oldest !== undefined && this.#muted.size > MAX_MUTED) this.#muted.delete(oldest);
  }

  #isMuted(peer: string): boolean {
    return (this.#muted.get(peer) ?? 0) > this.#modules.now();
  }

  #seconds(): number {
    return Math.floor(this.#modules.now() / 1000);
  }
}

function isOrphan(message: GossipMessage): message is Orphan {
  return message.type === 'channel_update' || message.type === 'node_announcement';
}

/** What an orphan waits for: its channel, or a channel of its node. */
function orphanKey(orphan: Orphan): string {
  return orphan.type === 'channel_update' ? String(orphan.shortChannelId) : bytesToHex(orphan.nodeId);
}
