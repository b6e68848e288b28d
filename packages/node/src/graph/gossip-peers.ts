/** What peers send and ask for: how much of it is in hand at a time, and what it costs them when it is bad. */
import type { Result } from '@sferic/codec';
import { bytesToHex, equalBytes } from '@sferic/crypto';
import {
  type Announcement,
  type ChainHash,
  type ChannelAnnouncement,
  type GossipMessage,
  type GossipTimestampFilter,
  type QueryChannelRange,
  type QueryShortChannelIds,
  type ReplyChannelRange,
  type ReplyShortChannelIdsEnd,
  supports,
} from '@sferic/wire';
import type { Logger } from '../log.ts';
import type { Peer } from '../p2p/index.ts';
import { CHARGE, COUNT, chargeForChannels, chargeForFilter } from './allowance.ts';
import type { Flood } from './flood.ts';
import { type GossipError, gossipError, reactionTo } from './gossip-error.ts';
import { GraphSync, type SyncMessage } from './graph-sync.ts';
import { countIds } from './id-lists.ts';
import { missingIn } from './missing.ts';
import type { Orphan } from './orphans.ts';
import { PeerLink } from './peer-link.ts';
import { answerTo, type Told } from './queries.ts';

export interface GossipPeersModules {
  readonly chain: ChainHash;
  readonly told: Told;
  readonly flood: Flood;
  /** Checks a message of a peer and puts it where it belongs. */
  readonly take: (message: Announcement, peer: string) => Promise<Result<void, GossipError>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long an answer is waited for; see `GraphSync`. */
  readonly queryIdleMilliseconds?: number;
  readonly log: Logger;
}

/** For how long nothing is believed of a peer that sent what no honest node sends; and of how many that is remembered. */
const MUTE_MS = 600_000;
const MAX_MUTED = 1_000;

export class GossipPeers {
  readonly #modules: GossipPeersModules;
  readonly #links = new Map<string, PeerLink>();
  /** When a peer may be heard again, in milliseconds since 1970. */
  readonly #muted = new Map<string, number>();
  readonly #sync: GraphSync;
  #syncTimer: NodeJS.Timeout | undefined;

