import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { equalBytes, sha256 } from '@sferic/crypto';
import type { Failure } from '../chain/tree.ts';

/** Why a data directory cannot be used. */
export class StorageError extends Error {
  readonly code: 'locked' | 'damaged' | 'version' | 'io';

  constructor(code: StorageError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Counts up when the tables change; a directory with another number is refused, never guessed at. */
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE block (
    sequence INTEGER PRIMARY KEY,          -- order of arrival, from 1
    data BLOB NOT NULL,                    -- serialised with witnesses
    undo BLOB,                             -- coins spent, once it was connected
    undo_digest BLOB,                      -- SHA-256 of undo: blocks prove themselves, undo data does not
    failure TEXT                           -- NULL, 'invalid' or 'invalidated'
  ) STRICT;
  CREATE TABLE mempool (
    position INTEGER PRIMARY KEY,          -- order of acceptance
    txid BLOB NOT NULL UNIQUE,
    data BLOB NOT NULL,
    time INTEGER NOT NULL                  -- seconds since 1970
  ) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

const SQLITE_BUSY = 5;

export interface StoredBlock {
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly failure: Failure | undefined;
}

export interface StoredTransaction {
  readonly id: Uint8Array;
  readonly data: Uint8Array;
  readonly time: number;
}

/** In memory, for as long as the process runs. */
function openInMemory(): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  db.exec(`BEGIN; ${SCHEMA} COMMIT;`);
  return db;
}

function open(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'chain.sqlite');
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    // The exclusive lock is the system's, held until the process ends however it ends. In WAL mode without a
    // sync per commit, a killed process loses nothing and a power cut at most the last commits, never consistency.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    db.exec('BEGIN IMMEDIATE; COMMIT;');
    const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
    if (version === 0) db.exec(`BEGIN; ${SCHEMA} COMMIT;`);
    else if (version !== SCHEMA_VERSION) {
      throw new StorageError('version', `${path} has schema version ${version}, not ${SCHEMA_VERSION}`);
    }
    return db;
  } catch (error) {
    db.close();
    if (error instanceof StorageError) throw error;
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) {
      throw new StorageError(
        'locked',
        `Cannot obtain a lock on directory ${directory}. It is probably in use.`,
      );
    }
    throw new StorageError('io', `Cannot open ${path}: ${(error as Error).message}`);
  }
}

/** Blocks, undo data and the mempool in one SQLite file, which is also the directory's lock. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #insertBlock: StatementSync;
  readonly #insertTransaction: StatementSync;
  readonly #deleteTransaction: StatementSync;
  #failed = false;

  /** Creates what is missing; without a directory nothing is kept. Throws a `StorageError`. */
  constructor(directory: string | undefined) {
    this.#db = directory === undefined ? openInMemory() : open(directory);
    this.#insertBlock = this.#db.prepare('INSERT INTO block (sequence, data) VALUES (?, ?)');
    this.#insertTransaction = this.#db.prepare(
      'INSERT OR IGNORE INTO mempool (txid, data, time) VALUES (?, ?, ?)',
    );
    this.#deleteTransaction = this.#db.prepare('DELETE FROM mempool WHERE txid = ?');
  }

  close(): void {
    this.#db.close();
  }

  /** Bytes in the file. */
  size(): number {
    const row = this.#db
      .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
      .get();
    return Number(row?.['bytes']);
  }

  /**
   * Runs `work` so that a crash leaves all of its writes or none. Calls may nest; the outermost commits.
   * When `work` or the commit fails, what is in memory has run ahead of the file: no write follows ever after.
   */
  transaction<T>(work: () => T): T {
    if (this.#db.isTransaction) return work();
    if (this.#failed) throw new StorageError('io', 'an earlier change failed half-way: start again');
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#failed = true;
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** All blocks in order of arrival. */
  *blocks(): IterableIterator<StoredBlock> {
    const statement = this.#db.prepare('SELECT sequence, data, failure FROM block ORDER BY sequence');
    for (const row of statement.iterate()) {
      yield {
        sequence: Number(row['sequence']),
        data: row['data'] as Uint8Array,
        failure: (row['failure'] ?? undefined) as Failure | undefined,
      };
    }
  }

  addBlock(sequence: number, data: Uint8Array): void {
    this.#insertBlock.run(sequence, data);
  }

  block(sequence: number): Uint8Array {
    const row = this.#db.prepare('SELECT data FROM block WHERE sequence = ?').get(sequence);
    if (row === undefined) throw new StorageError('damaged', `block ${sequence} is missing`);
    return row['data'] as Uint8Array;
  }

  setFailure(sequence: number, failure: Failure | undefined): void {
    this.#db.prepare('UPDATE block SET failure = ? WHERE sequence = ?').run(failure ?? null, sequence);
  }

  setUndo(sequence: number, undo: Uint8Array): void {
    this.#db
      .prepare('UPDATE block SET undo = ?, undo_digest = ? WHERE sequence = ?')
      .run(undo, sha256(undo), sequence);
  }

  /** undefined for a block that was never connected. */
  undo(sequence: number): Uint8Array | undefined {
    const row = this.#db.prepare('SELECT undo, undo_digest FROM block WHERE sequence = ?').get(sequence);
    const [undo, digest] = [row?.['undo'], row?.['undo_digest']];
    if (row !== undefined && undo === null) return undefined;
    if (undo instanceof Uint8Array && digest instanceof Uint8Array && equalBytes(sha256(undo), digest))
      return undo;
    throw new StorageError('damaged', `undo data of block ${sequence} is missing or damaged`);
  }

  /** The mempool in order of acceptance. */
  mempool(): StoredTransaction[] {
    const rows = this.#db.prepare('SELECT txid, data, time FROM mempool ORDER BY position').all();
    return rows.map((row) => ({
      id: row['txid'] as Uint8Array,
      data: row['data'] as Uint8Array,
      time: Number(row['time']),
    }));
  }

  addTransaction(txid: Uint8Array, data: Uint8Array, time: number): void {
    this.#insertTransaction.run(txid, data, time);
  }

  removeTransaction(txid: Uint8Array): void {
    this.#deleteTransaction.run(txid);
  }
}
