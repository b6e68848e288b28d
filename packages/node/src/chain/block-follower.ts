import { setTimeout as delay } from 'node:timers/promises';
import { equalBytes } from '@sferic/crypto';
import type { Logger } from '../log.ts';
import type { ChainBackend } from './backend.ts';
import { type Block, type BlockRef, formatBlockHash } from './block.ts';
import type { BlockJournal, JournalState } from './block-journal.ts';
import { type BlockListener, ChainPosition, FollowingFailed } from './chain-position.ts';
import { asError } from './errors.ts';

/** Blocks fetched at once when behind: bounds memory to a few full blocks. */
const FETCH_AHEAD = 8;
/** Blocks below the first one that are known from the start, so that an early reorganisation finds the fork. */
const REMEMBERED_AT_START = 144;
/** How long to wait for the server's word of a new block before looking again; the pause where it cannot wait. */
const POLL_MS = 1_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;
/**
 * About a block's time. Beyond it blocks are missing that deadlines count by: BOLT 2 grants an HTLC few of them
 * ("`cltv_expiry_delta` Selection").
 */
export const STALE_AFTER_MS = 600_000;

export interface BlockFollowerOptions {
  readonly backend: ChainBackend;
  readonly journal: BlockJournal;
  readonly log: Logger;
  /** For a node that has followed no block yet: the height from which on its coins may be. The server's tip unless given. */
  readonly birthday?: number;
  /** Called once when following ends by itself. */
  readonly onFailure: (error: FollowingFailed) => void;
  readonly pollMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Follows the server's best chain block by block, over reorganisations and outages, and never skips one. */
export class BlockFollower {
  readonly #options: BlockFollowerOptions;
  readonly #listeners: BlockListener[] = [];
  readonly #position: ChainPosition;
  readonly #stopping = new AbortController();
  /** The end of the work that was queued last: moves and exclusive work run one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #running: Promise<void> | undefined;
  #synced = false;
  /** When the last look at the server found nothing more to deliver. */
  #syncedAt: number;

  private constructor(options: BlockFollowerOptions, state: JournalState) {
    this.#options = options;
    this.#syncedAt = this.#now();
    this.#position = new ChainPosition(options.journal, this.#listeners, state);
  }

  /**
   * Takes up the journal, or begins one at the birthday. Nothing is delivered before `start` or `poll`.
   * Rejects with RpcError or TransportError where a new journal needs the server.
   */
  static async open(options: BlockFollowerOptions): Promise<BlockFollower> {
    const stored = options.journal.load() ?? { blocks: await beginJournal(options), open: false };
    return new BlockFollower(options, stored);
  }

  /** The newest block that was delivered, or is being delivered. */
  get tip(): BlockRef {
    return this.#position.tip;
  }

  /** The newest block that every listener has taken in: who sees it sees its effects too. */
  get delivered(): BlockRef {
    return this.#position.delivered;
  }

  /** Whether the last look at the server found nothing more to deliver. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Whether the tip may be far behind: for {@link STALE_AFTER_MS} the server has not answered, or had more to deliver. */
  get stale(): boolean {
    return this.#now() - this.#syncedAt > STALE_AFTER_MS;
  }

  /** Tells `listener` of each block, after those that were added before it. To be called before `start` and `poll`. */
  listen(listener: BlockListener): void {
    this.#listeners.push(listener);
  }

