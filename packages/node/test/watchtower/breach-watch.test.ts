/** The tower's watch: blocks looked through, breaches seen through over reorganisations, restarts and competing spends. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  formatOutPoint,
  type JusticeClaim,
  justiceTransaction,
  locatorOf,
  type Transaction,
  transactionId,
  withWitnesses,
} from '@sferic/channel';
import { hexToBytes, sha256 } from '@sferic/crypto';
import type { TxId } from '@sferic/wire';
import type { Block } from '../../src/chain/index.ts';
import { BreachWatch } from '../../src/watchtower/server/breach-watch.ts';
import { transaction } from '../chain/fake-chain.ts';
import { Client, NODE, TestTower, testLog } from './tower-fixture.ts';

/** What a breach's publisher was told last. */
class Told {
  claims: readonly JusticeClaim[] = [];
  deadline = 0;
}

function block(height: number, ...transactions: readonly Transaction[]): Block {
  const hash = sha256(Uint8Array.of(height & 0xff, height >> 8)) as Block['hash'];
  const held = transactions.map((tx) => ({ txid: transactionId(tx), tx }));
  return { height, hash, previous: hash, time: 0, transactions: held };
}

/** A tower that has all that Bob has revoked, and its watch. */
async function watching(t: TestContext) {
  const tower = new TestTower(t, 'tower');
  const client = new Client(t, [tower]);
  await client.client.add(tower.nodeId);
  await client.pay(3);
  await client.covered();
  const told = new Map<string, Told>();
  const open = () => {
    const watch = new BreachWatch({
      store: tower.file.store,
      shelf: tower.shelf,
      publisher: ({ txid }) => {
        const one = new Told();
        told.set(Buffer.from(txid).toString('hex'), one);
        return {
          update: (claims, deadline) => Object.assign(one, { claims, deadline }),
          newHeight: () => undefined,
          idle: async () => undefined,
        };
      },
      log: testLog().log,
    });
    watch.restore();
    return watch;
  };
  const commitment = client.revoked.find(({ outputs }) => outputs.length === 5);
  assert(commitment !== undefined);
  const toldOf = () => told.get(Buffer.from(transactionId(commitment)).toString('hex')) ?? new Told();
  return { tower, client, commitment, watch: open(), reopen: open, toldOf };
}

function justice(claims: readonly JusticeClaim[]): Transaction {
  const tx = justiceTransaction(claims, { inputs: [], outputs: [] });
  return withWitnesses(
    tx,
    claims.map(({ witness }) => witness),
  );
}

