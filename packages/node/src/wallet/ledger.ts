/**
 * What the wallet owns, as the consequence of the transactions that it knows. Functions here say what an event changes;
 * the changes are stored, and then applied.
 */
import { formatOutPoint, formatTxid, type OutPoint, type Transaction } from '@sferic/channel';
import type { Sat, TxId } from '@sferic/wire';
import type { Block } from '../chain/index.ts';
import type { Keyring, WalletKey } from './keyring.ts';

/** A transaction that pays to the wallet or spends from it. */
export interface WalletEntry {
  readonly txid: TxId;
  readonly tx: Transaction;
  /** Of its block; absent while it has none. */
  readonly height?: number;
}

/** One change of the ledger, as it is stored and applied. */
export type LedgerChange =
  /** The transaction is known, as given. */
  | { readonly type: 'transaction'; readonly entry: WalletEntry }
  /** It can no longer confirm. */
  | { readonly type: 'dropped'; readonly txid: TxId }
  /** The key was given out. */
  | { readonly type: 'key_used'; readonly key: WalletKey }
  /** Only `owner` may spend the coin. */
  | { readonly type: 'reserved'; readonly outPoint: OutPoint; readonly owner: string }
  | { readonly type: 'released'; readonly outPoint: OutPoint };

/** An output of the wallet that no known transaction spends. */
export interface Coin {
  readonly outPoint: OutPoint;
  readonly amount: Sat;
  readonly scriptPubKey: Uint8Array;
  readonly key: WalletKey;
  /** Of the block that made it. */
  readonly height: number | undefined;
  /**
   * Whether it can be spent now: confirmed, and mature if mined; or unconfirmed, but of a transaction whose inputs are
   * all the wallet's own, so that nobody else can make it void.
   */
  readonly spendable: boolean;
  /** Who reserved it. */
  readonly owner: string | undefined;
}

interface OwnOutput {
  readonly outPoint: OutPoint;
  /** In display order: the key of its transaction. */
  readonly txid: string;
  readonly key: WalletKey;
}

/** Confirmations that consensus asks of a mined coin before it is spent, less one for the spending block. */
export const COINBASE_MATURITY = 100;

const COINBASE_INDEX = 0xff_ff_ff_ff;

