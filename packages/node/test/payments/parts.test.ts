import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { sha256 } from '@sferic/crypto';
import { msat, paymentHash, preimage } from '@sferic/wire';
import { describePayment, type PayAnswer, type Payment } from '../../src/payments/index.ts';
import { encodeInvoice } from '../../src/payments/invoice/index.ts';
import type { CrashPoint } from '../switch/crashing-store.ts';
import { FakeNetwork, type FakeNode, type NetworkOptions } from '../switch/fake-network.ts';

const AMOUNT = msat(1_000_000n);

type Edge = readonly [string, string, bigint?];

/** Alice and carol with bob, and dave, between them: no way is wide enough alone. */
const TWO_WAYS: readonly Edge[] = [
  ['alice', 'bob', 700_000n],
  ['bob', 'carol', 700_000n],
  ['alice', 'dave', 700_000n],
  ['dave', 'carol', 700_000n],
];

function networkOf(t: TestContext, edges: readonly Edge[], options?: NetworkOptions): FakeNetwork {
  const network = new FakeNetwork(options);
  for (const name of new Set(edges.map(([a]) => a).concat(edges.map(([, b]) => b)))) network.addNode(t, name);
  for (const [a, b, balance] of edges) network.connect(a, b, balance);
  network.boot();
  return network;
}

function statesOf(payment: Payment): readonly string[] {
  return payment.attempts.map(({ state }) => state.type);
}

function messageOf(answer: PayAnswer): string {
  assert(!answer.ok);
  return `${answer.error.code}: ${answer.error.message}`;
}

async function invoiceOf(node: FakeNode, amount: bigint = AMOUNT) {
  return unwrap(await node.invoices.create({ amount: msat(amount) }));
}

async function pay(
  network: FakeNetwork,
  text: string,
  options: { maxFee?: bigint; timeoutSeconds?: number } = {},
) {
  const { maxFee, ...rest } = options;
  const { sender } = network.node('alice');
  const answer = sender.pay({
    invoice: text,
    ...(maxFee !== undefined && { maxFee: msat(maxFee) }),
    ...rest,
  });
  await network.settle();
  return answer;
}

