import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { sha256 } from '@sferic/crypto';
import { decodeFeatures, msat, shortChannelId } from '@sferic/wire';
import {
  decodeInvoice,
  describeInvoice,
  type InvoiceRequest,
  routeHintsOf,
} from '../../src/payments/index.ts';
import type { ReceivedHtlc } from '../../src/switch/index.ts';
import { idOf, viewOf } from '../switch/fake-channels.ts';
import { FakeNetwork, type FakeNode, HEIGHT } from '../switch/fake-network.ts';

function payee(t: TestContext): { readonly network: FakeNetwork; readonly node: FakeNode } {
  const network = new FakeNetwork();
  const node = network.addNode(t, 'payee');
  network.boot();
  return { network, node };
}

describe('an invoice', () => {
  it('says what was asked for, and is there after a restart', async (t) => {
    const { network, node } = payee(t);
    const request = { amount: msat(123_456n), description: '1 cup of coffee', expirySeconds: 60 };
    const created = unwrap(await node.invoices.create(request));
    const read = unwrap(decodeInvoice(created.text));
    assert.equal(read.amountMsat, 123_456n);
    assert.deepEqual(read.description, { type: 'text', text: '1 cup of coffee' });
    assert.equal(read.expirySeconds, 60);
    assert.equal(read.minFinalCltvExpiryDelta, 24);
    assert.deepEqual(read.payee, node.nodeId);
    assert.deepEqual(read.paymentHash, created.paymentHash);
    assert.deepEqual(decodeFeatures(read.features), {
      var_onion_optin: 'mandatory',
      payment_secret: 'mandatory',
      basic_mpp: 'optional',
      option_attribution_data: 'optional',
    });
    node.restart();
    const stored = node.invoices.invoice(created.paymentHash);
    assert.equal(stored?.text, created.text);
    assert.deepEqual(
      node.invoices.invoices(10).map(({ text }) => text),
      [created.text],
    );
    const now = Math.floor(network.clock.now / 1000);
    assert.equal(describeInvoice(created, now).state, 'open');
    assert.equal(describeInvoice(created, now + 60).state, 'open');
    assert.equal(describeInvoice(created, now + 61).state, 'expired');
    assert.equal(node.invoices.invoice(new Uint8Array(32)), undefined);
  });

  it('may leave the amount to the payer and have the hash of a description', async (t) => {
    const { node } = payee(t);
    const descriptionHash = sha256(new Uint8Array(1));
    const { text, description } = unwrap(await node.invoices.create({ descriptionHash }));
    assert.equal(description, undefined);
    const read = unwrap(decodeInvoice(text));
    assert.equal(read.amountMsat, undefined);
    assert.deepEqual(read.description, { type: 'hash', hash: descriptionHash });
  });

  it('has secrets of its own that do not print', async (t) => {
    const { node } = payee(t);
    const [a, b] = [unwrap(await node.invoices.create({})), unwrap(await node.invoices.create({}))];
    assert.notDeepEqual(a.paymentHash, b.paymentHash);
    assert.notDeepEqual(a.paymentSecret.expose(), b.paymentSecret.expose());
    assert.equal(`${a.paymentSecret}`, '[secret]');
  });

  const refusals: readonly [string, InvoiceRequest, RegExp][] = [
    ['no amount at all', { amount: msat(0n) }, /0 msat/],
    ['more than all bitcoin', { amount: msat(2_100_000_000_000_000_001n) }, /cannot be asked for/],
    ['an expiry of nothing', { expirySeconds: 0 }, /expiry must be from 1/],
    ['half a second', { expirySeconds: 0.5 }, /expiry must be from 1/],
    ['a final delta too small to enforce', { minFinalCltvExpiryDelta: 17 }, /from 18 to 1008/],
    ['a final delta too large', { minFinalCltvExpiryDelta: 1009 }, /from 18 to 1008/],
    ['two descriptions', { description: 'a', descriptionHash: new Uint8Array(32) }, /not both/],
    ['a short hash', { descriptionHash: new Uint8Array(31) }, /32 bytes/],
    ['a long description', { description: 'x'.repeat(640) }, /too long/],
  ];
  for (const [condition, request, expected] of refusals) {
    it(`is refused for ${condition}`, async (t) => {
      const created = await payee(t).node.invoices.create(request);
      assert(!created.ok);
      assert.equal(created.error.code, 'invalid_argument');
      assert.match(created.error.message, expected);
    });
  }
});

