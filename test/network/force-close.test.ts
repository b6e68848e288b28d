/** Channels that end without agreement, on a chain that enforces the rules: to the last confirmed claim. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sat } from '@sferic/wire';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

/** What anchors, and fees of a commitment and its claims, may cost at the feerates of an idle chain. */
const MOST_FEES = 10_000n;

async function wealthOf(node: TestNode): Promise<bigint> {
  const { confirmedSat, unconfirmedSat } = await node.service.walletBalance();
  return BigInt(confirmedSat) + BigInt(unconfirmedSat);
}

async function balanceIn(node: TestNode, channelId: string): Promise<bigint> {
  return BigInt((await node.service.channel(channelId)).localMsat) / 1000n;
}

async function invoiceOf(node: TestNode, amountSat: number): Promise<string> {
  return (await node.service.createInvoice({ amountMsat: String(amountSat * 1000) })).invoice;
}

/** Until the HTLCs that `end` has in the channel are these, by direction and state. */
async function holds(end: TestNode, channelId: string, ...wanted: readonly string[]): Promise<void> {
  await until(async () => {
    const { htlcs } = await end.service.channel(channelId);
    return (
      htlcs
        .map(({ direction, state }) => `${direction} ${state}`)
        .toSorted()
        .join() === wanted.join()
    );
  });
}

async function isGone(node: TestNode, channelId: string): Promise<boolean> {
  return (await node.service.channels()).every((channel) => channel.channelId !== channelId);
}

/** What is pending after our commitment with an HTLC in each direction is confirmed. */
async function tellsOfClaims(node: TestNode, txid: string, htlcs: readonly [number, number]): Promise<void> {
  const [channel, ...others] = await node.service.pending();
  assert(channel !== undefined && others.length === 0);
  const { closing, claims, delayBlocks } = channel;
  const height = (await node.service.info()).blockHeight;
  assert.deepEqual(closing, { txid, kind: 'local_commitment', confirmedHeight: height });
  const claimOf = (what: string) => {
    const claim = claims.find((candidate) => candidate.what === what);
    assert(claim !== undefined, `no claim of ${what}`);
    return claim;
  };
  const [balance, incoming, outgoing] = ['balance', 'htlc_incoming', 'htlc_outgoing'].map(claimOf);
  assert(balance !== undefined && incoming !== undefined && outgoing !== undefined);
  assert.deepEqual([balance.state, balance.fromHeight], ['waiting', height + delayBlocks]);
  assert.deepEqual([incoming.state, outgoing.state], ['watched', 'waiting']);
  // On the way they hold the fees of the nodes behind besides.
  for (const [index, { amountSat }] of [incoming, outgoing].entries())
    assert(
      Number(amountSat) >= (htlcs[index] ?? 0) && Number(amountSat) < (htlcs[index] ?? 0) + 100,
      amountSat,
    );
  assert(outgoing.deadlineHeight !== undefined && outgoing.deadlineHeight > (outgoing.fromHeight ?? 0));
  const { channels } = await node.service.walletBalance();
  assert.equal(channels.closingSat, String(BigInt(balance.amountSat) + BigInt(outgoing.amountSat)));
  assert.equal(channels.atRiskSat, '0');
}

describe('a channel that is closed by force', { timeout: 120_000 }, () => {
  it('with an HTLC in each direction: both are claimed by their preimages, and everything comes home', async (t) => {
    const network = await LocalNetwork.start(t);
    const fundingPolicy = { type: 'fixed', amount: sat(400_000n) } as const;
    const dave = await network.addNode({ name: 'dave', fundingPolicy });
    const alice = await network.addNode({ name: 'alice', fundingPolicy });
    const bob = await network.addNode({ name: 'bob', fundingPolicy });
    const carol = await network.addNode({ name: 'carol', fundingPolicy });
    await network.fund();
    const [toDave, toCarol] = [await dave.link(t), await carol.link(t)];
    const beyondAlice = await network.open(alice, dave, 1_000_000, { through: toDave });
    const channelId = await network.open(alice, bob, 1_000_000);
    const beyondBob = await network.open(bob, carol, 1_000_000, { through: toCarol });
    for (const node of [alice, bob, carol, dave]) await network.knows(node, 3);

    // Both payments are held where they end: on their way they hang in the channel between Alice and Bob.
    for (const link of [toDave, toCarol]) link.freeze();
    const toBobAndBeyond = alice.service.pay({ invoice: await invoiceOf(carol, 50_000) });
    const toAliceAndBeyond = bob.service.pay({ invoice: await invoiceOf(dave, 30_000) });
    for (const end of [alice, bob]) await holds(end, channelId, 'incoming committed', 'outgoing committed');
    await holds(alice, beyondAlice, 'outgoing add_signed');
    await holds(bob, beyondBob, 'outgoing add_signed');
    const before = await Promise.all([alice, bob].map(wealthOf));
    const balances = await Promise.all([alice, bob].map((end) => balanceIn(end, channelId)));

    const { txid } = await alice.service.close({ channelId, force: true });
    await until(async () => ((await network.call('getrawmempool')) as string[]).includes(txid));
    await network.mine(1);
    for (const end of [alice, bob])
      await until(async () => (await end.service.channel(channelId)).state.includes('closing'));
    await tellsOfClaims(alice, txid, [30_000, 50_000]);
    assert.equal((await bob.service.pending())[0]?.closing?.kind, 'remote_commitment');

    for (const link of [toDave, toCarol]) link.thaw();
    const done = { alice: false, bob: false };
    const payments = Promise.all([
      toBobAndBeyond.then(({ state }) => {
        assert.equal(state, 'succeeded');
        done.alice = true;
      }),
      toAliceAndBeyond.then(({ state }) => {
        assert.equal(state, 'succeeded');
        done.bob = true;
      }),
    ]);
    await network.mineUntil(async () => done.alice && done.bob, 20);
    await payments;

    // Alice waits for the delay of her own commitment, and again behind her HTLC transaction.
    await network.mineUntil(
      async () => (await isGone(alice, channelId)) && (await isGone(bob, channelId)),
      500,
      12,
    );
    assert.deepEqual(await alice.service.pending(), []);
    const after = await Promise.all([alice, bob].map(wealthOf));
    const [gainOfAlice = 0n, gainOfBob = 0n] = after.map((value, index) => value - (before[index] ?? 0n));
    const [ofAlice = 0n, ofBob = 0n] = balances;
    // Balances are what each end has once HTLCs are given back: both were claimed instead.
    const toBob = 50_000n - 30_000n;
    assert(gainOfAlice > ofAlice - toBob - MOST_FEES, `alice ${gainOfAlice} of ${ofAlice}`);
    assert(gainOfBob > ofBob + toBob - MOST_FEES, `bob ${gainOfBob} of ${ofBob}`);
    assert(gainOfAlice + gainOfBob <= 1_400_000n);
  });
});

