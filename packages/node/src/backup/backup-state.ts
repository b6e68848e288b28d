/** What the database knows of its backups: which revision it made last, and which channels it has ever had. */
import { bytesToHex } from '@sferic/crypto';
import type { ChannelId } from '@sferic/wire';
import { type Schema, type SqlReader, type SqlWriter, u64FromBlob, u64ToBlob } from '../store/index.ts';

export const BACKUP_SCHEMA: Schema = {
  name: 'backup',
  migrations: [
    `CREATE TABLE backup_revision (revision BLOB NOT NULL, is_restored INTEGER NOT NULL) STRICT;
    CREATE TABLE backup_seen (channel_id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID`,
  ],
};

export interface BackupState {
  readonly revision: bigint;
  /** Whether the database was begun for a seed that may have had channels before. */
  readonly isRestored: boolean;
  /** Ids of all channels that the database has ever had, as hex: an old backup must not bring back what is over. */
  readonly seen: ReadonlySet<string>;
}

/** Undefined in a new database. */
export function readBackupState(reader: SqlReader): BackupState | undefined {
  const row = reader.get('SELECT revision, is_restored FROM backup_revision');
  if (row === undefined) return undefined;
  const seen = reader
    .all('SELECT channel_id FROM backup_seen')
    .map((seenRow) => bytesToHex(seenRow.bytes('channel_id', 32)));
  return {
    revision: u64FromBlob(row.bytes('revision', 8)),
    isRestored: row.boolean('is_restored'),
    seen: new Set(seen),
  };
}

export function writeBackupRevision(sql: SqlWriter, revision: bigint, isRestored: boolean): void {
  sql.run('DELETE FROM backup_revision');
  sql.run('INSERT INTO backup_revision VALUES (?, ?)', u64ToBlob(revision), isRestored ? 1 : 0);
}

export function writeSeen(sql: SqlWriter, channelId: ChannelId): void {
  sql.run('INSERT INTO backup_seen VALUES (?) ON CONFLICT DO NOTHING', channelId);
}
