/** Numbers from a seed, so that what was found can be found again. */

/** A generator of whole numbers; the same seed gives the same sequence. */
export class Random {
  #state: number;

  /** `seed`: 32 bits. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to but not including `limit`. */
  below(limit: number): number {
    // Mulberry32: good enough for dice, and short.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** Different items, in an order by lot. */
  some<T>(items: readonly T[], number: number): readonly T[] {
    const left = [...items];
    return Array.from({ length: Math.min(number, items.length) }, () => {
      const item = this.pick(left);
      left.splice(left.indexOf(item), 1);
      return item;
    });
  }
}

/** From `SFERIC_SEED`, in tests from the seed that all of them draw from, else from the clock. */
export function chooseSeed(): number {
  const { SFERIC_SEED: own, SFERIC_TEST_SEED: shared } = process.env;
  return Number(own ?? shared ?? Date.now() % 2 ** 32) >>> 0;
}
