import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

/** What a statement can bind. Integers from 2^63 do not fit SQLite: keep a peer's u64 with `u64ToBlob`. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** Statements in the code are literals, so their number is small; past this bound the cache is emptied. */
export const MAX_CACHED_STATEMENTS = 512;
const U64_BYTES = 8;
/** A view of each blob would cost more than the rest. */
const wide = new DataView(new ArrayBuffer(U64_BYTES));
const wideBytes = new Uint8Array(wide.buffer);

/** One row of a result, read column by column: a column of another type than asked for means a damaged file. */
export class Row {
  readonly #columns: Readonly<Record<string, SQLOutputValue>>;

  constructor(columns: Readonly<Record<string, SQLOutputValue>>) {
    this.#columns = columns;
  }

  isNull(column: string): boolean {
    return this.#value(column) === null;
  }

  bigint(column: string): bigint {
    const value = this.#value(column);
    return typeof value === 'bigint' ? value : this.#mismatch(column, 'an integer');
  }

  /** An integer within ±2^53. */
  number(column: string): number {
    const value = Number(this.bigint(column));
    return Number.isSafeInteger(value) ? value : this.#mismatch(column, 'a safe integer');
  }

  boolean(column: string): boolean {
    return this.bigint(column) !== 0n;
  }

  text(column: string): string {
    const value = this.#value(column);
    return typeof value === 'string' ? value : this.#mismatch(column, 'text');
  }

  /** A blob; with `length`, of exactly that many bytes. */
  bytes(column: string, length?: number): Uint8Array {
    const value = this.#value(column);
    if (!(value instanceof Uint8Array)) return this.#mismatch(column, 'a blob');
    return length === undefined || value.length === length
      ? value
      : this.#mismatch(column, `a blob of ${length} bytes`);
  }

  #value(column: string): SQLOutputValue {
    const value = this.#columns[column];
    return value === undefined ? this.#mismatch(column, 'in the result') : value;
  }

  #mismatch(column: string, expected: string): never {
    throw new Error(`stored column '${column}' is not ${expected}`);
  }
}

/** Runs queries. Outside of a commit it sees what is durable; inside, also what the same commit wrote before. */
export interface SqlReader {
  get(sql: string, ...values: readonly SqlValue[]): Row | undefined;
  all(sql: string, ...values: readonly SqlValue[]): readonly Row[];
}

/** Writes too: exists inside `Store.commit` only. */
export interface SqlWriter extends SqlReader {
  /** Returns the number of rows that the statement changed. */
  run(sql: string, ...values: readonly SqlValue[]): number;
  /**
   * A statement that sets or deletes one row of `table`, without regard to what it was, and cannot fail: the database may get it
   * later, or never when another takes its place. `row` names the row among those of all tables; `sql` has the table's name, which
   * is in lower case. Arrays among the values must stay as they are.
   */
  put(table: string, row: string, sql: string, ...values: readonly SqlValue[]): void;
}

/** The part of a connection to a database that is used here. */
export type Database = Pick<DatabaseSync, 'exec' | 'prepare' | 'close' | 'isOpen' | 'isTransaction'>;

/** Prepared statements of one connection, by their text. Every integer is read as a bigint, so that none is rounded. */
export class Statements implements SqlWriter {
  readonly #database: Database;
  readonly #cache = new Map<string, StatementSync>();

  constructor(database: Database) {
    this.#database = database;
  }

  get(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    const columns = this.#prepare(sql).get(...values);
    return columns === undefined ? undefined : new Row(columns);
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#prepare(sql)
      .all(...values)
      .map((columns) => new Row(columns));
  }

  /** As `all`, one row at a time; the same statement must not be run again meanwhile. */
  *iterate(sql: string, ...values: readonly SqlValue[]): Generator<Row, undefined> {
    for (const columns of this.#prepare(sql).iterate(...values)) yield new Row(columns);
  }

  run(sql: string, ...values: readonly SqlValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  put(_table: string, _row: string, sql: string, ...values: readonly SqlValue[]): void {
    this.run(sql, ...values);
  }

  #prepare(sql: string): StatementSync {
    const cached = this.#cache.get(sql);
    if (cached !== undefined) return cached;
    if (this.#cache.size >= MAX_CACHED_STATEMENTS) this.#cache.clear();
    const statement = this.#database.prepare(sql);
    statement.setReadBigInts(true);
    this.#cache.set(sql, statement);
    return statement;
  }
}

/** A u64 as 8 big-endian bytes: SQLite's integers end at 2^63, and blobs in this form sort by value. */
export function u64ToBlob(value: bigint): Uint8Array {
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new RangeError(`${value} is not a u64`);
  wide.setBigUint64(0, value);
  return wideBytes.slice();
}

/** The inverse of `u64ToBlob`; throws on another length. */
export function u64FromBlob(bytes: Uint8Array): bigint {
  if (bytes.length !== U64_BYTES) throw new RangeError(`a u64 has ${U64_BYTES} bytes, not ${bytes.length}`);
  wideBytes.set(bytes);
  return wide.getBigUint64(0);
}
