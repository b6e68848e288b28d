/** An opening that does not confirm, because the chain asks for more than it pays: either end replaces it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sat } from '@sferic/wire';
import { engineServer } from './engine-server.ts';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

const AMOUNT = 1_000_000n;
const COIN = 5_000_000_000n;
/** What two funding transactions of this test may cost one end. */
const MOST_FEES = 20_000n;
/** Blocks behind a funding transaction that was one of several. */
const DEPTH = 6;
const NOBODY = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

interface Opening {
  readonly network: LocalNetwork;
  readonly alice: TestNode;
  readonly bob: TestNode;
  readonly channelId: string;
  /** Of the funding transaction, which the full mempool has no room for. */
  readonly txid: string;
  readonly raw: string;
}

/** A mempool of some blocks' worth is full soon. */
const MAX_MEMPOOL_USAGE = 1_000_000;

/** Alice and Bob fund a channel at the least feerate, and then everybody else pays more. */
async function stuckOpening(t: Parameters<typeof LocalNetwork.start>[0]): Promise<Opening> {
  const { engine, kind } = engineServer({ maxMempoolUsage: MAX_MEMPOOL_USAGE });
  const network = await LocalNetwork.start(t, kind);
  const alice = await network.addNode({ name: 'alice' });
  const fundingPolicy = { type: 'fixed', amount: sat(AMOUNT) } as const;
  const bob = await network.addNode({ name: 'bob', fundingPolicy });
  await network.fund();
  engine.mine({ count: 200 });
  const [uri] = (await bob.service.info()).uris;
  assert.ok(uri !== undefined);
  const request = { peer: uri, amountSat: String(AMOUNT), feerateSatPerVbyte: 1.1 };
  const { channelId, fundingOutpoint } = await alice.service.open(request);
  const [txid] = fundingOutpoint?.split(':') ?? [];
  assert.ok(txid !== undefined);
  const raw = (await network.call('getrawtransaction', txid)) as string;
  engine.congest({ feerate: 5_000, weight: 8_000_000 });
  assert.ok(engine.minimumFeerate > 5_000);
  return { network, alice, bob, channelId, txid, raw };
}

async function fundingOf(node: TestNode, channelId: string): Promise<string | undefined> {
  return (await node.service.channel(channelId)).fundingOutpoint?.split(':')[0];
}

/** What an end has in its wallet, confirmed or not: both ends have put one amount into one channel, and no more. */
async function assertPaidOnce(...nodes: readonly TestNode[]): Promise<void> {
  for (const node of nodes) {
    const { confirmedSat, unconfirmedSat, reservedSat } = await node.service.walletBalance();
    const fees = COIN - AMOUNT - BigInt(confirmedSat) - BigInt(unconfirmedSat);
    assert.ok(fees > 0n && fees < MOST_FEES, `${fees} sat of fees`);
    assert.equal(reservedSat, '0');
  }
}

/** A payment each way, and the close. */
async function works({ network, alice, bob, channelId }: Opening): Promise<void> {
  for (const [payer, payee] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const { invoice } = await payee.service.createInvoice({ amountMsat: '50000000' });
    assert.equal((await payer.service.pay({ invoice })).state, 'succeeded');
  }
  const { txid } = await alice.service.close({ channelId, feerateSatPerVbyte: 30 });
  await until(async () => ((await network.call('getrawmempool')) as string[]).includes(txid));
  await network.mine(1);
  for (const node of [alice, bob]) {
    const { confirmedSat } = await node.service.walletBalance();
    assert.ok(COIN - BigInt(confirmedSat) < 2n * MOST_FEES, confirmedSat);
  }
}

describe('an opening that waits behind a full mempool', { timeout: 400_000 }, () => {
  for (const by of ['alice', 'bob'] as const)
    it(`is replaced by ${by}: the replacement confirms, and the channel works`, async (t) => {
      const opening = await stuckOpening(t);
      const { network, alice, bob, channelId, txid } = opening;
      const bumped = await opening[by].service.bump({ channelId, feerateSatPerVbyte: 20 });
      assert.notEqual(bumped.txid, txid);
      await until(async () => {
        const waiting = (await network.call('getrawmempool')) as string[];
        return waiting.includes(bumped.txid) && !waiting.includes(txid);
      });
      for (const node of [alice, bob]) {
        await until(async () => (await fundingOf(node, channelId)) === bumped.txid);
        await node.restart();
        assert.equal(await fundingOf(node, channelId), bumped.txid);
      }
      const [uri] = (await bob.service.info()).uris;
      assert.ok(uri !== undefined);
      await alice.service.connect(uri);
      await assertPaidOnce(alice, bob);
      await network.mine(DEPTH - 1);
      assert.ok(!(await alice.service.channel(channelId)).usable);
      await network.mine(1);
      await network.usable(channelId, alice, bob);
      await assertPaidOnce(alice, bob);
      await assert.rejects(alice.service.bump({ channelId }), /no funding transaction .* waits/);
      await works(opening);
    });

  it('is mined as it was, although it was replaced: that is the channel, and the coins of both are right', async (t) => {
    const opening = await stuckOpening(t);
    const { network, alice, bob, channelId, txid, raw } = opening;
    await assert.rejects(alice.service.bump({ channelId, feerateSatPerVbyte: 1.1 }), /sat\/vbyte at least/);
    const bumped = await alice.service.bump({ channelId });
    assert.notEqual(bumped.txid, txid);
    await network.call('generateblock', NOBODY, [raw]);
    for (const node of [alice, bob]) await until(async () => (await fundingOf(node, channelId)) === txid);
    await network.mine(DEPTH - 1);
    await network.usable(channelId, alice, bob);
    await assertPaidOnce(alice, bob);
    await works(opening);
  });
});
