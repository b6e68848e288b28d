import type { ChainChange, ChainState } from '../chain/state.ts';
import { err, ok, type Result } from '../result.ts';
import type { Database } from '../storage/database.ts';
import { parseTx, serializeTx, type Tx, txid } from '../transaction.ts';
import type { ScriptVerifier } from '../validation/scripts.ts';
import { type Acceptable, type AcceptOptions, evaluateTransaction } from './accept.ts';
import {
  compareFeerates,
  feerateOf,
  INCREMENTAL_RELAY_FEERATE,
  MIN_RELAY_FEERATE,
  type SatPerKvb,
} from './fees.ts';
import type { Chunk } from './linearize.ts';
import { inTopologicalOrder, type MempoolEntry, Pool, withDescendants } from './pool.ts';
import { policyRejection, type Rejection } from './rejection.ts';

/** Bitcoin Core's default of memory for the mempool, in bytes. */
export const MAX_MEMPOOL_USAGE = 300_000_000;
/** Bitcoin Core's default: a transaction that no block took for two weeks is dropped. */
const EXPIRY_SECONDS = 336 * 60 * 60;

export interface MempoolModules {
  readonly chain: ChainState;
  readonly database: Database;
  readonly verifier: ScriptVerifier;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/** Unconfirmed transactions that could be in the next block, kept so as the best chain changes. */
export class Mempool {
  readonly #modules: MempoolModules;
  readonly #pool: Pool;
  /** Set when the mempool was full, to more than what then went out paid; back to 0 with the next block. */
  #floor: SatPerKvb = 0;

  constructor(modules: MempoolModules) {
    this.#modules = modules;
    const { database } = modules;
    this.#pool = new Pool({
      added: ({ tx, time }) => database.addTransaction(txid(tx), serializeTx(tx), time),
      removed: ({ tx }) => database.removeTransaction(txid(tx)),
    });
  }

  /** Takes back what was in the mempool when the process ended and still can be. */
  load(): void {
    const { database } = this.#modules;
    database.transaction(() => {
      for (const { data, time, id } of database.mempool()) {
        const tx = parseTx(data);
        const accepted = tx.ok ? this.#admit(tx.value, {}, time) : tx;
        if (!accepted.ok) database.removeTransaction(id);
      }
    });
  }

  /** What is in it. To be read only: everything comes in and goes out through this class. */
  get pool(): Pool {
    return this.#pool;
  }

  /** The feerate below which nothing is taken. */
  get minimumFeerate(): SatPerKvb {
    return Math.max(this.#floor, MIN_RELAY_FEERATE);
  }

  /** Takes a transaction in, in place of what it replaces, or says why not. */
  accept(tx: Tx): Result<MempoolEntry, Rejection> {
    return this.#modules.database.transaction(() => this.#admit(tx, {}, this.#modules.now()));
  }

  /** Whether `accept` would take the transaction, and at what fee. */
  evaluate(tx: Tx, options: AcceptOptions = {}): Result<Acceptable, Rejection> {
    return evaluateTransaction(tx, { ...this.#modules, pool: this.#pool, floor: this.#floor }, options);
  }

  /**
   * What `accept` would say of these transactions one after another, none of them replacing any.
   * After the first that is refused the rest is not looked at.
   */
  evaluateAll(txs: readonly Tx[]): Result<Acceptable, Rejection>[] {
    return this.#modules.database.transaction(() => this.#tryAll(txs));
  }

  #tryAll(txs: readonly Tx[]): Result<Acceptable, Rejection>[] {
    const verdicts: Result<Acceptable, Rejection>[] = [];
    const trial: MempoolEntry[] = [];
    for (const tx of txs) {
      const verdict = this.evaluate(tx, { allowReplacement: txs.length === 1 });
      verdicts.push(verdict);
      if (!verdict.ok) break;
      if (txs.length > 1) trial.push(this.#add(verdict.value, this.#modules.now()));
    }
    this.#pool.remove(trial.reverse());
    return verdicts;
  }

  /** Follows a change of the best chain. */
  follow(change: ChainChange): void {
    this.#floor = 0;
    if (change.disconnected.length > 0) this.#rebuild(change);
    else this.#confirm(change);
    this.#expire();
  }

  #admit(tx: Tx, options: AcceptOptions, time: number): Result<MempoolEntry, Rejection> {
    const verdict = this.evaluate(tx, options);
    if (!verdict.ok) return verdict;
    this.#pool.remove(verdict.value.replaces);
    const entry = this.#add(verdict.value, time);
    this.#shrink();
    return this.#pool.find(txid(tx)) === entry ? ok(entry) : err(policyRejection('mempool full').error);
  }

  #add({ tx, fee, sigopCost }: Acceptable, time: number): MempoolEntry {
    return this.#pool.add({ tx, fee, sigopCost, time, height: this.#modules.chain.tip.height });
  }

  /** New blocks only: what they hold goes out, and what they contradict with all that depends on it. */
  #confirm({ connected }: ChainChange): void {
    for (const node of connected) {
      for (const tx of this.#modules.chain.block(node).transactions) {
        const confirmed = this.#pool.find(txid(tx));
        if (confirmed) this.#pool.remove([confirmed]);
        const conflicts = this.#pool.conflictsOf(tx);
        if (conflicts.size > 0) this.#pool.remove(withDescendants(conflicts));
      }
    }
  }

  /** After a reorg: everything must prove itself again, what was in blocks before what depends on it. */
  #rebuild({ disconnected }: ChainChange): void {
    const { chain, now } = this.#modules;
    const unconfirmed = disconnected
      .toReversed()
      .flatMap((node) => chain.block(node).transactions.slice(1))
      .map((tx) => ({ tx, time: now() }));
    const entries = inTopologicalOrder(this.#pool.entries());
    this.#pool.remove(entries.toReversed());
    for (const { tx, time } of [...unconfirmed, ...entries]) {
      this.#admit(tx, { bypassLimits: true, allowReplacement: false }, time);
    }
  }

  #expire(): void {
    const oldest = this.#modules.now() - EXPIRY_SECONDS;
    const expired = this.#pool.entries().filter(({ time }) => time < oldest);
    this.#pool.remove(withDescendants(expired));
  }

  /** Drops what a miner would take last until the rest fits. */
  #shrink(): void {
    while (this.#pool.usage > MAX_MEMPOOL_USAGE) {
      let worst: Chunk<MempoolEntry> | undefined;
      for (const entry of this.#pool.entries()) {
        const chunk = this.#pool.chunk(entry);
        if (worst === undefined || compareFeerates(chunk, worst) < 0) worst = chunk;
      }
      if (worst === undefined) return;
      this.#floor = Math.max(this.#floor, feerateOf(worst) + INCREMENTAL_RELAY_FEERATE);
      this.#pool.remove(withDescendants(worst.members));
    }
  }
}
