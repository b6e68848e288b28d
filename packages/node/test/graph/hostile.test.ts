import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainHash, type NodeAddress, type Signature, sat, vectorOf } from '@sferic/wire';
import {
  announceChannel,
  announceNode,
  EVERYTHING,
  START,
  scid,
  type TestNode,
  testNode,
  updateChannel,
} from './fixture.ts';
import { edgesInto, settle, TestPeer, until } from './network.ts';
import { alice, bob, ID, mallory, withPeer } from './one-peer.ts';

const WEEKS_2 = 1_209_600;

function forge(signature: Signature): Signature {
  const forged = signature.slice() as Signature;
  forged[40] = (forged[40] ?? 0) ^ 1;
  return forged;
}

for (const field of ['nodeSignature1', 'nodeSignature2', 'bitcoinSignature1', 'bitcoinSignature2'] as const)
  test(`a channel announcement with a wrong ${field} ends the connection, and the peer is not heard for a while`, () =>
    withPeer(async (setup) => {
      const valid = announceChannel(alice, bob, ID);
      setup.network.outputs.fund(valid);
      await setup.send({ ...valid, [field]: forge(valid[field]) });
      assert.equal(setup.channels, 0);
      assert.equal(setup.network.outputs.lookups, 0);
      assert.match(setup.peer.disconnects.join(), /wrong signature in the announcement of 100x1x0/);
      // Not heard, even after a reconnection, until the time is over.
      setup.node.service.connected(setup.peer);
      await setup.send(valid);
      assert.equal(setup.channels, 0);
      setup.network.clock.milliseconds += 600_000;
      await setup.send(valid);
      assert.equal(setup.channels, 1);
    }));

test('a forged announcement does not keep out the valid one that comes while it is checked', () =>
  withPeer(async (setup) => {
    const valid = announceChannel(alice, bob, ID);
    setup.network.outputs.fund(valid);
    const honest = new TestPeer(alice.key);
    setup.node.service.connected(honest);
    void setup.node.service.receive(setup.peer, { ...valid, nodeSignature1: forge(valid.nodeSignature1) });
    void setup.node.service.receive(honest, valid);
    await until(() => setup.channels === 1);
    assert.deepEqual(honest.disconnects, []);
  }));

test('an update or a node announcement with a wrong signature ends the connection', () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    const update = updateChannel(alice, bob, ID);
    await setup.send({ ...update, signature: forge(update.signature) });
    assert.match(setup.peer.disconnects.join(), /wrong signature in the update of 100x1x0/);
    setup.network.clock.milliseconds += 600_000;
    const node = announceNode(bob);
    await setup.send({ ...node, signature: forge(node.signature) });
    assert.match(setup.peer.disconnects[1] ?? '', /wrong signature in the announcement of node/);
    assert.equal(setup.edges(), 0);
  }));

test("an update that is signed by the other end of the channel is nobody's", () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    const { channelFlags } = updateChannel(alice, bob, ID);
    await setup.send(updateChannel(bob, alice, ID, { channelFlags }));
    assert.equal(setup.peer.disconnects.length, 1);
    assert.equal(setup.edges(), 0);
  }));

test('nodes out of order are refused before anything is verified', () =>
  withPeer(async (setup) => {
    const { nodeId1, nodeId2 } = announceChannel(alice, bob, ID);
    await setup.send(announceChannel(alice, bob, ID, { nodeId1: nodeId2, nodeId2: nodeId1 }));
    assert.match(setup.peer.disconnects.join(), /not in ascending order/);
    setup.network.clock.milliseconds += 600_000;
    await setup.send(announceChannel(alice, alice, ID));
    assert.equal(setup.peer.disconnects.length, 2);
  }));

test('a funding output that is not there, spent, or of other keys is refused and the peer stays', () =>
  withPeer(async (setup) => {
    const { outputs } = setup.network;
    const announcement = announceChannel(alice, bob, ID);
    await setup.send(announcement);
    outputs.set(ID, { type: 'spent' });
    await setup.send(announcement);
    const other = announceChannel(alice, mallory, ID);
    outputs.fund(other);
    await setup.send(announcement);
    assert.equal(outputs.lookups, 3);
    assert.equal(setup.channels, 0);
    assert.deepEqual(setup.peer.disconnects, []);
  }));

