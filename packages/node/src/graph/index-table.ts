/**
 * A hash table from keys to small integers, without an object for an entry: the keys stand in the arrays that the integers
 * index. Open addressing with linear probing; a removal closes the gap, so that no tombstones pile up.
 */

/** At most two slots of three are taken: probes stay short. */
const MAX_LOAD = 2 / 3;
const MIN_SLOTS = 16;

export class IndexTable {
  /** 0 where empty, else the index and 1. */
  #slots = new Uint32Array(MIN_SLOTS);
  #size = 0;
  readonly #hashOf: (index: number) => number;

  /** `hashOf`: an unsigned 32-bit hash of the key that stands at an index. */
  constructor(hashOf: (index: number) => number) {
    this.#hashOf = hashOf;
  }

  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    return this.#slots.byteLength;
  }

  /** The index with this hash for which `matches` holds, or -1. */
  find(hash: number, matches: (index: number) => boolean): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = slots[at] ?? 0;
      if (slot === 0) return -1;
      if (matches(slot - 1)) return slot - 1;
    }
  }

  /** The key at `index` must be in place, and must not be in the table. */
  add(index: number): void {
    if (this.#size + 1 > this.#slots.length * MAX_LOAD) this.reserve(this.#size * 2);
    this.#put(index);
    this.#size += 1;
  }

  /** The key at `index` must still be in place. */
  remove(index: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = this.#hashOf(index) & mask;
    while (slots[hole] !== index + 1) {
      if (slots[hole] === 0) throw new Error('an index that is not in the table');
      hole = (hole + 1) & mask;
    }
    for (let at = (hole + 1) & mask; (slots[at] ?? 0) !== 0; at = (at + 1) & mask) {
      const home = this.#hashOf((slots[at] ?? 0) - 1) & mask;
      // It may move into the hole unless that lies before its home.
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      slots[hole] = slots[at] ?? 0;
      hole = at;
    }
    slots[hole] = 0;
    this.#size -= 1;
  }

  /** Makes room for `count` entries in all. */
  reserve(count: number): void {
    let length = this.#slots.length;
    while (count > length * MAX_LOAD) length *= 2;
    if (length === this.#slots.length) return;
    const old = this.#slots;
    this.#slots = new Uint32Array(length);
    for (const slot of old) if (slot !== 0) this.#put(slot - 1);
  }

  #put(index: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = this.#hashOf(index) & mask;
    while (slots[at] !== 0) at = (at + 1) & mask;
    slots[at] = index + 1;
  }
}

/** Mixes two words so that each bit of them changes half of the result: the finalizer of MurmurHash3. */
export function hashWords(high: number, low: number): number {
  let hash = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ low;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
