import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHAIN_SERVERS } from './chain-server.ts';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

/** Pays `amountMsat` and returns what it cost. */
async function pay(payer: TestNode, payee: TestNode, amountMsat: number): Promise<bigint> {
  const { invoice } = await payee.service.createInvoice({ amountMsat: String(amountMsat) });
  const payment = await payer.service.pay({ invoice });
  assert.equal(payment.state, 'succeeded');
  return BigInt(payment.feeMsat);
}

async function balanceOf(node: TestNode): Promise<bigint> {
  const channels = await node.service.channels();
  return channels.reduce((sum, channel) => sum + BigInt(channel.localMsat), 0n);
}

/** Until no HTLC is left in any channel. */
async function settled(...nodes: readonly TestNode[]): Promise<void> {
  for (const node of nodes)
    await until(async () => (await node.service.channels()).every(({ htlcs }) => htlcs.length === 0));
}

/** What `sferic route`, `network`, `node-info` and `graph` ask for, of nodes that have learned of each other by gossip. */
async function explainsTheWay(nodes: readonly TestNode[]): Promise<void> {
  const ids = await Promise.all(nodes.map(async ({ service }) => (await service.info()).nodeId));
  const [alice] = nodes;
  const [, bob = '', , dave = ''] = ids;
  assert(alice);
  const { parts, probability, feeMsat } = await alice.service.route({ target: dave, amountMsat: '1000000' });
  assert.equal(parts.length, 1);
  const hops = parts[0]?.hops ?? [];
  assert.deepEqual(
    hops.map(({ nodeId }) => nodeId),
    ids.slice(1),
  );
  assert.equal(hops[0]?.probability, 1);
  assert(probability > 0.9 && probability < 1 && BigInt(feeMsat) > 0n);
  await assert.rejects(alice.service.route({ target: dave, amountMsat: '10000000000000' }), /can send now/);
  const free = { amountMsat: '1000000', maxFeeMsat: '0' };
  await assert.rejects(alice.service.route({ target: dave, ...free }), /more than the limit of 0 msat/);
  assert.equal((await alice.service.route({ target: bob, ...free })).feeMsat, '0');
  await assert.rejects(alice.service.route({ target: ids[0] ?? '', amountMsat: '1000' }), /this node itself/);
  const network = await alice.service.network();
  assert.deepEqual(
    [network.nodes, network.channels, network.directions, network.unusableDirections],
    [4, 3, 6, 0],
  );
  assert.equal((await alice.service.networkGraph(2)).largest.length, 2);
  const node = await alice.service.networkNode(bob);
  assert.deepEqual([node.alias, node.channels, node.largest.length], ['bob', 2, 2]);
  assert.deepEqual(await alice.service.networkNode(bob.slice(0, 13)), node);
  await assert.rejects(alice.service.networkNode('02'.repeat(4)), /begins with 02020202/);
}

for (const kind of CHAIN_SERVERS) {
  describe(`four nodes in a line on ${kind.name}`, { timeout: 120_000, skip: kind.skip }, () => {
    it('pay over three hops in both directions, to the millisatoshi, and after the restart of each', async (t) => {
      const network = await LocalNetwork.start(t, kind);
      const nodes = await network.line('alice', 'bob', 'carol', 'dave');
      const [alice, , , dave] = nodes;
      await explainsTheWay(nodes);
      const before = await Promise.all(nodes.map(balanceOf));

      let [toDave, toAlice, feesOfAlice, feesOfDave] = [0n, 0n, 0n, 0n];
      const there = async (amount: number) => {
        const fee = await pay(alice, dave, amount);
        feesOfAlice += fee;
        toDave += BigInt(amount);
      };
      const back = async (amount: number) => {
        const fee = await pay(dave, alice, amount);
        feesOfDave += fee;
        toAlice += BigInt(amount);
      };
      for (const amount of [1, 999, 1_000, 354_001, 50_000_001]) await there(amount);
      await back(20_000_003);
      await Promise.all(Array.from({ length: 20 }, (_, index) => there(1_000_000 + index)));
      for (const node of nodes) {
        await node.restart();
        await until(async () =>
          (await Promise.all(nodes.map((one) => one.service.channels())))
            .flat()
            .every((channel) => channel.usable),
        );
        await there(7_000_007);
        await back(3_000_003);
      }
      await settled(...nodes);

      const after = await Promise.all(nodes.map(balanceOf));
      const [gainOfAlice, gainOfBob, gainOfCarol, gainOfDave] = after.map(
        (value, index) => value - (before[index] ?? 0n),
      );
      assert.equal(gainOfAlice, toAlice - toDave - feesOfAlice);
      assert.equal(gainOfDave, toDave - toAlice - feesOfDave);
      assert.equal((gainOfBob ?? 0n) + (gainOfCarol ?? 0n), feesOfAlice + feesOfDave);
      assert((gainOfBob ?? 0n) > 0n && (gainOfCarol ?? 0n) > 0n);
    });
  });
}