test('messages about another chain, too long ones and ones of the future are ignored', () =>
  withPeer(async (setup) => {
    const other = chainHash(new Uint8Array(32).fill(7));
    const announcement = announceChannel(alice, bob, ID, { chainHash: other });
    setup.network.outputs.fund(announcement);
    await setup.send(announcement, announceChannel(alice, bob, ID, { extension: new Uint8Array(600) }));
    assert.equal(setup.channels, 0);
    await setup.tellChannel();
    const day = 86_400;
    await setup.send(
      updateChannel(alice, bob, ID, { chainHash: other }),
      updateChannel(alice, bob, ID, { extension: new Uint8Array(400) }),
      updateChannel(alice, bob, ID, { timestamp: START + day + 1 }),
      updateChannel(alice, bob, ID, { timestamp: START - WEEKS_2 }),
    );
    assert.equal(setup.edges(), 0);
    await setup.send(updateChannel(alice, bob, ID, { timestamp: START + day }));
    assert.equal(setup.edges(), 1);
    await setup.send(updateChannel(bob, alice, ID, { timestamp: START - WEEKS_2 + 1 }));
    assert.equal(setup.edges(), 2);
    assert.deepEqual(setup.peer.disconnects, []);
  }));

test('of two updates the one with the later timestamp holds, whatever the order of their coming', () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    const fee = (feeBaseMsat: number, timestamp: number) =>
      updateChannel(alice, bob, ID, { feeBaseMsat, timestamp });
    const fees = () => edgesInto(setup.node, bob.key).map(({ feeBase }) => feeBase);
    await setup.send(fee(5, START));
    await setup.send(fee(4, START - 1));
    assert.deepEqual(fees(), [5]);
    await setup.send(fee(6, START));
    assert.deepEqual(fees(), [5]);
    await setup.send(fee(7, START + 1));
    assert.deepEqual(fees(), [7]);
    assert.deepEqual(setup.peer.disconnects, []);
  }));

test('a private update is not taken for the graph, from whomever it comes', () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    await setup.send(updateChannel(alice, bob, ID, { messageFlags: 3 }));
    assert.equal(setup.edges(), 0);
  }));

test('updates and nodes that come before their channel wait for it', () =>
  withPeer(async (setup) => {
    const announcement = announceChannel(alice, bob, ID);
    setup.network.outputs.fund(announcement);
    await setup.send(updateChannel(alice, bob, ID), announceNode(alice), updateChannel(bob, alice, ID));
    assert.equal(setup.channels, 0);
    await setup.send(announcement);
    assert.equal(setup.edges(), 2);
    const reader = new TestPeer(bob.key);
    setup.node.service.connected(reader);
    await setup.node.service.receive(reader, EVERYTHING);
    await until(() => reader.received.some(({ type }) => type === 'node_announcement'));
  }));

test('a channel that is announced for other nodes too is forgotten, and all its nodes with it', () =>
  withPeer(async (setup) => {
    const first = await setup.tellChannel();
    const elsewhere = announceChannel(bob, testNode('carol'), scid('100x2x0'));
    setup.network.outputs.fund(elsewhere);
    await setup.send(elsewhere);
    assert.equal(setup.channels, 2);
    // The bitcoin keys sign this one too: whoever has them cheats.
    const conflicting = announceChannel(mallory, testNode('dave'), ID, {}, [alice, bob]);
    await setup.send(conflicting);
    assert.equal(setup.channels, 0);
    await setup.send(first, conflicting, elsewhere);
    assert.equal(setup.channels, 0);
    await setup.send(announceChannel(testNode('erin'), testNode('frank'), ID, {}, [alice, bob]));
    assert.equal(setup.channels, 0, 'the channel itself is not listened to again');
    await setup.node.restart();
    setup.node.service.connected(setup.peer);
    await setup.send(first, elsewhere);
    assert.equal(setup.channels, 0);
  }));