export class Ledger {
  readonly #keyring: Keyring;
  /** By txid in display order. */
  readonly #entries = new Map<string, WalletEntry>();
  /** The known transaction that spends an outpoint, whosever that is. */
  readonly #spenders = new Map<string, string>();
  /** The wallet's outputs of known transactions, spent or not. */
  readonly #outputs = new Map<string, OwnOutput>();
  readonly #owners = new Map<string, string>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** What a block changes. Repeating it with a block that is applied changes nothing more. */
  connect(block: Block): readonly LedgerChange[] {
    const changes: LedgerChange[] = [];
    const ownOutputs = new Set<string>();
    for (const { txid, tx } of block.transactions) {
      const { paid, keys } = this.#ownOutputs(tx, formatTxid(txid));
      const spent = spentOutPoints(tx);
      const conflicts = this.#conflicts(formatTxid(txid), spent);
      changes.push(...conflicts.map((conflict) => ({ type: 'dropped' as const, txid: conflict })));
      for (const outPoint of paid) ownOutputs.add(outPoint);
      const spends = spent.some((outPoint) => this.#outputs.has(outPoint) || ownOutputs.has(outPoint));
      if (paid.length === 0 && !spends && !this.#entries.has(formatTxid(txid))) continue;
      changes.push(
        { type: 'transaction', entry: { txid, tx, height: block.height } },
        ...this.#releaseSpent(tx),
      );
      changes.push(...keys.map((key) => ({ type: 'key_used' as const, key })));
    }
    return changes;
  }

  /** What it changes that the block at `height` left the chain: its transactions wait again, mined coins are gone. */
  disconnect(height: number): readonly LedgerChange[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.height === height)
      .flatMap(({ txid, tx }): readonly LedgerChange[] =>
        isCoinbase(tx)
          ? this.#withDescendants(txid).map((dropped) => ({ type: 'dropped', txid: dropped }))
          : [{ type: 'transaction', entry: { txid, tx } }],
      );
  }

  /**
   * What a transaction of ours changes that has no block yet. It takes the place of others without a block that spend
   * the same. `undefined` when a confirmed one spends the same already.
   */
  record(txid: TxId, tx: Transaction): readonly LedgerChange[] | undefined {
    const name = formatTxid(txid);
    if (this.#entries.has(name)) return [];
    const spent = spentOutPoints(tx);
    const spenders = spent.flatMap((outPoint) => this.#entries.get(this.#spenders.get(outPoint) ?? '') ?? []);
    if (spenders.some((entry) => entry.height !== undefined)) return undefined;
    const { keys } = this.#ownOutputs(tx, name);
    return [
      ...this.#conflicts(name, spent).map((conflict) => ({ type: 'dropped' as const, txid: conflict })),
      { type: 'transaction', entry: { txid, tx } },
      ...this.#releaseSpent(tx),
      ...keys.map((key) => ({ type: 'key_used' as const, key })),
    ];
  }

  /** What it changes that a transaction without a block is given up: it, and those that spend of it, are dropped. */
  drop(txid: TxId): readonly LedgerChange[] {
    if (!this.#entries.has(formatTxid(txid))) return [];
    return this.#withDescendants(txid).map((dropped) => ({ type: 'dropped', txid: dropped }));
  }

  /** The reservations of an owner but for those to `keep`, as changes that release them. */
  release(owner: string, keep: readonly OutPoint[] = []): readonly LedgerChange[] {
    const kept = new Set(keep.map(formatOutPoint));
    return [...this.#outputs.entries()]
      .filter(([name]) => this.#owners.get(name) === owner && !kept.has(name))
      .map(([, { outPoint }]) => ({ type: 'released', outPoint }));
  }

  /** Adopts stored changes, in order. */
  apply(changes: readonly LedgerChange[]): void {
    for (const change of changes) this.#apply(change);
  }

  /**
   * Coins that no known transaction spends. `tip` is the height of the chain. `without`: as if these transactions and what
   * depends on them were not known.
   */
  coins(tip: number, without: readonly TxId[] = []): readonly Coin[] {
    const gone = new Set(without.flatMap((txid) => this.#withDescendants(txid)).map(formatTxid));
    return [...this.#outputs].flatMap(([name, output]) =>
      gone.has(output.txid) ? [] : (this.#coin(name, output, tip, gone) ?? []),
    );
  }

  /** Whether a known transaction spends of this one. */
  hasDependents(txid: TxId): boolean {
    return this.#withDescendants(txid).length > 1;
  }

  /** The known transaction without a block that spends `outPoint`. */
  unconfirmedSpender(outPoint: OutPoint): WalletEntry | undefined {
    const entry = this.#entries.get(this.#spenders.get(formatOutPoint(outPoint)) ?? '');
    return entry?.height === undefined ? entry : undefined;
  }

  entry(txid: TxId): WalletEntry | undefined {
    return this.#entries.get(formatTxid(txid));
  }

  /** Known transactions without a block, parents first. */
  unconfirmed(): readonly WalletEntry[] {
    const waiting = [...this.#entries.values()].filter((entry) => entry.height === undefined);
    return sortParentsFirst(waiting);
  }

  owners(): ReadonlySet<string> {
    return new Set(this.#owners.values());
  }

  #apply(change: LedgerChange): void {
    switch (change.type) {
      case 'transaction':
        this.#add(change.entry);
        break;
      case 'dropped':
        this.#remove(change.txid);
        break;
      case 'key_used':
        this.#keyring.use(change.key);
        break;
      case 'reserved':
        this.#owners.set(formatOutPoint(change.outPoint), change.owner);
        break;
      case 'released':
        this.#owners.delete(formatOutPoint(change.outPoint));
        break;
    }
  }

  #add(entry: WalletEntry): void {
    const txid = formatTxid(entry.txid);
    this.#entries.set(txid, entry);
    for (const outPoint of spentOutPoints(entry.tx)) this.#spenders.set(outPoint, txid);
    for (const [index, { scriptPubKey }] of entry.tx.outputs.entries()) {
      const key = this.#keyring.find(scriptPubKey);
      if (key === undefined) continue;
      const outPoint = { txid: entry.txid, index };
      this.#outputs.set(formatOutPoint(outPoint), { outPoint, txid, key });
    }
  }

  #remove(txid: TxId): void {
    const name = formatTxid(txid);
    const entry = this.#entries.get(name);
    this.#entries.delete(name);
    for (const spent of entry === undefined ? [] : spentOutPoints(entry.tx))
      if (this.#spenders.get(spent) === name) this.#spenders.delete(spent);
    for (const index of (entry?.tx.outputs ?? []).keys()) {
      const output = formatOutPoint({ txid, index });
      this.#outputs.delete(output);
      this.#owners.delete(output);
    }
  }

  #coin(name: string, output: OwnOutput, tip: number, gone: ReadonlySet<string>): Coin | undefined {
    const spender = this.#spenders.get(name);
    if (spender !== undefined && !gone.has(spender)) return undefined;
    const entry = this.#entries.get(output.txid);
    const made = entry?.tx.outputs[output.outPoint.index];
    if (entry === undefined || made === undefined) throw new Error(`output ${name} of no known transaction`);
    return {
      outPoint: output.outPoint,
      amount: made.amount,
      scriptPubKey: made.scriptPubKey,
      key: output.key,
      height: entry.height,
      spendable: this.#isSpendable(entry, tip),
      owner: this.#owners.get(name),
    };
  }

  #isSpendable(entry: WalletEntry, tip: number): boolean {
    if (entry.height === undefined) return this.#isAllOurs(entry);
    return !isCoinbase(entry.tx) || entry.height + COINBASE_MATURITY <= tip + 1;
  }

  #isAllOurs(entry: WalletEntry): boolean {
    return entry.tx.inputs.every(({ outPoint }) => {
      const spent = this.#outputs.get(formatOutPoint(outPoint));
      const parent = spent && this.#entries.get(spent.txid);
      return parent !== undefined && (parent.height !== undefined || this.#isAllOurs(parent));
    });
  }

  /** Outpoints of a transaction that pay to the wallet, and their keys; keys within the gap widen the search. */
  #ownOutputs(
    tx: Transaction,
    txid: string,
  ): { readonly paid: readonly string[]; readonly keys: readonly WalletKey[] } {
    const found = tx.outputs.flatMap(({ scriptPubKey }, index) => {
      const key = this.#keyring.find(scriptPubKey);
      return key === undefined ? [] : [{ key, outPoint: `${txid}:${index}` }];
    });
    for (const { key } of found) this.#keyring.lookBeyond(key);
    const keys = found
      .map(({ key }) => key)
      .filter((key) => key.index >= this.#keyring.next(key.branch).index);
    return { paid: found.map(({ outPoint }) => outPoint), keys };
  }

  /** Once its transaction is known, a reservation has done its work. */
  #releaseSpent(tx: Transaction): readonly LedgerChange[] {
    return tx.inputs
      .filter(({ outPoint }) => this.#owners.has(formatOutPoint(outPoint)))
      .map(({ outPoint }) => ({ type: 'released', outPoint }));
  }

  /** Known transactions without a block that spend the same as transaction `txid`, and what depends on them. */
  #conflicts(txid: string, spent: readonly string[]): readonly TxId[] {
    const conflicts = new Map<string, TxId>();
    for (const outPoint of spent) {
      const spender = this.#spenders.get(outPoint);
      const entry = spender === undefined || spender === txid ? undefined : this.#entries.get(spender);
      if (entry === undefined) continue;
      for (const dropped of this.#withDescendants(entry.txid)) conflicts.set(formatTxid(dropped), dropped);
    }
    return [...conflicts.values()];
  }

  #withDescendants(txid: TxId): readonly TxId[] {
    const tx = this.#entries.get(formatTxid(txid))?.tx;
    const children = (tx?.outputs ?? []).flatMap((_, index) => {
      const spender = this.#spenders.get(formatOutPoint({ txid, index }));
      return this.#entries.get(spender ?? '')?.txid ?? [];
    });
    return [txid, ...children.flatMap((child) => this.#withDescendants(child))];
  }
}

/** What a transaction spends: nothing where it mines, since all those name the same outpoint that is none. */
function spentOutPoints(tx: Transaction): readonly string[] {
  return isCoinbase(tx) ? [] : tx.inputs.map(({ outPoint }) => formatOutPoint(outPoint));
}

function isCoinbase(tx: Transaction): boolean {
  const [input] = tx.inputs;
  return (
    tx.inputs.length === 1 &&
    input?.outPoint.index === COINBASE_INDEX &&
    input.outPoint.txid.every((byte) => byte === 0)
  );
}

function sortParentsFirst(entries: readonly WalletEntry[]): readonly WalletEntry[] {
  const byTxid = new Map(entries.map((entry) => [formatTxid(entry.txid), entry]));
  const sorted = new Set<WalletEntry>();
  const visit = (entry: WalletEntry): void => {
    if (sorted.has(entry)) return;
    for (const { outPoint } of entry.tx.inputs) {
      const parent = byTxid.get(formatTxid(outPoint.txid));
      if (parent !== undefined) visit(parent);
    }
    sorted.add(entry);
  };
  for (const entry of entries) visit(entry);
  return [...sorted];
}
