/** What the database remembers of the journal, and how it takes up what only the journal has. */
import { StoreError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { Database, Statements } from './sql.ts';

const TABLE = `
  CREATE TABLE IF NOT EXISTS journal_position (
    id INTEGER PRIMARY KEY CHECK (id = 0),
    salt BLOB NOT NULL,
    taken INTEGER NOT NULL,
    is_open INTEGER NOT NULL
  ) STRICT`;

const PUT = `INSERT INTO journal_position (id, salt, taken, is_open) VALUES (0, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET salt = excluded.salt, taken = excluded.taken, is_open = excluded.is_open`;

/** Within a transaction: runs what a crash has left in the journal alone. Throws StoreError 'damaged' where something of that is missing. */
export function takeUp(database: Database, statements: Statements, journal: Journal): void {
  database.exec(TABLE);
  const row = statements.get('SELECT salt, taken, is_open FROM journal_position');
  if (row?.boolean('is_open') === true && journal.found === undefined)
    throw new StoreError('damaged', 'the journal is missing: it had what was committed last');
  if (row === undefined && journal.found)
    throw new StoreError(
      'damaged',
      'the journal belongs to another database than this, or to more than is left of it',
    );
  const position = row ? { salt: row.bytes('salt'), taken: row.number('taken') } : journal.position;
  for (const { sql, values } of journal.recover(position)) {
    try {
      statements.run(sql, ...values);
    } catch (cause) {
      throw new StoreError('damaged', 'the journal does not fit the database', { cause });
    }
  }
  notePosition(statements, journal, true);
}

/** Within a transaction that holds everything which is in the journal. `isOpen`: something may be in the journal alone later. */
export function notePosition(statements: Statements, { position }: Journal, isOpen: boolean): void {
  statements.run(PUT, position.salt, position.taken, isOpen ? 1 : 0);
}
