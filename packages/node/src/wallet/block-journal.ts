import {
  type BlockHash,
  type BlockJournal,
  type BlockRef,
  type JournalState,
  MAX_REORG_DEPTH,
} from '../chain/index.ts';
import type { Row, Schema, SqlWriter, Store } from '../store/index.ts';

export const BLOCK_JOURNAL_SCHEMA: Schema = {
  name: 'block_journal',
  migrations: [
    `CREATE TABLE followed_block (
      height INTEGER PRIMARY KEY,
      hash BLOB NOT NULL,
      -- Whether it was delivered to all listeners: see BlockJournal.
      open INTEGER NOT NULL
    ) STRICT`,
  ],
};

const HASH_LENGTH = 32;

/** The followed chain in the store. Its writes and those of the wallet and channels go through one queue, in order. */
export class StoredBlockJournal implements BlockJournal {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  load(): JournalState | undefined {
    const rows = this.#store.all('SELECT height, hash, open FROM followed_block ORDER BY height');
    const newest = rows.at(-1);
    if (newest === undefined) return undefined;
    return { blocks: rows.map(toBlock), open: newest.boolean('open') };
  }

  begin(blocks: readonly BlockRef[]): Promise<void> {
    return this.#write((tx) => {
      for (const block of blocks) insert(tx, block, false);
    });
  }

  connecting(block: BlockRef): Promise<void> {
    return this.#write((tx) => insert(tx, block, true));
  }

  disconnecting(block: BlockRef): Promise<void> {
    return this.#write((tx) => setOpen(tx, block, true));
  }

  connected(block: BlockRef): Promise<void> {
    return this.#write((tx) => {
      setOpen(tx, block, false);
      tx.run('DELETE FROM followed_block WHERE height <= ?', block.height - MAX_REORG_DEPTH);
    });
  }

  disconnected(block: BlockRef): Promise<void> {
    return this.#write((tx) => tx.run('DELETE FROM followed_block WHERE height = ?', block.height));
  }

  async #write(work: (tx: SqlWriter) => void): Promise<void> {
    await this.#store.commit(work);
  }
}

function insert(tx: SqlWriter, { height, hash }: BlockRef, open: boolean): void {
  tx.run('INSERT INTO followed_block (height, hash, open) VALUES (?, ?, ?)', height, hash, open ? 1 : 0);
}

function setOpen(tx: SqlWriter, { height }: BlockRef, open: boolean): void {
  tx.run('UPDATE followed_block SET open = ? WHERE height = ?', open ? 1 : 0, height);
}

function toBlock(row: Row): BlockRef {
  return { height: row.number('height'), hash: row.bytes('hash', HASH_LENGTH) as BlockHash };
}
