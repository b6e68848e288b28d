import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type KeyedRow,
  KeyedRows,
  type Schema,
  STORE_FILE,
  Store,
  StoreError,
  u64FromBlob,
  u64ToBlob,
} from '../../src/store/index.ts';
import { insert, notes, open, openCode, temporaryDirectory, texts } from './stores.ts';

function errorCode(result: PromiseSettledResult<unknown>): string | undefined {
  return result.status === 'rejected' && result.reason instanceof StoreError ? result.reason.code : undefined;
}

describe('group commit', () => {
  it('runs all work of one turn in one transaction, in order, and gives each the same token', async (t) => {
    const store = open(t, temporaryDirectory(t));
    const seen: number[] = [];
    const commits = ['a', 'b', 'c'].map((text) =>
      store.commit((tx) => {
        seen.push(tx.get('SELECT count(*) AS n FROM note')?.number('n') ?? -1);
        tx.run(insert, text);
      }),
    );
    assert.deepEqual(texts(store), [], 'nothing runs before the turn ends');
    const tokens = await Promise.all(commits);
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(seen, [0, 1, 2]);
    assert.deepEqual(texts(store), ['a', 'b', 'c']);
    assert.notEqual(await store.commit((tx) => tx.run(insert, 'd')), tokens[0]);
  });

  it('undoes work that throws, alone', async (t) => {
    const store = open(t, temporaryDirectory(t));
    const results = await Promise.allSettled([
      store.commit((tx) => tx.run(insert, 'before')),
      store.commit((tx) => {
        tx.run(insert, 'half');
        throw new Error('broken invariant');
      }),
      store.commit((tx) => tx.run('INSERT INTO note (text) VALUES (NULL)')),
      store.commit((tx) => tx.run(insert, 'after')),
    ]);
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(texts(store), ['before', 'after']);
  });

  it('stores nothing any more when vital work throws: what is queued behind it may rely on it', async (t) => {
    const store = open(t, temporaryDirectory(t));
    await store.commit((tx) => tx.run(insert, 'earlier'));
    const results = await Promise.allSettled([
      store.commit((tx) => tx.run(insert, 'before')),
      store.commit(() => {
        throw new Error('broken invariant');
      }, 'vital'),
      store.commit((tx) => tx.run(insert, 'relies on it')),
    ]);
    assert.deepEqual(results.map(errorCode), ['failed', 'failed', 'failed']);
    assert.deepEqual(texts(store), ['earlier']);
    await assert.rejects(
      store.commit((tx) => tx.run(insert, 'later')),
      { code: 'failed' },
    );
  });

  it('makes late work when its transaction begins, and runs it behind all that was queued', async (t) => {
    const store = open(t, temporaryDirectory(t));
    const made: string[] = [];
    const late = (text: string) =>
      store.commitLate(() => {
        made.push(text);
        return (tx) => tx.run(insert, text);
      });
    const commits = [late('late 1'), store.commit((tx) => tx.run(insert, 'a')), late('late 2')];
    commits.push(store.commit((tx) => tx.run(insert, 'b')));
    await Promise.resolve();
    assert.deepEqual(made, []);
    const tokens = await Promise.all(commits);
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(texts(store), ['a', 'b', 'late 1', 'late 2']);
  });

  it('late work shares a transaction with all that was queued before, however much: that may follow from it', async (t) => {
    const store = open(t, temporaryDirectory(t));
    const commits = Array.from({ length: 5000 }, () => store.commit((tx) => tx.run(insert, 'follows')));
    commits.push(store.commitLate(() => (tx) => tx.run(insert, 'late')));
    assert.equal(new Set(await Promise.all(commits)).size, 1);
  });

  it('late work that cannot be made takes all other late work with it: that may follow from it', async (t) => {
    const store = open(t, temporaryDirectory(t));
    const results = await Promise.allSettled([
      store.commitLate(() => (tx) => tx.run(insert, 'follows')),
      store.commit((tx) => tx.run(insert, 'queued')),
      store.commitLate(() => {
        throw new Error('broken invariant');
      }),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'fulfilled', 'rejected'],
    );
    assert.deepEqual(texts(store), ['queued']);
    await store.commitLate(() => (tx) => tx.run(insert, 'later'));
    assert.deepEqual(texts(store), ['queued', 'later']);
  });

  it('late work that throws fails the transaction: other late work may follow from it', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    const results = await Promise.allSettled([
      store.commit((tx) => tx.run(insert, 'queued')),
      store.commitLate(() => (tx) => tx.run('INSERT INTO note (text) VALUES (NULL)')),
      store.commitLate(() => (tx) => tx.run(insert, 'follows')),
    ]);
    for (const result of results)
      assert.ok(result.status === 'rejected' && result.reason.code === 'failed', result.status);
    store.close();
    assert.deepEqual(texts(open(t, directory)), []);
  });

  it('late work of a store that is closed is stored first', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    const late = store.commitLate(() => (tx) => tx.run(insert, 'kept'));
    store.close();
    await late;
    assert.deepEqual(texts(open(t, directory)), ['kept']);
  });

  it('rejects the whole batch and all later work when the transaction fails', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    await store.commit((tx) => tx.run(insert, 'kept'));
    const results = await Promise.allSettled([
      store.commit((tx) => tx.run(insert, 'lost')),
      // Ends the surrounding transaction, as SQLite does by itself on a full disk.
      store.commit((tx) => {
        tx.run('ROLLBACK');
        throw new Error('disk full');
      }),
      store.commit((tx) => tx.run(insert, 'lost too')),
    ]);
    for (const result of results) {
      assert.equal(result.status, 'rejected');
      assert.ok(result.reason instanceof StoreError && result.reason.code === 'failed');
    }
    await assert.rejects(
      store.commit(() => {}),
      { code: 'failed' },
    );
    store.close();
    assert.deepEqual(texts(open(t, directory)), ['kept']);
  });

  it('tells once that a transaction has failed, and not that it was closed', async (t) => {
    const failures: string[] = [];
    const options = { schemas: [notes], onFailure: ({ code }: StoreError) => failures.push(code) };
    const opened = Store.open({ directory: temporaryDirectory(t), ...options });
    assert(opened.ok);
    const store = opened.value;
    const failing = store.commit((tx) => {
      tx.run('ROLLBACK');
      throw new Error('disk full');
    });
    await assert.rejects(failing, { code: 'failed' });
    await assert.rejects(
      store.commit(() => {}),
      { code: 'failed' },
    );
    store.close();
    assert.deepEqual(failures, ['failed']);
  });

  it('refuses a write outside of its commit, and work that is asynchronous', async (t) => {
    const store = open(t, temporaryDirectory(t));
    let leaked: (() => void) | undefined;
    await store.commit((tx) => {
      leaked = () => tx.run(insert, 'late');
    });
    assert.throws(() => leaked?.(), /outside of the commit/);
    await assert.rejects(
      store.commit(async (tx) => {
        tx.run(insert, 'async');
      }),
      /synchronous/,
    );
    assert.deepEqual(texts(store), []);
  });

  it('commits what is queued when it closes, and takes nothing afterwards', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    const queued = Array.from({ length: 10_000 }, () => store.commit((tx) => tx.run(insert, 'queued')));
    store.close();
    store.close();
    await Promise.all(queued);
    await assert.rejects(
      store.commit(() => {}),
      { code: 'closed' },
    );
    assert.equal(texts(open(t, directory)).length, 10_000);
  });
});

