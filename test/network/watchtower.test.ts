/** Watchtowers between real nodes: the victim is switched off, and its tower alone answers a revoked commitment. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sat } from '@sferic/wire';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

/** What three outputs pay by themselves at 2.5 sat/vbyte, and rounding. */
const MOST_FEES = 2_000n;

async function invoiceOf(node: TestNode, amountSat: number): Promise<string> {
  return (await node.service.createInvoice({ amountMsat: String(amountSat * 1000) })).invoice;
}

/** Until `end` holds so many HTLCs in the channel, all committed. */
async function holds(end: TestNode, channelId: string, count: number): Promise<void> {
  await until(async () => {
    const { htlcs } = await end.service.channel(channelId);
    return htlcs.length === count && htlcs.every(({ state }) => state === 'committed');
  });
}

async function addTower(client: TestNode, tower: TestNode): Promise<void> {
  const { uris } = await tower.service.info();
  await tower.service.serveTower(true);
  const added = await client.service.addTower(uris[0] ?? '');
  assert.equal(added.state, 'ready');
}

/** Until every tower of `client` has all that was revoked. */
async function covered(client: TestNode): Promise<void> {
  await until(async () => {
    const towers = await client.service.towers();
    return towers.every(({ state, pendingStates }) => state === 'ready' && pendingStates === 0);
  });
}

/** A network in which the victim pays with HTLCs of both directions in flight in the state that the cheat keeps. */
async function cheated(t: TestContext, towers: number) {
  const network = await LocalNetwork.start(t);
  const victim = await network.addNode({ name: 'victim' });
  const cheat = await network.addNode({
    name: 'cheat',
    fundingPolicy: { type: 'fixed', amount: sat(1_000_000n) },
  });
  const [dave, carol] = [await network.addNode({ name: 'dave' }), await network.addNode({ name: 'carol' })];
  const guards: TestNode[] = [];
  for (let count = 0; count < towers; count++) guards.push(await network.addNode({ name: `tower${count}` }));
  await network.fund();
  const [toCarol, toDave] = [await carol.link(t), await dave.link(t)];
  await network.open(cheat, carol, 1_000_000, { through: toCarol });
  await network.open(victim, dave, 1_000_000, { through: toDave });
  const channelId = await network.open(victim, cheat, 1_000_000);
  for (const node of [victim, cheat, carol, dave]) await network.knows(node, 3);
  for (const guard of guards) await addTower(victim, guard);

  await victim.service.pay({ invoice: await invoiceOf(cheat, 300_000) });
  for (const link of [toCarol, toDave]) link.freeze();
  // One from the victim to Carol, one from the cheat to Dave: both hang in the channel between the two.
  const paying = victim.service.pay({ invoice: await invoiceOf(carol, 60_000) });
  const { invoice, paymentHash } = await dave.service.createInvoice({ amountMsat: '40000000' });
  // The cheat is restarted before it comes to an end.
  cheat.service.pay({ invoice }).catch(() => undefined);
  await holds(victim, channelId, 2);
  await holds(cheat, channelId, 2);
  await cheat.stop();
  const restoreOldState = await cheat.backUp();
  await cheat.start();
  for (const link of [toCarol, toDave]) link.thaw();
  assert.equal((await paying).state, 'succeeded');
  await until(async () => (await cheat.service.payment(paymentHash)).state === 'succeeded');
  await until(async () => (await victim.service.channel(channelId)).usable);
  await cheat.service.pay({ invoice: await invoiceOf(victim, 200_000) });
  await covered(victim);
  return { network, victim, cheat, guards, channelId, restoreOldState };
}

/** The cheat publishes its old state, with the victim off; gives the transaction's id, confirmed. */
async function breach({
  network,
  victim,
  cheat,
  channelId,
  restoreOldState,
}: Awaited<ReturnType<typeof cheated>>) {
  await victim.stop();
  await cheat.stop();
  await restoreOldState();
  await cheat.start();
  const { txid } = await cheat.service.close({ channelId, force: true });
  await until(async () => ((await network.call('getrawmempool')) as string[]).includes(txid));
  await cheat.stop();
  await network.mine(1);
  return txid;
}

describe('a revoked commitment while its victim is switched off', { timeout: 120_000 }, () => {
  it('is punished by the tower alone: to_local and an HTLC of each direction go to the victim', async (t) => {
    const story = await cheated(t, 1);
    const { network, victim, guards } = story;
    const [guard] = guards;
    assert(guard !== undefined);
    const before = await victim.service.walletBalance();
    const txid = await breach(story);
    const punishing = async () => (await guard.service.towerServer()).breaches[0];
    await until(async () => (await punishing())?.txid === txid);
    assert.equal((await punishing())?.outputs, 3);
    await until(async () => ((await network.call('getrawmempool')) as string[]).length > 0);
    await network.mine(1);
    await until(async () => (await punishing())?.taken === 3);
    const { lost, over } = (await punishing()) ?? {};
    assert.deepEqual([lost, over], [0, false]);

    // The victim finds it in its wallet, with its own balance still to be claimed.
    await victim.start();
    const after = await victim.service.walletBalance();
    const gained = BigInt(after.confirmedSat) - BigInt(before.confirmedSat);
    // A million of the cheat's, 300,000 that it was paid, 60,000 on their way through it; its own balance the victim has yet to claim.
    const most = 1_360_000n + 100n;
    assert(gained > most - MOST_FEES && gained <= most, `the victim gained ${gained}`);
    await network.mineUntil(async () => (await punishing())?.over === true, 200, 20);
  });
});