describe('a payment that no channel can carry alone', () => {
  it('goes in parts over two ways, and counts as one', async (t) => {
    const network = networkOf(t, TWO_WAYS);
    const invoice = await invoiceOf(network.node('carol'));
    const payment = unwrap(await pay(network, invoice.text));
    const stored = network.node('alice').sender.payment(invoice.paymentHash);
    assert(stored);
    assert.deepEqual(statesOf(stored), ['succeeded', 'succeeded']);
    assert.equal(network.gain('carol'), AMOUNT);
    assert.equal(network.node('carol').paid[0]?.paid?.amount, AMOUNT);
    assert.equal(network.node('carol').paid.length, 1);
    assert(payment.state.type === 'succeeded' && stored.state.type === 'succeeded');
    assert.equal(stored.state.fee, network.gain('bob') + network.gain('dave'));
    assert.equal(network.gain('alice'), -(AMOUNT + stored.state.fee));
    assert.deepEqual(
      describePayment(stored).attempts.map(({ amountMsat, feeMsat }) => [amountMsat, feeMsat]),
      [
        ['500000', '1050'],
        ['500000', '1050'],
      ],
    );
    assert.equal(network.leftovers(), 0);
    assert.equal(network.clock.timers, 0);
  });

  it('is divided anew when a part meets a channel that is too narrow', async (t) => {
    const network = networkOf(t, [
      ['alice', 'bob', 700_000n],
      ['bob', 'carol', 400_000n],
      ['alice', 'dave', 700_000n],
      ['dave', 'carol', 900_000n],
      ['alice', 'erin', 700_000n],
      ['erin', 'carol', 450_000n],
    ]);
    const invoice = await invoiceOf(network.node('carol'));
    unwrap(await pay(network, invoice.text));
    const payment = network.node('alice').sender.payment(invoice.paymentHash);
    assert(payment);
    assert(statesOf(payment).includes('failed'));
    assert.equal(network.gain('carol'), AMOUNT);
    assert.equal(network.leftovers(), 0);
  });

  it('keeps the fees of all parts together within the limit', async (t) => {
    const network = networkOf(t, TWO_WAYS);
    const invoice = await invoiceOf(network.node('carol'));
    assert.match(messageOf(await pay(network, invoice.text, { maxFee: 2099n })), /^no_route/);
    assert.equal(network.gain('alice'), 0n);
    unwrap(await pay(network, invoice.text, { maxFee: 2100n }));
    assert.equal(network.gain('carol'), AMOUNT);
  });

  it('is not divided for a payee that does not take parts', async (t) => {
    const network = networkOf(t, TWO_WAYS);
    const carol = network.node('carol');
    const text = unwrap(
      encodeInvoice(
        {
          network: 'regtest',
          amountMsat: AMOUNT,
          timestamp: 1_700_000_000,
          paymentHash: paymentHash(sha256(new Uint8Array(1))),
          paymentSecret: new Uint8Array(32),
          description: { type: 'text', text: '' },
          expirySeconds: 3600,
          minFinalCltvExpiryDelta: 18,
          fallbacks: [],
          routeHints: [],
          features: new Uint8Array(0),
        },
        carol.secret.expose(),
      ),
    );
    assert.match(messageOf(await pay(network, text)), /^no_route/);
    assert.deepEqual(network.node('alice').sender.payments(1)[0]?.attempts, []);
  });

  it('comes back whole, in time, when one of its ways stays closed', async (t) => {
    const network = networkOf(t, TWO_WAYS);
    const dave = network.node('dave');
    dave.channels.views.splice(
      0,
      2,
      ...dave.channels.views.map((view) => ({ ...view, usable: false, state: 'offline: normal' })),
    );
    const invoice = await invoiceOf(network.node('carol'));
    const begun = network.clock.now;
    assert.match(
      messageOf(await pay(network, invoice.text, { timeoutSeconds: 30 })),
      /^(timeout|payment_failed)/,
    );
    const payment = network.node('alice').sender.payment(invoice.paymentHash);
    assert.equal(payment?.state.type, 'failed');
    assert(network.clock.now - begun < 200_000, 'within minutes');
    assert.equal(network.gain('alice'), 0n);
    assert.equal(network.leftovers(), 0);
    assert.equal(network.clock.timers, 0);
  });

  it('is completed by a way that opens while the payee waits for the rest', async (t) => {
    const network = networkOf(t, TWO_WAYS);
    const { views } = network.node('dave').channels;
    const open = [...views];
    views.splice(0, 2, ...open.map((view) => ({ ...view, usable: false, state: 'offline: normal' })));
    const invoice = await invoiceOf(network.node('carol'));
    const answer = network.node('alice').sender.pay({ invoice: invoice.text, timeoutSeconds: 60 });
    await network.settleFor(25_000);
    assert.equal(network.node('alice').sender.payment(invoice.paymentHash)?.state.type, 'pending');
    views.splice(0, 2, ...open);
    await network.settle();
    unwrap(await answer);
    assert.equal(network.gain('carol'), AMOUNT);
    assert.equal(network.clock.timers, 0);
  });
});

const VARIANTS: readonly NetworkOptions[] = [
  { unsent: 'sent', mailboxes: 'ready' },
  { unsent: 'dropped', mailboxes: 'busy' },
];

describe('a payment in parts', () => {
  async function payOnce(t: TestContext, options: NetworkOptions, crasher: string, crash?: CrashPoint) {
    const network = networkOf(t, TWO_WAYS, options);
    const invoice = await invoiceOf(network.node('carol'));
    network.node(crasher).crashAt(crash);
    network.node(crasher).boot();
    void network.node('alice').sender.pay({ invoice: invoice.text, timeoutSeconds: 600 });
    await network.settle();
    const where = `${options.unsent}, ${crasher} crashes ${crash?.when} transaction ${crash?.transaction}`;
    const payment = network.node('alice').sender.payment(invoice.paymentHash);
    const isPaid = payment?.state.type === 'succeeded';
    assert.notEqual(payment?.state.type, 'pending', where);
    const parts = payment?.attempts.filter(({ state }) => state.type === 'succeeded') ?? [];
    assert(payment?.attempts.every(({ state }) => state.type !== 'pending') !== false, where);
    assert.equal(network.leftovers(), 0, `${where}: no HTLC is left`);
    assert.equal(network.clock.timers, 0, `${where}: no timer is left`);
    assert.equal(network.gain('carol'), isPaid ? AMOUNT : 0n, where);
    assert.equal(parts.length, isPaid ? 2 : 0, where);
    assert.equal(
      network.node('carol').invoices.invoice(invoice.paymentHash)?.paid?.amount,
      isPaid ? AMOUNT : undefined,
    );
    for (const node of network.nodes.values()) assert.deepEqual(node.errors, [], `${where}: ${node.name}`);
    return { isPaid, transactions: network.node(crasher).store.transactions };
  }

  for (const options of VARIANTS) {
    for (const crasher of ['alice', 'bob', 'carol']) {
      for (const when of ['before', 'after'] as const) {
        it(`survives a crash of ${crasher} ${when} each of its transactions; unsent HTLCs ${options.unsent}`, async (t) => {
          const { transactions } = await payOnce(t, options, crasher);
          for (let transaction = 1; transaction <= transactions; transaction++) {
            const { isPaid } = await payOnce(t, options, crasher, { transaction, when });
            const isLost = crasher === 'alice' && when === 'before' && transaction === 1;
            assert.equal(isPaid, !isLost, `transaction ${transaction}`);
          }
        });
      }
    }
  }
});

