/**
 * The path with the lowest fee: Dijkstra's algorithm from the payee back to us, since what a hop charges depends on what
 * the hops after it get (BOLT 7, "Recommendations for Routing").
 */
import type { Msat } from '@sferic/wire';
import type { GraphEdge, NodeKey } from '../graph/graph-view.ts';
import { BinaryHeap } from './binary-heap.ts';
import { hopFee } from './hop-fee.ts';

/** What is searched: edges and nodes that must not be used are left out of it already. */
export interface SearchSpace {
  edgesInto(node: NodeKey): Iterable<GraphEdge>;
  /** Our own channel to a node that can carry the amount; ends the search. */
  firstChannel(peer: NodeKey, amount: Msat): { readonly channelId: Uint8Array } | undefined;
}

export interface PathLimits {
  /** The most that the first HTLC may carry: amount and all fees. */
  readonly maxAmount: bigint;
  /** Height beyond which the first HTLC may not expire. */
  readonly maxExpiry: number;
  /** HTLCs in a row, our own included. */
  readonly maxHops: number;
}

/** A node on the path, and the HTLC that it gets. */
export interface PathNode {
  readonly node: NodeKey;
  readonly amount: Msat;
  readonly expiry: number;
  /** HTLCs from this one to the payee's. */
  readonly hops: number;
  /** The channel over which the node offers the next HTLC, and who gets it; absent at the payee. */
  readonly onward?: { readonly edge: GraphEdge; readonly to: PathNode };
}

/**
 * Paths that are kept to one node beside the cheapest: ones that cost more and are shorter in blocks or hops, for when the
 * cheapest is too long. The bound keeps the search near linear; more than a few hardly ever exist.
 */
const MAX_PATHS_PER_NODE = 8;

/**
 * The cheapest path, as its first node after us; of equally cheap ones that with the earliest expiry, then the fewest hops.
 * An `htlc_minimum_msat` between what two paths to the same node would carry is judged by the cheaper one alone.
 */
export function findPath(
  payee: Pick<PathNode, 'node' | 'amount' | 'expiry'>,
  space: SearchSpace,
  limits: PathLimits,
): PathNode | undefined {
  const settled = new Map<NodeKey, PathNode[]>();
  const open = new BinaryHeap<PathNode>(comparePaths);
  const consider = (path: PathNode): void => {
    const within =
      path.amount <= limits.maxAmount && path.expiry <= limits.maxExpiry && path.hops <= limits.maxHops;
    if (within && !isDominated(settled.get(path.node), path)) open.push(path);
  };
  consider({ ...payee, hops: 1 });
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const others = settled.get(path.node);
    if (isDominated(others, path)) continue;
    if (others === undefined) settled.set(path.node, [path]);
    else others.push(path);
    if (space.firstChannel(path.node, path.amount) !== undefined) return path;
    for (const edge of space.edgesInto(path.node)) {
      if (path.amount < edge.htlcMinimum || path.amount > edge.htlcMaximum) continue;
      consider(before(edge, path));
    }
  }
  return undefined;
}

function before(edge: GraphEdge, path: PathNode): PathNode {
  return {
    node: edge.from,
    amount: (path.amount + hopFee(edge, path.amount)) as Msat,
    expiry: path.expiry + edge.cltvExpiryDelta,
    hops: path.hops + 1,
    onward: { edge, to: path },
  };
}

function comparePaths(a: PathNode, b: PathNode): number {
  if (a.amount !== b.amount) return a.amount < b.amount ? -1 : 1;
  return a.expiry - b.expiry || a.hops - b.hops;
}

/** Nothing is gained by `path` over what is known: this also keeps out loops, which only add. */
function isDominated(known: readonly PathNode[] | undefined, path: PathNode): boolean {
  if (known === undefined) return false;
  // Paths are settled in the order of their amounts, so none that is known carries more.
  return (
    known.length >= MAX_PATHS_PER_NODE ||
    known.some((other) => other.expiry <= path.expiry && other.hops <= path.hops)
  );
}
