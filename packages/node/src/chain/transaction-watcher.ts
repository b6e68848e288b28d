import { formatOutPoint, formatTxid, type OutPoint, type Transaction } from '@sferic/channel';
import type { TxId } from '@sferic/wire';
import type { Logger } from '../log.ts';
import type { Block, BlockRef } from './block.ts';
import { type BlockFollower, BlockUnavailable } from './block-follower.ts';
import type { BlockListener } from './chain-position.ts';
import { asError, RpcError, TransportError } from './errors.ts';

/** What is looked for in blocks. */
export type ChainWatch =
  /** The transaction itself. */
  | { readonly type: 'confirmed'; readonly txid: TxId }
  /** A transaction that spends the output. */
  | { readonly type: 'spent'; readonly outPoint: OutPoint };

/** A transaction in its block: height and index are what a short channel id is made of. */
export interface Sighting {
  readonly tx: Transaction;
  readonly height: number;
  readonly txIndex: number;
}

/** Is told what was looked for. The next block waits for the promise; a rejection stops the follower. */
export interface WatchHandler {
  found(sighting: Sighting): Promise<void>;
  /** A reorganisation took away the block of the last sighting. */
  lost(): Promise<void>;
}

export interface WatchOptions {
  /** Blocks up to this height need not be searched, of those that the follower has delivered; all of these unless given. */
  readonly since?: number;
  /** The height of a sighting that the caller already knows, from before a restart. */
  readonly foundAt?: number;
}

/** Many outputs at once, which their owner keeps in whatever form: each spent output of each block is shown to it. */
export interface OutputsWatch {
  /** Quick where the output is none of its. The next block waits for the promise; a block may be shown twice. */
  spent(outPoint: OutPoint, height: number): Promise<void> | undefined;
  /** A reorganisation took away the block of this height. */
  lost(height: number): Promise<void>;
}

interface Outputs {
  readonly watch: OutputsWatch;
  /** Where the search of past blocks has to begin, while there is one to make. */
  since: number | undefined;
}

interface Entry {
  readonly key: string;
  readonly handler: WatchHandler;
  /** Where the search of past blocks has come to. */
  since: number;
  foundAt: number | undefined;
}

/** What the watcher needs of the follower. */
export type FollowedChain = Pick<BlockFollower, 'tip' | 'exclusively' | 'replay'>;

/**
 * Finds transactions and spends of outputs in the followed blocks; needs no index of the server. In memory: after a
 * restart the watches are added again before the follower starts. A watch that is added while a block is delivered
 * sees that block too, before the follower's journal counts it as delivered, so that no crash can lose a sighting.
 */
export class TransactionWatcher implements BlockListener {
  readonly name = 'transaction watcher';
  readonly #chain: FollowedChain;
  readonly #log: Logger;
  /** By what is looked for: see `watchKey`. */
  readonly #entries = new Map<string, Set<Entry>>();
  readonly #outputs = new Set<Outputs>();
  /** Watches whose past blocks are still to be searched. */
  readonly #behind = new Set<Entry>();
  #delivering = false;

  constructor(chain: FollowedChain, log: Logger) {
    this.#chain = chain;
    this.#log = log;
  }

