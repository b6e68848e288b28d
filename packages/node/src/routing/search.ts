/**
 * The cheapest way from us to the payee: label setting from the payee back, since what a hop charges depends on what the
 * hops after it get (BOLT 7, "Recommendations for Routing"), led by bounds of what the rest costs at least (A*).
 *
 * A way to a node is dropped when another one costs no more and needs no more there: of money, and where the limits bite of
 * blocks and hops too. All that is still to come grows with these, so the first way that reaches us is the cheapest of all,
 * but for one reason: an `htlc_minimum_msat` between what two ways to a node would carry is judged by the cheaper one.
 */
import { boundWays, type WayBounds } from './bounds.ts';
import { LABEL, type LabelHeap, NO_LABEL } from './label-heap.ts';
import type { RoutingSpace } from './space.ts';

export interface WayLimits {
  /** The most that the first HTLC may carry: amount and all fees. */
  readonly maxAmount: number;
  /** Blocks from the payee's expiry to that of the first HTLC. */
  readonly maxBlocks: number;
  /** HTLCs in a row, our own included. */
  readonly maxHops: number;
}

/** A node on the way, and the HTLC that it gets; the payee is the last. */
export interface WayNode {
  readonly node: number;
  readonly amount: number;
  /** To the payee's expiry. */
  readonly blocks: number;
  /** By which the node passes the next one on; absent at the payee. */
  readonly edge?: number;
}

export interface Way {
  /** Our peer first. */
  readonly nodes: readonly WayNode[];
  readonly cost: number;
}

/**
 * Ways that are kept to one node beside the cheapest: ones that cost more and need less. The bound keeps the search near
 * linear; more than a few hardly ever exist.
 */
const MAX_WAYS_PER_NODE = 8;

/** Where the column of hops ends; far beyond what any limit allows. */
const LONGEST_WAY = 255;

export function findWay(space: RoutingSpace, amount: number, limits: WayLimits): Way | undefined {
  if (amount > limits.maxAmount) return undefined;
  const bounds = boundWays(space, amount, limits.maxAmount);
  if (bounds === undefined) return undefined;
  const way = new WaySearch(space, bounds, limits, false).from(amount);
  if (way === undefined) return undefined;
  const [first] = way.nodes;
  const isWithin = (first?.blocks ?? 0) <= limits.maxBlocks && way.nodes.length <= limits.maxHops;
  // Blocks and hops seldom matter; where they do, the search has to look at more ways.
  return isWithin ? way : new WaySearch(space, bounds, limits, true).from(amount);
}

class WaySearch {
  readonly #space: RoutingSpace;
  readonly #bounds: WayBounds;
  readonly #limits: WayLimits;
  /** Blocks and hops are limited. */
  readonly #isStrict: boolean;
  readonly #labels: LabelHeap;
  readonly #mark: number;

  constructor(space: RoutingSpace, bounds: WayBounds, limits: WayLimits, isStrict: boolean) {
    this.#space = space;
    this.#bounds = bounds;
    this.#limits = limits;
    this.#isStrict = isStrict;
    this.#labels = space.workspace.labels;
    this.#labels.clear();
    // The strict search comes second: labels of the first one must not count.
    this.#mark = 2 * space.epoch + (isStrict ? 1 : 0);
  }

  from(amount: number): Way | undefined {
    const labels = this.#labels;
    const first = labels.next;
    labels.cost[first] = 0;
    labels.amount[first] = amount;
    labels.blocks[first] = 0;
    labels.hops[first] = 1;
    labels.onward[first] = NO_LABEL;
    this.#add(this.#space.payee);
    while (labels.size > 0) {
      const label = labels.pop();
      const node = labels.node[label] ?? 0;
      if (labels.state[label] === LABEL.dead || this.#isCrowded(node)) continue;
      labels.state[label] = LABEL.settled;
      const isOurs = this.#space.own.channelTo(node, labels.amount[label] ?? 0) !== undefined;
      if (isOurs) return this.#wayOf(label);
      this.#expand(label, node);
    }
    return undefined;
  }

  #expand(label: number, node: number): void {
    const space = this.#space;
    const { links, linkStart, degree } = space.flat;
    const start = linkStart[node] ?? 0;
    const end = node < space.facts.graph.nodeEnd ? start + 2 * (degree[node] ?? 0) : start;
    space.workspace.edgesLookedAt += (end - start) / 2;
    for (let at = start; at < end; at += 2) this.#prepend(label, (links[at] ?? 0) ^ 1, links[at + 1] ?? 0);
    if (space.hintsInto.size === 0) return;
    for (const edge of space.hintsInto.get(node) ?? []) this.#prepend(label, edge, space.hintStart(edge));
  }

