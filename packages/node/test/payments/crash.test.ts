import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sha256 } from '@sferic/crypto';
import { msat } from '@sferic/wire';
import type { Payment } from '../../src/payments/index.ts';
import type { CrashPoint } from '../switch/crashing-store.ts';
import { FakeNetwork, type NetworkOptions } from '../switch/fake-network.ts';
import { POLICY } from '../switch/fake-routes.ts';

const AMOUNT = msat(50_000_000n);
const FEE = POLICY.feeBase + (AMOUNT * BigInt(POLICY.feeProportionalMillionths)) / 1_000_000n;

/** alice - bob - carol: the payer, a forwarder and the payee. */
function line(t: TestContext, options?: NetworkOptions): FakeNetwork {
  const network = new FakeNetwork(options);
  for (const name of ['alice', 'bob', 'carol']) network.addNode(t, name);
  network.connect('alice', 'bob');
  network.connect('bob', 'carol');
  return network;
}

const VARIANTS = [
  { unsent: 'sent', mailboxes: 'ready' },
  { unsent: 'sent', mailboxes: 'busy' },
  { unsent: 'dropped', mailboxes: 'ready' },
  { unsent: 'dropped', mailboxes: 'busy' },
] as const;

interface Outcome {
  readonly transactions: number;
  readonly payment: Payment;
}

/** Pays carol's invoice while one node crashes at the given point; checks that all accounts agree. */
async function payOnce(
  t: TestContext,
  options: NetworkOptions,
  crasher: string,
  crash: CrashPoint | undefined,
): Promise<Outcome> {
  const network = line(t, options);
  network.boot();
  const created = await network.node('carol').invoices.create({ amount: AMOUNT, description: 'crash' });
  assert(created.ok);
  network.node(crasher).crashAt(crash);
  network.node(crasher).boot();

  void network.node('alice').sender.pay({ invoice: created.value.text, timeoutSeconds: 600 });
  await network.settle();

  const hash = created.value.paymentHash;
  const payment = network.node('alice').sender.payment(hash);
  const where = `${options.unsent}, ${options.mailboxes}, ${crasher} crashes ${crash?.when} transaction ${crash?.transaction}`;
  if (payment === undefined) {
    // The caller never heard of it: nothing may have happened.
    assert.equal(crasher, 'alice', where);
    assert.equal(network.gain('alice'), 0n, where);
    return { transactions: network.node(crasher).store.transactions, payment: NEVER_BEGUN };
  }
  const paid = payment.state.type === 'succeeded';
  assert.notEqual(payment.state.type, 'pending', where);
  assert.equal(network.leftovers(), 0, `${where}: no HTLC is left`);
  assert.equal(network.gain('carol'), paid ? AMOUNT : 0n, where);
  assert.equal(network.gain('bob'), paid ? FEE : 0n, where);
  assert.equal(network.gain('alice'), paid ? -(AMOUNT + FEE) : 0n, where);
  assert.equal(network.node('carol').invoices.invoice(hash)?.paid?.amount, paid ? AMOUNT : undefined, where);
  assert.equal(
    payment.attempts.filter(({ state }) => state.type === 'succeeded').length,
    paid ? 1 : 0,
    where,
  );
  assert(
    payment.attempts.every(({ state }) => state.type !== 'pending'),
    where,
  );
  if (payment.state.type === 'succeeded') {
    assert.deepEqual(sha256(payment.state.preimage), hash, where);
    assert.equal(payment.state.fee, FEE, where);
  }
  const succeeded = network
    .node('bob')
    .switch.forwards(100)
    .filter(({ state }) => state === 'succeeded');
  assert.equal(succeeded.length, paid ? 1 : 0, where);
  for (const node of network.nodes.values()) assert.deepEqual(node.errors, [], `${where}: ${node.name}`);
  assert.equal(network.clock.timers, 0, `${where}: no timer is left`);
  return { transactions: network.node(crasher).store.transactions, payment };
}

const NEVER_BEGUN = { state: { type: 'failed' } } as Payment;

describe('a payment over one forwarder', () => {
  it('moves the amount to the payee and the fee to the forwarder, once', async (t) => {
    const { payment } = await payOnce(t, { unsent: 'sent' }, 'alice', undefined);
    assert.equal(payment.state.type, 'succeeded');
    assert.equal(payment.attempts.length, 1);
  });

  for (const options of VARIANTS) {
    const variant = `mailboxes ${options.mailboxes}, unsent HTLCs ${options.unsent}`;
    for (const crasher of ['alice', 'bob', 'carol']) {
      for (const when of ['before', 'after'] as const) {
        it(`survives a crash of ${crasher} ${when} each of its transactions; ${variant}`, async (t) => {
          const { transactions } = await payOnce(t, options, crasher, undefined);
          assert(transactions >= 1, 'there is something to crash at');
          for (let transaction = 1; transaction <= transactions; transaction++) {
            const { payment } = await payOnce(t, options, crasher, { transaction, when });
            const isLost = crasher === 'alice' && when === 'before' && transaction === 1;
            assert.equal(payment.state.type, isLost ? 'failed' : 'succeeded', `transaction ${transaction}`);
          }
        });
      }
    }
  }
});