describe('canceling a payment', () => {
  it('ends it where nothing is in flight, and it can be paid anew', async (t) => {
    const network = networkOf(t, [
      ['alice', 'bob'],
      ['bob', 'carol'],
    ]);
    const bob = network.node('bob');
    const views = [...bob.channels.views];
    bob.channels.views.splice(
      0,
      2,
      ...views.map((view) => ({ ...view, usable: false, state: 'offline: normal' })),
    );
    const { sender } = network.node('alice');
    const invoice = await invoiceOf(network.node('carol'));
    const answer = sender.pay({ invoice: invoice.text });
    await network.settleFor(500);
    const canceled = unwrap(await sender.cancel(invoice.paymentHash));
    assert(canceled.state.type === 'failed' && canceled.canceled);
    assert.match(messageOf(await answer), /^payment_failed: canceled; the last attempt: hop 1 of 2/);
    assert.deepEqual(unwrap(await sender.cancel(invoice.paymentHash)), canceled, 'again');
    await network.settle();
    bob.channels.views.splice(0, 2, ...views);
    assert.equal(unwrap(await pay(network, invoice.text)).canceled, false);
    const late = await sender.cancel(invoice.paymentHash);
    assert.match(messageOf(late), /^conflict: the payment has succeeded/);
    assert.match(messageOf(await sender.cancel(new Uint8Array(32))), /^not_found/);
  });

  it('lets what is in flight decide, also over a restart', async (t) => {
    const network = networkOf(t, [['alice', 'bob']]);
    const alice = network.node('alice');
    const bob = network.node('bob');
    const secret = preimage(new Uint8Array(32).fill(3));
    const hold = paymentHash(sha256(secret));
    const { text } = unwrap(await bob.invoices.create({ amount: AMOUNT, hold }));
    void alice.sender.pay({ invoice: text, timeoutSeconds: 5 });
    await network.settleFor(0);
    const canceled = unwrap(await alice.sender.cancel(hold));
    assert.equal(canceled.state.type, 'pending');
    assert.equal(describePayment(canceled).canceled, true);
    alice.restart();
    await network.settle();
    assert.equal(alice.sender.payment(hold)?.state.type, 'pending');
    unwrap(await bob.receiver.settle(secret));
    await network.settle();
    assert.equal(alice.sender.payment(hold)?.state.type, 'succeeded');
    assert.equal(network.gain('bob'), AMOUNT);
  });
});

