/** Rows that the database gets later than the journal: nobody can tell, whatever is done with their table meanwhile. */
import assert from 'node:assert/strict';
import fs, { copyFileSync, readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { StatementSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import {
  type KeyedRow,
  KeyedRows,
  type SqlReader,
  type SqlWriter,
  type Store,
} from '../../src/store/index.ts';
import { JOURNAL_CAPACITY } from '../../src/store/journal-file.ts';
import { open, temporaryDirectory } from './stores.ts';

const ROWS = new KeyedRows('channel_row');
const OWNERS = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)] as const;
const [ALICE] = OWNERS;

const openRows = (t: TestContext, directory: string) => open(t, directory, [ROWS.schema]);
const value = (n: number) => Uint8Array.of(n);
const put = (tx: SqlWriter, key: string, n: number) => ROWS.apply(tx, ALICE, [{ key, value: value(n) }]);

const shown = (loaded: readonly KeyedRow[]) => loaded.map(({ key, value: [n] }) => `${key} ${n}`);
const rowsOf = (reader: SqlReader, owner: Uint8Array = ALICE) => [
  ...shown(ROWS.loadAllBut(reader, owner, 'past')),
  ...shown(ROWS.loadFamily(reader, owner, 'past')),
];

/** A copy of a store in use, as a crash would leave it. */
function afterCrash(
  t: TestContext,
  directory: string,
): { readonly store: Store; readonly directory: string } {
  const copy = temporaryDirectory(t);
  for (const file of readdirSync(directory)) copyFileSync(join(directory, file), join(copy, file));
  return { store: openRows(t, copy), directory: copy };
}