describe('HTLCs for one invoice', () => {
  it('pay it once: the first is fulfilled, again when it comes again, and no other', async (t) => {
    const { network, node } = payee(t);
    const invoice = unwrap(await node.invoices.create({ amount: msat(5000n) }));
    const htlc = (htlcId: bigint): ReceivedHtlc => ({
      channelId: idOf('channel'),
      htlcId,
      paymentHash: invoice.paymentHash,
      amount: msat(5000n),
      cltvExpiry: HEIGHT + 30,
      payload: {
        type: 'final',
        amtToForward: 5000n,
        outgoingCltvValue: HEIGHT + 30,
        paymentData: { paymentSecret: invoice.paymentSecret.expose(), totalMsat: 5000n },
        customRecords: [],
      },
    });
    // In one turn, before anything is durable.
    const verdicts = await Promise.all([node.receiver.receive(htlc(1n)), node.receiver.receive(htlc(2n))]);
    assert.deepEqual(
      verdicts.map(({ type }) => type),
      ['fulfill', 'fail'],
    );
    assert(verdicts[0]?.type === 'fulfill');
    assert.deepEqual(sha256(verdicts[0].preimage), invoice.paymentHash);
    await network.settle();
    assert.equal((await node.receiver.receive(htlc(3n))).type, 'fail');
    node.restart();
    assert.deepEqual(await node.receiver.receive(htlc(1n)), verdicts[0]);
    assert.equal((await node.receiver.receive(htlc(2n))).type, 'fail');
    await network.settle();
    const stored = node.invoices.invoice(invoice.paymentHash);
    assert.equal(stored?.paid?.amount, 5000n);
    assert.equal(describeInvoice(stored, 2e9).state, 'paid');
    assert.equal(node.paid.length, 1, 'told once');
  });
});

describe('route hints', () => {
  const peer = Uint8Array.from([2, ...new Uint8Array(31), 1]);
  const policy = { feeBaseMsat: 1, feeProportionalMillionths: 2, cltvExpiryDelta: 3 };
  const hidden = (name: string, scid: bigint, receivable: bigint) =>
    viewOf(idOf(name), peer, scid, {
      announce: false,
      receivable: msat(receivable),
      remoteAlias: shortChannelId(scid + 50n),
    });

  it('are the unannounced channels that can receive most, by the alias of the peer', () => {
    const views = [hidden('a', 1n, 5n), hidden('b', 2n, 9n), hidden('c', 3n, 7n), hidden('d', 4n, 1n)];
    const hints = routeHintsOf(views, () => policy);
    assert.deepEqual(
      hints.map(([hop]) => hop?.shortChannelId),
      [52n, 53n, 51n],
    );
    assert.deepEqual(hints[0], [{ nodeId: peer, shortChannelId: 52n, ...policy }]);
  });

  it('are none when the graph shows a channel, nothing is usable or no policy is known', () => {
    const views = [hidden('a', 1n, 5n)];
    assert.deepEqual(
      routeHintsOf([...views, viewOf(idOf('public'), peer, 9n)], () => policy),
      [],
    );
    assert.deepEqual(
      routeHintsOf(
        views.map((view) => ({ ...view, usable: false })),
        () => policy,
      ),
      [],
    );
    assert.deepEqual(
      routeHintsOf(views, () => undefined),
      [],
    );
  });
});
