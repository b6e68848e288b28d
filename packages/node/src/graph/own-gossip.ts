/** Says what there is to say of this node and its channels, and says it again when it changes. */
import { bytesToHex, equalBytes } from '@sferic/crypto';
import {
  type ChainHash,
  type ChannelId,
  type ChannelUpdate,
  channelUpdateDigest,
  encodeBolt,
  encodeFeatures,
  type FeatureSet,
  type NodeAddress,
  type NodeAnnouncement,
  type NodeId,
  nodeAnnouncementDigest,
  type ShortChannelId,
  type Unsigned,
} from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { Logger } from '../log.ts';
import type { ForwardingPolicy } from '../switch/index.ts';
import type { GraphKeeper } from './graph-keeper.ts';
import type { GraphStore } from './graph-store.ts';
import { directionOf, type NetworkGraph } from './network-graph.ts';
import {
  isCurrent,
  nextTimestamp,
  ownUpdate,
  RENEW_AFTER_SECONDS,
  type SignAsNode,
  type UpdateTarget,
} from './own-update.ts';

/** How this node presents itself. */
export interface NodeDetails {
  /** 32 bytes: see `aliasOf`. */
  readonly alias: Uint8Array;
  /** Red, green, blue. */
  readonly color: Uint8Array;
  readonly features: FeatureSet;
  /** In the order of their types. */
  readonly addresses: readonly NodeAddress[];
}

export interface OwnGossipModules {
  readonly selfId: NodeId;
  readonly chain: ChainHash;
  readonly sign: SignAsNode;
  readonly channels: () => readonly ChannelView[];
  readonly policyOf: (channel: ChannelView) => ForwardingPolicy;
  readonly details: () => NodeDetails;
  /**
   * How long a peer may be away before its channels are said to be disabled: most come back after a restart, and each
   * change is flooded to the whole network.
   */
  readonly disableDelayMilliseconds: number;
  /** Milliseconds since 1970. */
  readonly nowMilliseconds: () => number;
  readonly graph: NetworkGraph;
  readonly keeper: GraphKeeper;
  readonly store: GraphStore;
  readonly sendTo: (peer: string, message: ChannelUpdate) => void;
  readonly log: Logger;
}

/** Changes of channels within this time are looked at together. */
const REFRESH_DELAY_MS = 50;

/** States of a channel in which payments go through it, or will when the peer is back: see `ChannelView.state`. */
const OPEN_STATE = /(^|: )normal$/;