  /** The way with one more hop before it. */
  #prepend(onward: number, edge: number, node: number): void {
    const space = this.#space;
    const labels = this.#labels;
    if (!space.mayPass(node)) return;
    const amount = labels.amount[onward] ?? 0;
    if (!space.weigh(edge, amount, amount)) return;
    const sum = amount + space.fee;
    const blocks = (labels.blocks[onward] ?? 0) + space.blocks;
    const hops = (labels.hops[onward] ?? 0) + 1;
    const { maxAmount, maxBlocks, maxHops } = this.#limits;
    if (sum > maxAmount || hops > LONGEST_WAY) return;
    if (this.#isStrict && (blocks > maxBlocks || hops > maxHops)) return;
    const label = labels.next;
    labels.cost[label] = (labels.cost[onward] ?? 0) + space.cost;
    labels.amount[label] = sum;
    labels.blocks[label] = blocks;
    labels.hops[label] = hops;
    labels.edge[label] = edge;
    labels.onward[label] = onward;
    this.#add(node);
  }

  /** Takes up what stands at `next` unless it is of no use. */
  #add(node: number): void {
    const rest = this.#bounds.least(node);
    if (rest === Number.POSITIVE_INFINITY) return;
    const labels = this.#labels;
    const { labelled, lastLabel } = this.#space.workspace;
    const label = labels.next;
    const last = labelled[node] === this.#mark ? (lastLabel[node] ?? 0) : NO_LABEL;
    if (last !== NO_LABEL && this.#isUseless(label, last)) return;
    labels.node[label] = node;
    labels.bound[label] = (labels.cost[label] ?? 0) + rest;
    labels.before[label] = last;
    labels.state[label] = LABEL.open;
    labelled[node] = this.#mark;
    lastLabel[node] = label;
    labels.push();
  }

  /** Compares a label with those of its node, from `last` on; drops those that it makes useless. */
  #isUseless(label: number, last: number): boolean {
    const { before, state } = this.#labels;
    let later = NO_LABEL;
    for (let other = last; other !== NO_LABEL; other = before[other] ?? NO_LABEL) {
      if (this.#isNoWorse(other, label)) {
        const isEqual = state[other] === LABEL.open && this.#isNoWorse(label, other);
        if (!isEqual || !this.#isLower(label, other)) return true;
        state[other] = LABEL.dead;
      } else if (state[other] === LABEL.open && this.#isNoWorse(label, other)) state[other] = LABEL.dead;
      // Out of the list, but for its head.
      if (state[other] === LABEL.dead && later !== NO_LABEL) before[later] = before[other] ?? NO_LABEL;
      else later = other;
    }
    return false;
  }

  /** Whether `a` is alive, costs no more than `b` and needs no more. */
  #isNoWorse(a: number, b: number): boolean {
    const { cost, amount, blocks, hops, state } = this.#labels;
    if ((cost[a] ?? 0) > (cost[b] ?? 0) || (amount[a] ?? 0) > (amount[b] ?? 0)) return false;
    if (a !== this.#labels.next && state[a] === LABEL.dead) return false;
    if (this.#isStrict) return (blocks[a] ?? 0) <= (blocks[b] ?? 0) && (hops[a] ?? 0) <= (hops[b] ?? 0);
    if (cost[a] !== cost[b] || amount[a] !== amount[b]) return true;
    // Of two that cost the same the one with fewer blocks, then with fewer hops.
    const difference = (blocks[a] ?? 0) - (blocks[b] ?? 0);
    return difference < 0 || (difference === 0 && (hops[a] ?? 0) <= (hops[b] ?? 0));
  }

  /** Of two ways that are equal in all, the one whose channel has the lower id: an order that does not depend on indexes. */
  #isLower(a: number, b: number): boolean {
    const { edge } = this.#labels;
    return this.#space.shortChannelIdOf(edge[a] ?? 0) < this.#space.shortChannelIdOf(edge[b] ?? 0);
  }

  #isCrowded(node: number): boolean {
    const { before, state } = this.#labels;
    let settled = 0;
    const last = this.#space.workspace.lastLabel[node] ?? NO_LABEL;
    for (let label = last; label !== NO_LABEL; label = before[label] ?? NO_LABEL)
      if (state[label] === LABEL.settled) settled += 1;
    return settled >= MAX_WAYS_PER_NODE;
  }

  #wayOf(first: number): Way {
    const { node, amount, blocks, edge, onward, cost } = this.#labels;
    const nodes: WayNode[] = [];
    for (let label = first; label !== NO_LABEL; label = onward[label] ?? NO_LABEL) {
      const isPayee = onward[label] === NO_LABEL;
      nodes.push({
        node: node[label] ?? 0,
        amount: amount[label] ?? 0,
        blocks: blocks[label] ?? 0,
        ...(!isPayee && { edge: edge[label] ?? 0 }),
      });
    }
    return { nodes, cost: cost[first] ?? 0 };
  }
}
