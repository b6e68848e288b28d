/** The disk of a simulated node: its database and its journal, in memory. What is made durable is a boundary of the process that does it. */
import { DatabaseSync, type SQLInputValue, type StatementResultingChanges } from 'node:sqlite';
import { SCHEMAS } from '../../../packages/node/src/daemon-schemas.ts';
import { type Database, type JournalFile, Store } from '../../../packages/node/src/store/index.ts';
import { Activity, Life } from './life.ts';

type Statement = ReturnType<DatabaseSync['prepare']>;

/** What one process has of the disk. */
export interface Mounted {
  readonly database: Database;
  readonly journal: JournalFile;
}

export class SimDisk {
  readonly #database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  /** The journal as it is on the disk; undefined while there is none. */
  journal: Buffer | undefined;
  isFull = false;

  /** For the next process: what the one before has not made durable is gone. */
  mount(life: Life): Mounted {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    return {
      database: new SimDatabase(this.#database, this, life),
      journal: new SimJournal(this, life),
    };
  }

  /** The database has taken up what was in the journal. */
  alter(change: (database: DatabaseSync) => void): void {
    this.isFull = false;
    const { database, journal } = this.mount(new Life(new Activity(), () => undefined));
    Store.over(database, journal, { schemas: SCHEMAS }).close();
    change(this.#database);
  }

  end(): void {
    this.#database.close();
  }

  /** The process may die just before and just after. `torn`: what it leaves if it dies before. */
  makeDurable(life: Life, act: () => void, torn: () => void): void {
    if (this.isFull) throw new Error('the disk is full');
    const wasOver = life.isOver;
    if (!life.passes('commit')) {
      if (!wasOver) torn();
      throw new Error('the process has died');
    }
    act();
    life.passes('committed');
  }
}

/** The dead change nothing: the database may be the next process's. */
function checkAlive(life: Life): void {
  if (life.isOver) throw new Error('the process is dead');
}

class SimDatabase implements Database {
  readonly #database: DatabaseSync;
  readonly #disk: SimDisk;
  readonly #life: Life;
  #isOpen = true;

  constructor(database: DatabaseSync, disk: SimDisk, life: Life) {
    this.#database = database;
    this.#disk = disk;
    this.#life = life;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  exec(sql: string): void {
    checkAlive(this.#life);
    const undo = () => this.#database.exec('ROLLBACK');
    if (sql !== 'COMMIT') {
      this.#database.exec(sql);
      return;
    }
    if (this.#disk.isFull) undo();
    this.#disk.makeDurable(this.#life, () => this.#database.exec('COMMIT'), undo);
  }

  prepare(sql: string): Statement {
    const statement = this.#database.prepare(sql);
    const run: (...values: SQLInputValue[]) => StatementResultingChanges = statement.run.bind(statement);
    statement.run = (...values: unknown[]) => {
      checkAlive(this.#life);
      return run(...(values as SQLInputValue[]));
    };
    return statement;
  }

  /** For this process: the database outlives it. */
  close(): void {
    this.#isOpen = false;
  }
}

/** Room for some ten commits: the database takes them up often. */
const CAPACITY = 48 * 1024;

class SimJournal implements JournalFile {
  readonly capacity = CAPACITY;
  readonly found: number | undefined;
  readonly #disk: SimDisk;
  readonly #life: Life;
  /** The file as the process sees it. */
  #written: Buffer;

  constructor(disk: SimDisk, life: Life) {
    this.#disk = disk;
    this.#life = life;
    this.#written = disk.journal ?? Buffer.alloc(0);
    this.found = disk.journal?.length;
  }

  read(): Buffer {
    return this.#written;
  }

  open(): void {
    checkAlive(this.#life);
    this.#disk.journal ??= Buffer.alloc(0);
  }

  write(parts: readonly Buffer[], position: number): void {
    const bytes = Buffer.concat(parts);
    const written = Buffer.alloc(Math.max(this.#written.length, position + bytes.length));
    this.#written.copy(written);
    bytes.copy(written, position);
    this.#written = written;
  }

  /** Of what a dead process has written since the last sync, the first half of the file is on the disk. */
  sync(): void {
    const half = (): Buffer => {
      const torn = Buffer.alloc(this.#written.length);
      this.#disk.journal?.copy(torn);
      this.#written.copy(torn, 0, 0, this.#written.length / 2);
      return torn;
    };
    const keep = (bytes: Buffer): void => {
      this.#disk.journal = bytes;
    };
    this.#disk.makeDurable(
      this.#life,
      () => keep(this.#written),
      () => keep(half()),
    );
  }

  close(isOver: boolean): void {
    if (isOver && !this.#life.isOver) this.#disk.journal = undefined;
  }
}
