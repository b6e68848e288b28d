/** A node that loses its database: the backup of its channels brings home what is its own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sat } from '@sferic/wire';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

/** What anchors, and fees of a commitment and a claim, may cost at the feerates of an idle chain. */
const MOST_FEES = 10_000n;

async function wealthOf(node: TestNode): Promise<bigint> {
  const { confirmedSat, unconfirmedSat } = await node.service.walletBalance();
  return BigInt(confirmedSat) + BigInt(unconfirmedSat);
}

async function pay(from: TestNode, to: TestNode, amountSat: number): Promise<void> {
  const { invoice } = await to.service.createInvoice({ amountMsat: String(amountSat * 1000) });
  assert.equal((await from.service.pay({ invoice })).state, 'succeeded');
}

/** Once no HTLC is in the way. */
async function balanceIn(node: TestNode, channelId: string): Promise<bigint> {
  await until(async () => (await node.service.channel(channelId)).htlcs.length === 0);
  return BigInt((await node.service.channel(channelId)).localMsat) / 1000n;
}

async function hasNoChannel(node: TestNode): Promise<boolean> {
  return (await node.service.channels()).length === 0;
}

describe('a node that has lost its database', { timeout: 120_000 }, () => {
  it('with its seed and its backup file: both peers close, and all its balances come home', async (t) => {
    const network = await LocalNetwork.start(t);
    const fundingPolicy = { type: 'fixed', amount: sat(400_000n) } as const;
    const alice = await network.addNode({ name: 'alice', fundingPolicy });
    const bob = await network.addNode({ name: 'bob', fundingPolicy });
    const carol = await network.addNode({ name: 'carol', fundingPolicy });
    await network.fund();
    const toBob = await network.open(alice, bob, 1_000_000);
    const toCarol = await network.open(alice, carol, 500_000);
    for (const node of [alice, bob, carol]) await network.knows(node, 2);
    await pay(alice, bob, 300_000);
    await pay(carol, alice, 20_000);
    await pay(alice, bob, 1_000);
    const inChannels = (await balanceIn(alice, toBob)) + (await balanceIn(alice, toCarol));
    const onChain = await wealthOf(alice);

    await alice.stop();
    await alice.loseDatabase();
    await alice.start();
    assert.equal(await wealthOf(alice), onChain);
    assert.deepEqual(
      (await alice.service.channels()).map(({ channelId }) => channelId).toSorted(),
      [toBob, toCarol].toSorted(),
    );
    await until(async () => ((await network.call('getrawmempool')) as string[]).length === 2);
    await network.mineUntil(() => hasNoChannel(alice), 200, 12);

    const gain = (await wealthOf(alice)) - onChain;
    assert(gain > inChannels - MOST_FEES && gain <= inChannels, `${gain} of ${inChannels}`);
  });

  it('and its backup file: the peer that kept a copy gives it back, and all peers close', async (t) => {
    const network = await LocalNetwork.start(t);
    const alice = await network.addNode({ name: 'alice' });
    const bob = await network.addNode({ name: 'bob' });
    const carol = await network.addNode({ name: 'carol' });
    await network.fund();
    const toBob = await network.open(alice, bob, 1_000_000);
    const toCarol = await network.open(alice, carol, 500_000);
    for (const node of [alice, bob, carol]) await network.knows(node, 2);
    await pay(alice, bob, 300_000);
    const inChannels = (await balanceIn(alice, toBob)) + (await balanceIn(alice, toCarol));
    const onChain = await wealthOf(alice);

    // Neither peer finds Alice by itself: her node has another address, as after a loss of everything.
    await alice.stop();
    await alice.loseDatabase({ andBackup: true });
    alice.moveElsewhere();
    await bob.restart();
    await alice.start();
    assert.deepEqual(await alice.service.channels(), []);
    await alice.service.connect((await bob.service.info()).uris[0] ?? '');
    await until(async () => (await alice.service.channels()).length === 2);
    await until(async () => ((await network.call('getrawmempool')) as string[]).length === 2);
    await network.mineUntil(() => hasNoChannel(alice), 200, 12);
    const gain = (await wealthOf(alice)) - onChain;
    assert(gain > inChannels - MOST_FEES && gain <= inChannels, `${gain} of ${inChannels}`);
  });
});
