import type { Block, BlockRef } from './block.ts';
import { type BlockJournal, type JournalState, MAX_REORG_DEPTH } from './block-journal.ts';
import { asError } from './errors.ts';

/**
 * Who is told of blocks. Each block is delivered at least once, in order: after a crash the newest one may come again,
 * and a block may be disconnected whose connection never came. The next delivery waits until the promise resolves; a
 * rejection is fatal, since the node must never skip a block.
 */
export interface BlockListener {
  /** Names the listener in errors. */
  readonly name: string;
  blockConnected(block: Block): Promise<void>;
  blockDisconnected(block: BlockRef): Promise<void>;
}

/** The followed chain cannot go on; the node has to stop. */
export class FollowingFailed extends Error {
  readonly code: 'listener_failed' | 'journal_failed' | 'reorg_too_deep';

  constructor(code: FollowingFailed['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FollowingFailed';
    this.code = code;
  }
}

/** The node's place in the chain: moves block by block, and delivers each move to the listeners. */
export class ChainPosition {
  readonly #journal: BlockJournal;
  readonly #listeners: readonly BlockListener[];
  /** Consecutive, the newest last, never empty. */
  readonly #blocks: BlockRef[];
  #tip: BlockRef;
  #open: boolean;

  constructor(journal: BlockJournal, listeners: readonly BlockListener[], { blocks, open }: JournalState) {
    const tip = blocks.at(-1);
    if (tip === undefined) throw new Error('a position needs a block');
    this.#journal = journal;
    this.#listeners = listeners;
    this.#blocks = [...blocks];
    this.#tip = tip;
    this.#open = open;
  }

  /** The newest block. */
  get tip(): BlockRef {
    return this.#tip;
  }

  /** The newest block that every listener has taken in. */
  get delivered(): BlockRef {
    return this.#open ? (this.#blocks.at(-2) ?? this.#tip) : this.#tip;
  }

  /** Whether the newest block must be delivered again, or disconnected, before any other. */
  get open(): boolean {
    return this.#open;
  }

  /** Delivers `block`: the child of the tip, or the tip itself while it is open. */
  async connect(block: Block): Promise<void> {
    const again = this.#open && block.height === this.#tip.height;
    if (!again) {
      this.#tip = { height: block.height, hash: block.hash };
      this.#blocks.push(this.#tip);
      if (this.#blocks.length > MAX_REORG_DEPTH) this.#blocks.shift();
      this.#open = true;
    }
    const tip = this.#tip;
    const journalled = again ? Promise.resolve() : this.#journal.connecting(tip);
    await this.#move(journalled, (listener) => listener.blockConnected(block));
    await journal(this.#journal.connected(tip));
    this.#open = false;
  }

  /** Delivers that the tip is no longer part of the chain. */
  async disconnect(): Promise<void> {
    const tip = this.#tip;
    const parent = this.#blocks.at(-2);
    if (parent === undefined)
      throw new FollowingFailed(
        'reorg_too_deep',
        `the chain forks below block ${tip.height}, deeper than what the node remembers`,
      );
    this.#open = true;
    await this.#move(this.#journal.disconnecting(tip), (listener) => listener.blockDisconnected(tip));
    await journal(this.#journal.disconnected(tip));
    this.#blocks.pop();
    this.#tip = parent;
    this.#open = false;
  }

  /** The journal's write is queued before those of the listeners, and may share their transaction. */
  async #move(journalled: Promise<void>, deliver: (listener: BlockListener) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled([journal(journalled), this.#deliver(deliver)]);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  async #deliver(deliver: (listener: BlockListener) => Promise<void>): Promise<void> {
    for (const listener of this.#listeners) {
      try {
        await deliver(listener);
      } catch (cause) {
        throw new FollowingFailed('listener_failed', `${listener.name}: ${asError(cause).message}`, {
          cause,
        });
      }
    }
  }
}

async function journal(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (cause) {
    const reason = asError(cause).message;
    throw new FollowingFailed('journal_failed', `the followed chain cannot be stored: ${reason}`, { cause });
  }
}
