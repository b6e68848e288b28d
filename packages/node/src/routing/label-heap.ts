/** Partial ways from a node to the payee, in columns, and a priority queue of them. */
import { grownLength, lengthened } from '../graph/flat-array.ts';

export const NO_LABEL = -1;

export const LABEL = {
  /** Something better is known. */
  dead: 0,
  open: 1,
  /** It was looked at: what comes before it is known. */
  settled: 2,
} as const;

export class LabelHeap {
  node = new Uint32Array(0);
  /** What the way costs, and the least that it costs with the way from us to the node. */
  cost = new Float64Array(0);
  bound = new Float64Array(0);
  /** Millisatoshis that the node must get. */
  amount = new Float64Array(0);
  /** Blocks from the payee's expiry to that of the HTLC which the node gets. */
  blocks = new Uint32Array(0);
  /** HTLCs from that one to the payee's. */
  hops = new Uint8Array(0);
  /** The edge away from the node, and the way from its end; `NO_LABEL` at the payee. */
  edge = new Uint32Array(0);
  onward = new Int32Array(0);
  /** The label of the same node before this one. */
  before = new Int32Array(0);
  /** See `LABEL`. */
  state = new Uint8Array(0);
  #end = 0;
  #queue = new Int32Array(0);
  #queued = 0;

  get size(): number {
    return this.#queued;
  }

  clear(): void {
    this.#end = 0;
    this.#queued = 0;
  }

  /** Where the next label stands; its columns are to be filled before it is pushed, and may be filled in vain. */
  get next(): number {
    if (this.#end === this.node.length) this.#grow(grownLength(this.#end, 2 * this.#end));
    return this.#end;
  }

  /** Makes a label of what stands at `next`. */
  push(): void {
    const label = this.#end;
    this.#end += 1;
    const queue = this.#queue;
    let at = this.#queued;
    this.#queued += 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = queue[above] ?? 0;
      if (!this.#isBefore(label, other)) break;
      queue[at] = other;
      at = above;
    }
    queue[at] = label;
  }

  /** The label with the least bound; of equal ones that with the least amount, blocks, hops. It must not be empty. */
  pop(): number {
    const queue = this.#queue;
    const first = queue[0] ?? 0;
    this.#queued -= 1;
    const size = this.#queued;
    const label = queue[size] ?? 0;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && this.#isBefore(queue[below + 1] ?? 0, queue[below] ?? 0)) below += 1;
      const other = queue[below] ?? 0;
      if (!this.#isBefore(other, label)) break;
      queue[at] = other;
      at = below;
    }
    queue[at] = label;
    return first;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.bound[a] ?? 0) - (this.bound[b] ?? 0);
    if (difference !== 0) return difference < 0;
    const amounts = (this.amount[a] ?? 0) - (this.amount[b] ?? 0);
    if (amounts !== 0) return amounts < 0;
    const blocks = (this.blocks[a] ?? 0) - (this.blocks[b] ?? 0);
    return blocks !== 0 ? blocks < 0 : (this.hops[a] ?? 0) < (this.hops[b] ?? 0);
  }

  #grow(length: number): void {
    this.node = lengthened(this.node, length);
    this.cost = lengthened(this.cost, length);
    this.bound = lengthened(this.bound, length);
    this.amount = lengthened(this.amount, length);
    this.blocks = lengthened(this.blocks, length);
    this.hops = lengthened(this.hops, length);
    this.edge = lengthened(this.edge, length);
    this.onward = lengthened(this.onward, length);
    this.before = lengthened(this.before, length);
    this.state = lengthened(this.state, length);
    this.#queue = lengthened(this.#queue, length);
  }
}
