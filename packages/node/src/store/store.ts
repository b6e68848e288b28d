import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommitToken } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';

import { openError, StoreError } from './errors.ts';
import { Journal } from './journal.ts';
import { DiskJournalFile, type JournalFile } from './journal-file.ts';
import { LatestRows } from './latest-rows.ts';
import { JOURNAL_SCHEMA, notePosition, takeUp, wasClosed } from './recovery.ts';
import { migrate, type Schema } from './schema.ts';
import { type Database, type Row, type SqlReader, type SqlValue, type SqlWriter, Statements } from './sql.ts';

/** The database's name in the data directory, and that of its journal. */
export const STORE_FILE = 'sferic.sqlite';
export const JOURNAL_FILE = 'sferic.journal';

/**
 * Work items in one transaction where no late work waits: beyond them it goes on in the next one, so that a flood cannot hold the
 * event loop.
 */
const MAX_BATCH = 4096;

/**
 * Turns of the event loop for which a commit waits at most while each of them brings more work: what is written together is synced once, and
 * signed once. A turn that brings nothing takes some microseconds; where others fill it with work, one is enough.
 */
const MAX_PATIENCE = 3;
/** Longer nobody waits for a second one. */
const MAX_PATIENCE_MS = 2;
const NO_PATIENCE = { turns: 0, since: 0, work: 0 };
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Pages of SQLite's own write-ahead log at which it is written back into the database. A page that many transactions change is then
 * written back once, and rarely does a payment wait for that; a start after a crash reads some 16 MB more.
 */
const CHECKPOINT_PAGES = 4096;
/** Of the database, in KiB: what payments look up by hash is all over it. */
const CACHE_KIB = 32_768;
/** A database that is larger is not read through after it was closed in order: 256 MB are read in half a second. */
const MAX_SCANNED_BYTES = 256 * 1024 * 1024;
/** While everything is read once: to keep that would take memory for nothing. */
const SCAN_CACHE_KIB = 2_048;

/** One piece of work: writes through `tx`, synchronously. */
export type Work = (tx: SqlWriter) => void;

/** What happens when work throws: it is undone alone or, where what is queued behind it relies on it, nothing is stored any more. */
export type WorkKind = 'separate' | 'vital';

interface QueuedWork {
  readonly work: Work;
  readonly kind: WorkKind;
  readonly resolve: (token: CommitToken) => void;
  readonly reject: (error: unknown) => void;
}

/** Work that is made when its transaction begins, of all that has come until then. */
interface LateWork extends Omit<QueuedWork, 'work' | 'kind'> {
  readonly make: () => Work;
}

export interface StoreOptions {
  /** The data directory; it is created, for its owner alone. */
  readonly directory: string;
  /** The tables of all aggregates, in an order in which each may refer to those before it. */
  readonly schemas: readonly Schema[];
  /** Of the database: beyond them it is read through after a crash alone; 256 MB unless given. */
  readonly maxScannedBytes?: number;
  /** Called once when a write has failed: from then on nothing is stored until the store is opened again. */
  readonly onFailure?: (error: StoreError) => void;
}

/**
 * The node's durable state: one SQLite file, held by one process at a time, and the journal of what it has not written yet.
 *
 * The lock on the data directory is SQLite's exclusive lock on this file. The system drops it when the process ends,
 * however it ends, so no stale lock can remain. It is dropped too when this process opens and closes the file by
 * other means: never read the file past this class.
 */
export class Store implements SqlReader {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #writer: SqlWriter;
  readonly #journal: Journal;
  /** What the journal has and the database need not have yet. */
  readonly #latest: LatestRows;
  readonly #onFailure: StoreOptions['onFailure'];
  #queue: QueuedWork[] = [];
  #late: LateWork[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  /** Of the commit that is due: how many turns it has waited, since when, and how much work there was in the last of them. */
  #patience = NO_PATIENCE;
  #working = false;
  #failure: StoreError | undefined;

