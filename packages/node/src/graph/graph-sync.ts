/**
 * What is asked of whom, so that the graph becomes whole: BOLT 7, "Query Messages". Up to three peers list their channels;
 * what is missing is asked of those that list it, each thing of one peer at a time, and of the next when that one did not
 * have it. One that invents channels is asked for them alone. Pure: time comes in, messages go out.
 */
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import {
  type ChainHash,
  type GossipMessage,
  type ReplyChannelRange,
  type ReplyShortChannelIdsEnd,
  type ShortChannelId,
  U32_MAX,
} from '@sferic/wire';
import { ChannelList, type SyncKey } from './channel-list.ts';
import { type GossipError, gossipError } from './gossip-error.ts';
import { encodeFlags, encodeIds, type UpdateTimes } from './id-lists.ts';
import type { Missing } from './missing.ts';
import { WANTS_TIMES } from './queries.ts';
import { ALL_BLOCKS, NO_REPLY, type RangeProgress, takeRangeReply } from './range-reply.ts';

/** Peers that are asked for what is missing; others tell what is new. One could lie by leaving out, three hardly do. */
export const SYNC_PEERS = 3;
/** What is asked of all for news: the time that a clock or a relay may be behind. */
const RECENT_SECONDS = 7_200;
/** A peer that has taught nothing for so long is not waited for: an honest one that we ask too much pauses for seconds. */
export const QUERY_IDLE_MS = 30_000;
/** Nor one that answers a single query for so long, word by word. */
export const QUERY_TOTAL_MS = 600_000;
/** After this time a peer is asked again what it has: so what was lost on the way, or could not be looked up, is found. */
export const AGAIN_MS = 3_600_000;

export interface SyncMessage {
  readonly peer: string;
  readonly message: GossipMessage;
}

interface Asked {
  readonly since: number;
  /** When the peer last taught something. */
  heardAt: number;
  /** Of a range: how far it has come. */
  range?: RangeProgress;
  /** Of channels and nodes: what they are. */
  readonly keys: ReadonlySet<SyncKey>;
  /** The end of the answer is here; what came before it may still be under examination. */
  isAnswered: boolean;
}

interface Member {
  readonly peer: string;
  readonly answersQueries: boolean;
  readonly connectedAt: number;
  /** `spare`: others are asked; `flood`: it answers no queries and was asked to tell all; `failed`: not asked any more. */
  phase: 'spare' | 'asking' | 'flood' | 'done' | 'failed';
  list: ChannelList;
  asked: Asked | undefined;
  /** Since when it has nothing more to be asked for. */
  doneAt: number;
  tellsNews: boolean;
}

const NO_KEYS: ReadonlySet<SyncKey> = new Set();

export interface GraphSyncOptions {
  readonly chain: ChainHash;
  readonly missing: Missing;
  /** `QUERY_IDLE_MS` unless told. */
  readonly idleMilliseconds?: number;
}

/** All times are in milliseconds since 1970; what is returned is to be sent. */
export class GraphSync {
  readonly #options: GraphSyncOptions;
  readonly #members = new Map<string, Member>();

  constructor(options: GraphSyncOptions) {
    this.#options = options;
  }

