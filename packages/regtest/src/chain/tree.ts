import { bytesToHex } from '@sferic/crypto';
import { type BlockHeader, blockHash, workOf } from '../block.ts';

/** Why a block cannot be part of the best chain. */
export type Failure = 'invalid' | 'invalidated';

/** A block that was stored, in its place among all others. */
export interface BlockNode {
  readonly hash: Uint8Array;
  readonly header: BlockHeader;
  readonly parent: BlockNode | undefined;
  readonly height: number;
  /** Expected number of hashes that the chain up to here took. */
  readonly work: bigint;
  readonly transactionCount: number;
  /** Order of arrival: of two chains with equal work the first seen wins. */
  readonly sequence: number;
}

/** BIP 113: blocks whose times make the median. */
const MEDIAN_TIME_SPAN = 11;

/** Median time of the last eleven blocks up to this one, in seconds since 1970. */
export function medianTimePast(node: BlockNode): number {
  const times: number[] = [];
  for (let at: BlockNode | undefined = node; at && times.length < MEDIAN_TIME_SPAN; at = at.parent) {
    times.push(at.header.time);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? 0;
}

/** The block of that height among a block and its ancestors. */
export function ancestorAt(node: BlockNode, height: number): BlockNode | undefined {
  let at: BlockNode | undefined = node;
  while (at && at.height > height) at = at.parent;
  return at?.height === height ? at : undefined;
}

export function isDescendant(node: BlockNode, ancestor: BlockNode): boolean {
  return ancestorAt(node, ancestor.height) === ancestor;
}

/** The last block that two chains share. Throws when they do not start at one genesis block. */
export function forkPoint(a: BlockNode, b: BlockNode): BlockNode {
  let [left, right]: [BlockNode | undefined, BlockNode | undefined] = [a, b];
  while (left !== right) {
    if (left === undefined || right === undefined) throw new Error('chains without a common block');
    if (left.height >= right.height) left = left.parent;
    else right = right.parent;
  }
  if (left === undefined) throw new Error('chains without a common block');
  return left;
}

/** Whether `a` is to be preferred as a tip: more work, or the same and seen first. */
export function isBetter(a: BlockNode, b: BlockNode): boolean {
  return a.work !== b.work ? a.work > b.work : a.sequence < b.sequence;
}

/** All stored blocks by hash and parent, and which of them failed. */
export class BlockTree {
  readonly genesis: BlockNode;
  readonly #nodes = new Map<string, BlockNode>();
  readonly #children = new Map<BlockNode, BlockNode[]>();
  readonly #failures = new Map<BlockNode, Failure>();

  constructor(genesis: BlockHeader) {
    this.genesis = {
      hash: blockHash(genesis),
      header: genesis,
      parent: undefined,
      height: 0,
      work: workOf(genesis.bits),
      transactionCount: 1,
      sequence: 0,
    };
    this.#nodes.set(bytesToHex(this.genesis.hash), this.genesis);
  }

  find(hash: Uint8Array): BlockNode | undefined {
    return this.#nodes.get(bytesToHex(hash));
  }

  /** Adds a block whose header was checked. `sequence` grows with every block. */
  add(header: BlockHeader, parent: BlockNode, transactionCount: number, sequence: number): BlockNode {
    const node: BlockNode = {
      hash: blockHash(header),
      header,
      parent,
      height: parent.height + 1,
      work: parent.work + workOf(header.bits),
      transactionCount,
      sequence,
    };
    this.#nodes.set(bytesToHex(node.hash), node);
    const siblings = this.#children.get(parent);
    if (siblings) siblings.push(node);
    else this.#children.set(parent, [node]);
    return node;
  }

  /** This block's own mark; its descendants are as unusable without one. */
  failure(node: BlockNode): Failure | undefined {
    return this.#failures.get(node);
  }

  mark(node: BlockNode, failure: Failure | undefined): void {
    if (failure === undefined) this.#failures.delete(node);
    else this.#failures.set(node, failure);
  }

  failed(): MapIterator<BlockNode> {
    return this.#failures.keys();
  }

  /** Whether the block and all of its ancestors are free of failures. */
  isUsable(node: BlockNode): boolean {
    if (this.#failures.size === 0) return true;
    for (let at: BlockNode | undefined = node; at; at = at.parent) {
      if (this.#failures.has(at)) return false;
    }
    return true;
  }

  /** The usable block with the most work. */
  best(): BlockNode {
    let best = this.genesis;
    const open = [this.genesis];
    for (let node = open.pop(); node; node = open.pop()) {
      if (isBetter(node, best)) best = node;
      for (const child of this.children(node)) if (!this.#failures.has(child)) open.push(child);
    }
    return best;
  }

  children(node: BlockNode): readonly BlockNode[] {
    return this.#children.get(node) ?? [];
  }

  /** Blocks without children. */
  leaves(): BlockNode[] {
    return [...this.#nodes.values()].filter((node) => this.children(node).length === 0);
  }
}
