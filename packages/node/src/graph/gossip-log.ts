/** What is to be told to others, in an order in which they can take it. */
import type { Announcement } from '@sferic/wire';

/** One message of the log. */
export interface LogEntry {
  /** What the message is about: there is one message for each. */
  readonly key: string;
  /** Grows with each entry: a peer's place in the log is the number of the last one that it was sent. */
  readonly sequence: number;
  readonly message: Announcement;
  /** The peer that brought it, as hex; absent for our own and what was stored. */
  readonly source?: string;
  /** About this node or its channels. */
  readonly isOwn: boolean;
}

/** Superseded entries are cleared away when they are more than the others, and more than this. */
const MIN_SUPERSEDED = 256;

/**
 * All messages that are worth relaying, each once: a newer one takes the place of the older, at the end. One log serves
 * all peers, and each has a place in it, so that a slow peer costs no memory and skips what was superseded meanwhile.
 * Who appends a channel's announcement before its updates, and both before the announcements of its nodes, has them sent in that order.
 */
export class GossipLog {
  #entries: LogEntry[] = [];
  readonly #latest = new Map<string, LogEntry>();
  #sequence = 0;

  /** The number of the newest entry. */
  get end(): number {
    return this.#sequence;
  }

  /** Entries in memory, superseded ones included. */
  get length(): number {
    return this.#entries.length;
  }

  has(key: string): boolean {
    return this.#latest.has(key);
  }

  append(entry: Omit<LogEntry, 'sequence'>): void {
    this.#sequence += 1;
    const numbered = { ...entry, sequence: this.#sequence };
    this.#entries.push(numbered);
    this.#latest.set(entry.key, numbered);
    this.#compact();
  }

  remove(key: string): void {
    this.#latest.delete(key);
    this.#compact();
  }

  /** The first entry with a number above `sequence`. */
  next(sequence: number): LogEntry | undefined {
    for (let index = this.#indexAfter(sequence); index < this.#entries.length; index++) {
      const entry = this.#entries[index];
      if (entry !== undefined && this.#isCurrent(entry)) return entry;
    }
    return undefined;
  }

  #isCurrent(entry: LogEntry): boolean {
    return this.#latest.get(entry.key) === entry;
  }

  #indexAfter(sequence: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.sequence ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compact(): void {
    const superseded = this.#entries.length - this.#latest.size;
    if (superseded > MIN_SUPERSEDED && superseded > this.#latest.size)
      this.#entries = this.#entries.filter((entry) => this.#isCurrent(entry));
  }
}