  /** `answersQueries`: it offers `gossip_queries`; a peer that does not is not worth a query (BOLT 7). */
  connected(peer: string, answersQueries: boolean, now: number): readonly SyncMessage[] {
    this.#members.set(peer, {
      peer,
      answersQueries,
      connectedAt: now,
      phase: 'spare',
      list: new ChannelList(),
      asked: undefined,
      doneAt: 0,
      tellsNews: false,
    });
    return this.#next(now);
  }

  left(peer: string, now: number): readonly SyncMessage[] {
    return this.#members.delete(peer) ? this.#next(now) : [];
  }

  /** The peer told something that was not known, or that cannot be looked up now. */
  taught(peer: string, now: number): void {
    const asked = this.#members.get(peer)?.asked;
    if (asked !== undefined) asked.heardAt = now;
  }

  rangeReply(
    peer: string,
    reply: ReplyChannelRange,
    now: number,
  ): Result<readonly SyncMessage[], GossipError> {
    const member = this.#members.get(peer);
    const asked = member?.asked;
    if (member === undefined || asked?.range === undefined || !this.#isOurs(reply)) return unasked(reply);
    const taken = takeRangeReply(reply, asked.range, (id, times) => this.#list(member, id, times, now));
    if (!taken.ok) {
      this.#fail(member);
      return taken;
    }
    asked.heardAt = now;
    if (taken.value !== undefined) {
      asked.range = taken.value;
      return ok([]);
    }
    member.asked = undefined;
    return ok(this.#next(now));
  }

  /** The answer has ended: `examined` is to follow once what came before is looked at. */
  answered(peer: string, reply: ReplyShortChannelIdsEnd): Result<void, GossipError> {
    const member = this.#members.get(peer);
    const asked = member?.asked;
    const isAsked = asked !== undefined && asked.range === undefined && !asked.isAnswered;
    if (member === undefined || !isAsked || !this.#isOurs(reply)) return unasked(reply);
    // BOLT 7: a 0 says that it is to be looked for elsewhere.
    if (reply.fullInformation === 0) this.#fail(member);
    else asked.isAnswered = true;
    return ok(undefined);
  }

  examined(peer: string, now: number): readonly SyncMessage[] {
    const member = this.#members.get(peer);
    if (member?.asked?.isAnswered === true) member.asked = undefined;
    return this.#next(now);
  }

  /** When `overdue` should be called next, if at all. */
  get deadline(): number | undefined {
    const times = [...this.#members.values()].flatMap((member) => this.#deadlineOf(member) ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Gives up peers that do not answer, and asks again those that were asked long ago. */
  overdue(now: number): readonly SyncMessage[] {
    for (const member of [...this.#members.values()]) {
      if ((this.#deadlineOf(member) ?? now + 1) > now) continue;
      if (member.phase !== 'done') this.#fail(member);
      else {
        // To the end of the queue: each has its turn, and none can keep the others from being asked.
        member.phase = 'spare';
        this.#members.delete(member.peer);
        this.#members.set(member.peer, member);
      }
    }
    return this.#next(now);
  }

  #deadlineOf({ phase, asked, doneAt }: Member): number | undefined {
    if (phase === 'done') return doneAt + AGAIN_MS;
    const { idleMilliseconds = QUERY_IDLE_MS } = this.#options;
    return asked && Math.min(asked.heardAt + idleMilliseconds, asked.since + QUERY_TOTAL_MS);
  }

  #list({ list }: Member, id: ShortChannelId, times: UpdateTimes, now: number): void {
    const { missing } = this.#options;
    if (missing.ofChannel(id, times, Math.floor(now / 1000)) !== 0 || missing.ofNodes(id).length > 0)
      list.add(id, times);
  }

  #fail(member: Member): void {
    member.phase = 'failed';
    member.asked = undefined;
    member.list = new ChannelList();
  }

  #next(now: number): readonly SyncMessage[] {
    const messages: SyncMessage[] = [];
    const members = [...this.#members.values()];
    let asked = members.filter(({ phase }) => phase !== 'spare' && phase !== 'failed').length;
    for (const member of members) {
      if (member.phase === 'spare' && asked < SYNC_PEERS) {
        asked += 1;
        messages.push(this.#begin(member, now));
      } else if (member.phase === 'asking' && member.asked === undefined) {
        const query = this.#query(member, now);
        if (query !== undefined) messages.push({ peer: member.peer, message: query });
      }
      const isThrough = member.phase !== 'asking' && member.phase !== 'flood';
      if (isThrough && !member.tellsNews) {
        member.tellsNews = true;
        const recent = Math.floor(member.connectedAt / 1000) - RECENT_SECONDS;
        messages.push({ peer: member.peer, message: this.#filter(Math.max(0, recent)) });
      }
    }
    return messages;
  }

  #begin(member: Member, now: number): SyncMessage {
    const { peer } = member;
    if (!member.answersQueries) {
      member.phase = 'flood';
      return { peer, message: this.#filter(0) };
    }
    member.phase = 'asking';
    member.asked = { since: now, heardAt: now, range: NO_REPLY, keys: NO_KEYS, isAnswered: false };
    const { chain: chainHash } = this.#options;
    const message = {
      type: 'query_channel_range',
      chainHash,
      ...ALL_BLOCKS,
      queryOption: WANTS_TIMES,
    } as const;
    return { peer, message };
  }

  /** The next question to a peer; `undefined` when there is none now. */
  #query(member: Member, now: number): GossipMessage | undefined {
    const { chain, missing } = this.#options;
    const others = [...this.#members.values()].flatMap(({ asked }) => asked ?? []);
    const isAsked = (key: SyncKey) => others.some(({ keys }) => keys.has(key));
    const batch = member.list.next(missing, isAsked, Math.floor(now / 1000));
    if (batch === 'waiting') return undefined;
    if (batch === 'done') {
      member.phase = 'done';
      member.doneAt = now;
      member.list = new ChannelList();
      return undefined;
    }
    const { ids, flags, keys } = batch;
    member.asked = { since: now, heardAt: now, keys, isAnswered: false };
    return {
      type: 'query_short_channel_ids',
      chainHash: chain,
      encodedShortIds: encodeIds(ids),
      queryFlags: encodeFlags(flags),
    };
  }

  /** Asks for what has a time from then on; a peer is told nothing of others before it asks (BOLT 7, "Rebroadcasting"). */
  #filter(firstTimestamp: number): GossipMessage {
    const { chain: chainHash } = this.#options;
    const timestampRange = U32_MAX - firstTimestamp;
    return { type: 'gossip_timestamp_filter', chainHash, firstTimestamp, timestampRange };
  }

  #isOurs({ chainHash }: ReplyChannelRange | ReplyShortChannelIdsEnd): boolean {
    return equalBytes(chainHash, this.#options.chain);
  }
}

function unasked({ type }: ReplyChannelRange | ReplyShortChannelIdsEnd): Result<never, GossipError> {
  return err(gossipError('unasked', `${type} without a question`));
}
