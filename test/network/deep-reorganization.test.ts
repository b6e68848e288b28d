/** Reorganisations far deeper than BOLT 2 reckons with: what is lost is bounded by what others do, and nothing breaks. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sat } from '@sferic/wire';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

const DEPTH = 100;
/** What anchors, and fees of a commitment and its claims, may cost at the feerates of an idle chain. */
const MOST_FEES = 10_000n;
/** Delays of 144 blocks one behind the other, and 100 more until a channel is forgotten. */
const MOST_BLOCKS = 600;

async function owned(node: TestNode): Promise<bigint> {
  const { confirmedSat, unconfirmedSat, channels } = await node.service.walletBalance();
  return BigInt(confirmedSat) + BigInt(unconfirmedSat) + BigInt(channels.settledMsat) / 1000n;
}

it('a hundred blocks are undone under a close by force and its claims, across a restart: the nodes go on, and everything comes home', {
  timeout: 240_000,
}, async (t) => {
  const network = await LocalNetwork.start(t);
  const fundingPolicy = { type: 'fixed', amount: sat(400_000n) } as const;
  const alice = await network.addNode({ name: 'alice' });
  const bob = await network.addNode({ name: 'bob', fundingPolicy });
  await network.fund();
  const channelId = await network.open(alice, bob, 1_000_000);
  // Behind the funding transaction, so that it stays.
  await network.mine(10);
  const { invoice } = await bob.service.createInvoice({ amountMsat: '123456789' });
  await alice.service.pay({ invoice });
  for (const node of [alice, bob])
    await until(async () => (await node.service.channel(channelId)).htlcs.length === 0);
  const before = await Promise.all([alice, bob].map(owned));

  const { txid } = await alice.service.close({ channelId, force: true });
  await until(async () => ((await network.call('getrawmempool')) as string[]).includes(txid));
  const fork = ((await network.call('getblockcount')) as number) + 1;
  await network.mine(1);
  // Bob claims at once; alice's own output waits for 144 blocks.
  await network.mineUntil(
    async () => ((await network.call('getblockcount')) as number) >= fork + DEPTH - 1,
    DEPTH,
  );
  const undone = await network.call('getblockhash', fork);
  await bob.stop();
  await network.call('invalidateblock', undone);
  assert.equal(await network.call('getblockcount'), fork - 1);
  await network.mine(1);
  await until(async () => (await alice.service.info()).blockHeight === fork);
  await bob.start();
  await network.mine(1);
  for (const node of [alice, bob]) assert.equal((await node.service.info()).syncedToChain, true);

  await network.mineUntil(
    async () =>
      (await Promise.all([alice, bob].map((node) => node.service.channels()))).every(
        (channels) => channels.length === 0,
      ),
    MOST_BLOCKS,
    6,
  );
  const after = await Promise.all([alice, bob].map(owned));
  for (const [index, had] of before.entries()) {
    const lost = had - (after[index] ?? 0n);
    assert(lost >= 0n && lost <= MOST_FEES, `${lost} sat are gone`);
  }
});
