/** The one source of chance: the same seed gives the same run, on any machine. */
import { sha256 } from '@sferic/crypto';

export class Random {
  readonly #seed: Uint8Array;
  #counter = 0;
  #block: DataView = new DataView(new ArrayBuffer(0));
  #offset = 0;

  constructor(seed: string) {
    this.#seed = sha256(new TextEncoder().encode(seed));
  }

  /** 0 to 2³²−1. */
  next(): number {
    if (this.#offset + 4 > this.#block.byteLength) {
      const block = this.bytes();
      this.#block = new DataView(block.buffer, block.byteOffset, block.byteLength);
      this.#offset = 0;
    }
    const value = this.#block.getUint32(this.#offset);
    this.#offset += 4;
    return value;
  }

  /** 0 to `limit` − 1. */
  below(limit: number): number {
    return this.next() % limit;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  }

  /** 32 bytes. */
  bytes(): Uint8Array {
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, this.#counter++);
    return sha256(this.#seed, counter);
  }
}
