/** The durable state of a node: the file, its lock, its tables, and the commits that permit to speak. */
export { StoreError, type StoreErrorCode } from './errors.ts';
export type { JournalFile } from './journal-file.ts';
export { type KeyedRow, KeyedRows, type KeyedWrite } from './keyed-rows.ts';
export type { Schema } from './schema.ts';
export {
  type Database,
  Row,
  type SqlReader,
  type SqlValue,
  type SqlWriter,
  u64FromBlob,
  u64ToBlob,
} from './sql.ts';
export { JOURNAL_FILE, STORE_FILE, Store, type StoreOptions, type Work, type WorkKind } from './store.ts';
