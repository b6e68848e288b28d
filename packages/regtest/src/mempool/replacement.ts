import { moneyText } from '../money.ts';
import { err, ok, type Result } from '../result.ts';
import { displayId, type Sat, type Tx, txid } from '../transaction.ts';
import { feeAt, INCREMENTAL_RELAY_FEERATE, virtualBytes } from './fees.ts';
import { improvesDiagram, linearize, type Orderable } from './linearize.ts';
import { clusterOf, type MempoolEntry, type Pool, withAncestors, withDescendants } from './pool.ts';
import { policyRejection, type Rejection } from './rejection.ts';

/** Clusters that one replacement may touch directly: bounds the work of ordering them again. */
const MAX_REPLACED_CLUSTERS = 100;
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

/** How many separate clusters these entries are in. */
function clusterCount(entries: ReadonlySet<MempoolEntry>): number {
  const seen = new Set<MempoolEntry>();
  let count = 0;
  for (const entry of entries) {
    if (seen.has(entry)) continue;
    count += 1;
    for (const member of clusterOf([entry])) seen.add(member);
  }
  return count;
}

/** An entry without the neighbours that a change would take away. */
interface Node extends Orderable<Node> {
  readonly parents: Set<Node>;
}

/** The touched clusters as they would be, in connected parts, with the candidate among them. */
function clustersAfter(
  touched: ReadonlySet<MempoolEntry>,
  removed: ReadonlySet<MempoolEntry>,
  candidate: Candidate,
  parents: ReadonlySet<MempoolEntry>,
): readonly ReadonlySet<Node>[] {
  const nodes = new Map<MempoolEntry, Node>();
  for (const entry of touched) {
    if (!removed.has(entry)) nodes.set(entry, { fee: entry.fee, weight: entry.weight, parents: new Set() });
  }
  const link = (child: Node, above: Iterable<MempoolEntry>): void => {
    for (const parent of above) {
      const node = nodes.get(parent);
      if (node) child.parents.add(node);
    }
  };
  for (const [entry, node] of nodes) link(node, entry.parents);
  const added: Node = { fee: candidate.fee, weight: candidate.weight, parents: new Set() };
  link(added, parents);
  return connectedParts([...nodes.values(), added]);
}

function connectedParts(nodes: readonly Node[]): readonly ReadonlySet<Node>[] {
  const neighbours = new Map<Node, Node[]>(nodes.map((node) => [node, [...node.parents]]));
  for (const node of nodes) for (const parent of node.parents) neighbours.get(parent)?.push(node);
  const parts: Set<Node>[] = [];
  const placed = new Set<Node>();
  for (const node of nodes) {
    if (placed.has(node)) continue;
    const part = new Set([node]);
    for (const member of part) for (const next of neighbours.get(member) ?? []) part.add(next);
    for (const member of part) placed.add(member);
    parts.push(part);
  }
  return parts;
}

function isTooLarge(cluster: ReadonlySet<Node>): boolean {
  let weight = 0;
  for (const node of cluster) weight += node.weight;
  return cluster.size > MAX_CLUSTER_COUNT || weight > MAX_CLUSTER_WEIGHT;
}

const sumFees = (entries: Iterable<MempoolEntry>): Sat => {
  let sum = 0n;
  for (const entry of entries) sum += entry.fee;
  return sum;
};

/** Rules 3 and 4 of Bitcoin Core's replacement policy: pay for what is replaced, and for the relay. */
function paysForReplacement(
  candidate: Candidate,
  replaced: ReadonlySet<MempoolEntry>,
): Result<true, Rejection> {
  const id = displayId(txid(candidate.tx));
  const before = sumFees(replaced);
  if (candidate.fee < before) {
    const figures = `${moneyText(candidate.fee)} < ${moneyText(before)}`;
    return policyRejection(
      'insufficient fee',
      `rejecting replacement ${id}, less fees than conflicting txs; ${figures}`,
    );
  }
  const additional = candidate.fee - before;
  const relay = feeAt(INCREMENTAL_RELAY_FEERATE, virtualBytes(candidate.weight));
  if (additional < relay) {
    const figures = `${moneyText(additional)} < ${moneyText(relay)}`;
    return policyRejection(
      'insufficient fee',
      `rejecting replacement ${id}, not enough additional fees to relay; ${figures}`,
    );
  }
  return ok(true);
}

/**
 * What the candidate would replace: its `conflicts` and all that depends on them; empty without conflicts.
 * Bitcoin Core 31's rules: any transaction can be replaced (no BIP 125 signal needed) by one that pays more in
 * all, pays for its own relay, and makes the mempool worth more to a miner at every block size.
 */
export function replacedBy(
  pool: Pool,
  candidate: Candidate,
  conflicts: ReadonlySet<MempoolEntry>,
): Result<ReadonlySet<MempoolEntry>, Rejection> {
  const parents = pool.parentsOf(candidate.tx);
  const id = displayId(txid(candidate.tx));
  const ownConflict = [...withAncestors(parents)].find((entry) => conflicts.has(entry));
  if (ownConflict) {
    const conflictId = displayId(txid(ownConflict.tx));
    return policyRejection(
      'bad-txns-spends-conflicting-tx',
      `${id} spends conflicting transaction ${conflictId}`,
    );
  }
  const clusters = clusterCount(conflicts);
  if (clusters > MAX_REPLACED_CLUSTERS) {
    return policyRejection(
      'too many potential replacements',
      `rejecting replacement ${id}; too many conflicting clusters (${clusters} > ${MAX_REPLACED_CLUSTERS})`,
    );
  }
  const replaced = withDescendants(conflicts);
  if (conflicts.size > 0) {
    const paid = paysForReplacement(candidate, replaced);
    if (!paid.ok) return err(paid.error);
  }
  const touched = clusterOf([...conflicts, ...parents]);
  const after = clustersAfter(touched, replaced, candidate, parents);
  if (after.some(isTooLarge)) return policyRejection('too-large-cluster');
  if (conflicts.size > 0) {
    const before = new Set([...touched].map((entry) => pool.chunk(entry)));
    if (
      !improvesDiagram(
        [...before],
        after.flatMap((cluster) => linearize(cluster)),
      )
    ) {
      return policyRejection('replacement-failed', 'insufficient feerate: does not improve feerate diagram');
    }
  }
  return ok(replaced);
}
