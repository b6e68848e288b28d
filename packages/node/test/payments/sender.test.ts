import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unwrap } from '@sferic/codec';
import { bytesToHex, sha256 } from '@sferic/crypto';
import { msat } from '@sferic/wire';
import { describePayment, type PayAnswer } from '../../src/payments/index.ts';
import { encodeInvoice, type InvoiceTerms } from '../../src/payments/invoice/index.ts';
import { defaultMaxFee } from '../../src/payments/request.ts';
import { type FakeNetwork, type FakeNode, MAX_PENDING } from '../switch/fake-network.ts';
import { AMOUNT, invoiceOf, networkOf, refusal } from './sender-fixture.ts';

async function pay(
  network: FakeNetwork,
  invoice: { readonly text: string },
  options: { amount?: bigint; maxFee?: bigint; timeoutSeconds?: number } = {},
): Promise<PayAnswer> {
  const { amount, maxFee, ...rest } = options;
  const answer = network.node('alice').sender.pay({
    invoice: invoice.text,
    ...(amount !== undefined && { amount: msat(amount) }),
    ...(maxFee !== undefined && { maxFee: msat(maxFee) }),
    ...rest,
  });
  await network.settle();
  return answer;
}

/** An invoice that `node` signs and knows nothing of, or with other terms. */
function foreignInvoice(node: FakeNode, changes: Partial<InvoiceTerms> = {}): { readonly text: string } {
  const terms: InvoiceTerms = {
    network: 'regtest',
    amountMsat: AMOUNT,
    timestamp: 1_700_000_000,
    paymentHash: sha256(new Uint8Array(1)) as InvoiceTerms['paymentHash'],
    paymentSecret: new Uint8Array(32),
    description: { type: 'text', text: '' },
    expirySeconds: 3600,
    minFinalCltvExpiryDelta: 18,
    fallbacks: [],
    routeHints: [],
    features: new Uint8Array(0),
    ...changes,
  };
  return { text: unwrap(encodeInvoice(terms, node.secret.expose())) };
}

/** From now on the node fails everything that it should forward. */
function breakForwarding(node: FakeNode): void {
  node.channels.views.splice(
    0,
    node.channels.views.length,
    ...node.channels.views.map((v) => ({ ...v, usable: false, state: 'offline: normal' })),
  );
}

describe('paying while the height of the chain may be old', () => {
  it('is refused with nothing sent or stored, and works once it is known again', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const alice = network.node('alice');
    const invoice = await invoiceOf(network.node('bob'));
    alice.isHeightStale = true;
    assert.match(
      refusal(await pay(network, invoice)),
      /^chain_unavailable: the Bitcoin server has not answered/,
    );
    assert.equal(alice.sender.payments(10).length, 0);
    alice.isHeightStale = false;
    assert.equal(unwrap(await pay(network, invoice)).state.type, 'succeeded');
    alice.isHeightStale = true;
    assert.equal(unwrap(await pay(network, invoice)).state.type, 'succeeded', 'what was paid is told');
  });

  it('by the payee: the payment is failed, not taken', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const bob = network.node('bob');
    const invoice = await invoiceOf(bob);
    bob.isHeightStale = true;
    assert.match(refusal(await pay(network, invoice)), /^payment_failed: /);
    assert.equal(bob.paid.length, 0);
  });
});

