/** The packages that a tower keeps: found by locator for each transaction of a block, by handle for their client. */
import type { Locator } from '@sferic/channel';
import type { StorePackage } from '@sferic/wire';
import type { Row, Schema, SqlReader, SqlWriter, Store } from '../../store/index.ts';
import type { TowerLimits } from './limits.ts';

export const PACKAGE_SHELF_SCHEMA: Schema = {
  name: 'tower_package',
  migrations: [
    `CREATE TABLE tower_customer (
      client BLOB PRIMARY KEY,
      packages INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE tower_package (
      locator BLOB NOT NULL,
      client BLOB NOT NULL,
      handle BLOB NOT NULL,
      package BLOB NOT NULL,
      PRIMARY KEY (locator, client)
    ) STRICT;
    CREATE UNIQUE INDEX tower_package_handle ON tower_package (client, handle)`,
  ],
};

export interface Usage {
  readonly packages: number;
  readonly bytes: number;
}

const NOTHING: Usage = { packages: 0, bytes: 0 };

export type StoreVerdict = 'stored' | 'quota' | 'full';

/** A package that may be for a transaction: who gave it, and what it is. */
export interface KeptPackage {
  readonly client: Uint8Array;
  readonly package: Uint8Array;
}

export class PackageShelf {
  readonly #store: Store;
  readonly #limits: TowerLimits;

  constructor(store: Store, limits: TowerLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  usage(client: Uint8Array): Usage {
    return usageOf(this.#store, client);
  }

  /** Of all clients together. */
  get total(): Usage & { readonly clients: number } {
    return totalOf(this.#store);
  }

  /** Whether a client that keeps nothing here yet may come. */
  hasRoom(client: Uint8Array): boolean {
    const { clients, bytes } = this.total;
    const { packages } = this.usage(client);
    return bytes < this.#limits.totalBytes && (packages > 0 || clients < this.#limits.clients);
  }

  /** All that may be for the transaction with this half of a txid: one look-up, whatever the number of packages. */
  find(locator: Locator): readonly KeptPackage[] {
    return this.#store
      .all('SELECT client, package FROM tower_package WHERE locator = ?', locator)
      .map((row) => ({ client: row.bytes('client', 33), package: row.bytes('package') }));
  }

  /** In place of what has the same locator or handle. */
  keep(sql: SqlWriter, client: Uint8Array, given: StorePackage): StoreVerdict {
    const { locator, handle } = given;
    const before = usageOf(sql, client);
    const replaced = sql.all(
      'SELECT length(package) AS bytes FROM tower_package WHERE client = ?1 AND (locator = ?2 OR handle = ?3)',
      client,
      locator,
      handle,
    );
    const freed = replaced.reduce((sum, row) => sum + row.number('bytes'), 0);
    const after = {
      packages: before.packages - replaced.length + 1,
      bytes: before.bytes - freed + given.package.length,
    };
    const { clientPackages, clientBytes, totalBytes, clients } = this.#limits;
    if (after.packages > clientPackages || after.bytes > clientBytes) return 'quota';
    const total = totalOf(sql);
    if (total.bytes - before.bytes + after.bytes > totalBytes) return 'full';
    if (before.packages === 0 && total.clients >= clients) return 'full';
    sql.run(
      'DELETE FROM tower_package WHERE client = ?1 AND (locator = ?2 OR handle = ?3)',
      client,
      locator,
      handle,
    );
    sql.run('INSERT INTO tower_package VALUES (?, ?, ?, ?)', locator, client, handle, given.package);
    writeUsage(sql, client, after);
    return 'stored';
  }

  remove(sql: SqlWriter, client: Uint8Array, handles: readonly Uint8Array[]): Usage {
    let { packages, bytes } = usageOf(sql, client);
    for (const handle of handles) {
      const row = sql.get(
        'SELECT length(package) AS bytes FROM tower_package WHERE client = ? AND handle = ?',
        client,
        handle,
      );
      if (row === undefined) continue;
      packages -= 1;
      bytes -= row.number('bytes');
      sql.run('DELETE FROM tower_package WHERE client = ? AND handle = ?', client, handle);
    }
    writeUsage(sql, client, { packages, bytes });
    return { packages, bytes };
  }
}

function usageOf(sql: SqlReader, client: Uint8Array): Usage {
  const row = sql.get('SELECT packages, bytes FROM tower_customer WHERE client = ?', client);
  return row === undefined ? NOTHING : readUsage(row);
}

/** A table of as many rows as there are clients. */
function totalOf(sql: SqlReader): Usage & { readonly clients: number } {
  const row = sql.get(
    `SELECT count(*) AS clients, coalesce(sum(packages), 0) AS packages, coalesce(sum(bytes), 0) AS bytes
     FROM tower_customer`,
  );
  return row === undefined
    ? { ...NOTHING, clients: 0 }
    : { ...readUsage(row), clients: row.number('clients') };
}

function readUsage(row: Row): Usage {
  return { packages: row.number('packages'), bytes: row.number('bytes') };
}

function writeUsage(sql: SqlWriter, client: Uint8Array, { packages, bytes }: Usage): void {
  if (packages === 0) sql.run('DELETE FROM tower_customer WHERE client = ?', client);
  else
    sql.run(
      'INSERT INTO tower_customer VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET packages = ?2, bytes = ?3',
      client,
      packages,
      bytes,
    );
}
