import type { Block } from './block.ts';
import { CoinOverlay } from './chain/coins.ts';
import { type BlockRejection, ChainState } from './chain/state.ts';
import type { BlockNode } from './chain/tree.ts';
import type { SatPerKvb } from './mempool/fees.ts';
import { Mempool } from './mempool/mempool.ts';
import type { MempoolEntry } from './mempool/pool.ts';
import type { Rejection } from './mempool/rejection.ts';
import type { Submission } from './mempool/submission.ts';
import { mineBlock, type Selection, type SelectionOptions, selectTransactions } from './miner.ts';
import type { Result } from './result.ts';
import { Database } from './storage/database.ts';
import type { Sat, Tx } from './transaction.ts';
import { MAX_BLOCK_WEIGHT } from './validation/limits.ts';
import { ScriptVerifier } from './validation/scripts.ts';
import { spentCoins, totalOutput } from './validation/transaction.ts';

const MS_PER_SECOND = 1000;

export interface NodeOptions {
  /** Milliseconds since 1970; default: the system's clock. */
  readonly clock?: () => number;
  /** Bytes of memory that the mempool may take; default: Bitcoin Core's. */
  readonly maxMempoolUsage?: number;
  /** Weight of the blocks that are mined; default: the most that consensus allows. */
  readonly maxBlockWeight?: number;
}

/** Chain, mempool and miner on one data directory: all that the RPC methods act on. Does no input or output itself. */
export class RegtestNode {
  readonly chain: ChainState;
  readonly mempool: Mempool;
  /** Undefined: nothing is kept. */
  readonly directory: string | undefined;
  readonly maxBlockWeight: number;
  readonly startedAt: number;
  /** Resolves when a call asked for the end. */
  readonly stopRequested: Promise<void>;
  readonly requestStop: () => void;
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #listeners = new Set<() => void>();
  #mockTime: number | undefined;

  /**
   * Opens the directory, which this process then holds alone; undefined: in memory. Throws a `StorageError`.
   */
  constructor(directory: string | undefined, options: NodeOptions = {}) {
    const { clock = Date.now, maxMempoolUsage, maxBlockWeight = MAX_BLOCK_WEIGHT } = options;
    this.directory = directory;
    this.maxBlockWeight = maxBlockWeight;
    this.#clock = clock;
    this.startedAt = clock();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopRequested = promise;
    this.requestStop = resolve;
    this.#database = new Database(directory);
    try {
      const modules = { database: this.#database, verifier: new ScriptVerifier(), now: () => this.now() };
      this.chain = ChainState.load(modules);
      this.mempool = new Mempool({
        ...modules,
        chain: this.chain,
        ...(maxMempoolUsage !== undefined && { maxUsage: maxMempoolUsage }),
      });
      this.mempool.load();
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.chain.onChange = (change) => {
      this.mempool.follow(change);
      this.#changed();
    };
  }

  /** Calls `listener` after every change of best chain or mempool, from within the call that makes it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Takes a transaction into the mempool, or says why not. */
  accept(tx: Tx): Result<MempoolEntry, Rejection> {
    const accepted = this.mempool.accept(tx);
    if (accepted.ok) this.#changed();
    return accepted;
  }

  /** Takes in a child with its unconfirmed parents, or a lone transaction: see `Mempool.submit`. */
  acceptPackage(txs: readonly Tx[], maxFeerate: SatPerKvb = 0): Submission {
    const before = this.mempool.pool.sequence;
    const submission = this.mempool.submit(txs, maxFeerate);
    if (this.mempool.pool.sequence !== before) this.#changed();
    return submission;
  }

  /** Seconds since 1970, or the time that `setmocktime` set. */
  now(): number {
    return this.#mockTime ?? Math.floor(this.#clock() / MS_PER_SECOND);
  }

  /** Seconds since the start. */
  uptime(): number {
    return Math.floor((this.#clock() - this.startedAt) / MS_PER_SECOND);
  }

  /** @param time seconds since 1970; undefined: the clock again */
  setMockTime(time: number | undefined): void {
    this.#mockTime = time;
  }

  /** Mines one block of what pays best in the mempool on top of the best chain. */
  generate(scriptPubKey: Uint8Array, { refuses }: Pick<SelectionOptions, 'refuses'> = {}): BlockNode {
    const selection = selectTransactions(this.mempool.pool, {
      maxWeight: this.maxBlockWeight,
      ...(refuses && { refuses }),
    });
    const submitted = this.chain.submit(this.mine(scriptPubKey, selection));
    if (!submitted.ok) throw new Error(`the miner made an invalid block: ${submitted.error.code}`);
    return submitted.value;
  }

  /** A block with these transactions, not yet submitted, whether it is valid or not. */
  mine(scriptPubKey: Uint8Array, selection: Selection): Block {
    return mineBlock({
      parent: this.chain.tip,
      scriptPubKey,
      selection,
      now: this.now(),
      isKnown: (hash) => this.chain.tree.find(hash) !== undefined,
    });
  }

  /** The fees of transactions in order, as far as their coins are known: unknown ones make a block invalid anyway. */
  feesOf(txs: readonly Tx[]): Sat {
    const nextHeight = this.chain.tip.height + 1;
    const view = new CoinOverlay(this.mempool.pool.view(this.chain.coins, nextHeight));
    let fees = 0n;
    for (const tx of txs) {
      const coins = spentCoins(tx, view);
      view.addOutputs(tx, nextHeight, false);
      if (coins === undefined) continue;
      fees += coins.reduce((sum, { output }) => sum + output.value, 0n) - totalOutput(tx);
    }
    return fees;
  }

  submit(block: Block): Result<BlockNode, BlockRejection> {
    return this.chain.submit(block);
  }

  /**
   * The tip, as soon as `isAwaited` holds of it. When `signal` aborts, the tip as it is then.
   * Listeners are bounded by the calls that the server lets wait.
   */
  async waitForTip(isAwaited: (tip: BlockNode) => boolean, signal: AbortSignal): Promise<BlockNode> {
    if (!isAwaited(this.chain.tip) && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          unsubscribe();
          signal.removeEventListener('abort', done);
          resolve();
        };
        const unsubscribe = this.subscribe(() => {
          if (isAwaited(this.chain.tip)) done();
        });
        signal.addEventListener('abort', done);
      });
    }
    return this.chain.tip;
  }

  /** Bytes that the data directory takes. */
  sizeOnDisk(): number {
    return this.#database.size();
  }

  close(): void {
    this.#database.close();
  }
}