describe('paying', () => {
  it('shows the amount, fee, preimage, hops and hold times', async (t) => {
    const network = networkOf(t, 'alice-bob', 'bob-carol');
    const invoice = await invoiceOf(network.node('carol'));
    const payment = unwrap(await pay(network, invoice));
    const shown = describePayment(payment);
    assert.equal(shown.state, 'succeeded');
    assert.equal(shown.amountMsat, '1000000');
    assert.equal(shown.feeMsat, '1100');
    assert.equal(shown.payee, bytesToHex(network.node('carol').nodeId));
    assert.deepEqual(
      shown.attempts[0]?.hops.map(({ nodeId }) => nodeId),
      ['bob', 'carol'].map((name) => bytesToHex(network.node(name).nodeId)),
    );
    assert.deepEqual(
      shown.attempts[0]?.hops.map(({ holdMilliseconds }) => holdMilliseconds),
      [0, 0],
    );
    assert.deepEqual(network.node('alice').sender.payments(10), [payment]);
    assert.equal(network.node('carol').paid.length, 1);
  });

  it('pays the amount of the payer where the invoice leaves it open', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const invoice = await invoiceOf(network.node('bob'), 0n);
    assert.match(refusal(await pay(network, invoice)), /^invalid_argument: .*say how much/);
    assert.match(refusal(await pay(network, invoice, { amount: 0n })), /more than 0/);
    unwrap(await pay(network, invoice, { amount: 77n }));
    assert.equal(network.gain('bob'), 77n);
  });

  it('returns the first result when asked again, and sends nothing', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const invoice = await invoiceOf(network.node('bob'));
    const first = unwrap(await pay(network, invoice));
    network.clock.now += 1e9;
    assert.deepEqual(unwrap(await pay(network, invoice)), first);
    assert.equal(network.gain('bob'), AMOUNT);
  });

  it('joins a payment that is pending', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const { text } = await invoiceOf(network.node('bob'));
    const { sender } = network.node('alice');
    const answers = [sender.pay({ invoice: text }), sender.pay({ invoice: text })];
    await network.settle();
    const [a, b] = await Promise.all(answers);
    assert.deepEqual(a, b);
    assert.equal(network.gain('bob'), AMOUNT);
  });

  it('takes the next route when a node on the first fails', async (t) => {
    const network = networkOf(t, 'alice-bob', 'bob-carol', 'alice-dave', 'dave-erin', 'erin-carol');
    breakForwarding(network.node('bob'));
    const payment = unwrap(await pay(network, await invoiceOf(network.node('carol'))));
    assert.deepEqual(
      payment.attempts.map(({ state }) => state.type),
      ['failed', 'succeeded'],
    );
    const [failed] = describePayment(payment).attempts;
    assert.equal(failed?.failure?.code, 'temporary_channel_failure');
    assert.equal(failed.failure.nodeId, bytesToHex(network.node('bob').nodeId));
    assert.equal(network.gain('bob'), 0n);
    assert.equal(network.leftovers(), 0);
  });

  it('takes another channel of its own when one refuses', async (t) => {
    const network = networkOf(t, 'alice-bob', 'alice-bob');
    const { refusals } = network.node('alice').channels;
    refusals.push({ code: 'insufficient_balance', severity: 'fail_htlc', message: 'not enough' });
    const payment = unwrap(await pay(network, await invoiceOf(network.node('bob'))));
    assert.equal(payment.attempts.length, 2);
  });

  it('waits a little for what may pass, and tries the same way again', async (t) => {
    const network = networkOf(t, 'alice-bob', 'bob-carol');
    const bob = network.node('bob');
    const views = [...bob.channels.views];
    breakForwarding(bob);
    network.clock.after(2500, () => bob.channels.views.splice(0, 2, ...views));
    const payment = unwrap(await pay(network, await invoiceOf(network.node('carol'))));
    assert.deepEqual(
      payment.attempts.map(({ state }) => state.type),
      ['failed', 'failed', 'succeeded'],
    );
  });

  it('gives up when it does not pass', async (t) => {
    const network = networkOf(t, 'alice-bob', 'bob-carol');
    breakForwarding(network.node('bob'));
    const begun = network.clock.now;
    const answer = await pay(network, await invoiceOf(network.node('carol')));
    assert.match(
      refusal(answer),
      /^payment_failed: no route to the payee; the last attempt: hop 1 of 2 .* cannot carry/,
    );
    const [payment] = network.node('alice').sender.payments(1);
    assert.equal(payment?.attempts.length, 4);
    assert.equal(payment.state.type, 'failed');
    assert(network.clock.now - begun < 10_000, 'after a few seconds');
    assert.equal(network.leftovers(), 0);
  });

  it('tries anew, with new attempts, when asked again after it failed', async (t) => {
    const network = networkOf(t, 'alice-bob', 'bob-carol');
    const bob = network.node('bob');
    const views = [...bob.channels.views];
    breakForwarding(bob);
    const invoice = await invoiceOf(network.node('carol'));
    refusal(await pay(network, invoice));
    bob.channels.views.splice(0, 2, ...views);
    const payment = unwrap(await pay(network, invoice));
    assert.deepEqual(
      payment.attempts.map(({ number, state }) => [number, state.type]),
      [
        [0, 'failed'],
        [1, 'failed'],
        [2, 'failed'],
        [3, 'failed'],
        [4, 'succeeded'],
      ],
    );
  });

  it('does not try again what the payee refuses', async (t) => {
    const network = networkOf(t, 'alice-bob', 'bob-carol', 'alice-dave', 'dave-carol');
    const answer = await pay(network, foreignInvoice(network.node('carol')));
    assert.match(refusal(answer), /^payment_failed: the payee .*it does not know the invoice/);
    assert.equal(network.node('alice').sender.payments(1)[0]?.attempts.length, 1);
  });

  it('tells a caller whose time is over that the payment is in flight, and settles it later', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const { text, paymentHash } = await invoiceOf(network.node('bob'));
    const { sender } = network.node('alice');
    const answer = sender.pay({ invoice: text, timeoutSeconds: 5 });
    await new Promise((resolve) => setImmediate(resolve));
    network.clock.advance();
    assert.match(refusal(await answer), /^timeout: no outcome within 5 s: the payment is still in flight/);
    await network.settle();
    assert.equal(sender.payment(paymentHash)?.state.type, 'succeeded');
  });

  it('holds a payment, and pays nothing else for it, when its channel stopped in the middle', async (t) => {
    const network = networkOf(t, 'alice-bob', 'alice-bob');
    const alice = network.node('alice');
    const stopped = { code: 'outcome_unknown', severity: 'fail_htlc', message: 'it has stopped' } as const;
    alice.channels.refusals.push(stopped);
    const invoice = await invoiceOf(network.node('bob'));
    assert.match(refusal(await pay(network, invoice)), /^timeout/);
    assert.equal(network.gain('bob'), 0n);
    // The restart shows that the HTLC was not stored; the time is over by then.
    alice.restart();
    await network.settle();
    assert.equal(alice.sender.payment(invoice.paymentHash)?.state.type, 'failed');
    assert.equal(network.clock.timers, 0);
  });

  it('is made though nothing can be learned from it', async (t) => {
    const network = networkOf(t, 'alice-bob', 'bob-carol');
    const alice = network.node('alice');
    alice.knowledge = {
      report: () => {
        throw new Error('broken invariant');
      },
    };
    alice.restart();
    const invoice = await invoiceOf(network.node('carol'));
    const paid = unwrap(await pay(network, invoice));
    assert.equal(alice.sender.payment(paid.paymentHash)?.state.type, 'succeeded');
    assert.equal(network.leftovers(), 0);
  });

  it('goes on at once by another channel when its channel is gone before it took anything', async (t) => {
    const network = networkOf(t, 'alice-bob', 'alice-bob');
    const alice = network.node('alice');
    const gone = {
      code: 'channel_gone',
      severity: 'fail_htlc',
      message: 'it is not there any more',
    } as const;
    alice.channels.refusals.push(gone);
    const invoice = await invoiceOf(network.node('bob'));
    assert((await pay(network, invoice)).ok);
    const stored = alice.sender.payment(invoice.paymentHash);
    assert.deepEqual(
      stored?.attempts.map(({ state }) => state.type),
      ['failed', 'succeeded'],
    );
    assert.equal(network.leftovers(), 0);
  });

  it('waits after a restart for its channels to come back, and not for anything else', async (t) => {
    const network = networkOf(t, 'alice-bob', 'bob-carol');
    const alice = network.node('alice');
    const invoice = await invoiceOf(network.node('carol'));
    alice.crashAt({ transaction: 1, when: 'after' });
    alice.boot();
    // The payment is stored, with an attempt whose HTLC is not.
    alice.channels.isBusy = true;
    void alice.sender.pay({ invoice: invoice.text, timeoutSeconds: 600 });
    for (let turn = 0; !alice.store.isDead; turn++) {
      assert(turn < 100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    network.isolated.add('alice');
    await network.settleFor(30_000);
    const state = () => alice.sender.payment(invoice.paymentHash)?.state.type;
    assert.equal(state(), 'pending', 'no channel for half a minute');
    network.isolated.clear();
    alice.channels.views.push(...network.viewsOf(alice));
    alice.sender.channelUsable();
    await network.settleFor(0);
    assert.equal(state(), 'succeeded', 'at once');
  });

  it('answers its callers when the node stops, and goes on with the next start', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const alice = network.node('alice');
    const { text, paymentHash } = await invoiceOf(network.node('bob'));
    const answer = alice.sender.pay({ invoice: text });
    // Behind the payment: so that is stored.
    await alice.store.commit(() => undefined);
    alice.sender.stop();
    assert.match(refusal(await answer), /^internal: the node is stopping/);
    alice.restart();
    await network.settle();
    assert.equal(alice.sender.payment(paymentHash)?.state.type, 'succeeded');
  });
});

