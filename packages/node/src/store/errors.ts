/** Why a store cannot be opened, or stopped taking writes. */
export type StoreErrorCode =
  /** Another process holds the directory. */
  | 'in_use'
  /** The directory or file cannot be created, read or written. */
  | 'unusable'
  /** The file is something else than a store of this program. */
  | 'foreign'
  /** The file's content is damaged. */
  | 'damaged'
  /** A newer version of the program wrote the file. */
  | 'newer'
  /** A migration that was applied to the file is not the one that this program knows. */
  | 'changed_schema'
  /** A write failed: what is on disk is unknown, and nothing more is written until the store is opened again. */
  | 'failed'
  | 'closed';

/** A failure of the store; the message is for a person, `cause` has what SQLite said. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** SQLite's primary result codes that are told apart (sqlite.org/rescode.html). */
const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;
const SQLITE_NOTADB = 26;
/** Extended codes keep the primary one in their low byte. */
const PRIMARY_CODE_MASK = 0xff;

function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & PRIMARY_CODE_MASK;
}

/** Whether a statement failed for what it says, and not for want of room or the like. */
export function isMisfit(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_ERROR || code === SQLITE_CONSTRAINT || code === SQLITE_MISMATCH;
}

/** Names the failure of opening `file`. */
export function openError(file: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const cause = { cause: error };
  const reason = error instanceof Error ? error.message : String(error);
  switch (sqliteCode(error)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new StoreError('in_use', `${file} is in use by another process`, cause);
    case SQLITE_NOTADB:
      return new StoreError('foreign', `${file} is not a database`, cause);
    case SQLITE_CORRUPT:
      return new StoreError('damaged', `${file} is damaged: ${reason}`, cause);
    case SQLITE_CANTOPEN:
    case SQLITE_FULL:
      return new StoreError('unusable', `${file} cannot be opened: ${reason}`, cause);
    default:
      return new StoreError('unusable', `${file} cannot be used: ${reason}`, cause);
  }
}