  /** Returns a function that ends the watch. */
  add(watch: ChainWatch, handler: WatchHandler, options: WatchOptions = {}): () => void {
    const key = watchKey(watch);
    const delivered = this.#chain.tip.height;
    // A block under delivery may have been searched before this watch came, also where its owner counts it as delivered.
    const searched = this.#delivering ? delivered - 1 : delivered;
    const since = Math.min(options.since ?? searched, searched);
    const entry: Entry = { key, handler, since, foundAt: options.foundAt };
    const entries = this.#entries.get(key) ?? new Set();
    this.#entries.set(key, entries.add(entry));
    if (since < delivered) this.#searchPast(entry);
    return () => {
      this.#behind.delete(entry);
      entries.delete(entry);
      if (entries.size === 0 && this.#entries.get(key) === entries) this.#entries.delete(key);
    };
  }

  /**
   * Shows all spends of blocks to come. The returned function has the blocks after `height`, up to which there was nothing to
   * see for an output that is new, shown too.
   */
  addOutputs(watch: OutputsWatch): (height: number) => void {
    const outputs: Outputs = { watch, since: undefined };
    this.#outputs.add(outputs);
    return (height) => {
      // A block under delivery may have been shown before the output was known.
      const shown = this.#chain.tip.height + (this.#delivering ? 1 : 0);
      if (height >= shown) return;
      outputs.since = Math.min(outputs.since ?? height, height);
      this.#searchSoon();
    };
  }

  async blockConnected(block: Block): Promise<void> {
    this.#delivering = true;
    try {
      await this.#search(block, (key) => this.#entries.get(key) ?? [], [...this.#outputs]);
      for (let searched = true; searched && this.#isBehind; ) searched = await this.#catchUp(block);
    } finally {
      this.#delivering = false;
    }
  }

  async blockDisconnected(block: BlockRef): Promise<void> {
    for (const entry of [...this.#entries.values()].flatMap((entries) => [...entries])) {
      entry.since = Math.min(entry.since, block.height - 1);
      if (entry.foundAt !== block.height) continue;
      entry.foundAt = undefined;
      await entry.handler.lost();
    }
    for (const outputs of this.#outputs) {
      if (outputs.since !== undefined) outputs.since = Math.min(outputs.since, block.height - 1);
      await outputs.watch.lost(block.height);
    }
  }

  get #isBehind(): boolean {
    return this.#behind.size > 0 || this.#outputs.values().some(({ since }) => since !== undefined);
  }

  #searchPast(entry: Entry): void {
    this.#behind.add(entry);
    this.#searchSoon();
  }

  #searchSoon(): void {
    // While a block is delivered, its delivery ends with the search.
    if (this.#delivering) return;
    this.#chain
      .exclusively(async () => {
        if (this.#isBehind) await this.#catchUp();
      })
      // What a handler rejected comes again with the next block, whose delivery then fails.
      .catch((error: unknown) => this.#log.error('a sighting was not handled', { error: asError(error) }));
  }

  /** Searches past blocks for all that are behind. False when the server did not give them: the next block tries again. */
  async #catchUp(delivering?: Block): Promise<boolean> {
    const entries = [...this.#behind];
    const outputs = [...this.#outputs].filter(({ since }) => since !== undefined);
    const starts = outputs.map(({ since = 0 }) => since);
    const oldest = Math.min(...entries.map((entry) => entry.since), ...starts);
    const visit = (block: Block): Promise<void> =>
      this.#search(
        block,
        (key) =>
          entries.filter(
            (entry) => entry.key === key && entry.since < block.height && this.#behind.has(entry),
          ),
        outputs,
      );
    try {
      // The block under delivery is at hand: most often it is all that is missing.
      if (delivering !== undefined && oldest === delivering.height - 1) await visit(delivering);
      else await this.#chain.replay(oldest, visit);
    } catch (error) {
      if (!isBackendError(error)) throw error;
      this.#log.warn('past blocks could not be searched', { since: oldest, error });
      return false;
    }
    for (const entry of entries) this.#behind.delete(entry);
    // What was asked for meanwhile may lie further back.
    for (const [index, one] of outputs.entries()) if (one.since === starts[index]) one.since = undefined;
    return true;
  }

  async #search(
    block: Block,
    entriesOf: (key: string) => Iterable<Entry>,
    outputs: readonly Outputs[],
  ): Promise<void> {
    for (const { watch } of outputs)
      for (const { tx } of block.transactions)
        for (const { outPoint } of tx.inputs) {
          const handled = watch.spent(outPoint, block.height);
          if (handled !== undefined) await handled;
        }
    if (this.#entries.size === 0) return;
    for (const [txIndex, { txid, tx }] of block.transactions.entries()) {
      const keys = [formatTxid(txid), ...tx.inputs.map((input) => formatOutPoint(input.outPoint))];
      for (const key of keys)
        for (const entry of [...entriesOf(key)])
          await this.#found(entry, { tx, height: block.height, txIndex });
    }
  }

  async #found(entry: Entry, sighting: Sighting): Promise<void> {
    // A redelivered block, or one that was searched as past too.
    if (entry.foundAt === sighting.height) return;
    await entry.handler.found(sighting);
    entry.foundAt = sighting.height;
  }
}

/** A txid has 64 characters, an outpoint more: one map holds both. */
function watchKey(watch: ChainWatch): string {
  return watch.type === 'confirmed' ? formatTxid(watch.txid) : formatOutPoint(watch.outPoint);
}

function isBackendError(error: unknown): error is Error {
  return error instanceof TransportError || error instanceof RpcError || error instanceof BlockUnavailable;
}
