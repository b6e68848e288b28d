/** Sends gossip to peers: what is new to all that asked for it, and what is theirs to each. */
import type { Announcement, GossipMessage } from '@sferic/wire';
import type { Peer } from '../p2p/index.ts';
import type { GossipLog, GossipRef, LogCursor, LogEntry } from './gossip-log.ts';

/** Timestamps that a peer wants: BOLT 7, "The gossip_timestamp_filter Message". */
export interface TimestampFilter {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** Messages that are looked at for one peer before the next one, and the event loop, get their turn. */
const MESSAGES_PER_TURN = 64;
/** Peers with much to read that are served in one turn; the others are first in the next. A turn is a few milliseconds then. */
const PEERS_PER_TURN = 4;
/** How long a peer whose queue is full is left alone. */
const RETRY_MS = 250;
/** Messages to one peer alone that wait: replies and private updates of channels with it. */
const MAX_DIRECT = 1024;

/** Queries of one peer that wait for their answers; BOLT 7 allows one of each kind. */
const MAX_ANSWERS = 4;

interface Recipient {
  readonly peer: Peer;
  readonly cursor: LogCursor;
  filter: TimestampFilter | undefined;
  readonly direct: GossipMessage[];
  /** Answers to queries that are not all sent. */
  readonly answers: Iterator<GossipMessage>[];
  blocked: boolean;
}

export interface FloodOptions {
  readonly log: GossipLog;
  /** BOLT 7, "Rebroadcasting": for how long what others said is gathered before it is passed on. */
  readonly relayDelayMilliseconds: number;
  /** The time by which an entry is filtered: an announced channel has that of its updates. */
  readonly timestampOf: (ref: GossipRef) => number | undefined;
  /** What an entry says; `undefined` when that cannot be read any more. */
  readonly messageOf: (ref: GossipRef) => Announcement | undefined;
}

export class Flood {
  readonly #options: FloodOptions;
  readonly #recipients = new Map<string, Recipient>();
  #immediate: NodeJS.Immediate | undefined;
  #relayTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;

  constructor(options: FloodOptions) {
    this.#options = options;
  }

  /** From now on the peer gets what is about this node and its channels; the rest once it asks: see `setFilter`. */
  add(peer: Peer): void {
    this.remove(peer.nodeId);
    this.#recipients.set(peer.nodeId, {
      peer,
      cursor: this.#options.log.open(),
      filter: undefined,
      direct: [],
      answers: [],
      blocked: false,
    });
    this.#runSoon();
  }

  remove(nodeId: string): void {
    this.#recipients.get(nodeId)?.cursor.close();
    this.#recipients.delete(nodeId);
  }

  /** Whether the peer has asked for what is told. */
  hasFilter(nodeId: string): boolean {
    return this.#recipients.get(nodeId)?.filter !== undefined;
  }

  /** How many messages a filter may ask for. */
  get logLength(): number {
    return this.#options.log.length;
  }

  /** Sends all that the filter takes, from the beginning on, and what comes later. */
  setFilter(nodeId: string, filter: TimestampFilter): void {
    const recipient = this.#recipients.get(nodeId);
    if (recipient === undefined) return;
    recipient.filter = filter;
    recipient.cursor.rewind();
    this.#runSoon();
  }

  /** Sends a message to one peer, before all else. False when the peer is gone or has too much to read already. */
  sendTo(nodeId: string, message: GossipMessage): boolean {
    const recipient = this.#recipients.get(nodeId);
    if (recipient === undefined || recipient.direct.length >= MAX_DIRECT) return false;
    recipient.direct.push(message);
    this.#runSoon();
    return true;
  }

  /** Sends the answer to a query as fast as the peer reads. False when the peer has asked too much already. */
  answer(nodeId: string, messages: Iterable<GossipMessage>): boolean {
    const recipient = this.#recipients.get(nodeId);
    if (recipient === undefined || recipient.answers.length >= MAX_ANSWERS) return false;
    recipient.answers.push(messages[Symbol.iterator]());
    this.#runSoon();
    return true;
  }

  /** The log has more: our own goes out at once, what others said a little later. */
  appended(isOwn: boolean): void {
    if (isOwn) this.#runSoon();
    else this.#relayTimer ??= setTimeout(() => this.#run(), this.#options.relayDelayMilliseconds);
  }

  stop(): void {
    for (const nodeId of [...this.#recipients.keys()]) this.remove(nodeId);
    clearImmediate(this.#immediate);
    clearTimeout(this.#relayTimer);
    clearTimeout(this.#retryTimer);
  }

  #runSoon(): void {
    this.#immediate ??= setImmediate(() => this.#run());
  }

  #run(): void {
    clearImmediate(this.#immediate);
    clearTimeout(this.#relayTimer);
    this.#immediate = undefined;
    this.#relayTimer = undefined;
    let busy = 0;
    for (const [nodeId, recipient] of [...this.#recipients]) {
      if (recipient.blocked || !this.#serve(recipient)) continue;
      // It may have left while it was served.
      if (this.#recipients.get(nodeId) !== recipient) continue;
      this.#recipients.delete(nodeId);
      this.#recipients.set(nodeId, recipient);
      busy += 1;
      if (busy === PEERS_PER_TURN) break;
    }
    if (busy > 0) this.#runSoon();
    const isBlocked = this.#recipients.values().some(({ blocked }) => blocked);
    if (isBlocked) this.#retryTimer ??= setTimeout(() => this.#retry(), RETRY_MS);
  }

  #retry(): void {
    this.#retryTimer = undefined;
    for (const recipient of this.#recipients.values()) recipient.blocked = false;
    this.#run();
  }

  /** Whether there is more to do for the recipient at once. */
  #serve(recipient: Recipient): boolean {
    for (let count = 0; count < MESSAGES_PER_TURN; count++) {
      const message = recipient.direct[0] ?? this.#nextOfAnswer(recipient);
      if (message === undefined) return this.#serveFromLog(recipient, MESSAGES_PER_TURN - count);
      recipient.blocked = !recipient.peer.send(message);
      if (recipient.blocked) return false;
      recipient.direct.shift();
    }
    return true;
  }

  /** Puts the next message of an answer where it stays until it is sent. */
  #nextOfAnswer({ answers, direct }: Recipient): GossipMessage | undefined {
    for (let answer = answers[0]; answer !== undefined; answer = answers[0]) {
      const next = answer.next();
      if (next.done !== true) {
        direct.push(next.value);
        return next.value;
      }
      answers.shift();
    }
    return undefined;
  }

  #serveFromLog(recipient: Recipient, most: number): boolean {
    const { cursor, peer } = recipient;
    for (let count = 0; count < most; count++) {
      const entry = cursor.peek();
      if (entry === undefined) return false;
      const message = this.#isFor(recipient, entry) ? this.#options.messageOf(entry.ref) : undefined;
      recipient.blocked = message !== undefined && !peer.send(message);
      if (recipient.blocked) return false;
      cursor.advance(entry.ref);
    }
    return true;
  }

  #isFor({ peer, filter }: Recipient, { ref, source, isOwn }: LogEntry): boolean {
    if (source === peer.nodeId) return false;
    // BOLT 7, "Requirements" of the filter: what this node says itself is sent whatever is asked for.
    if (isOwn) return true;
    const timestamp = this.#options.timestampOf(ref);
    return (
      filter !== undefined && timestamp !== undefined && timestamp >= filter.first && timestamp < filter.end
    );
  }
}
