import { bytesToHex } from '@sferic/crypto';
import { type Sat, type Tx, txid } from '../transaction.ts';
import { improvesDiagram, linearize, type Orderable } from './linearize.ts';
import { clusterOf, type MempoolEntry, type Pool, withDescendants } from './pool.ts';

/** Bitcoin Core 31's bounds of a cluster. */
export const MAX_CLUSTER_COUNT = 64;
export const MAX_CLUSTER_WEIGHT = 101_000 * 4;

/** A transaction that asks to come in, as far as ordering and replacement see it. */
export interface Candidate {
  readonly tx: Tx;
  readonly fee: Sat;
  /** Adjusted for signature operations. */
  readonly weight: number;
}

/** A transaction without the neighbours that a change would take away. */
export interface ClusterNode extends Orderable<ClusterNode> {
  readonly parents: Set<ClusterNode>;
}

/** What the mempool would lose and gain, and the clusters around it as they would be then. */
export interface Change {
  /** What the candidates conflict with and all that depends on it. */
  readonly replaced: ReadonlySet<MempoolEntry>;
  /** Entries of all clusters that the change touches, as they are. */
  readonly touched: ReadonlySet<MempoolEntry>;
  readonly after: readonly ReadonlySet<ClusterNode>[];
}

/**
 * The change that these candidates would make together.
 * @param candidates parents before children, none of them in the pool
 * @param conflicts entries that would have to go, their descendants not counted
 */
export function changeOf(
  pool: Pool,
  candidates: readonly Candidate[],
  conflicts: ReadonlySet<MempoolEntry>,
): Change {
  const replaced = withDescendants(conflicts);
  const parents = candidates.flatMap(({ tx }) => [...pool.parentsOf(tx)]);
  const touched = clusterOf([...conflicts, ...parents]);
  return { replaced, touched, after: clustersAfter(pool, touched, replaced, candidates) };
}

/** The touched clusters as they would be, in connected parts, with the candidates among them. */
function clustersAfter(
  pool: Pool,
  touched: ReadonlySet<MempoolEntry>,
  removed: ReadonlySet<MempoolEntry>,
  candidates: readonly Candidate[],
): readonly ReadonlySet<ClusterNode>[] {
  const staying = new Map<MempoolEntry, ClusterNode>();
  for (const entry of touched) {
    if (!removed.has(entry)) staying.set(entry, { fee: entry.fee, weight: entry.weight, parents: new Set() });
  }
  const link = (child: ClusterNode, above: Iterable<MempoolEntry>): void => {
    for (const parent of above) {
      const node = staying.get(parent);
      if (node) child.parents.add(node);
    }
  };
  for (const [entry, node] of staying) link(node, entry.parents);
  const coming = new Map<string, ClusterNode>();
  for (const { tx, fee, weight } of candidates) {
    const node: ClusterNode = { fee, weight, parents: new Set() };
    link(node, pool.parentsOf(tx));
    for (const { prevout } of tx.inputs) {
      const parent = coming.get(bytesToHex(prevout.txid));
      if (parent) node.parents.add(parent);
    }
    coming.set(bytesToHex(txid(tx)), node);
  }
  return connectedParts([...staying.values(), ...coming.values()]);
}

function connectedParts(nodes: readonly ClusterNode[]): readonly ReadonlySet<ClusterNode>[] {
  const neighbours = new Map<ClusterNode, ClusterNode[]>(nodes.map((node) => [node, [...node.parents]]));
  for (const node of nodes) for (const parent of node.parents) neighbours.get(parent)?.push(node);
  const parts: Set<ClusterNode>[] = [];
  const placed = new Set<ClusterNode>();
  for (const node of nodes) {
    if (placed.has(node)) continue;
    const part = new Set([node]);
    for (const member of part) for (const next of neighbours.get(member) ?? []) part.add(next);
    for (const member of part) placed.add(member);
    parts.push(part);
  }
  return parts;
}

/** Whether every cluster that the change leaves is within bounds. */
export const fitsClusterLimits = ({ after }: Change): boolean =>
  after.every((cluster) => {
    let weight = 0;
    for (const node of cluster) weight += node.weight;
    return cluster.size <= MAX_CLUSTER_COUNT && weight <= MAX_CLUSTER_WEIGHT;
  });

/** Whether a miner is better off after the change, whatever the size of the block. Clusters must be within bounds. */
export function improvesMempool(pool: Pool, { touched, after }: Change): boolean {
  const before = new Set([...touched].map((entry) => pool.chunk(entry)));
  return improvesDiagram(
    [...before],
    after.flatMap((cluster) => linearize(cluster)),
  );
}

/** How many separate clusters these entries are in. */
export function clusterCount(entries: ReadonlySet<MempoolEntry>): number {
  const seen = new Set<MempoolEntry>();
  let count = 0;
  for (const entry of entries) {
    if (seen.has(entry)) continue;
    count += 1;
    for (const member of clusterOf([entry])) seen.add(member);
  }
  return count;
}
