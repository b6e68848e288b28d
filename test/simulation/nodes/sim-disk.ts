/** The disk of a simulated node: a database in memory, whose transactions are boundaries of the process that writes them. */
import type { DatabaseSync } from 'node:sqlite';
import type { Database } from '../../../packages/node/src/store/index.ts';
import type { Life } from './life.ts';

type Statement = ReturnType<DatabaseSync['prepare']>;

export interface DiskFaults {
  /** Whether this write is lost, though nobody says so: a planted defect. */
  readonly loses: (sql: string) => boolean;
  /** Whether the disk is full. */
  readonly isFull: () => boolean;
}

export class SimDisk implements Database {
  readonly #database: DatabaseSync;
  readonly #life: Life;
  readonly #faults: DiskFaults;
  #isOpen = true;

  constructor(database: DatabaseSync, life: Life, faults: DiskFaults) {
    this.#database = database;
    this.#life = life;
    this.#faults = faults;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  exec(sql: string): void {
    if (sql.startsWith('BEGIN') && this.#life.isOver) throw new Error('the process is dead');
    if (sql !== 'COMMIT') {
      this.#database.exec(sql);
      return;
    }
    if (this.#faults.isFull()) {
      this.#database.exec('ROLLBACK');
      throw new Error('the disk is full');
    }
    if (!this.#life.passes('commit')) {
      this.#database.exec('ROLLBACK');
      throw new Error('the process has died');
    }
    this.#database.exec('COMMIT');
    this.#life.passes('committed');
  }

  prepare(sql: string): Statement {
    const statement = this.#database.prepare(sql);
    if (!/^\s*(INSERT|UPDATE|DELETE)/.test(sql)) return statement;
    const run: Statement['run'] = (...values: never[]) =>
      this.#faults.loses(sql) ? { changes: 1, lastInsertRowid: 0 } : statement.run(...values);
    return {
      run,
      get: (...values: never[]) => statement.get(...values),
      all: (...values: never[]) => statement.all(...values),
      setReadBigInts: (enabled: boolean) => statement.setReadBigInts(enabled),
    } as Statement;
  }

  /** For this process: the database outlives it. */
  close(): void {
    this.#isOpen = false;
  }
}
