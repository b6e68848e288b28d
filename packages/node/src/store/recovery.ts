/** What the database remembers of the journal, and how it takes up what only the journal has. */
import { isMisfit, StoreError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { Schema } from './schema.ts';
import type { Statements } from './sql.ts';

export const JOURNAL_SCHEMA: Schema = {
  name: 'journal_position',
  migrations: [
    `CREATE TABLE journal_position (
      id INTEGER PRIMARY KEY CHECK (id = 0),
      salt BLOB NOT NULL,
      taken INTEGER NOT NULL,
      is_open INTEGER NOT NULL
    ) STRICT`,
  ],
};

const PUT = `INSERT INTO journal_position (id, salt, taken, is_open) VALUES (0, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET salt = excluded.salt, taken = excluded.taken, is_open = excluded.is_open`;

interface Position {
  readonly salt: Uint8Array;
  readonly taken: number;
  /** Something may be in the journal alone: the store was not closed. */
  readonly isOpen: boolean;
}

/** What the database says; nothing of a new one. */
function readPosition(statements: Statements): Position | undefined {
  const isKnown = statements.get("SELECT name FROM sqlite_schema WHERE name = 'journal_position'");
  const row = isKnown && statements.get('SELECT salt, taken, is_open FROM journal_position');
  return row && { salt: row.bytes('salt'), taken: row.number('taken'), isOpen: row.boolean('is_open') };
}

/** Whether the store was closed in order when it was used last. */
export function wasClosed(statements: Statements): boolean {
  return readPosition(statements)?.isOpen === false;
}

/**
 * Runs what a crash has left in the journal alone, upon the tables as they were then. Throws StoreError 'damaged' where something of
 * that is missing. Within a transaction.
 */
export function takeUp(statements: Statements, journal: Journal): void {
  const position = readPosition(statements);
  if (position?.isOpen === true && journal.found === undefined)
    throw new StoreError('damaged', 'the journal is missing: it had what was committed last');
  if (position === undefined && journal.found)
    throw new StoreError(
      'damaged',
      'the journal belongs to another database than this, or to more than is left of it',
    );
  for (const { sql, values } of journal.recover(position ?? journal.position)) {
    try {
      statements.run(sql, ...values);
    } catch (cause) {
      // A full disk is none of the journal's faults.
      if (!isMisfit(cause)) throw cause;
      throw new StoreError('damaged', 'the journal does not fit the database', { cause });
    }
  }
  journal.open();
}

/** Within a transaction that holds everything which is in the journal. `isOpen`: something may be in the journal alone later. */
export function notePosition(statements: Statements, journal: Journal, isOpen: boolean): void {
  journal.settle();
  const { salt, taken } = journal.position;
  statements.run(PUT, salt, taken, isOpen ? 1 : 0);
}
