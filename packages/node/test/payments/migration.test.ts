import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { channelId, msat, paymentHash } from '@sferic/wire';
import { encodeHoldTimes, encodeRoute } from '../../src/payments/attempt-codec.ts';
import { invoiceSchema, isPaidBy, readInvoice } from '../../src/payments/invoice-rows.ts';
import { paymentSchema, pendingPayments, readPayment } from '../../src/payments/payment-rows.ts';
import type { Route } from '../../src/payments/ports.ts';
import { type Schema, type SqlWriter, type Store, u64ToBlob } from '../../src/store/index.ts';
import { replaySchema } from '../../src/switch/replay-guard.ts';
import { open, temporaryDirectory } from '../store/stores.ts';

const bytes = (fill: number, length = 32) => new Uint8Array(length).fill(fill);

/** What the first `count` migrations make, with rows in it, brought to today. */
async function migrated(
  t: TestContext,
  schema: Schema,
  count: number,
  fill: (tx: SqlWriter) => void,
): Promise<Store> {
  const directory = temporaryDirectory(t);
  const before = open(t, directory, [{ ...schema, migrations: schema.migrations.slice(0, count) }]);
  await before.commit(fill);
  before.close();
  return open(t, directory, [schema]);
}

test('payments keep their attempts when both get numbers', async (t) => {
  const route = encodeRoute({ channelId: channelId(bytes(9)), hops: [] } satisfies Route);
  const insert = `INSERT INTO payment (hash, invoice, payee, amount_msat, max_fee_msat, created_at, deadline, first_attempt, state)
    VALUES (?, ?, ?, 5000, 7, ?, 160, 0, 'pending')`;
  const attempt = 'INSERT INTO payment_attempt VALUES (?, ?, ?, ?, ?, ?, ?)';
  const store = await migrated(t, paymentSchema, 3, (tx) => {
    tx.run(insert, bytes(2), 'lnbcrt2', bytes(3, 33), 102);
    tx.run(insert, bytes(1), 'lnbcrt1', bytes(3, 33), 101);
    tx.run(attempt, bytes(1), 0, route, bytes(6), 'succeeded', null, encodeHoldTimes([4]));
    tx.run(attempt, bytes(1), 1, route, bytes(7), 'pending', null, null);
    tx.run(attempt, bytes(2), 0, route, bytes(8), 'pending', null, null);
  });
  const [first, second] = pendingPayments(store);
  assert.deepEqual(first, readPayment(store, bytes(1)));
  assert.deepEqual([first?.amount, first?.maxFee, first?.deadline], [5000n, 7n, 160]);
  assert.deepEqual(first?.purpose, { type: 'invoice', text: 'lnbcrt1' });
  assert.deepEqual(
    first?.attempts.map(({ number, state }) => [number, state]),
    [
      [0, { type: 'succeeded', holdTimes: [4] }],
      [1, { type: 'pending' }],
    ],
  );
  assert.deepEqual(second?.attempts[0]?.sessionKey.expose(), bytes(8));
});

test('invoices keep the HTLCs that paid them', async (t) => {
  const hash = paymentHash(bytes(1));
  const store = await migrated(t, invoiceSchema, 2, (tx) => {
    tx.run(
      `INSERT INTO invoice (hash, preimage, payment_secret, text, min_final_cltv, created_at, expires_at, paid_at, received_msat)
       VALUES (?, ?, ?, 'lnbcrt1', 18, 100, 200, 150, 9000)`,
      hash,
      bytes(4),
      bytes(5),
    );
    tx.run('INSERT INTO invoice_htlc VALUES (?, ?, ?, 9000)', hash, bytes(6), u64ToBlob(3n));
  });
  assert.deepEqual(readInvoice(store, hash)?.paid, { amount: 9000n, at: 150 });
  assert(isPaidBy(store, hash, { channelId: channelId(bytes(6)), htlcId: 3n, amount: msat(9000n) }));
  assert(!isPaidBy(store, hash, { channelId: channelId(bytes(6)), htlcId: 4n, amount: msat(9000n) }));
});

test('replay tags are known still', async (t) => {
  const store = await migrated(t, replaySchema, 1, (tx) =>
    tx.run('INSERT INTO onion_replay VALUES (?, ?, ?, 700)', bytes(1), bytes(2), u64ToBlob(3n)),
  );
  const row = store.get('SELECT * FROM onion_replay WHERE tag = ?', bytes(1));
  assert.equal(row?.number('expiry'), 700);
  assert.deepEqual(row?.bytes('channel'), bytes(2));
});
