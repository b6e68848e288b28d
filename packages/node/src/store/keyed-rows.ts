import type { Schema } from './schema.ts';
import type { SqlReader, SqlWriter } from './sql.ts';

/** One change of a keyed row: `null` deletes it. */
export interface KeyedWrite {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export interface KeyedRow {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * A table `(owner, key) → value` for an aggregate that encodes its own rows, such as a channel: a step writes the few
 * rows that changed, whatever the size of the whole.
 */
export class KeyedRows {
  readonly schema: Schema;
  readonly #table: string;
  readonly #delete: string;
  readonly #put: string;

  /** `table` is a literal of the code: it goes into SQL as it stands. */
  constructor(table: string) {
    this.#table = table;
    this.#delete = `DELETE FROM ${table} WHERE owner = ? AND key = ?`;
    this.#put = `INSERT INTO ${table} (owner, key, value) VALUES (?, ?, ?)
      ON CONFLICT (owner, key) DO UPDATE SET value = excluded.value`;
    this.schema = {
      name: table,
      migrations: [
        `CREATE TABLE ${table} (
          owner BLOB NOT NULL,
          key TEXT NOT NULL,
          value BLOB NOT NULL,
          PRIMARY KEY (owner, key)
        ) STRICT, WITHOUT ROWID`,
      ],
    };
  }

  apply(tx: SqlWriter, owner: Uint8Array, writes: readonly KeyedWrite[]): void {
    for (const { key, value } of writes) {
      if (value === null) tx.run(this.#delete, owner, key);
      else tx.run(this.#put, owner, key, value);
    }
  }

  /** The owner's rows in the order of their keys. */
  load(reader: SqlReader, owner: Uint8Array): readonly KeyedRow[] {
    return reader
      .all(`SELECT key, value FROM ${this.#table} WHERE owner = ? ORDER BY key`, owner)
      .map((row) => ({ key: row.text('key'), value: row.bytes('value') }));
  }

  owners(reader: SqlReader): readonly Uint8Array[] {
    return reader
      .all(`SELECT DISTINCT owner FROM ${this.#table} ORDER BY owner`)
      .map((row) => row.bytes('owner'));
  }

  /** Deletes all rows of an owner. */
  forget(tx: SqlWriter, owner: Uint8Array): void {
    tx.run(`DELETE FROM ${this.#table} WHERE owner = ?`, owner);
  }
}
