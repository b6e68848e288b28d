import type { BlockRef } from './block.ts';

/**
 * Where the node stands in the chain, durable. The newest block may be 'open': its delivery to the listeners began
 * and may not have ended, whichever way it was delivered last.
 *
 * Writes take effect in the order of the calls, and in one order with the listeners' own commits: so a restart never
 * finds the effects of a block that the journal does not know.
 */
export interface BlockJournal {
  /** What is stored, `undefined` before the first `begin`. */
  load(): JournalState | undefined;
  /** Stores the first blocks, all of them delivered. */
  begin(blocks: readonly BlockRef[]): Promise<void>;
  /** Appends `block`, open; those before it are delivered. */
  connecting(block: BlockRef): Promise<void>;
  /** The newest block is open again. */
  disconnecting(block: BlockRef): Promise<void>;
  /** The newest block is delivered. Blocks that are deeper than `MAX_REORG_DEPTH` may be forgotten. */
  connected(block: BlockRef): Promise<void>;
  /** Removes the newest block. */
  disconnected(block: BlockRef): Promise<void>;
}

export interface JournalState {
  /** At least one, of consecutive heights, the newest last. */
  readonly blocks: readonly BlockRef[];
  /** Whether the newest is open. */
  readonly open: boolean;
}

/** The deepest reorganisation that a node survives, also one that happens while it is off: two weeks of blocks. */
export const MAX_REORG_DEPTH = 2016;
