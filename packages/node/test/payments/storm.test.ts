import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { msat } from '@sferic/wire';
import fc from 'fast-check';
import type { CrashPoint } from '../switch/crashing-store.ts';
import { FakeNetwork, type NetworkOptions } from '../switch/fake-network.ts';

const NAMES = ['alice', 'bob', 'carol', 'dave'] as const;
/** A ring with a chord: two ways between most nodes. */
const CHANNELS = [
  ['alice', 'bob'],
  ['bob', 'carol'],
  ['carol', 'dave'],
  ['dave', 'alice'],
  ['bob', 'dave'],
] as const;

type Name = (typeof NAMES)[number];

interface Storm {
  readonly options: NetworkOptions;
  readonly payments: readonly { readonly from: Name; readonly to: Name; readonly amount: bigint }[];
  readonly crashes: readonly (CrashPoint & { readonly node: Name })[];
}

const name = fc.constantFrom(...NAMES);
const storm: fc.Arbitrary<Storm> = fc.record({
  options: fc.record({
    unsent: fc.constantFrom('sent', 'dropped'),
    mailboxes: fc.constantFrom('ready', 'busy'),
  }),
  payments: fc.array(
    fc
      .record({ from: name, to: name, amount: fc.bigInt(1n, 10_000_000n) })
      .filter(({ from, to }) => from !== to),
    { minLength: 1, maxLength: 8 },
  ),
  crashes: fc.array(
    fc.record({
      node: name,
      transaction: fc.integer({ min: 1, max: 12 }),
      when: fc.constantFrom('before', 'after'),
    }),
    { maxLength: 4 },
  ),
});

async function run(t: TestContext, { options, payments, crashes }: Storm): Promise<void> {
  const network = new FakeNetwork(options);
  for (const node of NAMES) network.addNode(t, node);
  for (const [a, b] of CHANNELS) network.connect(a, b);
  network.boot();
  const invoices = [];
  for (const { from, to, amount } of payments) {
    const invoice = unwrap(await network.node(to).invoices.create({ amount: msat(amount) }));
    invoices.push({ from, to, amount, ...invoice, amountMsat: amount });
  }
  for (const { node, ...crash } of crashes) {
    network.node(node).crashAt(crash);
    network.node(node).boot();
  }
  for (const { from, text } of invoices)
    void network.node(from).sender.pay({ invoice: text, timeoutSeconds: 600 });
  await network.settle();

  const expected = new Map<string, bigint>(NAMES.map((node) => [node, 0n]));
  const add = (node: string, amount: bigint) => expected.set(node, (expected.get(node) ?? 0n) + amount);
  for (const { from, to, amountMsat, paymentHash } of invoices) {
    const payment = network.node(from).sender.payment(paymentHash);
    const paid = payment?.state.type === 'succeeded';
    assert.notEqual(payment?.state.type, 'pending');
    assert.equal(network.node(to).invoices.invoice(paymentHash)?.paid?.amount, paid ? amountMsat : undefined);
    if (payment?.state.type !== 'succeeded') continue;
    add(from, -(amountMsat + payment.state.fee));
    add(to, amountMsat);
  }
  for (const node of NAMES) {
    for (const forward of network.node(node).switch.forwards(1000)) {
      assert.notEqual(forward.state, 'pending');
      if (forward.state === 'succeeded') add(node, forward.incoming.amount - forward.outgoing.amount);
    }
    assert.deepEqual(network.node(node).errors, []);
  }
  for (const node of NAMES) assert.equal(network.gain(node), expected.get(node), `the account of ${node}`);
  assert.equal(network.leftovers(), 0, 'no HTLC is left');
  assert.equal(network.clock.timers, 0, 'no timer is left');
}

describe('payments in all directions while nodes crash', () => {
  it('leave every account as the payments, invoices and forwards say', async (t) => {
    await fc.assert(
      fc.asyncProperty(storm, (value) => run(t, value)),
      { numRuns: 40 },
    );
  });
});
