import assert from 'node:assert/strict';
import fs, { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { JOURNAL_FILE, STORE_FILE, type Store, type StoreError } from '../../src/store/index.ts';
import { JOURNAL_CAPACITY } from '../../src/store/journal-file.ts';
import { insert, open, openCode, temporaryDirectory, texts } from './stores.ts';

/** A copy of a store in use, as a crash of the machine would leave it; `change` has the journal. */
function crashed(t: TestContext, directory: string, change = (journal: Buffer) => journal): string {
  const copy = temporaryDirectory(t);
  for (const file of readdirSync(directory)) copyFileSync(join(directory, file), join(copy, file));
  const journal = join(copy, JOURNAL_FILE);
  writeFileSync(journal, change(readFileSync(journal)));
  return copy;
}

/** Commits one after the other; returns where each ends in the journal. */
async function fill(store: Store, directory: string, notes: readonly string[]): Promise<readonly number[]> {
  const ends: number[] = [];
  for (const text of notes) {
    await store.commit((tx) => tx.run(insert, text));
    ends.push(readFileSync(join(directory, JOURNAL_FILE)).findLastIndex((byte) => byte !== 0) + 1);
  }
  return ends;
}

const flipped = (at: number) => (journal: Buffer) => {
  journal[at] = (journal[at] ?? 0) ^ 1;
  return journal;
};

/** Replaces a function of node:fs, until the test ends or what is returned is called. */
function replace<K extends 'fdatasyncSync' | 'rmSync'>(
  t: TestContext,
  name: K,
  by: (typeof fs)[K],
): () => void {
  const before = fs[name];
  const set = (value: (typeof fs)[K]) => {
    fs[name] = value;
    syncBuiltinESMExports();
  };
  t.after(() => set(before));
  set(by);
  return () => set(before);
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

const TOO_LONG = 'x'.repeat(JOURNAL_CAPACITY + 1);
const FOUR = ['one', 'two', 'three', 'four'];

describe('journal', () => {
  it('has every commit after a crash, and none of work that was undone', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    await store.commit((tx) => tx.run(insert, 'one'));
    await Promise.allSettled([
      store.commit((tx) => {
        tx.run('INSERT INTO note (id, text) VALUES (?, ?)', 7n, 'undone');
        throw new Error('broken invariant');
      }),
      store.commit((tx) => tx.run('UPDATE note SET text = ? WHERE id = ?', 'changed', 1)),
      store.commit((tx) => tx.run('INSERT INTO note (id, text) VALUES (?, ?)', 9, 'nine')),
    ]);
    assert.deepEqual(texts(open(t, crashed(t, directory))), ['changed', 'nine']);
    await store.commit((tx) => tx.run('DELETE FROM note WHERE id = ?', 9n));
    const again = crashed(t, directory);
    const second = open(t, again);
    await second.commit((tx) => tx.run(insert, 'after the crash'));
    assert.deepEqual(texts(open(t, crashed(t, again))), ['changed', 'after the crash']);
  });

  it('is not needed after an end in order', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    await fill(store, directory, FOUR);
    store.close();
    assert.deepEqual(readdirSync(directory), [STORE_FILE]);
    assert.deepEqual(texts(open(t, directory)), FOUR);
  });

  it('forgets the end that a crash has left, and refuses what is damaged before it, which stays as it is', async (t) => {
    const directory = temporaryDirectory(t);
    const ends = await fill(open(t, directory), directory, FOUR);
    const [first = 0, second = 0, third = 0, fourth = 0] = ends;
    // The first sector says that the database has what came before.
    for (const at of [0, 15, 22, 512, 521, 530, 534, 540, first - 1, second - 1, third - 1]) {
      const made = crashed(t, directory, flipped(at));
      const before = readFileSync(join(made, JOURNAL_FILE));
      assert.equal(openCode(made), 'damaged', `byte ${at}`);
      assert.deepEqual(readFileSync(join(made, JOURNAL_FILE)), before);
    }
    const readable = (made: string) => texts(open(t, made));
    assert.deepEqual(readable(crashed(t, directory)), FOUR);
    const three = FOUR.slice(0, 3);
    for (const at of [third + 512 - (third % 512), fourth - 1])
      assert.deepEqual(readable(crashed(t, directory, flipped(at))), three, `byte ${at}`);
    const cutOff = crashed(t, directory, (journal) => journal.subarray(0, fourth - 1));
    assert.deepEqual(readable(cutOff), three);
  });

  it('that is missing, or belongs to a later state than the database, is told', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    await fill(store, directory, FOUR);
    const early = crashed(t, directory);
    await fill(store, directory, [TOO_LONG, 'later']);
    const late = crashed(t, directory);
    const missing = crashed(t, directory);
    fs.rmSync(join(missing, JOURNAL_FILE));
    for (let start = 0; start < 2; start++) assert.equal(openCode(missing), 'damaged', 'at each start');
    copyFileSync(join(late, JOURNAL_FILE), join(early, JOURNAL_FILE));
    assert.equal(openCode(early), 'damaged');
    // SQLite takes what it can read of its own log, and the rest for what a crash has left.
    fs.rmSync(join(late, `${STORE_FILE}-wal`));
    assert.equal(openCode(late), 'damaged');
  });

  it('finds out a database that has lost again what it had taken up', async (t) => {
    const directory = temporaryDirectory(t);
    open(t, directory).close();
    const store = open(t, directory);
    // Too much for the journal: the database alone has it, in its write-ahead log.
    await store.commit((tx) => tx.run(insert, TOO_LONG));
    const copy = crashed(t, directory);
    assert.equal(openCode(crashed(t, copy)), 'opened');
    fs.rmSync(join(copy, `${STORE_FILE}-wal`));
    assert.equal(openCode(copy), 'damaged');
  });

  it('takes no value for a record of its own', async (t) => {
    const schemas = [{ name: 'blob', migrations: ['CREATE TABLE blob (bytes BLOB NOT NULL) STRICT'] }];
    const directory = temporaryDirectory(t);
    const store = open(t, directory, schemas);
    const record = Buffer.alloc(24);
    // What a peer could send: right in all but the salt, which it doesn't know, and as if much had been committed meanwhile.
    record.writeBigUInt64BE(1n << 40n, 8);
    record.writeUInt32BE(crc32(record.subarray(0, 20)), 20);
    const forged = Buffer.concat(Array<Buffer>(200).fill(record));
    for (let shift = 0; shift < record.length; shift++)
      await store.commit((tx) => tx.run('INSERT INTO blob VALUES (?)', forged.subarray(shift)));
    assert.equal(openCode(crashed(t, directory), schemas), 'opened');
  });

  it('begins anew when it is full, also with one commit that is larger than it, and keeps all', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    const lengths: number[] = [];
    const check = (made: string) =>
      assert.deepEqual(
        texts(open(t, made)).map((text) => text.length),
        lengths,
      );
    for (const part of [0.45, 0.45, 0.45, 0, 1.5, 0, 0.5, 0.5, 0.5]) {
      const length = 10 + Math.floor(part * JOURNAL_CAPACITY);
      await store.commit((tx) => tx.run(insert, 'n'.repeat(length)));
      lengths.push(length);
      check(crashed(t, directory));
    }
    store.close();
    check(directory);
  });

  it('stores nothing any more when the disk fails, and reads go on to see what is durable', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    await fill(store, directory, FOUR);
    const restore = replace(t, 'fdatasyncSync', () => {
      throw new Error('EIO: i/o error, fdatasync');
    });
    await assert.rejects(
      store.commit((tx) => tx.run(insert, 'lost')),
      { code: 'failed', message: 'the store cannot be written: EIO: i/o error, fdatasync' },
    );
    assert.deepEqual(texts(store), FOUR);
    restore();
    await assert.rejects(
      store.commit((tx) => tx.run(insert, 'later')),
      { code: 'failed' },
    );
    store.close();
    assert(existsSync(join(directory, JOURNAL_FILE)));
    // Whether the last one has reached the disk is unknown.
    assert.deepEqual(texts(open(t, directory)).slice(0, 4), FOUR);
  });

  it('takes what comes in turns that follow each other as one record, but waits for no more than a few', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    const sync = fs.fdatasyncSync;
    let syncs = 0;
    replace(t, 'fdatasyncSync', (file) => {
      syncs++;
      sync(file);
    });
    await store.commit((tx) => tx.run(insert, 'alone'));
    assert.equal(syncs, 1);
    const commits: Promise<unknown>[] = [];
    for (let turn = 0; turn < 40; turn++) {
      commits.push(store.commit((tx) => tx.run(insert, `in turn ${turn}`)));
      await nextTurn();
    }
    assert.ok(syncs > 40 / 8, `${syncs} syncs while work came`);
    await Promise.all(commits);
    assert.ok(syncs < 40 / 3, `${syncs} syncs`);
    assert.equal(texts(store).length, 41);
  });

  it('is not written by what was due when a commit failed', async (t) => {
    for (const more of [1, 5000]) {
      const directory = temporaryDirectory(t);
      const store = open(t, directory);
      await store.commit((tx) => tx.run(insert, 'one'));
      let inner = 'none';
      const vital = store.commit((tx) => {
        tx.run(insert, 'half');
        store
          .commit((again) => again.run(insert, 'inner'))
          .catch((error: StoreError) => {
            inner = error.code;
          });
        throw new Error('broken invariant');
      }, 'vital');
      const rest = Array.from({ length: more }, () => store.commit((tx) => tx.run(insert, 'relies on it')));
      const results = await Promise.allSettled([vital, ...rest]);
      assert(results.every(({ status }) => status === 'rejected'));
      await nextTurn();
      assert.equal(inner, 'failed');
      assert.deepEqual(texts(open(t, crashed(t, directory))), ['one']);
    }
  });

  it('keeps what SQLite undoes after an error, which nobody builds upon or reads any more', async (t) => {
    /** As an I/O error makes it, in any statement. */
    const undo = 'ROLLBACK';
    const ways: readonly ((store: Store) => unknown)[] = [
      (store) => store.all(undo),
      (store) => store.commit((tx) => tx.run(undo), 'vital'),
      (store) =>
        store.commitLate(() => {
          store.all(undo);
          return (tx) => tx.run(insert, 'late');
        }),
      (store) => store.commit((tx) => void tx.all(undo)),
    ];
    for (const way of ways) {
      const directory = temporaryDirectory(t);
      const store = open(t, directory);
      await fill(store, directory, FOUR);
      await Promise.allSettled([way(store)]);
      const more = Array.from({ length: 5000 }, () => store.commit((tx) => tx.run(insert, 'more')));
      const results = await Promise.allSettled(more);
      assert(results.every(({ status }) => status === 'rejected'));
      assert.throws(() => texts(store), { code: 'failed' });
      store.close();
      assert.deepEqual(texts(open(t, directory)), FOUR);
    }
  });

  it('is removed while the lock is held: later it may be the journal of another process', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    await fill(store, directory, FOUR);
    const { rmSync } = fs;
    let code: string | undefined;
    replace(t, 'rmSync', (...args) => {
      fs.rmSync = rmSync;
      syncBuiltinESMExports();
      code = openCode(directory);
      rmSync(...args);
    });
    store.close();
    assert.equal(code, 'in_use');
  });

  it('brings back every kind of value as it was', async (t) => {
    const schemas = [{ name: 'any', migrations: ['CREATE TABLE a (id INTEGER PRIMARY KEY, v ANY) STRICT'] }];
    const directory = temporaryDirectory(t);
    const store = open(t, directory, schemas);
    const values = [
      null,
      0,
      -0,
      1.5,
      Number.NaN,
      2n ** 63n - 1n,
      '',
      'ü',
      '\ud800a\u0000b\ufeff',
      new Uint8Array(0),
    ];
    for (const value of [...values, new Uint8Array(4).subarray(2, 2), Uint8Array.of(1, 2)])
      await store.commit((tx) => tx.run('INSERT INTO a (v) VALUES (?)', value));
    const shown = (from: Store) =>
      from
        .all('SELECT typeof(v) AS t, hex(v) AS h FROM a ORDER BY id')
        .map((row) => [row.text('t'), row.text('h')]);
    assert.deepEqual(shown(open(t, crashed(t, directory), schemas)), shown(store));
  });

  it('leads to what was committed, whatever came between', async (t) => {
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({ type: fc.constant('insert' as const), length: fc.nat({ max: 3000 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          type: fc.constant('insert' as const),
          length: fc.nat({ max: 1.5 * JOURNAL_CAPACITY }),
        }),
      },
      { weight: 3, arbitrary: fc.record({ type: fc.constant('delete' as const), id: fc.nat({ max: 12 }) }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('undone' as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({ type: fc.constant('crash' as const), half: fc.nat({ max: 700 }) }),
      },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        let directory = temporaryDirectory(t);
        let store = open(t, directory);
        /** Lengths by id. */
        const notes = new Map<number, number>();
        let next = 1;
        for (const one of steps) {
          switch (one.type) {
            case 'insert':
              notes.set(next, one.length);
              await store.commit((tx) => tx.run(numbered, next, 'n'.repeat(one.length)));
              next += 1;
              break;
            case 'delete':
              notes.delete(one.id);
              await store.commit((tx) => tx.run(`DELETE FROM note WHERE id = ${one.id}`));
              break;
            case 'undone':
              await assert.rejects(
                store.commit((tx) => {
                  tx.run(`DELETE FROM note WHERE id < ${next}`);
                  throw new Error('broken invariant');
                }),
              );
              break;
            case 'crash':
              // In the middle of a record that was promised to nobody.
              directory = crashed(t, directory, (journal) => withGarbage(journal, one.half));
              store = open(t, directory);
              break;
            case 'restart':
              store.close();
              store = open(t, directory);
          }
          const stored = store.all('SELECT id, length(text) AS length FROM note ORDER BY id');
          assert.deepEqual(
            stored.map((row) => [row.number('id'), row.number('length')]),
            [...notes],
          );
        }
        store.close();
      }),
      { numRuns: 30 },
    );
  });
});

const numbered = 'INSERT INTO note (id, text) VALUES (?, ?)';

/** As if the first bytes of the next record had reached the disk. */
function withGarbage(journal: Buffer, length: number): Buffer {
  const end = journal.findLastIndex((byte) => byte !== 0) + 1;
  const start = Math.ceil(end / 512) * 512;
  journal.subarray(start, start + length).fill(0x5a);
  return journal;
}