describe('an HTLC that the next peer neither settles nor fails', { timeout: 120_000 }, () => {
  it('is taken back on chain, and failed to the peer before in time: that channel goes on', async (t) => {
    const network = await LocalNetwork.start(t);
    const alice = await network.addNode({ name: 'alice' });
    const bob = await network.addNode({ name: 'bob' });
    const carol = await network.addNode({ name: 'carol' });
    await network.fund();
    const link = await carol.link(t);
    const incoming = await network.open(alice, bob, 1_000_000);
    const outgoing = await network.open(bob, carol, 1_000_000, { through: link });
    for (const node of [alice, bob, carol]) await network.knows(node, 2);

    const balance = await balanceIn(alice, incoming);
    link.freeze();
    const paying = alice.service.pay({ invoice: await invoiceOf(carol, 70_000) });
    const failure = paying.then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    await holds(bob, outgoing, 'outgoing add_signed');
    await network.mineUntil(async () => (await alice.service.channel(incoming)).htlcs.length === 0, 200);
    assert((await failure) !== undefined);
    assert.equal(await balanceIn(alice, incoming), balance);
    for (const end of [alice, bob]) assert((await end.service.channel(incoming)).usable);
    assert((await bob.service.channel(outgoing)).state.includes('closing'));
  });
});

describe('a revoked commitment', { timeout: 120_000 }, () => {
  it('published from an old copy of the database costs its publisher everything', async (t) => {
    const network = await LocalNetwork.start(t);
    const victim = await network.addNode({ name: 'victim' });
    const cheat = await network.addNode({ name: 'cheat' });
    const carol = await network.addNode({ name: 'carol' });
    await network.fund();
    const link = await carol.link(t);
    await network.open(cheat, carol, 1_000_000, { through: link });
    const channelId = await network.open(victim, cheat, 1_000_000);
    for (const node of [victim, cheat, carol]) await network.knows(node, 2);
    await victim.service.pay({ invoice: await invoiceOf(cheat, 400_000) });

    // An HTLC is in flight in the state that the cheat keeps.
    link.freeze();
    const forwarded = victim.service.pay({ invoice: await invoiceOf(carol, 60_000) });
    await holds(cheat, channelId, 'incoming committed');
    await holds(victim, channelId, 'outgoing committed');
    await cheat.stop();
    const restoreOldState = await cheat.backUp();
    await cheat.start();
    link.thaw();
    assert.equal((await forwarded).state, 'succeeded');
    await until(async () => (await victim.service.channel(channelId)).usable);
    await cheat.service.pay({ invoice: await invoiceOf(victim, 350_000) });

    const victimHad = await wealthOf(victim);
    await victim.stop();
    await cheat.stop();
    await restoreOldState();
    await cheat.start();
    const { txid } = await cheat.service.close({ channelId, force: true });
    await until(async () => ((await network.call('getrawmempool')) as string[]).includes(txid));
    const before = await wealthOf(cheat);
    await network.mine(1);
    await victim.start();
    await network.mineUntil(() => isGone(victim, channelId), 200, 12);
    const [gain, rest] = [(await wealthOf(victim)) - victimHad, (await wealthOf(cheat)) - before];
    assert(gain > 1_000_000n - MOST_FEES, `the victim gained ${gain}`);
    // All that it has left is what its channel with Carol gives back, who has proof of the old copy too.
    assert(rest <= 940_000n, `the cheat gained ${rest}`);
  });
});
