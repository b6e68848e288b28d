/** Typed arrays that grow. */

interface FlatArray<Self> {
  // biome-ignore lint/complexity/noBannedTypes: what every object has
  readonly constructor: Function;
  readonly length: number;
  set(array: Self): void;
}

/** By how much arrays grow: a quarter is copied seldom and wastes little. */
const GROWTH = 1.25;
const MIN_LENGTH = 64;

/** The next length of an array that must hold `needed` entries. */
export function grownLength(length: number, needed: number): number {
  return Math.max(MIN_LENGTH, needed, Math.ceil(length * GROWTH));
}

/** A longer array with the same content, zeros behind it. */
export function lengthened<T extends FlatArray<T>>(array: T, length: number): T {
  const longer = new (array.constructor as new (length: number) => T)(length);
  longer.set(array);
  return longer;
}

/** Indexes in use below a mark, and those that were given back: the last one first. */
export class FreeList {
  #next: Uint32Array = new Uint32Array(0);
  #free = 0;
  #first = 0;
  #end = 0;

  /** Indexes are below this. */
  get end(): number {
    return this.#end;
  }

  get used(): number {
    return this.#end - this.#free;
  }

  get byteLength(): number {
    return this.#next.byteLength;
  }

  take(): number {
    if (this.#free === 0) {
      this.#end += 1;
      return this.#end - 1;
    }
    const index = this.#first;
    this.#first = this.#next[index] ?? 0;
    this.#free -= 1;
    return index;
  }

  give(index: number): void {
    // Most graphs hardly shrink: the list has no room before it is needed.
    if (index >= this.#next.length) this.#next = lengthened(this.#next, grownLength(index, this.#end));
    this.#next[index] = this.#first;
    this.#first = index;
    this.#free += 1;
  }
}
