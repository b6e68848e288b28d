import type { ChainChange, ChainState } from '../chain/state.ts';
import { err, ok, type Result } from '../result.ts';
import type { Database } from '../storage/database.ts';
import { parseTx, serializeTx, type Tx, txid } from '../transaction.ts';
import type { ScriptVerifier } from '../validation/scripts.ts';
import {
  type Acceptable,
  type Acceptance,
  type AcceptContext,
  type AcceptOptions,
  evaluateTransaction,
} from './accept.ts';
import { compareFeerates, feerateOf, MIN_RELAY_FEERATE, type SatPerKvb } from './fees.ts';
import type { Chunk } from './linearize.ts';
import { MinimumFeerate } from './minimum-feerate.ts';
import { evaluatePackage, type PackageEvaluation } from './package.ts';
import { inTopologicalOrder, type MempoolEntry, Pool, withDescendants } from './pool.ts';
import { feeRejection, type Rejection } from './rejection.ts';
import { type Submission, submitPackage } from './submission.ts';

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
  /** Bytes of memory that it may take; default: `MAX_MEMPOOL_USAGE`. */
  readonly maxUsage?: number;
}

/** Unconfirmed transactions that could be in the next block, kept so as the best chain changes. */
export class Mempool {
  readonly #modules: MempoolModules;
  readonly #pool: Pool;
  readonly #minimum = new MinimumFeerate();
  readonly maxUsage: number;

  constructor(modules: MempoolModules) {
    this.#modules = modules;
    const { database, maxUsage = MAX_MEMPOOL_USAGE } = modules;
    this.maxUsage = maxUsage;
    this.#pool = new Pool({
      added: ({ tx, time }) => database.addTransaction(txid(tx), serializeTx(tx), time),
      removed: ({ tx }) => database.removeTransaction(txid(tx)),
    });
  }

  /**
   * Takes back what was in the mempool when the process ended and still can be. It came in for its fee, perhaps with
   * a child that paid for it, so that fees are not asked about again.
   */
  load(): void {
    const { database } = this.#modules;
    database.transaction(() => {
      for (const { data, time, id } of database.mempool()) {
        const tx = parseTx(data);
        const accepted = tx.ok ? this.#readmit(tx.value, time) : tx;
        if (!accepted.ok) database.removeTransaction(id);
      }
      this.#shrink();
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

  get #floor(): SatPerKvb {
    return this.#minimum.at(this.#modules.now(), { usage: this.#pool.usage, limit: this.maxUsage });
  }

  get #context(): AcceptContext {
    return { ...this.#modules, pool: this.#pool, floor: this.#floor };
  }

  /** Takes a transaction in, in place of what it replaces, or says why not. */
  accept(tx: Tx): Result<MempoolEntry, Rejection> {
    return this.#modules.database.transaction(() => {
      const verdict = this.evaluate(tx);
      if (!verdict.ok) return verdict;
      const [entry] = this.#insert([verdict.value], verdict.value.replaces);
      this.#shrink();
      const stayed = entry !== undefined && this.#pool.find(txid(tx)) === entry;
      return stayed ? ok(entry) : err(feeRejection('mempool full').error);
    });
  }

  /** Whether `accept` would take the transaction, and at what fee. */
  evaluate(tx: Tx, options: AcceptOptions = {}): Result<Acceptance, Rejection> {
    return evaluateTransaction(tx, this.#context, options);
  }

  /**
   * Takes in a child with its unconfirmed parents, which may pay by what the child adds, or a lone transaction.
   * @param txs parents first
   * @param maxFeerate the caller's own limit for each of them; 0: none
   */
  submit(txs: readonly Tx[], maxFeerate: SatPerKvb = 0): Submission {
    const target = {
      pool: this.#pool,
      evaluate: (tx: Tx, options: AcceptOptions) => this.evaluate(tx, options),
      evaluateTogether: (members: readonly Tx[], options: Parameters<typeof evaluatePackage>[2]) =>
        evaluatePackage(members, this.#context, options),
      insert: (accepted: readonly Acceptable[], replaces: ReadonlySet<MempoolEntry>) => {
        this.#insert(accepted, replaces);
      },
      shrink: () => this.#shrink(),
    };
    return this.#modules.database.transaction(() => submitPackage(target, txs, maxFeerate));
  }

  /** Whether these transactions, each paying for itself and none replacing any, could come in one after another. */
  evaluateAll(txs: readonly Tx[]): PackageEvaluation {
    return evaluatePackage(txs, this.#context, { mode: 'test' });
  }

  /** Follows a change of the best chain. */
  follow(change: ChainChange): void {
    if (change.connected.length > 0) this.#minimum.blockConnected(this.#modules.now());
    if (change.disconnected.length > 0) this.#rebuild(change);
    else this.#confirm(change);
    this.#expire();
  }

  #insert(accepted: readonly Acceptable[], replaces: ReadonlySet<MempoolEntry>): readonly MempoolEntry[] {
    this.#pool.remove(replaces);
    return accepted.map((acceptable) => this.#add(acceptable, this.#modules.now()));
  }

  /** For what was in the mempool or in a block before. */
  #readmit(tx: Tx, time: number): Result<MempoolEntry, Rejection> {
    const verdict = this.evaluate(tx, { bypassLimits: true, allowReplacement: false });
    return verdict.ok ? ok(this.#add(verdict.value, time)) : verdict;
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
    for (const { tx, time } of [...unconfirmed, ...entries]) this.#readmit(tx, time);
    this.#shrink();
  }

  #expire(): void {
    const oldest = this.#modules.now() - EXPIRY_SECONDS;
    const expired = this.#pool.entries().filter(({ time }) => time < oldest);
    this.#pool.remove(withDescendants(expired));
  }

  /** Drops what a miner would take last until the rest fits. */
  #shrink(): void {
    while (this.#pool.usage > this.maxUsage) {
      let worst: Chunk<MempoolEntry> | undefined;
      for (const entry of this.#pool.entries()) {
        const chunk = this.#pool.chunk(entry);
        if (worst === undefined || compareFeerates(chunk, worst) < 0) worst = chunk;
      }
      if (worst === undefined) return;
      this.#minimum.raise(feerateOf(worst));
      this.#pool.remove(withDescendants(worst.members));
    }
  }
}
