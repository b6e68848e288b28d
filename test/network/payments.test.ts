import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import type { PaymentInfo } from '@sferic/node';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

const CHANNEL_SAT = 300_000;
const AMOUNT_MSAT = '400000000';

interface Diamond {
  readonly network: LocalNetwork;
  readonly alice: TestNode;
  readonly carol: TestNode;
}

/** Alice reaches carol through bob and through dave; no channel carries what she pays. */
async function diamond(t: TestContext): Promise<Diamond> {
  const network = await LocalNetwork.start(t);
  const [alice, bob, carol, dave] = await Promise.all(
    ['alice', 'bob', 'carol', 'dave'].map((name) => network.addNode({ name })),
  );
  assert(alice && bob && carol && dave);
  await network.fund();
  await network.open(alice, bob, CHANNEL_SAT);
  await network.open(bob, carol, CHANNEL_SAT);
  await network.open(alice, dave, CHANNEL_SAT);
  await network.open(dave, carol, CHANNEL_SAT);
  await network.knows(alice, 4);
  return { network, alice, carol };
}

function pay(node: TestNode, invoice: string): void {
  // Its caller may not live to hear the end.
  node.service.pay({ invoice, timeoutSeconds: 240 }).catch(() => undefined);
}

async function outcome(node: TestNode, paymentHash: string): Promise<PaymentInfo> {
  await until(async () => {
    const { state, attempts } = await node.service.payment(paymentHash);
    return state !== 'pending' && attempts.every((attempt) => attempt.state !== 'pending');
  });
  return node.service.payment(paymentHash);
}

/** Once nothing is in flight any more. */
async function received(node: TestNode): Promise<bigint> {
  const channels = () => node.service.channels();
  await until(async () => (await channels()).every(({ htlcs }) => htlcs.length === 0));
  return (await channels()).reduce((sum, { localMsat }) => sum + BigInt(localMsat), 0n);
}

async function usableChannels(node: TestNode, count: number): Promise<void> {
  await until(async () => (await node.service.channels()).filter(({ usable }) => usable).length === count);
}

describe('payments between real nodes', { timeout: 180_000 }, () => {
  it('in parts, held, and without an invoice, through restarts of payer and payee', async (t) => {
    const { network, alice, carol } = await diamond(t);

    const preimage = randomBytes(32);
    const holdHash = createHash('sha256').update(preimage).digest('hex');
    const isIn = async (paymentHash: string, state: string) =>
      (await carol.service.invoice(paymentHash)).state === state;

    await t.test(
      'one larger than any channel is held, and complete after a restart of both ends',
      async () => {
        const { invoice } = await carol.service.createInvoice({ amountMsat: AMOUNT_MSAT, holdHash });
        pay(alice, invoice);
        await until(() => isIn(holdHash, 'accepted'));
        await carol.restart();
        await alice.restart();
        assert(await isIn(holdHash, 'accepted'));
        assert.equal((await alice.service.payment(holdHash)).state, 'pending');
        await usableChannels(carol, 2);
        assert.equal((await carol.service.settleInvoice(preimage.toString('hex'))).state, 'paid');
        const payment = await outcome(alice, holdHash);
        assert.equal(payment.state, 'succeeded', payment.failure);
        assert.equal(payment.preimage, preimage.toString('hex'));
        const parts = payment.attempts.filter(({ state }) => state === 'succeeded');
        assert(parts.length >= 2);
        assert.equal(new Set(parts.map(({ hops }) => hops[0]?.nodeId)).size, 2, 'over two nodes');
        assert.equal((await carol.service.invoice(holdHash)).receivedMsat, AMOUNT_MSAT);
        await until(async () => (await received(carol)) === BigInt(AMOUNT_MSAT));
      },
    );

    await usableChannels(alice, 2);

    await t.test('one that is held and canceled comes back, also after a restart', async () => {
      const other = createHash('sha256').update('another').digest('hex');
      const { invoice } = await carol.service.createInvoice({ amountMsat: '1000000', holdHash: other });
      pay(alice, invoice);
      await until(() => isIn(other, 'accepted'));
      await carol.restart();
      await usableChannels(carol, 2);
      await carol.service.cancelInvoice(other);
      assert.equal((await outcome(alice, other)).state, 'failed');
    });

    await t.test('one that nobody settles comes back before its channel would be closed', async () => {
      const other = createHash('sha256').update('a third').digest('hex');
      const request = { amountMsat: '1000000', holdHash: other, minFinalCltvExpiryDelta: 24 };
      const { invoice } = await carol.service.createInvoice(request);
      pay(alice, invoice);
      await until(() => isIn(other, 'accepted'));
      await network.mineUntil(() => isIn(other, 'canceled'), 24);
      assert.match((await carol.service.invoice(other)).canceledBecause ?? '', /about to expire/);
      assert.equal((await outcome(alice, other)).state, 'failed');
      await network.mine(10);
      await usableChannels(carol, 2);
    });

    await t.test(
      'one without an invoice arrives with its custom records, and a probe pays nothing',
      async () => {
        const { nodeId } = await carol.service.info();
        const records = [{ type: '65537', value: 'c0ffee' }];
        const sent = await alice.service.send({ nodeId, amountMsat: '1234567', records });
        const [arrived] = await carol.service.received();
        assert.deepEqual(arrived?.records, records);
        assert.equal(arrived.amountMsat, '1234567');
        assert.equal(arrived.paymentHash, sent.paymentHash);
        const before = await received(carol);
        const probed = await alice.service.probe({ nodeId, amountMsat: '1000000' });
        assert(probed.reached, probed.reason);
        assert.equal(probed.feeMsat, '1100');
        assert.equal(await received(carol), before);
      },
    );
  });

  it('to a node whose only channel is not announced: its invoice says the way, which a route explains', async (t) => {
    const network = await LocalNetwork.start(t);
    const [alice, bob, carol] = await Promise.all(
      ['alice', 'bob', 'carol'].map((name) => network.addNode({ name })),
    );
    assert(alice && bob && carol);
    await network.fund();
    await network.open(alice, bob, CHANNEL_SAT);
    await network.open(bob, carol, CHANNEL_SAT, { announce: false });
    await network.knows(alice, 1);
    // The peer's terms come after the channel.
    await until(async () => {
      const { invoice } = await carol.service.createInvoice({ amountMsat: '1000000' });
      return (await carol.service.decode(invoice)).routeHints.length > 0;
    });

    const { invoice } = await carol.service.createInvoice({ amountMsat: '25000000' });
    const { nodeId } = await carol.service.info();
    const [hint] = (await carol.service.decode(invoice)).routeHints[0] ?? [];
    const { parts, payee, feeMsat } = await alice.service.route({ target: invoice });
    assert.equal(payee, nodeId);
    assert.equal(parts.length, 1);
    assert.deepEqual(
      parts[0]?.hops.map((hop) => [hop.nodeId, hop.amountMsat, hop.capacitySat]),
      [
        [hint?.nodeId, '25003500', undefined],
        [nodeId, '25000000', undefined],
      ],
    );
    assert.equal(
      parts[0]?.hops[1]?.shortChannelId,
      hint?.shortChannelId,
      'by its alias: it has no other name',
    );
    const paid = await alice.service.pay({ invoice });
    assert.equal(paid.feeMsat, feeMsat);
    assert.equal(await received(carol), 25_000_000n);
    const [channel] = await carol.service.channels();
    assert.equal(channel?.announced, false);
    await network.knows(alice, 1);
    await assert.rejects(
      alice.service.route({ target: nodeId, amountMsat: '1000' }),
      /no channel that leads to the payee/,
    );
  });
});