  /** Follows in the background until `stop`, or until a failure is reported. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends following; a delivery under way is waited for. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#last.catch(() => undefined);
  }

  /** Catches up now; resolves when all that the server had is delivered. Rejects when it cannot be reached. */
  poll(): Promise<void> {
    return this.exclusively(() => this.#catchUp());
  }

  /** Runs `work` while no block is delivered. Work must not wait for other exclusive work. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.catch(() => undefined).then(work);
    this.#last = result;
    // Who asked for the work handles its failure; the next in the queue ignores it.
    result.catch(() => undefined);
    return result;
  }

  /**
   * Fetches the delivered blocks above `after`, oldest first, and hands each to `visit`. To be called from exclusive
   * work, so that the chain stands still. Rejects as the backend does, also when a reorganisation came between.
   */
  async replay(after: number, visit: (block: Block) => Promise<void>): Promise<void> {
    for (let height = after + 1; height <= this.tip.height; height++) {
      const hash = await this.#options.backend.blockHash(height, this.#callOptions());
      const block = hash && (await this.#options.backend.block(hash, height, this.#callOptions()));
      if (block === undefined) throw new BlockUnavailable(height);
      await visit(block);
    }
  }

  async #run(): Promise<void> {
    const { log, backend, pollMs = POLL_MS, onFailure } = this.#options;
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      try {
        await this.poll();
        if (failures > 0) log.info('the chain server answers again', { failures });
        failures = 0;
        const canWait = await backend.waitForHeight(this.tip.height + 1, pollMs, this.#callOptions());
        if (canWait === undefined) await this.#sleep(pollMs);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#synced = false;
        if (error instanceof FollowingFailed) {
          log.error('following the chain ended', { code: error.code, error });
          return onFailure(error);
        }
        if (failures === 0) log.warn('the chain server does not answer', { error: asError(error) });
        failures += 1;
        await this.#sleep(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10)));
      }
    }
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      if (this.#stopping.signal.aborted) return;
      const { height, hash } = this.tip;
      const heights = Array.from({ length: FETCH_AHEAD + 1 }, (_, ahead) => height + ahead);
      const [current, ...ahead] = await this.#options.backend.blockHashes(heights, this.#callOptions());
      if (current === undefined || !equalBytes(current, hash)) {
        this.#synced = false;
        this.#options.log.info('block left the chain', { height, hash: formatBlockHash(hash) });
        await this.#position.disconnect();
        continue;
      }
      const above = ahead.flatMap((next, index) =>
        next ? [{ height: height + 1 + index, hash: next }] : [],
      );
      const wanted = this.#position.open ? [this.tip, ...above] : above;
      if (wanted.length === 0) {
        this.#synced = true;
        this.#syncedAt = this.#now();
        return;
      }
      await this.#connect(await this.#fetch(wanted));
    }
  }

  async #fetch(refs: readonly BlockRef[]): Promise<readonly Block[]> {
    return Promise.all(
      refs.map(async ({ hash, height }) => {
        const block = await this.#options.backend.block(hash, height, this.#callOptions());
        if (block === undefined) throw new BlockUnavailable(height);
        return block;
      }),
    );
  }

  /** Stops at a block that does not fit: the chain changed while its blocks were fetched, and is looked at again. */
  async #connect(blocks: readonly Block[]): Promise<void> {
    for (const block of blocks) {
      if (this.#stopping.signal.aborted) return;
      const again = this.#position.open && equalBytes(block.hash, this.tip.hash);
      if (!again && !equalBytes(block.previous, this.tip.hash)) return;
      await this.#position.connect(block);
    }
  }

  #callOptions(): { readonly signal: AbortSignal } {
    return { signal: this.#stopping.signal };
  }

  #now(): number {
    const { now = Date.now } = this.#options;
    return now();
  }

  async #sleep(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, this.#callOptions()).catch(() => undefined);
  }
}

/** The server named a block that it cannot give: pruned, or replaced in this moment. */
export class BlockUnavailable extends Error {
  constructor(height: number) {
    super(
      `the server does not have block ${height}; a pruned server cannot serve blocks from before its pruning`,
    );
    this.name = 'BlockUnavailable';
  }
}

async function beginJournal(options: BlockFollowerOptions): Promise<readonly BlockRef[]> {
  const { backend, journal, birthday } = options;
  const info = await backend.info();
  const newest = Math.min(birthday ?? info.height, info.height);
  const oldest = Math.max(0, newest - REMEMBERED_AT_START);
  const heights = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);
  const hashes = await backend.blockHashes(heights);
  const blocks = hashes.map((hash, index) => {
    if (hash === undefined) throw new BlockUnavailable(oldest + index);
    return { height: oldest + index, hash };
  });
  await journal.begin(blocks);
  return blocks;
}
