/**
 * What past payments taught about the liquidity of channels: bounds, which widen with time. Pure: times are given. An entry
 * holds what the node with the smaller id (`node_id_1`) can send at least and at most; the other one has the rest.
 */
import type { ShortChannelId } from '@sferic/wire';

/** What happened to an amount at a channel. */
export type Lesson =
  /** It could be sent: an HTLC went over the channel, and came back. */
  | 'carried'
  /** It could not. */
  | 'refused'
  /** It was sent, and is on the other side now. */
  | 'moved';

/** Amounts in millisatoshis, times in seconds since 1970. */
export interface LiquidityBounds {
  readonly capacity: number;
  readonly lower: number;
  readonly lowerAt: number;
  readonly upper: number;
  readonly upperAt: number;
}

/** After this time half of what a bound says is forgotten: other payments move the money too. */
export const HALF_LIFE_SECONDS = 3_600;

/** Channels of which something is known: more than the payments of half a day teach. The one that taught nothing for longest goes first. */
export const MAX_KNOWN_CHANNELS = 20_000;

export class Knowledge {
  /** By channel, in the order of their last lesson: where in `#bounds` it stands. */
  readonly #places = new Map<ShortChannelId, number>();
  readonly #bounds: LiquidityBounds[] = [];
  #shape = 0;

  /** Changes when a channel comes or goes. */
  get shape(): number {
    return this.#shape;
  }

  get size(): number {
    return this.#places.size;
  }

  /** Channels, and where `at` finds what is known of them. */
  places(): IterableIterator<[ShortChannelId, number]> {
    return this.#places.entries();
  }

  at(place: number): LiquidityBounds | undefined {
    return this.#bounds[place];
  }

  get(id: ShortChannelId): LiquidityBounds | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#bounds[place];
  }

  restore(id: ShortChannelId, bounds: LiquidityBounds): void {
    this.#put(id, bounds);
  }

  /**
   * Takes a lesson about the direction away from `node_id_1` (0) or `node_id_2` (1) of a channel. Returns the channel that is
   * forgotten for it, if one is.
   */
  learn(
    id: ShortChannelId,
    direction: number,
    lesson: {
      readonly type: Lesson;
      readonly amount: number;
      readonly capacity: number;
      readonly at: number;
    },
  ): ShortChannelId | undefined {
    const { type, at, capacity } = lesson;
    const amount = Math.min(lesson.amount, capacity);
    const before = boundsAt(this.get(id), capacity, at);
    const seen = direction === 0 ? before : mirrored(before, capacity);
    const after = learned(seen, type, amount, capacity);
    const { lower, upper } = direction === 0 ? after : mirrored(after, capacity);
    return this.#put(id, { capacity, lower, lowerAt: at, upper, upperAt: at });
  }

  #put(id: ShortChannelId, bounds: LiquidityBounds): ShortChannelId | undefined {
    const known = this.#places.get(id);
    const [oldest] = this.#places.keys();
    const isFull = known === undefined && oldest !== undefined && this.#places.size >= MAX_KNOWN_CHANNELS;
    const place = known ?? (isFull ? this.#places.get(oldest) : undefined) ?? this.#bounds.length;
    if (isFull) this.#places.delete(oldest);
    if (known === undefined) this.#shape += 1;
    this.#places.delete(id);
    this.#places.set(id, place);
    this.#bounds[place] = bounds;
    return isFull ? oldest : undefined;
  }
}

interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** What is left of the bounds at a time. Never tighter than before. */
export function boundsAt(known: LiquidityBounds | undefined, capacity: number, at: number): Bounds {
  if (known === undefined) return { lower: 0, upper: capacity };
  const lower = known.lower * kept(at - known.lowerAt);
  const upper = capacity - Math.max(0, capacity - known.upper) * kept(at - known.upperAt);
  return { lower: Math.min(lower, capacity), upper: Math.max(upper, Math.min(lower, capacity)) };
}

/** The other direction's view. */
export function mirrored({ lower, upper }: Bounds, capacity: number): Bounds {
  return { lower: capacity - upper, upper: capacity - lower };
}

/** Where what is seen contradicts what was known, nothing of that bound was right. */
function learned({ lower, upper }: Bounds, type: Lesson, amount: number, capacity: number): Bounds {
  switch (type) {
    case 'carried':
      return { lower: Math.max(lower, amount), upper: amount > upper ? capacity : upper };
    case 'refused': {
      const most = Math.max(0, Math.min(upper, amount - 1));
      return { lower: lower > most ? 0 : lower, upper: most };
    }
    case 'moved': {
      const least = Math.max(lower, amount);
      return { lower: least - amount, upper: (least > upper ? capacity : upper) - amount };
    }
  }
}

/** A clock that went back changes nothing. */
function kept(seconds: number): number {
  return seconds <= 0 ? 1 : 2 ** (-seconds / HALF_LIFE_SECONDS);
}