  constructor(modules: GossipPeersModules) {
    this.#modules = modules;
    const { chain, told, queryIdleMilliseconds: idleMilliseconds } = modules;
    const missing = missingIn(told.graph);
    this.#sync = new GraphSync({
      chain,
      missing,
      ...(idleMilliseconds !== undefined && { idleMilliseconds }),
    });
  }

  connected(peer: Peer): void {
    this.disconnected(peer.nodeId);
    const link = new PeerLink(peer, this.#modules.now);
    this.#links.set(peer.nodeId, link);
    this.#modules.flood.add(peer);
    this.#ask(
      this.#sync.connected(peer.nodeId, supports(peer.features, 'gossip_queries'), this.#modules.now()),
    );
  }

  disconnected(nodeId: string): void {
    const link = this.#links.get(nodeId);
    if (link === undefined) return;
    link.close();
    this.#links.delete(nodeId);
    this.#modules.flood.remove(nodeId);
    this.#ask(this.#sync.left(nodeId, this.#modules.now()));
  }

  /** A message of a peer. While the promise is pending the peer should not be read: it is ahead of what is checked. */
  receive(nodeId: string, message: GossipMessage): void | Promise<void> {
    const link = this.#links.get(nodeId);
    if (link === undefined) return;
    if (this.#isMuted(nodeId)) link.charge(1);
    else this.#receive(link, message);
    return link.ready();
  }

  /** What waited for the channel gets its turn. */
  channelAdded({ shortChannelId, nodeId1, nodeId2 }: ChannelAnnouncement): void {
    const keys = [String(shortChannelId), bytesToHex(nodeId1), bytesToHex(nodeId2)];
    for (const link of this.#links.values())
      for (const orphan of keys.flatMap((key) => link.orphans.take(key))) this.#take(link, orphan);
  }

  stop(): void {
    clearTimeout(this.#syncTimer);
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  #ask(messages: readonly SyncMessage[]): void {
    for (const { peer, message } of messages) this.#modules.flood.sendTo(peer, message);
    clearTimeout(this.#syncTimer);
    const { deadline } = this.#sync;
    if (deadline === undefined) return;
    const { now } = this.#modules;
    this.#syncTimer = setTimeout(() => this.#ask(this.#sync.overdue(now())), Math.max(1, deadline - now()));
  }

  #receive(link: PeerLink, message: GossipMessage): void {
    switch (message.type) {
      case 'channel_announcement':
      case 'node_announcement':
      case 'channel_update':
        this.#take(link, message);
        break;
      case 'gossip_timestamp_filter':
        this.#filter(link, message);
        break;
      case 'query_channel_range':
      case 'query_short_channel_ids':
        this.#answer(link, message);
        break;
      case 'reply_channel_range':
        this.#ranged(link, message);
        break;
      case 'reply_short_channel_ids_end':
        this.#answered(link, message);
    }
  }

  #filter(link: PeerLink, { chainHash, firstTimestamp, timestampRange }: GossipTimestampFilter): void {
    const { flood } = this.#modules;
    link.charge(chargeForFilter(!flood.hasFilter(link.peer.nodeId), flood.logLength));
    if (!equalBytes(chainHash, this.#modules.chain)) return;
    flood.setFilter(link.peer.nodeId, {
      first: firstTimestamp,
      end: firstTimestamp + timestampRange,
    });
  }

  #answer(link: PeerLink, query: QueryChannelRange | QueryShortChannelIds): void {
    const { chain, told, flood } = this.#modules;
    const channels = query.type === 'query_short_channel_ids' ? countIds(query.encodedShortIds) : 0;
    link.charge(chargeForChannels(channels));
    const answer = answerTo(query, told, equalBytes(query.chainHash, chain));
    if (!answer.ok) this.#react(link, answer.error);
    else if (!flood.answer(link.peer.nodeId, answer.value))
      this.#react(link, gossipError('too_frequent', 'queries come before the answers to others'));
  }

  #ranged(link: PeerLink, reply: ReplyChannelRange): void {
    const now = this.#modules.now();
    const taken = this.#sync.rangeReply(link.peer.nodeId, reply, now);
    if (!taken.ok) this.#react(link, taken.error);
    this.#ask(taken.ok ? taken.value : this.#sync.overdue(now));
  }

  #answered(link: PeerLink, reply: ReplyShortChannelIdsEnd): void {
    const { nodeId } = link.peer;
    const answered = this.#sync.answered(nodeId, reply);
    if (!answered.ok) this.#react(link, answered.error);
    // What came before may still be under examination, and is missing until then.
    else void link.idle().then(() => this.#examined(link));
  }

  #examined(link: PeerLink): void {
    const { nodeId } = link.peer;
    if (this.#links.get(nodeId) === link) this.#ask(this.#sync.examined(nodeId, this.#modules.now()));
  }

  #take(link: PeerLink, message: Announcement): void {
    const peer = link.peer.nodeId;
    const work = this.#modules.take(message, peer).then(
      (taken) => {
        if (taken.ok || taken.error.code === 'unverifiable') this.#sync.taught(peer, this.#modules.now());
        if (taken.ok) return;
        if (taken.error.code === 'orphan' && message.type !== 'channel_announcement')
          link.orphans.add(orphanKey(message), message);
        this.#react(link, taken.error);
      },
      (error: Error) => this.#modules.log.error('gossip could not be handled', { peer, error }),
    );
    link.hold(work);
  }

  #react(link: PeerLink, error: GossipError): void {
    const { code, message: reason } = error;
    const peer = link.peer.nodeId;
    switch (reactionTo(error)) {
      case 'ignore':
        link.charge(1);
        break;
      case 'count':
        link.charge(COUNT);
        break;
      case 'charge':
        this.#modules.log.debug('gossip refused', { peer, code, reason });
        link.charge(CHARGE);
        break;
      case 'disconnect':
        this.#modules.log.warn('a peer sent invalid gossip', { peer, code, reason });
        this.#mute(peer);
        void link.peer.disconnect(reason);
    }
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
}

/** What an orphan waits for: its channel, or a channel of its node. */
function orphanKey(orphan: Orphan): string {
  return orphan.type === 'channel_update' ? String(orphan.shortChannelId) : bytesToHex(orphan.nodeId);
}
