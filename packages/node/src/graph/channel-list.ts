/** The channels that one peer says it has, and what of them it has yet to be asked for. Pure. */
import { type ShortChannelId, shortChannelId } from '@sferic/wire';
import { grownLength, lengthened } from './flat-array.ts';
import type { UpdateTimes } from './id-lists.ts';
import type { Missing } from './missing.ts';

/**
 * Channels of one query: some 700 kB of answer. The allowance of the one that is asked (see `QUERY_CHARGE`) is good for a
 * hundred queries at once, so for a graph of the public network's size from one peer alone.
 */
export const MAX_IDS_PER_QUERY = 1_000;
/** As many as a graph holds: 16 bytes each. */
export const MAX_LISTED = 1_000_000;

/** What a query is about, for telling whether somebody else is being asked for it: a channel, or a node by its index. */
export type SyncKey = ShortChannelId | number;

export interface Batch {
  /** Ascending. */
  readonly ids: readonly ShortChannelId[];
  /** Query flags, by the place in `ids`. */
  readonly flags: readonly number[];
  readonly keys: ReadonlySet<SyncKey>;
}

interface Draft {
  readonly wanted: { readonly id: ShortChannelId; readonly flags: number }[];
  readonly keys: Set<SyncKey>;
}

/** Whether a peer is being asked for something. */
type IsAsked = (key: SyncKey) => boolean;

/** Goes over the list twice: for channels and updates, then for nodes, which are known by then. Asks for each once. */
export class ChannelList {
  #ids = new BigUint64Array(0);
  /** Two for each id. */
  #times = new Uint32Array(0);
  #length = 0;
  #pass: 'channels' | 'nodes' = 'channels';
  #at = 0;
  /** Places that were passed over since another peer was being asked. */
  #later: number[] = [];
  /** Places for the second pass. */
  readonly #forNodes: number[] = [];
  readonly #askedNodes = new Set<number>();

  get length(): number {
    return this.#length;
  }

  /** What comes after `MAX_LISTED` is left out, as is what is not in ascending order. */
  add(id: ShortChannelId, [time1, time2]: UpdateTimes): void {
    const at = this.#length;
    if (at >= MAX_LISTED || (at > 0 && id <= (this.#ids[at - 1] ?? 0n))) return;
    if (at >= this.#ids.length) {
      const length = grownLength(at, at + 1);
      this.#ids = lengthened(this.#ids, length);
      this.#times = lengthened(this.#times, 2 * length);
    }
    this.#ids[at] = id;
    this.#times[2 * at] = time1;
    this.#times[2 * at + 1] = time2;
    this.#length += 1;
  }

  /** What to ask for next; `waiting`: once the others that are asked for it have answered. `now`: seconds. */
  next(missing: Missing, isAsked: IsAsked, now: number): Batch | 'waiting' | 'done' {
    for (;;) {
      const { wanted, keys } = this.#draw(missing, isAsked, now);
      if (wanted.length > 0) {
        wanted.sort((a, b) => (a.id < b.id ? -1 : 1));
        return { ids: wanted.map(({ id }) => id), flags: wanted.map(({ flags }) => flags), keys };
      }
      if (this.#later.length > 0) return 'waiting';
      if (this.#pass === 'nodes') return 'done';
      this.#pass = 'nodes';
      this.#at = 0;
    }
  }

  #draw(missing: Missing, isAsked: IsAsked, now: number): Draft {
    const draft: Draft = { wanted: [], keys: new Set() };
    const consider = (place: number): void => {
      if (this.#pass === 'channels') this.#considerChannel(place, draft, missing, isAsked, now);
      else this.#considerNodes(place, draft, missing, isAsked);
    };
    const end = this.#pass === 'channels' ? this.#length : this.#forNodes.length;
    const later = this.#later;
    this.#later = [];
    for (; this.#at < end && draft.wanted.length < MAX_IDS_PER_QUERY; this.#at++)
      consider(this.#pass === 'channels' ? this.#at : (this.#forNodes[this.#at] ?? 0));
    let looked = 0;
    for (; looked < later.length && draft.wanted.length < MAX_IDS_PER_QUERY && this.#at >= end; looked++)
      consider(later[looked] ?? 0);
    this.#later = [...later.slice(looked), ...this.#later];
    return draft;
  }

  #considerChannel(
    place: number,
    { wanted, keys }: Draft,
    missing: Missing,
    isAsked: IsAsked,
    now: number,
  ): void {
    const id = shortChannelId(this.#ids[place] ?? 0n);
    const flags = missing.ofChannel(id, [this.#times[2 * place] ?? 0, this.#times[2 * place + 1] ?? 0], now);
    if (flags !== 0 && isAsked(id)) {
      this.#later.push(place);
      return;
    }
    this.#forNodes.push(place);
    if (flags === 0) return;
    wanted.push({ id, flags });
    keys.add(id);
  }

  #considerNodes(place: number, { wanted, keys }: Draft, missing: Missing, isAsked: IsAsked): void {
    const id = shortChannelId(this.#ids[place] ?? 0n);
    const nodes = missing.ofNodes(id).filter(({ node }) => !this.#askedNodes.has(node));
    if (nodes.some(({ node }) => isAsked(node))) this.#later.push(place);
    const free = nodes.filter(({ node }) => !isAsked(node));
    if (free.length === 0) return;
    wanted.push({ id, flags: free.reduce((flags, { flag }) => flags | flag, 0) });
    for (const { node } of free) {
      keys.add(node);
      this.#askedNodes.add(node);
    }
  }
}
