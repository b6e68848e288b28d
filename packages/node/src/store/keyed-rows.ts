import { bytesToHex } from '@sferic/crypto';
import type { Schema } from './schema.ts';
import type { SqlReader, SqlValue, SqlWriter } from './sql.ts';

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
    const prefix = `${this.#table}/${bytesToHex(owner)}/`;
    for (const { key, value } of writes) {
      // What is put must not fail when the database gets it.
      if (typeof key !== 'string' || !(value === null || value instanceof Uint8Array))
        throw new TypeError('a keyed row is bytes under a text');
      if (value === null) tx.put(this.#table, prefix + key, this.#delete, owner, key);
      else tx.put(this.#table, prefix + key, this.#put, owner, key, value);
    }
  }

  /** The owner's rows of one family, those whose keys are its name, a slash and more, in the order of their keys. */
  loadFamily(reader: SqlReader, owner: Uint8Array, family: string): readonly KeyedRow[] {
    return this.#select(reader, 'owner = ? AND key >= ? AND key < ?', owner, ...rangeOf(family));
  }

  /** All others, of which the database reads those alone: a family may have very many rows. */
  loadAllBut(reader: SqlReader, owner: Uint8Array, family: string): readonly KeyedRow[] {
    const [start, end] = rangeOf(family);
    return [
      ...this.#select(reader, 'owner = ? AND key < ?', owner, start),
      ...this.#select(reader, 'owner = ? AND key >= ?', owner, end),
    ];
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

  #select(reader: SqlReader, condition: string, ...values: readonly SqlValue[]): readonly KeyedRow[] {
    return reader
      .all(`SELECT key, value FROM ${this.#table} WHERE ${condition} ORDER BY key`, ...values)
      .map((row) => ({ key: row.text('key'), value: row.bytes('value') }));
  }
}

/** From the family's first key to the first that is beyond it: a zero is what follows a slash. */
function rangeOf(family: string): readonly [start: string, end: string] {
  return [`${family}/`, `${family}0`];
}
