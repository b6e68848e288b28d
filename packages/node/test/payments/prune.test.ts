import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { unwrap } from '@sferic/codec';
import { publicKey, Secret, sha256 } from '@sferic/crypto';
import { channelId, msat, nodeId, paymentHash, preimage, shortChannelId } from '@sferic/wire';
import { type Payment, type PaymentState, paymentSchema } from '../../src/payments/index.ts';
import {
  endAttempt,
  insertAttempt,
  pruneUninvoiced,
  readPayment,
  storePayment,
} from '../../src/payments/payment-rows.ts';
import { Store } from '../../src/store/index.ts';

const PAYEE = nodeId(publicKey(new Uint8Array(32).fill(7)));
const DONE: PaymentState = {
  type: 'succeeded',
  preimage: preimage(new Uint8Array(32)),
  fee: msat(0n),
  completedAt: 1,
};

function payment(number: number, changes: Partial<Payment> = {}): Payment {
  return {
    paymentHash: paymentHash(sha256(Uint8Array.of(number))),
    purpose: { type: 'spontaneous', preimage: new Secret(new Uint8Array(32)), records: [] },
    payee: PAYEE,
    amount: msat(1n),
    maxFee: msat(1n),
    createdAt: number,
    deadline: number,
    canceled: false,
    firstAttempt: 0,
    state: DONE,
    attempts: [],
    ...changes,
  };
}

it('of payments without an invoice the latest stay, and all that are not over', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-prune-'));
  const store = unwrap(Store.open({ directory, schemas: [paymentSchema] }));
  t.after(() => {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const payments = [
    payment(0, { purpose: { type: 'invoice', text: 'lnbcrt1' } }),
    payment(1),
    payment(2, { state: { type: 'pending' } }),
    payment(3),
    payment(4, { purpose: { type: 'probe' } }),
    payment(5),
    payment(6),
  ];
  const attempt = (state: 'pending' | 'succeeded') => ({
    number: 0,
    route: {
      channelId: channelId(new Uint8Array(32)),
      hops: [{ nodeId: PAYEE, shortChannelId: shortChannelId(1n), amount: msat(1n), cltvExpiry: 1 }],
    },
    sessionKey: new Secret(new Uint8Array(32).fill(1)),
    state: state === 'pending' ? ({ type: state } as const) : ({ type: state, holdTimes: [] } as const),
  });
  const left = () =>
    payments
      .filter((each) => readPayment(store, each.paymentHash) !== undefined)
      .map(({ createdAt }) => createdAt);
  await store.commit((tx) => {
    for (const each of payments) storePayment(tx, each);
    for (const [number, state] of [
      [1, 'succeeded'],
      [3, 'pending'],
    ] as const) {
      const { paymentHash: hash } = payments[number] as Payment;
      insertAttempt(tx, hash, attempt(state));
      if (state !== 'pending') endAttempt(tx, hash, attempt(state));
    }
    pruneUninvoiced(tx, 6);
  });
  assert.deepEqual(left(), [0, 1, 2, 3, 4, 5, 6]);
  await store.commit((tx) => pruneUninvoiced(tx, 2));
  assert.deepEqual(left(), [0, 2, 3, 5, 6]);
  assert.equal(store.all('SELECT * FROM payment_attempt').length, 1);
});