export class OwnGossip {
  readonly #modules: OwnGossipModules;
  /** The latest update of ours by the name that it has for the channel. */
  readonly #updates = new Map<ShortChannelId, ChannelUpdate>();
  /** Since when a channel is away, in milliseconds since 1970; by its id as `ChannelView` has it. */
  #awaySince = new Map<string, number>();
  /** Of each of our channels, by its id as hex: what `factsOf` last gave. */
  readonly #facts = new Map<string, string>();
  #running = false;
  /** Something changed since the look that is under way began. */
  #again = false;
  /** Until a channel has been away for long enough. */
  #awayTimer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(modules: OwnGossipModules) {
    this.#modules = modules;
  }

  restore(): void {
    for (const update of this.#modules.store.loadOwnUpdates())
      this.#updates.set(update.shortChannelId, update);
  }

  /** A channel has changed, or is gone: it does with each payment, and what is said of it hardly ever. */
  channelChanged(channelId: ChannelId, channel: ChannelView | undefined): void {
    const key = bytesToHex(channelId);
    const facts = channel && factsOf(channel);
    if (this.#facts.get(key) === facts) return;
    if (facts === undefined) this.#facts.delete(key);
    else this.#facts.set(key, facts);
    this.refreshSoon();
  }

  /** As `refresh`, a little later. */
  refreshSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.refresh();
    }, REFRESH_DELAY_MS);
  }

  /** Something may have changed: channels, policies, the graph, or the time. Looks and says what is new. */
  refresh(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  /** Tells a peer what nobody else is told: our terms for channels that are not announced. */
  connected(peer: string): void {
    for (const channel of this.#modules.channels()) {
      const target = channel.peer === peer ? this.#targetOf(channel) : undefined;
      const update = target && !target.isPublic && this.#updates.get(target.shortChannelId);
      if (update) this.#modules.sendTo(peer, update);
    }
  }

  stop(): void {
    clearTimeout(this.#awayTimer);
    clearTimeout(this.#soon);
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        await this.#updateChannels();
        this.#announceNode();
      }
    } catch (error) {
      this.#modules.log.error('own channels cannot be announced', { error: error as Error });
    } finally {
      this.#running = false;
    }
  }

  async #updateChannels(): Promise<void> {
    const { selfId, chain, channels, policyOf, nowMilliseconds } = this.#modules;
    const now = Math.floor(nowMilliseconds() / 1000);
    const views = channels();
    const away = this.#findAway(views);
    for (const channel of views) {
      const target = this.#targetOf(channel);
      const isAway = away.has(channel);
      if (target === undefined) continue;
      const last = this.#updates.get(target.shortChannelId);
      // Of a channel that never carried a payment there is nothing to take back.
      if (last === undefined && !channel.usable) continue;
      const content = ownUpdate(channel, policyOf(channel), target, isAway, { self: selfId, chain });
      if (last !== undefined && isCurrent(last, content, now)) this.#keepInGraph(last, target);
      else await this.#issue({ ...content, timestamp: nextTimestamp(last, now) }, channel, target);
    }
    this.#forget(views);
  }

  /** An update is durable before it is sent: a restart must not go back behind its time. */
  async #issue(unsigned: Unsigned<ChannelUpdate>, channel: ChannelView, target: UpdateTarget): Promise<void> {
    const { sign, store, sendTo } = this.#modules;
    const update: ChannelUpdate = { ...unsigned, signature: sign(channelUpdateDigest(unsigned)) };
    this.#updates.set(update.shortChannelId, update);
    await store.saveOwnUpdate(update);
    if (target.isPublic) this.#keepInGraph(update, target);
    else sendTo(channel.peer, update);
  }

  /** The graph is stored later than our updates, and may have lost one by a crash, or the channel and got it again. */
  #keepInGraph(update: ChannelUpdate, target: UpdateTarget): void {
    const { graph, keeper } = this.#modules;
    const channel = target.isPublic ? graph.channelIndex(target.shortChannelId) : -1;
    if (channel < 0) return;
    const known = graph.updateTime(2 * channel + directionOf(update));
    if (known === undefined || known < update.timestamp) keeper.putUpdate(channel, update);
  }

  /** Until the channel is announced, the peer alone is told, by the alias that it gave the channel (BOLT 7). */
  #targetOf(channel: ChannelView): UpdateTarget | undefined {
    const { shortChannelId, remoteAlias, announce } = channel;
    const isPublic = announce && shortChannelId !== undefined && this.#modules.graph.has(shortChannelId);
    const name = isPublic ? shortChannelId : (remoteAlias ?? shortChannelId);
    return name === undefined ? undefined : { shortChannelId: name, isPublic };
  }

  /** The channels that are to be said to be disabled now; sets the clock for those that will be. */
  #findAway(channels: readonly ChannelView[]): ReadonlySet<ChannelView> {
    const { nowMilliseconds, disableDelayMilliseconds } = this.#modules;
    const now = nowMilliseconds();
    const since = new Map<string, number>();
    const away = new Set<ChannelView>();
    let nextCheck = Number.POSITIVE_INFINITY;
    for (const channel of channels) {
      if (channel.usable) continue;
      const key = String(channel.localAlias);
      const from = this.#awaySince.get(key) ?? now;
      since.set(key, from);
      // One that closes does not come back.
      const isClosing = channel.state === 'normal' || !OPEN_STATE.test(channel.state);
      if (isClosing || from + disableDelayMilliseconds <= now) away.add(channel);
      else nextCheck = Math.min(nextCheck, from + disableDelayMilliseconds);
    }
    this.#awaySince = since;
    clearTimeout(this.#awayTimer);
    if (nextCheck < Number.POSITIVE_INFINITY)
      this.#awayTimer = setTimeout(() => this.refresh(), nextCheck - now);
    return away;
  }

  /** Drops updates of channels that are gone. */
  #forget(channels: readonly ChannelView[]): void {
    const { graph, store } = this.#modules;
    const names = new Set(
      channels.flatMap(({ shortChannelId, remoteAlias }) => [shortChannelId, remoteAlias]),
    );
    for (const id of this.#updates.keys()) {
      if (names.has(id) || graph.has(id)) continue;
      this.#updates.delete(id);
      store.removeOwnUpdate(id);
    }
  }

  #announceNode(): void {
    const { selfId, sign, details, graph, store, keeper, nowMilliseconds } = this.#modules;
    const now = Math.floor(nowMilliseconds() / 1000);
    // Others take an announcement of a node only when they know a channel of it.
    if (graph.nodeIndexOf(selfId) < 0) return;
    const last = store.nodeAnnouncementOf(selfId);
    const { alias, color, features, addresses } = details();
    const unsigned: Unsigned<NodeAnnouncement> = {
      type: 'node_announcement',
      features: encodeFeatures(features),
      timestamp: nextTimestamp(last, now),
      nodeId: selfId,
      rgbColor: color,
      alias,
      addresses,
      extension: new Uint8Array(0),
    };
    if (last !== undefined && last.timestamp + RENEW_AFTER_SECONDS > now && saysTheSame(last, unsigned))
      return;
    keeper.putNode({ ...unsigned, signature: sign(nodeAnnouncementDigest(unsigned)) });
  }
}

function saysTheSame(last: NodeAnnouncement, next: Unsigned<NodeAnnouncement>): boolean {
  const { timestamp, signature } = last;
  return equalBytes(encodeBolt({ ...next, timestamp, signature }), encodeBolt(last));
}

/** All of a channel that what is said of it follows from. */
function factsOf(channel: ChannelView): string {
  const { state, usable, announce, shortChannelId, remoteAlias } = channel;
  const { capacityMsat, remoteHtlcMinimum, remoteMaxInFlight } = channel;
  return [
    state,
    usable,
    announce,
    shortChannelId,
    remoteAlias,
    capacityMsat,
    remoteHtlcMinimum,
    remoteMaxInFlight,
  ].join();
}
