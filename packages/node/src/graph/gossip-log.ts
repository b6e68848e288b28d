/** What is to be told to others, in an order in which they can take it. */
import { grownLength, lengthened } from './flat-array.ts';

/** What a message is about, as a number: four for each channel or node, by their indexes in the graph. */
export type GossipRef = number;

export const REF_KINDS = ['channel', 'update_1', 'update_2', 'node'] as const;
export type RefKind = (typeof REF_KINDS)[number];

export function refOf(kind: RefKind, index: number): GossipRef {
  return index * REF_KINDS.length + REF_KINDS.indexOf(kind);
}

/** The inverse of `refOf`. */
export function partsOf(ref: GossipRef): { readonly kind: RefKind; readonly index: number } {
  const kind = REF_KINDS[ref % REF_KINDS.length];
  if (kind === undefined) throw new Error(`bad reference ${ref}`);
  return { kind, index: Math.floor(ref / REF_KINDS.length) };
}

/** One message of the log. */
export interface LogEntry {
  readonly ref: GossipRef;
  /** The peer that brought it, as hex; absent for our own and what was stored. */
  readonly source?: string;
  /** About this node or its channels. */
  readonly isOwn: boolean;
}

/** Peers that are remembered as sources; of further ones it is forgotten, and they may hear what they have told. */
const MAX_SOURCES = 0x7fff;
const OWN = 0x8000;

/**
 * All messages that are worth relaying, each once: a newer one takes the place of the older, at the end. A list whose links
 * stand in arrays, by reference; the messages themselves are in the store. One log serves all peers, and each has a cursor
 * in it, so that a slow peer costs no memory and skips what was superseded meanwhile. Who appends a channel's announcement
 * before its updates, and both before the announcements of its nodes, has them sent in that order.
 */
export class GossipLog {
  /** By reference and 1: the entry after and before it. 0 is both ends of the list. */
  #next = new Uint32Array(REF_KINDS.length);
  #previous = new Uint32Array(REF_KINDS.length);
  /** By reference and 1: the number of the source, and `OWN`. */
  #marks = new Uint16Array(REF_KINDS.length);
  #length = 0;
  readonly #sources: string[] = [''];
  readonly #sourceNumbers = new Map<string, number>();
  readonly #cursors = new Set<LogCursor>();

  get length(): number {
    return this.#length;
  }

  get byteLength(): number {
    return this.#next.byteLength + this.#previous.byteLength + this.#marks.byteLength;
  }

  has(ref: GossipRef): boolean {
    return (this.#previous[ref + 1] ?? 0) !== 0 || this.#next[0] === ref + 1;
  }

  append({ ref, source, isOwn }: LogEntry): void {
    this.remove(ref);
    const at = ref + 1;
    if (at >= this.#next.length) this.#growTo(grownLength(this.#next.length, at + 1));
    const last = this.#previous[0] ?? 0;
    this.#next[last] = at;
    this.#previous[at] = last;
    this.#next[at] = 0;
    this.#previous[0] = at;
    this.#marks[at] = this.#numberOf(source) | (isOwn ? OWN : 0);
    this.#length += 1;
  }

  remove(ref: GossipRef): void {
    if (!this.has(ref)) return;
    const at = ref + 1;
    const [before, after] = [this.#previous[at] ?? 0, this.#next[at] ?? 0];
    for (const cursor of this.#cursors) if (cursor.at === at) cursor.at = before;
    this.#next[before] = after;
    this.#previous[after] = before;
    this.#next[at] = 0;
    this.#previous[at] = 0;
    this.#length -= 1;
  }

  /** A place in the log, before its first entry. It must be closed. */
  open(): LogCursor {
    const cursor: LogCursor = {
      at: 0,
      peek: () => this.#entryAfter(cursor.at),
      advance: (ref) => {
        // Unless it has moved while it was told.
        if (this.#next[cursor.at] === ref + 1) cursor.at = ref + 1;
      },
      rewind: () => {
        cursor.at = 0;
      },
      close: () => void this.#cursors.delete(cursor),
    };
    this.#cursors.add(cursor);
    return cursor;
  }

  /** Makes room at once for as many channels and nodes. */
  reserve({ channels, nodes }: { readonly channels: number; readonly nodes: number }): void {
    const needed = REF_KINDS.length * Math.max(channels, nodes) + 1;
    if (needed > this.#next.length) this.#growTo(needed);
  }

  #entryAfter(place: number): LogEntry | undefined {
    const at = this.#next[place] ?? 0;
    if (at === 0) return undefined;
    const mark = this.#marks[at] ?? 0;
    const source = this.#sources[mark & MAX_SOURCES] ?? '';
    return { ref: at - 1, isOwn: (mark & OWN) !== 0, ...(source !== '' && { source }) };
  }

  #numberOf(source: string | undefined): number {
    if (source === undefined) return 0;
    const known = this.#sourceNumbers.get(source);
    if (known !== undefined) return known;
    if (this.#sources.length > MAX_SOURCES) return 0;
    const number = this.#sources.push(source) - 1;
    this.#sourceNumbers.set(source, number);
    return number;
  }

  #growTo(length: number): void {
    this.#next = lengthened(this.#next, length);
    this.#previous = lengthened(this.#previous, length);
    this.#marks = lengthened(this.#marks, length);
  }
}

/** What one peer has been told: everything up to a place. */
export interface LogCursor {
  /** Of the log alone: the entry that was told last, by its reference and 1. */
  at: number;
  /** The first entry that was not told. */
  peek(): LogEntry | undefined;
  /** What `peek` gave is told, or not for this peer. */
  advance(ref: GossipRef): void;
  /** To the beginning. */
  rewind(): void;
  close(): void;
}
