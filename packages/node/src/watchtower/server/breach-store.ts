/** The revoked commitments that a tower has found, and what became of their outputs. */
import { parseTransaction, serializeTransaction, type Transaction } from '@sferic/channel';
import type { TxId } from '@sferic/wire';
import type { Schema, SqlReader, SqlWriter } from '../../store/index.ts';

export const BREACH_SCHEMA: Schema = {
  name: 'tower_breach',
  migrations: [
    `CREATE TABLE tower_breach (
      txid BLOB NOT NULL,
      client BLOB NOT NULL,
      found_at INTEGER NOT NULL,
      height INTEGER,
      commitment BLOB NOT NULL,
      package BLOB NOT NULL,
      closed INTEGER NOT NULL,
      PRIMARY KEY (txid, client)
    ) STRICT;
    CREATE TABLE tower_spend (
      txid BLOB NOT NULL,
      output INTEGER NOT NULL,
      height INTEGER NOT NULL,
      taken INTEGER NOT NULL,
      PRIMARY KEY (txid, output)
    ) STRICT;
    CREATE INDEX tower_spend_height ON tower_spend (height)`,
  ],
};

/** Breaches that are over and still listed. */
const MAX_CLOSED = 1000;

export interface BreachRecord {
  readonly txid: TxId;
  readonly client: Uint8Array;
  /** Height of the block that it was first found in. */
  readonly foundAt: number;
  /** Absent while a reorganisation has taken its block away. */
  readonly height?: number;
  readonly commitment: Transaction;
  /** Sealed: what the client deletes or replaces from now on does not matter. */
  readonly package: Uint8Array;
  /** Everything is deep. */
  readonly closed: boolean;
}

/** A confirmed spend of an output of a breach. */
export interface BreachSpend {
  readonly txid: TxId;
  readonly output: number;
  readonly height: number;
  /** Whether it pays to the client. */
  readonly taken: boolean;
}

export function readBreaches(sql: SqlReader): readonly BreachRecord[] {
  return sql.all('SELECT * FROM tower_breach ORDER BY found_at').map((row) => {
    const commitment = parseTransaction(row.bytes('commitment'));
    if (!commitment.ok) throw new Error(`a stored commitment cannot be read: ${commitment.error.message}`);
    return {
      txid: row.bytes('txid', 32) as TxId,
      client: row.bytes('client', 33),
      foundAt: row.number('found_at'),
      ...(!row.isNull('height') && { height: row.number('height') }),
      commitment: commitment.value,
      package: row.bytes('package'),
      closed: row.boolean('closed'),
    };
  });
}

export function readSpends(sql: SqlReader, txid: TxId): readonly BreachSpend[] {
  return sql.all('SELECT * FROM tower_spend WHERE txid = ?', txid).map((row) => ({
    txid: row.bytes('txid', 32) as TxId,
    output: row.number('output'),
    height: row.number('height'),
    taken: row.boolean('taken'),
  }));
}

/** Found, or found again in another block. */
export function writeBreach(sql: SqlWriter, breach: BreachRecord): void {
  const { txid, client, foundAt, height, commitment, package: sealed, closed } = breach;
  sql.run(
    `INSERT INTO tower_breach VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
     ON CONFLICT DO UPDATE SET height = ?4, closed = ?7`,
    txid,
    client,
    foundAt,
    height ?? null,
    serializeTransaction(commitment),
    sealed,
    closed ? 1 : 0,
  );
  if (!closed) return;
  const old = sql.all(
    'SELECT txid, client FROM tower_breach WHERE closed = 1 ORDER BY found_at DESC LIMIT -1 OFFSET ?',
    MAX_CLOSED,
  );
  for (const row of old) {
    sql.run('DELETE FROM tower_spend WHERE txid = ?', row.bytes('txid'));
    sql.run('DELETE FROM tower_breach WHERE txid = ? AND client = ?', row.bytes('txid'), row.bytes('client'));
  }
}

export function writeSpend(sql: SqlWriter, { txid, output, height, taken }: BreachSpend): void {
  sql.run(
    'INSERT INTO tower_spend VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET height = ?3, taken = ?4',
    txid,
    output,
    height,
    taken ? 1 : 0,
  );
}

/** A reorganisation has taken the block at this height away. */
export function forgetHeight(sql: SqlWriter, height: number): void {
  sql.run('UPDATE tower_breach SET height = NULL WHERE height = ?', height);
  sql.run('DELETE FROM tower_spend WHERE height = ?', height);
}
