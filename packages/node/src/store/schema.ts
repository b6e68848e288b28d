import { StoreError } from './errors.ts';
import type { Database, Statements } from './sql.ts';

/**
 * The tables of one aggregate, as the list of migrations that led to them: the first creates them, each further one
 * changes them. A migration that was released never changes; a new one is appended.
 */
export interface Schema {
  readonly name: string;
  readonly migrations: readonly string[];
}

/** 'SFRC': SQLite's header field that says whose file this is. */
const APPLICATION_ID = 0x53465243;

const OWN_TABLE = `
  CREATE TABLE IF NOT EXISTS schema_migration (
    aggregate TEXT NOT NULL,
    number INTEGER NOT NULL,
    statements TEXT NOT NULL,
    PRIMARY KEY (aggregate, number)
  ) STRICT, WITHOUT ROWID`;

/** Refuses a file of another program. A new file has no tables and takes our mark. */
function claim(database: Database, statements: Statements): void {
  const owner = statements.get('PRAGMA application_id')?.number('application_id');
  if (owner === APPLICATION_ID) return;
  const tables = statements.get('SELECT count(*) AS tables FROM sqlite_schema')?.number('tables');
  if (owner !== 0 || tables !== 0)
    throw new StoreError('foreign', 'the file is the database of another program');
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

/** Layout of the text does not count: only a real change of an applied migration is refused. */
function normalized(statements: string): string {
  return statements.replace(/\s+/g, ' ').trim();
}

function applied(statements: Statements): ReadonlyMap<string, readonly string[]> {
  const byAggregate = new Map<string, string[]>();
  for (const row of statements.all(
    'SELECT aggregate, statements FROM schema_migration ORDER BY aggregate, number',
  )) {
    const name = row.text('aggregate');
    const list = byAggregate.get(name) ?? [];
    list.push(row.text('statements'));
    byAggregate.set(name, list);
  }
  return byAggregate;
}

function checkKnown(schemas: readonly Schema[], existing: ReadonlyMap<string, readonly string[]>): void {
  const known = new Map(schemas.map((schema) => [schema.name, schema.migrations]));
  if (known.size !== schemas.length) throw new Error('two schemas have the same name');
  for (const [name, migrations] of existing) {
    const ours = known.get(name);
    if (ours === undefined || ours.length < migrations.length)
      throw new StoreError(
        'newer',
        `the file was written by a newer version of the program ('${name}' is unknown to this one)`,
      );
    migrations.forEach((migration, number) => {
      if (migration !== normalized(ours[number] ?? ''))
        throw new StoreError(
          'changed_schema',
          `migration ${number} of '${name}' differs from the one in the file`,
        );
    });
  }
}

/** What runs in the same transaction, once it is clear that the file is ours: upon the tables as they were, and as they are then. */
export interface AroundMigrations {
  readonly before: () => void;
  readonly after: () => void;
}

/**
 * Brings the file to the given schemas, all or nothing, in their order.
 * Throws a StoreError: 'foreign', 'newer' or 'changed_schema'; in each case the file is left as it was.
 */
export function migrate(
  database: Database,
  statements: Statements,
  schemas: readonly Schema[],
  around?: AroundMigrations,
): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    claim(database, statements);
    database.exec(OWN_TABLE);
    const existing = applied(statements);
    checkKnown(schemas, existing);
    around?.before();
    for (const { name, migrations } of schemas) {
      for (let number = existing.get(name)?.length ?? 0; number < migrations.length; number++) {
        const migration = migrations[number] ?? '';
        database.exec(migration);
        statements.run(
          'INSERT INTO schema_migration (aggregate, number, statements) VALUES (?, ?, ?)',
          name,
          number,
          normalized(migration),
        );
      }
    }
    around?.after();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