  private constructor(
    database: Database,
    journal: Journal,
    { schemas, onFailure, maxScannedBytes = MAX_SCANNED_BYTES }: Omit<StoreOptions, 'directory'>,
  ) {
    const statements = new Statements(database);
    setCache(database, SCAN_CACHE_KIB);
    if (!wasClosed(statements) || sizeOf(statements) <= maxScannedBytes) checkIntegrity(statements);
    setCache(database, CACHE_KIB);
    migrate(database, statements, [JOURNAL_SCHEMA, ...schemas], {
      before: () => takeUp(statements, journal),
      after: () => notePosition(statements, journal, true),
    });
    beginAnew(database, journal);
    this.#database = database;
    this.#statements = statements;
    this.#journal = journal;
    this.#onFailure = onFailure;
    this.#latest = new LatestRows(({ sql, values }) => statements.run(sql, ...values));
    this.#writer = {
      get: (sql, ...values) => this.#whileWorking(sql).get(sql, ...values),
      all: (sql, ...values) => this.#whileWorking(sql).all(sql, ...values),
      run: (sql, ...values) => {
        const changes = this.#whileWorking(sql).run(sql, ...values);
        journal.add(sql, values);
        return changes;
      },
      put: (table, row, sql, ...values) => {
        this.#checkWorking();
        journal.add(sql, values);
        this.#latest.put(table, row, { sql, values });
      },
    };
  }

  /** Opens or creates the store, brings its tables up to date and takes the lock. */
  static open(options: StoreOptions): Result<Store, StoreError> {
    const file = join(options.directory, STORE_FILE);
    let database: DatabaseSync | undefined;
    let journal: Journal | undefined;
    try {
      mkdirSync(options.directory, { recursive: true, mode: DIRECTORY_MODE });
      closeSync(openSync(file, 'a', FILE_MODE));
      database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
      lock(database);
      journal = new Journal(new DiskJournalFile(join(options.directory, JOURNAL_FILE)));
      return ok(new Store(database, journal, options));
    } catch (error) {
      journal?.close(false);
      database?.close();
      return err(openError(file, error));
    }
  }

  /** A store in a database that is open, and a journal, that nobody else uses. Throws StoreError. */
  static over(database: Database, journal: JournalFile, options: Omit<StoreOptions, 'directory'>): Store {
    return new Store(database, new Journal(journal), options);
  }

  get(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#read(sql, () => this.#statements.get(sql, ...values));
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#read(sql, () => this.#statements.all(sql, ...values));
  }

  /** As `all`, one row at a time; the same statement must not be run again meanwhile. */
  *iterate(sql: string, ...values: readonly SqlValue[]): Generator<Row, undefined> {
    setCache(this.#database, SCAN_CACHE_KIB);
    const rows = this.#statements.iterate(sql, ...values);
    try {
      const read = () => this.#read(sql, () => rows.next());
      for (let next = read(); !next.done; next = read()) yield next.value;
    } finally {
      rows.return(undefined);
      setCache(this.#database, CACHE_KIB);
    }
  }

  /**
   * Runs `work` in a transaction and resolves when it is on disk, with the token that permits to speak of it.
   *
   * All work that is queued in one turn of the event loop shares a transaction, in the order of the calls; the order
   * holds over transactions too. Work that throws is undone alone and its promise rejects with what it threw; the
   * rest of the batch goes on. When the transaction itself fails, all of its work rejects with StoreError 'failed':
   * whether it reached the disk is unknown, so the store takes no more work until it is opened again. So it is when `vital`
   * work throws: what is queued behind it may rely on it, without waiting for it.
   */
  commit(work: Work, kind: WorkKind = 'separate'): Promise<CommitToken> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#queue.push({ work, kind, resolve, reject });
      this.#schedule();
    });
  }

  /**
   * As `commit`, for who gathers until the transaction begins: `make` is called then, and its work runs behind all that was
   * queued before, in the same transaction as that and all other late work of that moment. So any work may follow from late
   * work that is not durable yet: no crash leaves the one without the other. When one `make` throws, all late work of that moment
   * rejects and nothing of it is stored. When its work throws, the transaction fails.
   */
  commitLate(make: () => Work): Promise<CommitToken> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#late.push({ make, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits what is queued and releases the file. Later work rejects with StoreError 'closed'. Idempotent. */
  close(): void {
    if (!this.#database.isOpen) return;
    while (this.#waiting > 0) this.#flush();
    clearImmediate(this.#scheduled);
    const isSettled = this.#failure === undefined && this.#settleAtEnd();
    this.#failure ??= new StoreError('closed', 'the store is closed');
    // Before the lock goes: then the file may be another process's.
    this.#journal.close(isSettled);
    this.#database.close();
  }

  #checkWorking(): void {
    if (!this.#working) throw new Error('a write outside of the commit that it belongs to');
  }

  /** To run the statement with. */
  #whileWorking(sql: string): Statements {
    this.#checkWorking();
    this.#latest.before(sql);
    return this.#statements;
  }

  get #waiting(): number {
    return this.#queue.length + this.#late.length;
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      const { turns, since, work } = this.#patience;
      const now = performance.now();
      const isLong = turns > 0 && now - since > MAX_PATIENCE_MS;
      if (turns === MAX_PATIENCE || isLong || this.#waiting === work) this.#flush();
      else {
        this.#patience = { turns: turns + 1, since: turns > 0 ? since : now, work: this.#waiting };
        this.#schedule();
      }
    });
  }

  #flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    this.#patience = NO_PATIENCE;
    // It was due when an earlier one failed.
    if (this.#failure !== undefined) return;
    // Late work comes behind all that was queued, some of which may follow from it: one transaction has both.
    const batch = this.#queue.splice(0, this.#late.length > 0 ? this.#queue.length : MAX_BATCH);
    const late = this.#makeLate();
    if (this.#waiting > 0) this.#schedule();
    try {
      this.#begin();
      const done = [...batch, ...late].filter((item) => this.#run(item));
      this.#makeDurable();
      const token = CommitToken.issue();
      // Those who gathered until now take up what they have stored before anybody else looks at it.
      for (const item of late) item.resolve(token);
      for (const item of done) item.resolve(token);
    } catch (error) {
      this.#fail([...batch, ...late], error);
    }
  }

  /** Of this commit alone what fails is undone: what the journal has remains in the open transaction, and reads go on to see it. */
  #begin(): void {
    this.#checkTransaction();
    this.#statements.run('SAVEPOINT this_commit');
    this.#latest.begin();
  }

  #makeDurable(): void {
    this.#checkTransaction();
    const isDurable = this.#journal.append();
    this.#statements.run('RELEASE this_commit');
    this.#latest.end();
    if (!isDurable) this.#settle();
  }

  /** The database takes up what the journal has, and what it has no room for. */
  #settle(): void {
    this.#latest.settle();
    notePosition(this.#statements, this.#journal, true);
    this.#database.exec('COMMIT');
    beginAnew(this.#database, this.#journal);
  }

  /** Whether the database has everything. If not the journal does, and the next start sees to it. */
  #settleAtEnd(): boolean {
    try {
      this.#checkTransaction();
      this.#latest.settle();
      notePosition(this.#statements, this.#journal, false);
      this.#database.exec('COMMIT');
      return true;
    } catch {
      return false;
    }
  }

  /**
   * There is a transaction from the start to the end, which has what only the journal has besides. An I/O error in any
   * statement, a read too, makes SQLite undo it: then the database is at an older state, which nobody may build upon, or see.
   */
  #checkTransaction(): void {
    if (!this.#database.isTransaction)
      throw new Error('an error has made SQLite undo what it had not written yet');
  }

  #read<T>(sql: string, read: () => T): T {
    try {
      if (this.#database.isOpen) {
        this.#checkTransaction();
        this.#latest.before(sql);
      }
      return read();
    } catch (error) {
      const isLost = this.#database.isOpen && !this.#database.isTransaction;
      if (!isLost) throw error;
      this.#fail([], error);
      throw this.#failure ?? error;
    }
  }

  #makeLate(): readonly QueuedWork[] {
    const late = this.#late.splice(0);
    try {
      return late.map(({ make, ...promise }) => ({ work: make(), kind: 'vital', ...promise }));
    } catch (error) {
      for (const { reject } of late) reject(error);
      return [];
    }
  }

  /** Returns whether the item was kept; throws when the transaction is lost. */
  #run(item: QueuedWork): boolean {
    if (item.kind === 'vital') {
      this.#write(item);
      return true;
    }
    const mark = this.#journal.mark;
    const latestMark = this.#latest.mark;
    this.#statements.run('SAVEPOINT work');
    try {
      this.#write(item);
    } catch (error) {
      // A full disk or an I/O error makes SQLite undo the whole transaction, not only this item.
      if (!this.#database.isTransaction) throw error;
      this.#statements.run('ROLLBACK TO work');
      this.#statements.run('RELEASE work');
      this.#journal.cutBack(mark);
      this.#latest.cutBack(latestMark);
      item.reject(error);
      return false;
    }
    this.#statements.run('RELEASE work');
    return true;
  }

  #write({ work }: QueuedWork): void {
    this.#working = true;
    try {
      const returned: unknown = work(this.#writer);
      if (returned instanceof Promise) throw new TypeError('the work of a commit must be synchronous');
    } finally {
      this.#working = false;
    }
  }

  /** After a failed write or sync nobody knows what the disk holds: reject everything, and write no more. */
  #fail(batch: readonly QueuedWork[], cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const isFirst = this.#failure === undefined;
    this.#failure ??= new StoreError('failed', `the store cannot be written: ${reason}`, { cause });
    if (batch.length > 0) this.#undo();
    for (const item of [...batch, ...this.#queue.splice(0), ...this.#late.splice(0)])
      item.reject(this.#failure);
    if (isFirst) this.#onFailure?.(this.#failure);
  }

  /** Of the commit that failed; if that cannot be, of all that the database has not written, so that nobody reads what is not durable. */
  #undo(): void {
    this.#latest.undo();
    for (const undo of ['ROLLBACK TO this_commit', 'ROLLBACK'])
      try {
        if (this.#database.isTransaction) this.#database.exec(undo);
        return;
      } catch {
        // The first failure is the one to report; the next opening recovers the file.
      }
  }
}

/** The database has all that was in the journal. */
function beginAnew(database: Database, journal: Journal): void {
  journal.begin();
  database.exec('BEGIN IMMEDIATE');
}

/**
 * Takes the file for this process and asks for a sync to disk at each commit. In exclusive mode SQLite keeps its lock
 * from the first write until the file is closed.
 */
function lock(database: DatabaseSync): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.exec('BEGIN EXCLUSIVE');
  database.exec('COMMIT');
}

function setCache(database: Pick<Database, 'exec'>, kibibytes: number): void {
  database.exec(`PRAGMA cache_size = -${kibibytes}`);
}

function sizeOf(statements: Statements): number {
  const figure = (name: string) => statements.get(`PRAGMA ${name}`)?.number(name) ?? 0;
  return figure('page_count') * figure('page_size');
}

/** Reads every page once: cheaper than to find damage in the middle of a payment. */
function checkIntegrity(statements: Statements): void {
  const verdict = statements.get('PRAGMA quick_check(1)')?.text('quick_check');
  if (verdict !== 'ok') throw new StoreError('damaged', `the database is damaged: ${verdict}`);
}
