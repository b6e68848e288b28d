/**
 * The least that any way costs, as if each hop carried the payee's amount alone. From both ends at once, until they meet: what
 * the forward half knows then bounds the exact search.
 */
import type { RoutingSpace } from './space.ts';
import type { BallMemory } from './workspace.ts';

/** One half: nodes around its beginning, in the order of what it costs to get there. */
class Ball {
  readonly memory: BallMemory;
  readonly #space: RoutingSpace;
  readonly #amount: number;
  readonly #most: number;
  readonly #isForward: boolean;

  constructor(space: RoutingSpace, amount: number, most: number, isForward: boolean) {
    this.#space = space;
    this.#amount = amount;
    this.#most = most;
    this.#isForward = isForward;
    this.memory = isForward ? space.workspace.forward : space.workspace.backward;
    this.memory.heap.clear();
  }

  /** No node that is not closed costs less. */
  get radius(): number {
    return this.memory.heap.least;
  }

  start(node: number): void {
    this.#reach(node, 0);
  }

  /** Closes the next node, and gives it. */
  closeNext(): number {
    const { heap, closed } = this.memory;
    const node = heap.pop();
    closed[node] = this.#space.epoch;
    return node;
  }

  isClosed(node: number): boolean {
    return this.memory.closed[node] === this.#space.epoch;
  }

  /** `Infinity` where it has not been. */
  distanceTo(node: number): number {
    const { reached, distance } = this.memory;
    return reached[node] === this.#space.epoch ? (distance[node] ?? 0) : Number.POSITIVE_INFINITY;
  }

  expand(node: number): void {
    const space = this.#space;
    const isForward = this.#isForward;
    // Beyond the payee lies nothing, and before it only what may pass.
    if (isForward && node === space.payee) return;
    const base = this.memory.distance[node] ?? 0;
    const { links, linkStart, degree } = space.flat;
    const start = linkStart[node] ?? 0;
    const end = node < space.facts.graph.nodeEnd ? start + 2 * (degree[node] ?? 0) : start;
    space.workspace.edgesLookedAt += (end - start) / 2;
    for (let at = start; at < end; at += 2) {
      const edge = links[at] ?? 0;
      this.#relax(isForward ? edge : edge ^ 1, links[at + 1] ?? 0, base);
    }
    if (space.hintsInto.size === 0) return;
    for (const edge of (isForward ? space.hintsFrom : space.hintsInto).get(node) ?? [])
      this.#relax(edge, isForward ? space.hintEnd(edge) : space.hintStart(edge), base);
  }

  #relax(edge: number, other: number, base: number): void {
    const space = this.#space;
    if (this.isClosed(other)) return;
    if (!space.mayPass(other) && !(this.#isForward && other === space.payee)) return;
    if (space.weigh(edge, this.#amount, this.#most)) this.#reach(other, base + space.cost);
  }

  #reach(node: number, cost: number): void {
    const { heap, reached, distance } = this.memory;
    const { epoch } = this.#space;
    if (reached[node] !== epoch) {
      reached[node] = epoch;
      distance[node] = cost;
      heap.push(node, cost);
    } else if (cost < (distance[node] ?? 0)) {
      distance[node] = cost;
      heap.lower(node, cost);
    }
  }
}

/** What is known of the way from us. */
export interface WayBounds {
  /** The least that a way from us to the node can cost; `Infinity` where there is none. */
  least(node: number): number;
}

/** `undefined` where no way leads to the payee. `most`: the amount with all fees. */
export function boundWays(space: RoutingSpace, amount: number, most: number): WayBounds | undefined {
  const forward = new Ball(space, amount, most, true);
  const backward = new Ball(space, amount, most, false);
  for (const peer of space.own.peers(amount, most))
    if (peer === space.payee || space.mayPass(peer)) forward.start(peer);
  backward.start(space.payee);
  let best = Number.POSITIVE_INFINITY;
  while (forward.radius + backward.radius < best) {
    const isForwardSmaller = forward.memory.heap.size <= backward.memory.heap.size;
    const [ball, opposite] = isForwardSmaller ? [forward, backward] : [backward, forward];
    const node = ball.closeNext();
    const met = ball.distanceTo(node) + opposite.distanceTo(node);
    if (met < best) best = met;
    ball.expand(node);
  }
  if (best === Number.POSITIVE_INFINITY) return undefined;
  const { radius } = forward;
  return { least: (node) => (forward.isClosed(node) ? forward.distanceTo(node) : radius) };
}
