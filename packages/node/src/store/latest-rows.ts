import { MAX_CACHED_STATEMENTS } from './sql.ts';
import type { Statement } from './statement-log.ts';

/** Where a piece of work began. */
export interface LatestRowsMark {
  readonly staged: number;
  readonly hasRun: boolean;
}

/**
 * Writes that the journal has and the database need not have yet: of each row the latest. Most rows of a channel live shorter than it
 * takes to fill the journal, so the database never sees them. It sees all of them before anything else is done with their
 * table, so nobody can tell. There are no more of them than the journal has room for.
 */
export class LatestRows {
  readonly #run: (statement: Statement) => void;
  /** Of commits that are durable. */
  readonly #durable = new Map<string, Statement>();
  /** Of the commit that is open, in order. */
  #staged: { readonly row: string; readonly statement: Statement }[] = [];
  #isInCommit = false;
  /** Whether the database has everything within the commit that is open. What it had before is kept: the commit may be undone. */
  #hasRun = false;
  readonly #tables = new Set<string>();
  readonly #concerned = new Map<string, boolean>();

  /** `run` has the database run a statement. */
  constructor(run: (statement: Statement) => void) {
    this.#run = run;
  }

  /** The commit's statement for one row of a table, which replaces all others for it. `row` names it among all tables' rows. */
  put(table: string, row: string, statement: Statement): void {
    if (!this.#tables.has(table)) {
      this.#tables.add(table);
      this.#concerned.clear();
    }
    if (this.#hasRun) this.#run(statement);
    else this.#staged.push({ row, statement });
  }

  /** To be called before any other statement is run: it may be about rows that are here. */
  before(sql: string): void {
    if (this.#hasRun || (this.#durable.size === 0 && this.#staged.length === 0)) return;
    if (!this.#concerns(sql)) return;
    this.#runAll();
    if (this.#isInCommit) this.#hasRun = true;
    else this.#durable.clear();
  }

  begin(): void {
    this.#isInCommit = true;
  }

  get mark(): LatestRowsMark {
    return { staged: this.#staged.length, hasRun: this.#hasRun };
  }

  /** The database has undone what it has done since. */
  cutBack({ staged, hasRun }: LatestRowsMark): void {
    this.#staged.length = staged;
    this.#hasRun = hasRun;
  }

  /** The commit is durable. */
  end(): void {
    if (this.#hasRun) this.#durable.clear();
    else for (const { row, statement } of this.#staged) this.#durable.set(row, statement);
    this.#close();
  }

  /** The commit has failed, and the database has undone it. */
  undo(): void {
    this.#close();
  }

  /** The database is about to write everything down. Not within a commit. */
  settle(): void {
    this.#runAll();
    this.#durable.clear();
  }

  #close(): void {
    this.#staged = [];
    this.#hasRun = false;
    this.#isInCommit = false;
  }

  #runAll(): void {
    for (const statement of this.#durable.values()) this.#run(statement);
    for (const { statement } of this.#staged) this.#run(statement);
  }

  #concerns(sql: string): boolean {
    let concerned = this.#concerned.get(sql);
    if (concerned === undefined) {
      if (this.#concerned.size >= MAX_CACHED_STATEMENTS) this.#concerned.clear();
      const text = sql.toLowerCase();
      concerned = [...this.#tables].some((table) => text.includes(table));
      this.#concerned.set(sql, concerned);
    }
    return concerned;
  }
}
