/** A priority queue: `pop` gives the item that comes first by `compare`. */
export class BinaryHeap<Item> {
  readonly #compare: (a: Item, b: Item) => number;
  readonly #items: Item[] = [];

  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    const items = this.#items;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = items[above];
      if (parent === undefined || this.#compare(parent, item) <= 0) break;
      items[index] = parent;
      index = above;
    }
    items[index] = item;
  }

  pop(): Item | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    let index = 0;
    for (;;) {
      const below = this.#lesserChild(index);
      const child = items[below];
      if (child === undefined || this.#compare(last, child) <= 0) break;
      items[index] = child;
      index = below;
    }
    items[index] = last;
    return first;
  }

  #lesserChild(index: number): number {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    const [a, b] = [this.#items[left], this.#items[right]];
    return a !== undefined && b !== undefined && this.#compare(b, a) < 0 ? right : left;
  }
}
