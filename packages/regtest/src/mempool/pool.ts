import { bytesToHex } from '@sferic/crypto';
import type { CoinView } from '../coin.ts';
import { type OutPoint, outPointKey, type Sat, type Tx, totalSize, txid, weight } from '../transaction.ts';
import { type FeeWeight, sigopAdjustedWeight, virtualBytes } from './fees.ts';
import { type Chunk, linearize } from './linearize.ts';

/** What acceptance found out about a transaction. */
export interface EntryFacts {
  readonly tx: Tx;
  readonly fee: Sat;
  /** BIP 141's signature operation cost. */
  readonly sigopCost: number;
  /** Seconds since 1970 of the first acceptance. */
  readonly time: number;
  /** Height of the best block at acceptance. */
  readonly height: number;
}

/** Objects, maps and sets around a transaction; and its parsed form, per serialised byte. Meant to err upwards. */
const USAGE_PER_ENTRY = 2000;
const USAGE_PER_BYTE = 5;

/** A transaction in the mempool and its neighbours there. */
export class MempoolEntry implements FeeWeight {
  readonly tx: Tx;
  readonly fee: Sat;
  /** Adjusted for signature operations: the size that feerates are reckoned with. */
  readonly weight: number;
  readonly sigopCost: number;
  readonly time: number;
  readonly height: number;
  /** Order of acceptance. */
  readonly sequence: number;
  readonly parents = new Set<MempoolEntry>();
  readonly children = new Set<MempoolEntry>();

  constructor({ tx, fee, sigopCost, time, height }: EntryFacts, sequence: number) {
    this.tx = tx;
    this.fee = fee;
    this.weight = sigopAdjustedWeight(weight(tx), sigopCost);
    this.sigopCost = sigopCost;
    this.time = time;
    this.height = height;
    this.sequence = sequence;
  }

  get virtualSize(): number {
    return virtualBytes(this.weight);
  }

  /** Estimate of the memory that the entry takes, in bytes. */
  get usage(): number {
    return USAGE_PER_ENTRY + USAGE_PER_BYTE * totalSize(this.tx);
  }
}

/** Everything reachable from `start` by `next`, `start` included. */
function closure(
  start: Iterable<MempoolEntry>,
  next: (entry: MempoolEntry) => Iterable<MempoolEntry>,
): Set<MempoolEntry> {
  const found = new Set<MempoolEntry>(start);
  for (const entry of found) for (const neighbour of next(entry)) found.add(neighbour);
  return found;
}

/** The entries and all that they depend on. */
export const withAncestors = (entries: Iterable<MempoolEntry>): Set<MempoolEntry> =>
  closure(entries, (entry) => entry.parents);

/** The entries and all that depends on them. */
export const withDescendants = (entries: Iterable<MempoolEntry>): Set<MempoolEntry> =>
  closure(entries, (entry) => entry.children);

/** All entries connected to these: what Bitcoin Core calls their clusters. */
export const clusterOf = (entries: Iterable<MempoolEntry>): Set<MempoolEntry> =>
  closure(entries, (entry) => [...entry.parents, ...entry.children]);

/** Parents before children, else in order of acceptance. */
export function inTopologicalOrder(entries: Iterable<MempoolEntry>): MempoolEntry[] {
  const members = new Set(entries);
  const ordered = new Set<MempoolEntry>();
  const visit = (entry: MempoolEntry): void => {
    if (ordered.has(entry) || !members.has(entry)) return;
    for (const parent of entry.parents) visit(parent);
    ordered.add(entry);
  };
  for (const entry of [...members].sort((a, b) => a.sequence - b.sequence)) visit(entry);
  return [...ordered];
}

/** Told of every change, in order: the store that makes the mempool outlive its process. */
export interface PoolObserver {
  readonly added: (entry: MempoolEntry) => void;
  readonly removed: (entry: MempoolEntry) => void;
}

/** Unconfirmed transactions and their dependencies. Holds no rules: `accept.ts` decides what comes in. */
export class Pool {
  readonly #observer: PoolObserver;
  readonly #entries = new Map<string, MempoolEntry>();
  readonly #spenders = new Map<string, MempoolEntry>();
  /** Chunks by entry, until its cluster changes. */
  readonly #chunks = new Map<MempoolEntry, Chunk<MempoolEntry>>();
  #sequence = 0;
  #virtualSize = 0;
  #usage = 0;
  #fees: Sat = 0n;

