import { addFeeWeights, compareFeerates, type FeeWeight } from './fees.ts';

/** A transaction as ordering sees it: what it pays and weighs, and what must come before it. */
export interface Orderable<T> extends FeeWeight {
  readonly parents: ReadonlySet<T>;
}

/** Transactions that are worth mining together, in an order that puts parents first. */
export interface Chunk<T> extends FeeWeight {
  readonly members: readonly T[];
  /** Place among the chunks of its cluster: of two that pay the same, the lower may hold parents of the other. */
  readonly index: number;
}

type Uncounted<T> = Omit<Chunk<T>, 'index'>;

/** A member and all of its ancestors within `remaining`, parents first. */
function ancestorSet<T extends Orderable<T>>(member: T, remaining: ReadonlySet<T>): Set<T> {
  const found = new Set<T>();
  const visit = (at: T): void => {
    if (found.has(at) || !remaining.has(at)) return;
    for (const parent of at.parents) visit(parent);
    found.add(at);
  };
  visit(member);
  return found;
}

function chunkOf<T extends Orderable<T>>(members: Iterable<T>): Uncounted<T> {
  const list = [...members];
  return { ...list.reduce(addFeeWeights, { fee: 0n, weight: 0 }), members: list };
}

/** The ancestor set with the highest feerate. */
function bestAncestorSet<T extends Orderable<T>>(remaining: ReadonlySet<T>): Uncounted<T> | undefined {
  let best: Uncounted<T> | undefined;
  for (const member of remaining) {
    const candidate = chunkOf(ancestorSet(member, remaining));
    if (best === undefined || compareFeerates(candidate, best) > 0) best = candidate;
  }
  return best;
}

/** Joins neighbours wherever a later chunk pays more than the one before, so that feerates never rise. */
function joinRising<T>(sets: readonly Uncounted<T>[]): Uncounted<T>[] {
  const chunks: Uncounted<T>[] = [];
  for (const set of sets) {
    let last = set;
    for (let before = chunks.at(-1); before && compareFeerates(last, before) > 0; before = chunks.at(-1)) {
      chunks.pop();
      last = { ...addFeeWeights(before, last), members: [...before.members, ...last.members] };
    }
    chunks.push(last);
  }
  return chunks;
}

/**
 * Orders connected transactions for mining: again and again the ancestor set with the highest feerate, then cut into
 * chunks of falling feerate. Clusters are bounded (`MAX_CLUSTER_COUNT`), which bounds the cubic cost.
 * Bitcoin Core 31 searches for better orders still; for chains and fans, which channels make, this finds the best.
 */
export function linearize<T extends Orderable<T>>(cluster: Iterable<T>): readonly Chunk<T>[] {
  const remaining = new Set(cluster);
  const sets: Uncounted<T>[] = [];
  for (let set = bestAncestorSet(remaining); set; set = bestAncestorSet(remaining)) {
    sets.push(set);
    for (const member of set.members) remaining.delete(member);
  }
  return joinRising(sets).map((chunk, index) => ({ ...chunk, index }));
}

/** Fee that the best `weight` of these chunks pay, as a fraction: `fee / scale`. */
function feeUpTo(
  sorted: readonly FeeWeight[],
  weight: number,
): { readonly fee: bigint; readonly scale: bigint } {
  let fee = 0n;
  let left = weight;
  for (const chunk of sorted) {
    if (chunk.weight > left) {
      return { fee: fee * BigInt(chunk.weight) + chunk.fee * BigInt(left), scale: BigInt(chunk.weight) };
    }
    fee += chunk.fee;
    left -= chunk.weight;
  }
  return { fee, scale: 1n };
}

/**
 * Whether mining `after` pays at least as much as mining `before` at every block size, and more at some
 * (Bitcoin Core's comparison of feerate diagrams).
 */
export function improvesDiagram(before: readonly FeeWeight[], after: readonly FeeWeight[]): boolean {
  const sorted = [before, after].map((chunks) => chunks.toSorted((a, b) => compareFeerates(b, a)));
  const [old = [], replaced = []] = sorted;
  const corners = new Set<number>();
  for (const chunks of sorted) {
    let at = 0;
    for (const chunk of chunks) {
      at += chunk.weight;
      corners.add(at);
    }
  }
  let better = false;
  for (const corner of corners) {
    const [a, b] = [feeUpTo(old, corner), feeUpTo(replaced, corner)];
    const difference = b.fee * a.scale - a.fee * b.scale;
    if (difference < 0n) return false;
    if (difference > 0n) better = true;
  }
  return better;
}