test('a channel or node that demands an unknown feature is known and relayed, and not routed through', () =>
  withPeer(async (setup) => {
    const future = announceChannel(alice, bob, ID, { features: vectorOf([100]) });
    setup.network.outputs.fund(future);
    await setup.send(future, updateChannel(alice, bob, ID), updateChannel(bob, alice, ID));
    assert.equal(setup.channels, 1);
    assert.equal(setup.edges(), 0);
    await setup.send(
      announceNode(alice, { features: vectorOf([101]) }),
      announceNode(bob, { features: vectorOf([100]) }),
    );
    const mayForward = ({ key }: TestNode) => {
      const { graph } = setup.node.service;
      return graph.flat.unusable[graph.nodeIndex(key)] === 0;
    };
    assert(mayForward(alice));
    assert(!mayForward(bob));
    await setup.send(announceNode(bob, { timestamp: START + 1 }));
    assert(mayForward(bob));
  }));

test('limits that contradict themselves or the capacity take the direction out of routing', () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    const max = 1_000_000_000n as never;
    await setup.send(updateChannel(alice, bob, ID, { htlcMaximumMsat: (max + 1n) as never }));
    await setup.send(
      updateChannel(bob, alice, ID, { htlcMinimumMsat: 2n as never, htlcMaximumMsat: 1n as never }),
    );
    assert.equal(setup.edges(), 0);
    await setup.send(updateChannel(alice, bob, ID, { htlcMaximumMsat: max, timestamp: START + 1 }));
    assert.equal(setup.edges(), 1);
  }));

test('two hostnames in a node announcement keep it from being relayed', () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    await setup.send(updateChannel(alice, bob, ID));
    const dns = (hostname: string): NodeAddress => ({ type: 'dns', hostname, port: 9735 });
    await setup.send(announceNode(alice, { addresses: [dns('a.example'), dns('b.example')] }));
    const reader = new TestPeer(bob.key);
    setup.node.service.connected(reader);
    await setup.node.service.receive(reader, EVERYTHING);
    await until(() => reader.received.some(({ type }) => type === 'channel_update'));
    await settle();
    assert(!reader.received.some(({ type }) => type === 'node_announcement'));
  }));

test('an announcement that comes a few blocks early is taken when its output is deep enough', () =>
  withPeer(async (setup) => {
    const { outputs } = setup.network;
    const early = scid(`${outputs.height - 3}x1x0`);
    const announcement = announceChannel(alice, bob, early);
    outputs.fund(announcement);
    await setup.send(announcement, updateChannel(alice, bob, early));
    assert.equal(setup.channels, 0);
    assert.equal(outputs.lookups, 0);
    await setup.network.mine();
    await settle();
    assert.equal(setup.channels, 0);
    outputs.height += 1;
    outputs.fund(announcement);
    outputs.height -= 1;
    await setup.network.mine();
    await until(() => setup.channels === 1 && setup.edges() === 1);
    assert.deepEqual(setup.peer.disconnects, []);
  }));

test('an announcement that cannot be looked up is taken when the chain server is back', () =>
  withPeer(async (setup) => {
    const announcement = announceChannel(alice, bob, ID);
    setup.network.outputs.fund(announcement);
    setup.network.outputs.down = true;
    await setup.send(announcement);
    await setup.network.mine();
    await settle();
    assert.equal(setup.channels, 0);
    setup.network.outputs.down = false;
    await setup.network.mine();
    await until(() => setup.channels === 1);
  }));

test('the capacity of a channel is that of its output', () =>
  withPeer(async (setup) => {
    const announcement = announceChannel(alice, bob, ID);
    setup.network.outputs.fund(announcement);
    const output = await setup.network.outputs.find(100, 1, 0);
    assert(output.type === 'unspent');
    setup.network.outputs.set(ID, { ...output, amount: sat(999n) });
    await setup.send(announcement, updateChannel(alice, bob, ID, { htlcMaximumMsat: 999_001n as never }));
    assert.equal(setup.edges(), 0);
    await setup.send(
      updateChannel(alice, bob, ID, { htlcMaximumMsat: 999_000n as never, timestamp: START + 1 }),
    );
    assert.equal(setup.edges(), 1);
  }));