describe('lock', () => {
  it('refuses a directory that is open already', (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    assert.equal(openCode(directory), 'in_use');
    store.close();
    assert.equal(openCode(directory), 'opened');
  });

  it('is released, with all commits kept, when the process that holds it is killed', async (t) => {
    const directory = temporaryDirectory(t);
    const holder = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(new URL('holder.ts', import.meta.url)),
        directory,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    t.after(() => holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    assert.equal(openCode(directory, []), 'in_use');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    assert.deepEqual(texts(open(t, directory)), ['committed']);
  });

  it('keeps directory and file from other users', { skip: process.platform === 'win32' }, (t) => {
    const directory = join(temporaryDirectory(t), 'new', 'deep');
    open(t, directory);
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    assert.equal(statSync(join(directory, STORE_FILE)).mode & 0o777, 0o600);
  });
});

describe('schema', () => {
  const changed: Schema = {
    ...notes,
    migrations: [...notes.migrations, 'ALTER TABLE note ADD COLUMN at INTEGER'],
  };

  it('applies only the migrations that are missing, and keeps the data', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    await store.commit((tx) => tx.run(insert, 'old'));
    store.close();
    const newer = open(t, directory, [changed, new KeyedRows('channel_row').schema]);
    assert.deepEqual(newer.get('SELECT text, at FROM note')?.isNull('at'), true);
  });

  it('refuses a file with migrations or aggregates that it does not know', (t) => {
    const directory = temporaryDirectory(t);
    assert.equal(openCode(directory, [changed]), 'opened');
    assert.equal(openCode(directory, [notes]), 'newer');
    assert.equal(openCode(directory, []), 'newer');
  });

  it('refuses a migration that was changed after it was applied, but not its layout', (t) => {
    const directory = temporaryDirectory(t);
    assert.equal(openCode(directory), 'opened');
    const layout = notes.migrations.map((sql) => sql.replaceAll(' ', '\n  '));
    assert.equal(openCode(directory, [{ ...notes, migrations: layout }]), 'opened');
    assert.equal(
      openCode(directory, [{ ...notes, migrations: ['CREATE TABLE note (id)'] }]),
      'changed_schema',
    );
  });

  it('leaves the file as it was when a migration fails', (t) => {
    const directory = temporaryDirectory(t);
    assert.equal(openCode(directory), 'opened');
    assert.equal(
      openCode(directory, [notes, { name: 'bad', migrations: ['CREATE TABLE x (a)', 'nonsense'] }]),
      'unusable',
    );
    assert.equal(openCode(directory, [notes, { name: 'bad', migrations: ['CREATE TABLE x (a)'] }]), 'opened');
  });

  it('refuses a file of another program, one that is no database, and a damaged one', async (t) => {
    const foreign = temporaryDirectory(t);
    const other = new DatabaseSync(join(foreign, STORE_FILE));
    other.exec('CREATE TABLE theirs (a)');
    other.close();
    assert.equal(openCode(foreign), 'foreign');

    const text = temporaryDirectory(t);
    writeFileSync(
      join(text, STORE_FILE),
      'not a database at all, but long enough to have a header '.repeat(40),
    );
    assert.equal(openCode(text), 'foreign');

    const damaged = temporaryDirectory(t);
    const store = open(t, damaged);
    await store.commit((tx) => {
      for (let n = 0; n < 2000; n++) tx.run(insert, `a note of some length, number ${n}`);
    });
    store.close();
    const file = join(damaged, STORE_FILE);
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096 * 4, 4096 * 8);
    writeFileSync(file, bytes);
    assert.equal(openCode(damaged), 'damaged');
  });

  it('reads a large one through after a crash alone', async (t) => {
    const directory = temporaryDirectory(t);
    const file = join(directory, STORE_FILE);
    const openLarge = (maxScannedBytes: number) =>
      Store.open({ directory, schemas: [notes], maxScannedBytes });
    const store = open(t, directory);
    await store.commit((tx) => {
      for (let n = 0; n < 2000; n++) tx.run(insert, `a note of some length, number ${n}`);
    });
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096 * 4, 4096 * 8);
    writeFileSync(file, bytes);
    const small = openLarge(bytes.length);
    assert(!small.ok && small.error.code === 'damaged');
    const large = openLarge(bytes.length - 1);
    assert(large.ok, 'it was closed in order');
    large.value.close();
    const other = new DatabaseSync(file);
    other.exec('UPDATE journal_position SET is_open = 1');
    other.close();
    const crashed = openLarge(bytes.length - 1);
    assert(!crashed.ok);
    assert.match(crashed.error.message, /the database is damaged/);
  });

  it('refuses a directory that cannot be made', (t) => {
    const file = join(temporaryDirectory(t), 'file');
    writeFileSync(file, '');
    assert.equal(openCode(join(file, 'below')), 'unusable');
  });
});

