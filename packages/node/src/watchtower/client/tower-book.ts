/**
 * What a client must not forget of its towers: how far each has come in the backlog, and of which channels it keeps packages.
 */
import type { RevokedFigures } from '@sferic/channel';
import { decodeRevokedFigures, encodeRevokedFigures } from '@sferic/channel';
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import { type ChannelId, channelId } from '@sferic/wire';
import type { Schema, SqlWriter, Store } from '../../store/index.ts';
import type { HandleOf } from './handles.ts';

export const TOWER_BOOK_SCHEMA: Schema = {
  name: 'tower_book',
  migrations: [
    `CREATE TABLE tower (
      node_id BLOB PRIMARY KEY,
      added_at INTEGER NOT NULL,
      acknowledged INTEGER NOT NULL,
      missed INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tower_backlog (
      sequence INTEGER PRIMARY KEY,
      channel_id BLOB NOT NULL,
      figures BLOB NOT NULL
    ) STRICT;
    CREATE TABLE tower_held (
      node_id BLOB NOT NULL REFERENCES tower ON DELETE CASCADE,
      channel_id BLOB NOT NULL,
      funding_index INTEGER NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      PRIMARY KEY (node_id, channel_id, funding_index)
    ) STRICT, WITHOUT ROWID`,
  ],
};

export interface TowerRecord {
  /** As hex. */
  readonly nodeId: string;
  /** Seconds since 1970. */
  readonly addedAt: number;
  /** Of the backlog: this and all before are with the tower, or lost to it. */
  readonly acknowledged: number;
  /** Revoked states that the tower will never have, since it lagged too far behind. */
  readonly missed: number;
}

/** A revoked commitment that a tower has yet to be told of. */
export interface BacklogEntry {
  readonly sequence: number;
  readonly channelId: ChannelId;
  readonly figures: RevokedFigures;
}

/** Packages with a tower: those of a channel's commitments from `first` to `last`. */
export interface Held {
  readonly channelId: ChannelId;
  readonly fundingIndex: number;
  readonly first: number;
  readonly last: number;
}

export class TowerBook {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  towers(): readonly TowerRecord[] {
    return this.#store.all('SELECT * FROM tower ORDER BY added_at').map((row) => ({
      nodeId: bytesToHex(row.bytes('node_id', 33)),
      addedAt: row.number('added_at'),
      acknowledged: row.number('acknowledged'),
      missed: row.number('missed'),
    }));
  }

  add(sql: SqlWriter, { nodeId, addedAt, acknowledged, missed }: TowerRecord): void {
    sql.run(
      'INSERT INTO tower VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      hexToBytes(nodeId),
      addedAt,
      acknowledged,
      missed,
    );
  }

  remove(sql: SqlWriter, nodeId: string): void {
    sql.run('DELETE FROM tower WHERE node_id = ?', hexToBytes(nodeId));
  }

  /** First and last sequence number of the backlog; undefined if it is empty. */
  backlog(): { readonly first: number; readonly last: number } | undefined {
    const row = this.#store.get('SELECT min(sequence) AS first, max(sequence) AS last FROM tower_backlog');
    return row === undefined || row.isNull('first')
      ? undefined
      : { first: row.number('first'), last: row.number('last') };
  }

  note(sql: SqlWriter, { sequence, channelId: id, figures }: BacklogEntry): void {
    sql.run('INSERT INTO tower_backlog VALUES (?, ?, ?)', sequence, id, encodeRevokedFigures(figures));
  }

  /** The next ones behind `sequence`. */
  after(sequence: number, most: number): readonly BacklogEntry[] {
    return this.#store
      .all('SELECT * FROM tower_backlog WHERE sequence > ? ORDER BY sequence LIMIT ?', sequence, most)
      .map((row) => ({
        sequence: row.number('sequence'),
        channelId: channelId(row.bytes('channel_id', 32)),
        figures: decodeRevokedFigures(row.bytes('figures')),
      }));
  }

  /** Every tower has these, or will never have them. */
  forgetUpTo(sql: SqlWriter, sequence: number): void {
    sql.run('DELETE FROM tower_backlog WHERE sequence <= ?', sequence);
  }

  progress(sql: SqlWriter, nodeId: string, acknowledged: number, missed: number): void {
    sql.run(
      'UPDATE tower SET acknowledged = ?, missed = ? WHERE node_id = ?',
      acknowledged,
      missed,
      hexToBytes(nodeId),
    );
  }

  /** The tower keeps a package of this commitment. */
  hold(sql: SqlWriter, nodeId: string, id: ChannelId, { fundingIndex, number }: HandleOf): void {
    sql.run(
      `INSERT INTO tower_held SELECT node_id, ?2, ?3, ?4, ?4 FROM tower WHERE node_id = ?1
       ON CONFLICT DO UPDATE SET first = min(first, ?4), last = max(last, ?4)`,
      hexToBytes(nodeId),
      id,
      fundingIndex,
      number,
    );
  }

  held(nodeId: string): readonly Held[] {
    return this.#store.all('SELECT * FROM tower_held WHERE node_id = ?', hexToBytes(nodeId)).map((row) => ({
      channelId: channelId(row.bytes('channel_id', 32)),
      fundingIndex: row.number('funding_index'),
      first: row.number('first'),
      last: row.number('last'),
    }));
  }

  /** The tower has deleted the packages of all commitments below `first`. */
  release(sql: SqlWriter, nodeId: string, { channelId: id, fundingIndex }: Held, first: number): void {
    const key = [hexToBytes(nodeId), id, fundingIndex] as const;
    const where = 'WHERE node_id = ? AND channel_id = ? AND funding_index = ?';
    sql.run(`UPDATE tower_held SET first = ? ${where}`, first, ...key);
    // Packages that were on their way may have come since the deletion was asked for.
    sql.run(`DELETE FROM tower_held ${where} AND first > last`, ...key);
  }
}
