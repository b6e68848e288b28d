/** A priority queue of nodes by cost, each in it once. All in typed arrays: nothing is allocated for an entry. */
export class NodeHeap {
  #nodes = new Uint32Array(0);
  #costs = new Float64Array(0);
  /** By node: where it stands, valid while it does. */
  #places = new Uint32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The least cost; `Infinity` when it is empty. */
  get least(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#costs[0] ?? 0);
  }

  /** Room for nodes below `length`; empties it. */
  reserve(length: number): void {
    this.#nodes = new Uint32Array(length);
    this.#costs = new Float64Array(length);
    this.#places = new Uint32Array(length);
    this.#size = 0;
  }

  clear(): void {
    this.#size = 0;
  }

  push(node: number, cost: number): void {
    this.#size += 1;
    this.#rise(this.#size - 1, node, cost);
  }

  /** The node is in the heap, with a higher cost. */
  lower(node: number, cost: number): void {
    this.#rise(this.#places[node] ?? 0, node, cost);
  }

  /** The node with the least cost; it must not be empty. */
  pop(): number {
    const first = this.#nodes[0] ?? 0;
    this.#size -= 1;
    if (this.#size > 0) this.#sink(this.#nodes[this.#size] ?? 0, this.#costs[this.#size] ?? 0);
    return first;
  }

  #rise(from: number, node: number, cost: number): void {
    const [nodes, costs, places] = [this.#nodes, this.#costs, this.#places];
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = costs[above] ?? 0;
      if (other <= cost) break;
      const moved = nodes[above] ?? 0;
      nodes[at] = moved;
      costs[at] = other;
      places[moved] = at;
      at = above;
    }
    nodes[at] = node;
    costs[at] = cost;
    places[node] = at;
  }

  #sink(node: number, cost: number): void {
    const [nodes, costs, places] = [this.#nodes, this.#costs, this.#places];
    const size = this.#size;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && (costs[below + 1] ?? 0) < (costs[below] ?? 0)) below += 1;
      const other = costs[below] ?? 0;
      if (cost <= other) break;
      const moved = nodes[below] ?? 0;
      nodes[at] = moved;
      costs[at] = other;
      places[moved] = at;
      at = below;
    }
    nodes[at] = node;
    costs[at] = cost;
    places[node] = at;
  }
}