describe('rows', () => {
  it('reads integers of 63 bits exactly, and names a column of another type', async (t) => {
    const store = open(t, temporaryDirectory(t));
    const big = 2n ** 63n - 1n;
    await store.commit((tx) => tx.run('INSERT INTO note (id, text) VALUES (?, ?)', big, 'x'));
    const row = store.get('SELECT id, text FROM note');
    assert.equal(row?.bigint('id'), big);
    assert.throws(() => row?.number('id'), /'id' is not a safe integer/);
    assert.throws(() => row?.bytes('text'), /'text' is not a blob/);
    assert.throws(() => row?.text('absent'), /'absent'/);
  });

  it('keeps any u64 as 8 bytes that sort by value', () => {
    const values = [0n, 1n, 255n, 256n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];
    for (const value of values) assert.equal(u64FromBlob(u64ToBlob(value)), value);
    const blobs = values.map((value) => Buffer.from(u64ToBlob(value)));
    assert.deepEqual(blobs.toSorted(Buffer.compare), blobs);
    assert.throws(() => u64ToBlob(2n ** 64n), RangeError);
    assert.throws(() => u64ToBlob(-1n), RangeError);
  });

  it('keyed rows are set, replaced, deleted and forgotten by owner', async (t) => {
    const rows = new KeyedRows('channel_row');
    const store = open(t, temporaryDirectory(t), [rows.schema]);
    const [alice, bob] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const value = (n: number) => Uint8Array.of(n);
    await store.commit((tx) => {
      rows.apply(tx, alice, [
        { key: 'core', value: value(1) },
        { key: 'htlc/0', value: value(2) },
      ]);
      rows.apply(tx, bob, [{ key: 'core', value: value(3) }]);
    });
    await store.commit((tx) =>
      rows.apply(tx, alice, [
        { key: 'core', value: value(4) },
        { key: 'htlc/0', value: null },
        { key: 'a', value: value(5) },
        { key: 'past', value: value(6) },
        { key: 'past/1', value: value(7) },
        { key: 'past/0', value: value(8) },
        { key: 'past0', value: value(9) },
      ]),
    );
    const shown = (loaded: readonly KeyedRow[]) => loaded.map(({ key, value }) => `${key} ${value}`);
    assert.deepEqual(shown(rows.loadAllBut(store, alice, 'past')), ['a 5', 'core 4', 'past 6', 'past0 9']);
    assert.deepEqual(shown(rows.loadFamily(store, alice, 'past')), ['past/0 8', 'past/1 7']);
    assert.deepEqual(shown(rows.loadFamily(store, bob, 'past')), []);
    assert.deepEqual(
      rows.owners(store).map((owner) => owner[0]),
      [1, 2],
    );
    await store.commit((tx) => rows.forget(tx, alice));
    assert.deepEqual(
      rows.owners(store).map((owner) => owner[0]),
      [2],
    );
  });
});