describe('rows that the database gets later', () => {
  it('do not reach it at all when they are gone before anybody looks', async (t) => {
    const store = openRows(t, temporaryDirectory(t));
    const run = t.mock.method(StatementSync.prototype, 'run');
    for (let n = 0; n < 20; n++) {
      await store.commit((tx) => put(tx, `htlc/${n}`, n));
      await store.commit((tx) => ROWS.apply(tx, ALICE, [{ key: `htlc/${n}`, value: null }]));
    }
    const values = run.mock.calls.flatMap(({ arguments: bound }): readonly unknown[] => bound);
    assert.equal(values.includes(ALICE), false);
    assert.deepEqual(rowsOf(store), []);
  });

  it('are seen by whoever reads, in the commit that writes them and after it', async (t) => {
    const store = openRows(t, temporaryDirectory(t));
    await store.commit((tx) => {
      put(tx, 'a', 1);
      assert.deepEqual(rowsOf(tx), ['a 1']);
      put(tx, 'a', 2);
      assert.deepEqual(rowsOf(tx), ['a 2']);
    });
    assert.deepEqual(rowsOf(store), ['a 2']);
    await store.commit((tx) => put(tx, 'a', 3));
    assert.deepEqual([...store.iterate('SELECT key FROM channel_row')].length, 1);
    assert.deepEqual(rowsOf(store), ['a 3']);
  });

  it('are seen in every table that has some, in whatever case its name is written', async (t) => {
    const others = new KeyedRows('other_row');
    const store = open(t, temporaryDirectory(t), [ROWS.schema, others.schema]);
    const count = (table: string) => store.get(`SELECT count(*) AS rows FROM ${table}`)?.number('rows');
    await store.commit((tx) => put(tx, 'a', 1));
    assert.equal(count('OTHER_ROW'), 0);
    await store.commit((tx) => others.apply(tx, ALICE, [{ key: 'b', value: value(2) }]));
    assert.equal(count('OTHER_ROW'), 1);
    await store.commit((tx) => put(tx, 'c', 1));
    assert.equal(count('Channel_Row'), 2);
  });

  it('that no row can be are refused before anything is durable', async (t) => {
    const store = openRows(t, temporaryDirectory(t));
    const rows = [{ key: 'a', value: 'text' as never }];
    await assert.rejects(
      store.commit((tx) => ROWS.apply(tx, ALICE, rows)),
      TypeError,
    );
    await store.commit((tx) => put(tx, 'a', 1));
    assert.deepEqual(rowsOf(store), ['a 1']);
  });

  it('of a commit that the disk refuses are not seen, and those before it are', async (t) => {
    const store = openRows(t, temporaryDirectory(t));
    await store.commit((tx) => put(tx, 'a', 1));
    const sync = fs.fdatasyncSync;
    const replace = (by: typeof sync) => {
      fs.fdatasyncSync = by;
      syncBuiltinESMExports();
    };
    t.after(() => replace(sync));
    replace(() => {
      throw new Error('EIO');
    });
    const reading = store.commit((tx) => {
      put(tx, 'a', 2);
      assert.deepEqual(rowsOf(tx), ['a 2']);
      put(tx, 'b', 2);
    });
    await assert.rejects(reading, /EIO/);
    replace(sync);
    assert.deepEqual(rowsOf(store), ['a 1']);
  });

  it('are what was committed, whatever came between', async (t) => {
    const key = fc.constantFrom('core', 'htlc/0', 'htlc/1', 'past/0');
    const write = fc.record({
      owner: fc.constantFrom(...OWNERS),
      key,
      value: fc.option(fc.nat(255), { nil: null }),
    });
    const action = fc.oneof(
      { weight: 6, arbitrary: fc.record({ type: fc.constant('write' as const), write }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('read' as const) }) },
      {
        weight: 1,
        arbitrary: fc.record({ type: fc.constant('forget' as const), owner: fc.constantFrom(...OWNERS) }),
      },
    );
    const work = fc.record({
      kind: fc.constantFrom('separate' as const, 'vital' as const, 'undone' as const),
      actions: fc.array(action, { maxLength: 5 }),
    });
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          type: fc.constant('commit' as const),
          works: fc.array(work, { maxLength: 4 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('look' as const) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('fill' as const) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const) }) },
    );
    type Model = ReadonlyMap<Uint8Array, ReadonlyMap<string, number>>;
    const after = (model: Model, one: typeof action extends fc.Arbitrary<infer A> ? A : never): Model => {
      if (one.type === 'read') return model;
      const changed = new Map(model);
      if (one.type === 'forget') return changed.set(one.owner, new Map());
      const { owner, key, value } = one.write;
      const rows = new Map(model.get(owner));
      if (value === null) rows.delete(key);
      else rows.set(key, value);
      return changed.set(owner, rows);
    };
    const inOrder = (model: Model, owner: Uint8Array) =>
      [...(model.get(owner) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, n]) => `${key} ${n}`);
    const check = (reader: SqlReader, model: Model) => {
      for (const owner of OWNERS) assert.deepEqual(rowsOf(reader, owner), inOrder(model, owner));
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 30 }), async (steps) => {
        let directory = temporaryDirectory(t);
        let store = openRows(t, directory);
        let model: Model = new Map();
        for (const one of steps) {
          switch (one.type) {
            case 'commit': {
              const promises = one.works.map(({ kind, actions }) => {
                let meanwhile = model;
                for (const action of actions) meanwhile = after(meanwhile, action);
                const before = model;
                if (kind !== 'undone') model = meanwhile;
                return store.commit(
                  (tx) => {
                    let seen = before;
                    for (const action of actions) {
                      if (action.type === 'read') check(tx, seen);
                      else if (action.type === 'forget') ROWS.forget(tx, action.owner);
                      else {
                        const { owner, key, value: n } = action.write;
                        ROWS.apply(tx, owner, [{ key, value: n === null ? null : value(n) }]);
                      }
                      seen = after(seen, action);
                    }
                    if (kind === 'undone') throw new Error('undone');
                  },
                  kind === 'vital' ? 'vital' : 'separate',
                );
              });
              for (const { reason } of (await Promise.allSettled(promises)).filter(
                (it) => it.status === 'rejected',
              ))
                assert.equal(reason.message, 'undone');
              break;
            }
            case 'look':
              check(store, model);
              break;
            case 'fill':
              // More than the journal holds: the database takes up everything.
              await store.commit((tx) => {
                const filling = new Uint8Array(JOURNAL_CAPACITY);
                ROWS.apply(tx, ALICE, [{ key: 'filling', value: filling }]);
                ROWS.apply(tx, ALICE, [{ key: 'filling', value: null }]);
              });
              break;
            case 'crash':
              ({ store, directory } = afterCrash(t, directory));
              break;
            case 'restart':
              store.close();
              store = openRows(t, directory);
          }
        }
        check(store, model);
        check(afterCrash(t, directory).store, model);
        store.close();
        check(openRows(t, directory), model);
      }),
      { numRuns: 40 },
    );
  });
});