describe('a payment without an invoice', () => {
  const LINE: readonly Edge[] = [
    ['alice', 'bob'],
    ['bob', 'carol'],
  ];
  const records = [
    { type: 70_001n, value: Uint8Array.of(1) },
    { type: 65_537n, value: Uint8Array.of(2, 3) },
  ];

  it('reaches a node with its custom records', async (t) => {
    const network = networkOf(t, LINE);
    const { sender } = network.node('alice');
    const carol = network.node('carol');
    const sending = sender.sendSpontaneous({ payee: carol.nodeId, amount: msat(5000n), records });
    await network.settle();
    const payment = unwrap(await sending);
    assert.equal(describePayment(payment).purpose, 'spontaneous');
    assert.equal(network.gain('carol'), 5000n);
    assert.deepEqual(carol.sent[0]?.records, records.toReversed());
    assert.deepEqual(carol.sent[0]?.paymentHash, payment.paymentHash);
    assert.deepEqual(sender.payments(1)[0]?.purpose.type, 'spontaneous');
  });

  it('with the preimage of the caller is made once', async (t) => {
    const network = networkOf(t, LINE);
    const { sender } = network.node('alice');
    const request = {
      payee: network.node('carol').nodeId,
      amount: msat(5000n),
      preimage: new Uint8Array(32).fill(8),
    };
    const answers = [sender.sendSpontaneous(request), sender.sendSpontaneous(request)];
    await network.settle();
    assert.deepEqual(await answers[0], await answers[1]);
    network.node('alice').restart();
    await network.settle();
    unwrap(await network.node('alice').sender.sendSpontaneous(request));
    assert.equal(network.gain('carol'), 5000n);
  });

  it('is refused by a node that takes none, in words that say so', async (t) => {
    const network = networkOf(t, LINE);
    const carol = network.node('carol');
    carol.acceptsSpontaneous = false;
    carol.restart();
    const sending = network
      .node('alice')
      .sender.sendSpontaneous({ payee: carol.nodeId, amount: msat(5000n) });
    await network.settle();
    assert.match(
      messageOf(await sending),
      /^payment_failed: the payee .* does not take payments without an invoice/,
    );
    assert.equal(network.gain('alice'), 0n);
  });

  it('is refused before anything is sent where it makes no sense', async (t) => {
    const network = networkOf(t, LINE);
    const alice = network.node('alice');
    const payee = network.node('carol').nodeId;
    const record = (type: bigint, length = 1) => ({ type, value: new Uint8Array(length) });
    const cases: readonly [Parameters<typeof alice.sender.sendSpontaneous>[0], RegExp][] = [
      [{ payee: alice.nodeId, amount: msat(1n) }, /this node itself/],
      [{ payee, amount: msat(0n) }, /more than 0/],
      [{ payee, amount: msat(1n), records: [record(65_535n)] }, /begin at 65536/],
      [{ payee, amount: msat(1n), records: [record(5_482_373_484n)] }, /is the preimage/],
      [{ payee, amount: msat(1n), records: [record(65_537n), record(65_537n)] }, /once/],
      [{ payee, amount: msat(1n), records: [record(65_537n, 1000)] }, /900 bytes/],
      [{ payee, amount: msat(1n), timeoutSeconds: 0 }, /timeout/],
    ];
    for (const [request, expected] of cases)
      assert.match(messageOf(await alice.sender.sendSpontaneous(request)), expected);
    assert.deepEqual(alice.sender.payments(10), []);
  });
});

describe('a probe', () => {
  it('tells that a node is reached, at what fee, and pays nothing', async (t) => {
    const network = networkOf(t, [
      ['alice', 'bob'],
      ['bob', 'carol'],
    ]);
    const { sender } = network.node('alice');
    const probing = sender.probe({ payee: network.node('carol').nodeId, amount: AMOUNT });
    await network.settle();
    const report = unwrap(await probing);
    assert(report.type === 'reached');
    assert.equal(report.fee, 1100n);
    assert.equal(report.route.hops.length, 2);
    assert.equal(report.milliseconds, 0, 'the time of the bench stands still');
    assert.equal(network.gain('alice'), 0n);
    assert.equal(network.leftovers(), 0);
    assert.deepEqual(sender.payments(10), [], 'it is no payment');
  });

  it('tells where it ended when it did not reach the node', async (t) => {
    const network = networkOf(t, [
      ['alice', 'bob'],
      ['bob', 'carol', 1000n],
    ]);
    const probing = network
      .node('alice')
      .sender.probe({ payee: network.node('carol').nodeId, amount: AMOUNT });
    await network.settle();
    const report = unwrap(await probing);
    assert(report.type === 'not_reached');
    assert.match(report.reason, /hop 1 of 2 .* cannot carry the amount/);
  });
});

describe('an HTLC with the payment hash of an invoice that is only passed on', () => {
  it('gets no preimage from the node on the way whose invoice it is', async (t) => {
    const network = networkOf(t, [
      ['alice', 'bob'],
      ['bob', 'carol'],
    ]);
    const invoice = await invoiceOf(network.node('bob'));
    // Carol's, by the hash of bob's.
    const { text } = unwrap(
      await network.node('carol').invoices.create({ amount: AMOUNT, hold: invoice.paymentHash }),
    );
    void network.node('alice').sender.pay({ invoice: text, timeoutSeconds: 5 });
    await network.settle();
    assert.equal(network.gain('bob'), 0n);
    assert.equal(network.node('bob').invoices.invoice(invoice.paymentHash)?.paid, undefined);
    unwrap(await network.node('carol').receiver.cancel(invoice.paymentHash));
    await network.settle();
    assert.equal(network.node('alice').sender.payment(invoice.paymentHash)?.state.type, 'failed');
    assert.equal(network.gain('alice'), 0n);
  });
});