  constructor(observer: PoolObserver) {
    this.#observer = observer;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Sum of virtual sizes. */
  get virtualSize(): number {
    return this.#virtualSize;
  }

  /** Estimate of the memory that all entries take, in bytes. */
  get usage(): number {
    return this.#usage;
  }

  get totalFees(): Sat {
    return this.#fees;
  }

  /** Counts every change: equal numbers mean equal contents. */
  get sequence(): number {
    return this.#sequence;
  }

  entries(): MapIterator<MempoolEntry> {
    return this.#entries.values();
  }

  find(id: Uint8Array): MempoolEntry | undefined {
    return this.#entries.get(bytesToHex(id));
  }

  /** The transaction in the mempool that spends an output. */
  spender(outpoint: OutPoint): MempoolEntry | undefined {
    return this.#spenders.get(outPointKey(outpoint));
  }

  /** Entries that `tx` spends from. */
  parentsOf(tx: Tx): Set<MempoolEntry> {
    const parents = new Set<MempoolEntry>();
    for (const { prevout } of tx.inputs) {
      const parent = this.find(prevout.txid);
      if (parent) parents.add(parent);
    }
    return parents;
  }

  /** Entries that spend what `tx` spends. */
  conflictsOf(tx: Tx): Set<MempoolEntry> {
    const conflicts = new Set<MempoolEntry>();
    for (const { prevout } of tx.inputs) {
      const spender = this.spender(prevout);
      if (spender) conflicts.add(spender);
    }
    return conflicts;
  }

  add(facts: EntryFacts): MempoolEntry {
    const entry = new MempoolEntry(facts, ++this.#sequence);
    for (const parent of this.parentsOf(entry.tx)) this.#link(parent, entry);
    for (const { prevout } of entry.tx.inputs) this.#spenders.set(outPointKey(prevout), entry);
    const id = txid(entry.tx);
    // After a reorg a transaction can come in whose spenders are here already
    for (const index of entry.tx.outputs.keys()) {
      const child = this.spender({ txid: id, index });
      if (child) this.#link(entry, child);
    }
    this.#entries.set(bytesToHex(id), entry);
    this.#virtualSize += entry.virtualSize;
    this.#usage += entry.usage;
    this.#fees += entry.fee;
    this.#forgetChunks(entry);
    this.#observer.added(entry);
    return entry;
  }

  /** Takes these entries out and leaves their children in. */
  remove(entries: Iterable<MempoolEntry>): void {
    for (const entry of entries) {
      this.#forgetChunks(entry);
      this.#sequence++;
      for (const parent of entry.parents) parent.children.delete(entry);
      for (const child of entry.children) child.parents.delete(entry);
      for (const { prevout } of entry.tx.inputs) this.#spenders.delete(outPointKey(prevout));
      this.#entries.delete(bytesToHex(txid(entry.tx)));
      this.#virtualSize -= entry.virtualSize;
      this.#usage -= entry.usage;
      this.#fees -= entry.fee;
      this.#observer.removed(entry);
    }
  }

  /** The chunk that an entry would be mined with. */
  chunk(entry: MempoolEntry): Chunk<MempoolEntry> {
    const known = this.#chunks.get(entry);
    if (known) return known;
    for (const chunk of linearize(clusterOf([entry]))) {
      for (const member of chunk.members) this.#chunks.set(member, chunk);
    }
    const found = this.#chunks.get(entry);
    if (found === undefined) throw new Error('an entry is missing in the order of its own cluster');
    return found;
  }

  /** Confirmed and unconfirmed coins as a new transaction sees them; unconfirmed ones count as of the next block. */
  view(chain: CoinView, nextHeight: number): CoinView {
    return {
      get: (outpoint) => {
        const output = this.find(outpoint.txid)?.tx.outputs[outpoint.index];
        return output ? { output, height: nextHeight, coinbase: false } : chain.get(outpoint);
      },
    };
  }

  #link(parent: MempoolEntry, child: MempoolEntry): void {
    parent.children.add(child);
    child.parents.add(parent);
  }

  #forgetChunks(entry: MempoolEntry): void {
    for (const member of clusterOf([entry])) this.#chunks.delete(member);
  }
}