describe('the watch of a tower', () => {
  it('finds a revoked commitment among other transactions, and claims its outputs by the delay', async (t) => {
    const { commitment, watch, toldOf } = await watching(t);
    await watch.blockConnected(block(500, transaction(), transaction()));
    assert.deepEqual(watch.breaches(), []);
    await watch.blockConnected(block(501, transaction(), commitment, transaction()));
    assert.deepEqual(
      toldOf()
        .claims.map(({ type }) => type)
        .toSorted(),
      ['htlc', 'to_local'],
    );
    assert.equal(toldOf().deadline, 501 + 144 - 1);
    const [view] = watch.breaches();
    assert.deepEqual(
      { ...view, txid: 0 },
      { txid: 0, height: 501, outputs: 2, taken: 0, lost: 0, closed: false },
    );
  });

  it('leaves alone what is not revoked', async (t) => {
    const { client, watch } = await watching(t);
    const latest = [...client.commitments].at(-1)?.[1];
    assert(latest !== undefined);
    await watch.blockConnected(block(501, latest));
    assert.deepEqual(watch.breaches(), []);
  });

  it('sees it through: taken, deep, over; also when it is restarted in between', async (t) => {
    const { commitment, watch, reopen, toldOf } = await watching(t);
    await watch.blockConnected(block(501, commitment));
    const { claims } = toldOf();
    const again = reopen();
    assert.deepEqual(toldOf().claims, claims);
    await again.blockConnected(block(502, justice(claims)));
    assert.deepEqual(toldOf().claims, []);
    assert.equal(again.breaches()[0]?.taken, 2);
    const third = reopen();
    assert.equal(third.breaches()[0]?.taken, 2);
    await third.blockConnected(block(601));
    assert.equal(third.breaches()[0]?.closed, false);
    await third.blockConnected(block(602));
    assert.equal(third.breaches()[0]?.closed, true);
    assert.equal(reopen().breaches()[0]?.closed, true);
  });

  it('claims the rest when the peer was first with an output', async (t) => {
    const { commitment, watch, toldOf } = await watching(t);
    await watch.blockConnected(block(501, commitment));
    const [first, ...others] = toldOf().claims;
    assert(first !== undefined);
    await watch.blockConnected(block(503, transaction([first.outPoint])));
    assert.deepEqual(toldOf().claims, others);
    assert.deepEqual([watch.breaches()[0]?.taken, watch.breaches()[0]?.lost], [0, 1]);
  });

  it('takes back what a reorganisation takes away, the commitment too', async (t) => {
    const { commitment, watch, toldOf } = await watching(t);
    const first = block(501, commitment);
    await watch.blockConnected(first);
    const { claims } = toldOf();
    const second = block(502, justice(claims));
    await watch.blockConnected(second);
    await watch.blockDisconnected(second);
    assert.deepEqual(toldOf().claims, claims);
    await watch.blockDisconnected(first);
    assert.equal(watch.breaches()[0]?.height, undefined);
    // Still on offer: whoever brings the commitment again brings its punishment.
    assert.deepEqual(toldOf().claims, claims);
    await watch.blockConnected(block(501));
    await watch.blockConnected(block(502, commitment, justice(claims)));
    assert.equal(watch.breaches()[0]?.height, 502);
    assert.equal(toldOf().claims.length, 0);
    assert.equal(toldOf().deadline, 502 + 144 - 1);
  });

  it('keeps what it needs, whatever the client deletes afterwards', async (t) => {
    const { tower, commitment, watch, reopen, toldOf } = await watching(t);
    await watch.blockConnected(block(501, commitment));
    const { claims } = toldOf();
    await tower.file.store.commit((sql) => void sql.run('DELETE FROM tower_package'));
    reopen();
    assert.deepEqual(
      toldOf().claims.map(({ outPoint }) => formatOutPoint(outPoint)),
      claims.map(({ outPoint }) => formatOutPoint(outPoint)),
    );
  });

  it('is not stopped by a package that is not what it says', async (t) => {
    const { tower, watch } = await watching(t);
    const tx = transaction();
    const message = {
      type: 'store_package',
      sequence: 1n,
      locator: locatorOf(transactionId(tx)),
      handle: new Uint8Array(16),
      package: new Uint8Array(256),
    } as const;
    await tower.file.store.commit((sql) => void tower.shelf.keep(sql, hexToBytes(NODE), message));
    await watch.blockConnected(block(501, tx));
    assert.deepEqual(watch.breaches(), []);
  });

  it('looks each transaction up once, whether it keeps none or 100,000 packages', async (t) => {
    const tower = new TestTower(t, 'tower');
    const { store } = tower.file;
    let lookUps = 0;
    const watch = new BreachWatch({
      store,
      shelf: {
        find: (locator) => {
          lookUps += 1;
          return tower.shelf.find(locator);
        },
      },
      publisher: () => assert.fail('nothing is breached'),
      log: testLog().log,
    });
    const transactions = Array.from({ length: 500 }, () => transaction());
    await watch.blockConnected(block(500, ...transactions));
    assert.equal(lookUps, 500);
    const client = hexToBytes(NODE);
    await store.commit((sql) => {
      for (let number = 0; number < 100_000; number++) {
        const name = sha256(Uint8Array.of(number & 0xff, (number >> 8) & 0xff, number >> 16)) as TxId;
        sql.run(
          'INSERT INTO tower_package VALUES (?, ?, ?, ?)',
          locatorOf(name),
          client,
          name.subarray(16),
          name.subarray(0, 1),
        );
      }
    });
    await watch.blockConnected(block(501, ...transactions));
    assert.equal(lookUps, 1000);
    // And each look-up goes by the index.
    const plan = store.all(
      'EXPLAIN QUERY PLAN SELECT client, package FROM tower_package WHERE locator = ?',
      client,
    );
    assert.match(plan[0]?.text('detail') ?? '', /^SEARCH tower_package USING INDEX .*\(locator=\?\)$/);
  });
});