describe('a request that is refused', () => {
  it('because no route is known sends nothing and says so', async (t) => {
    const network = networkOf(t, 'alice-bob', 'carol-dave');
    const invoice = await invoiceOf(network.node('carol'));
    assert.equal(refusal(await pay(network, invoice)), 'no_route: no route to the payee');
    assert.equal(network.node('alice').sender.payments(1)[0]?.state.type, 'failed');
  });

  it('says why, and stores nothing', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const [alice, bob] = [network.node('alice'), network.node('bob')];
    const own = await invoiceOf(alice);
    const fixed = await invoiceOf(bob);
    const cases: readonly [{ readonly text: string }, Parameters<typeof pay>[2], RegExp][] = [
      [{ text: 'lnbcrt1nonsense' }, {}, /^invalid_argument: /],
      [own, {}, /^invalid_argument: .*by this node itself/],
      [fixed, { amount: 5n }, /^invalid_argument: the invoice asks for 1000000 msat, not for 5 msat/],
      [fixed, { timeoutSeconds: 0 }, /^invalid_argument: the timeout/],
      [fixed, { timeoutSeconds: Number.NaN }, /^invalid_argument: the timeout/],
      [
        foreignInvoice(bob, { network: 'mainnet' }),
        {},
        /^invalid_argument: the invoice is for mainnet, and this node runs on regtest/,
      ],
      [foreignInvoice(bob, { timestamp: 1_699_000_000 }), {}, /^invalid_argument: the invoice has expired/],
    ];
    for (const [invoice, options, expected] of cases)
      assert.match(refusal(await pay(network, invoice, options)), expected);
    assert.deepEqual(alice.sender.payments(10), []);
    assert.equal(network.clock.timers, 0);
  });

  it('is one too many', async (t) => {
    const network = networkOf(t, 'alice-bob');
    const { sender } = network.node('alice');
    const bob = network.node('bob');
    const texts = Array.from({ length: MAX_PENDING }, (_, index) => {
      const paymentHash = sha256(Uint8Array.of(index)) as InvoiceTerms['paymentHash'];
      return foreignInvoice(bob, { paymentHash }).text;
    });
    const answers = texts.map((invoice) => sender.pay({ invoice }));
    const invoice = await invoiceOf(bob);
    assert.match(
      refusal(await sender.pay({ invoice: invoice.text })),
      /^conflict: 10 payments are pending already/,
    );
    await network.settle();
    await Promise.all(answers);
    unwrap(await pay(network, invoice));
  });
});

describe('the fee limit', () => {
  it('is one percent, or ten satoshis where that is more', () => {
    assert.equal(defaultMaxFee(msat(1n)), 10_000n);
    assert.equal(defaultMaxFee(msat(1_000_000n)), 10_000n);
    assert.equal(defaultMaxFee(msat(2_000_000n)), 20_000n);
  });
});
