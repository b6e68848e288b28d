import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import { type Announcement, encodeBolt, type WireMessage } from '@sferic/wire';
import {
  announceChannel,
  announceNode,
  EVERYTHING,
  fundingTxid,
  START,
  scid,
  testNode,
  updateChannel,
} from './fixture.ts';
import {
  block,
  edgesInto,
  type GossipNode,
  settle,
  type TestNetwork,
  TestPeer,
  withNetwork,
} from './network.ts';

const alice = testNode('alice');
const bob = testNode('bob');
const carol = testNode('carol');
const AB = scid('100x1x0');
const BC = scid('150x7x3');
const TWO_WEEKS_MS = 1_209_600_000;

async function tell(node: GossipNode, ...messages: readonly Announcement[]): Promise<void> {
  const peer = new TestPeer(carol.key);
  node.service.connected(peer);
  for (const message of messages) await node.service.receive(peer, message);
  await settle();
  node.service.disconnected(carol.key);
}

/** A node that knows a channel of Alice and Bob and one of Bob and Carol, with all updates. */
async function knowing(network: TestNetwork): Promise<GossipNode> {
  const node = network.node('node');
  const [ab, bc] = [announceChannel(alice, bob, AB), announceChannel(bob, carol, BC)];
  for (const announcement of [ab, bc]) network.outputs.fund(announcement);
  await tell(
    node,
    ...[
      ab,
      updateChannel(alice, bob, AB),
      updateChannel(bob, alice, AB),
      announceNode(alice),
      announceNode(bob),
    ],
    ...[bc, updateChannel(bob, carol, BC), updateChannel(carol, bob, BC)],
  );
  assert.equal(edges(node), 4);
  return node;
}

function edges(node: GossipNode): number {
  return [alice, bob, carol].flatMap(({ key }) => edgesInto(node, key)).length;
}

/** What a new peer is told that asks for everything. */
async function told(node: GossipNode): Promise<readonly WireMessage[]> {
  const reader = new TestPeer(testNode('reader').key);
  node.service.connected(reader);
  await node.service.receive(reader, EVERYTHING);
  await settle();
  node.service.disconnected(reader.nodeId);
  return reader.received.slice(1);
}

const typesOf = (messages: readonly WireMessage[]): readonly string[] =>
  messages.map(({ type }) => type).sort();

test('the graph comes back after a restart, with all that is told to others', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    const before = await told(node);
    assert.equal(before.length, 8);
    await node.restart();
    assert.equal(edges(node), 4);
    const after = await told(node);
    const encoded = (messages: readonly WireMessage[]) =>
      messages.map((message) => bytesToHex(encodeBolt(message))).sort();
    assert.deepEqual(encoded(after), encoded(before));
    assert.deepEqual(network.outputs.searches, [200, 200], 'from where each was looked for');
  }));

test('a store whose rows have messages alone is read as well', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    await node.dropFacts();
    await node.restart();
    assert.equal(edges(node), 4);
    assert.equal((await told(node)).length, 8);
    // What is known is told apart from what is new as before.
    await tell(node, updateChannel(alice, bob, AB), announceNode(alice));
    assert.equal((await told(node)).length, 8);
  }));

test('a channel is told before its updates, and both before its nodes', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    const before = await told(node);
    await node.restart();
    for (const messages of [before, await told(node)]) {
      const known = new Set<unknown>();
      for (const message of messages) {
        if (message.type === 'channel_announcement') {
          known.add(message.shortChannelId);
          for (const id of [message.nodeId1, message.nodeId2]) known.add(id.join());
        } else if (message.type === 'channel_update') assert(known.has(message.shortChannelId));
        else if (message.type === 'node_announcement') assert(known.has(message.nodeId.join()));
      }
    }
  }));

test('a channel without updates is not told, nor are its nodes', () =>
  withNetwork(async (network) => {
    const node = network.node('node');
    const announcement = announceChannel(alice, bob, AB);
    network.outputs.fund(announcement);
    await tell(node, announcement, announceNode(alice));
    assert.equal(node.service.size.channels, 1);
    assert.deepEqual(await told(node), []);
    await tell(node, updateChannel(bob, alice, AB));
    assert.deepEqual(
      (await told(node)).map(({ type }) => type),
      ['channel_announcement', 'node_announcement', 'channel_update'],
    );
  }));

test('a channel whose output is spent is told no more, serves for 72 blocks, and is forgotten then', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    await network.outputs.spend(AB);
    assert.equal(edges(node), 4);
    const left = await told(node);
    assert.deepEqual(typesOf(left), [
      'channel_announcement',
      'channel_update',
      'channel_update',
      'node_announcement',
      'node_announcement',
    ]);
    assert(left.every((message) => !('shortChannelId' in message) || message.shortChannelId === BC));
    // One that says the end is taken and told; another is too late.
    await tell(node, updateChannel(alice, bob, AB, { timestamp: START + 1 }));
    const disabled = alice.key < bob.key ? 2 : 3;
    await tell(node, updateChannel(alice, bob, AB, { timestamp: START + 2, channelFlags: disabled }));
    assert.equal(edges(node), 3);
    assert(
      (await told(node)).some((message) => 'shortChannelId' in message && message.shortChannelId === AB),
    );
    await node.restart();
    await network.mine(70);
    assert.equal(node.service.size.channels, 2);
    await network.mine();
    assert.equal(node.service.size.channels, 1);
    assert.equal(node.service.size.nodes, 2);
    await node.restart();
    assert.equal(node.service.size.channels, 1);
    assert(
      !(await told(node)).some((message) => 'shortChannelId' in message && message.shortChannelId === AB),
    );
  }));

test('the last channel of a node takes the node with it', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    await network.outputs.spend(AB);
    await network.outputs.spend(BC);
    await network.mine(72);
    assert.deepEqual(node.service.size, { nodes: 0, channels: 0 });
    assert.deepEqual(await told(node), []);
    await node.restart();
    assert.deepEqual(node.service.size, { nodes: 0, channels: 0 });
  }));

test('a spend that a reorganisation takes back makes the channel whole again', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    await network.outputs.spend(AB);
    await node.restart();
    assert.equal((await told(node)).length, 4);
    await network.outputs.loseBlock();
    assert.equal((await told(node)).length, 8);
    await network.mine(100);
    assert.equal(node.service.size.channels, 2);
  }));

test('a channel whose funding transaction a reorganisation replaced is forgotten, one that comes back is kept', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    const { outputs } = network;
    const kept = await outputs.find(100, 1, 0);
    assert(kept.type === 'unspent');
    outputs.set(BC, { ...kept, outPoint: { txid: fundingTxid(AB), index: 3 } });
    await node.service.blockDisconnected(block(100));
    await node.service.blockConnected(block(100));
    await settle();
    assert.equal(node.service.size.channels, 2);
    await node.service.blockConnected(block(151));
    await settle();
    assert.deepEqual(
      (await told(node)).flatMap((message) =>
        message.type === 'channel_announcement' ? [message.shortChannelId] : [],
      ),
      [AB],
    );
    // Lookups are over: only what was doubtful is looked for.
    const lookups = outputs.lookups;
    await node.service.blockConnected(block(152));
    assert.equal(outputs.lookups, lookups);
    await node.service.blockConnected(block(300));
    assert.equal(node.service.size.channels, 1);
  }));

test('after a reorganisation a channel is looked for from its height on, until the chain server knows', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    const { outputs } = network;
    const before = await outputs.find(100, 1, 0);
    const shown = async () => (await told(node)).filter(({ type }) => type === 'channel_announcement').length;
    await node.service.blockDisconnected(block(100));
    let lookups = outputs.lookups;
    await node.service.blockConnected(block(99));
    assert.equal(outputs.lookups, lookups);
    outputs.set(AB, { type: 'unknown_block' });
    await node.service.blockConnected(block(100));
    await settle();
    lookups = outputs.lookups;
    outputs.down = true;
    await node.service.blockConnected(block(101));
    await settle();
    assert.equal(outputs.lookups, lookups + 1);
    outputs.down = false;
    outputs.set(AB, before);
    await node.service.blockConnected(block(102));
    await settle();
    assert.equal(await shown(), 2);
    await node.service.blockDisconnected(block(100));
    outputs.set(AB, { type: 'no_transaction' });
    await node.service.blockConnected(block(100));
    await settle();
    assert.equal(await shown(), 1);
  }));

test('a channel of which an end is silent for two weeks is forgotten at the next start or housekeeping', () =>
  withNetwork(async (network) => {
    const node = await knowing(network);
    network.clock.milliseconds += TWO_WEEKS_MS - 1000;
    await tell(node, ...[updateChannel(alice, bob, AB, { timestamp: START + 9 })]);
    await tell(node, ...[updateChannel(bob, alice, AB, { timestamp: START + 9 })]);
    await tell(node, ...[updateChannel(bob, carol, BC, { timestamp: START + 9 })]);
    await node.restart();
    assert.equal(node.service.size.channels, 2);
    network.clock.milliseconds += 1000;
    await node.restart();
    assert.equal(node.service.size.channels, 1);
    assert.deepEqual(edgesInto(node, carol.key), []);
  }));

test('a failure while an announcement waits for its depth ends nothing, and the next block tries again', () =>
  withNetwork(async (network) => {
    const node = network.node('node');
    const young = announceChannel(alice, bob, scid('198x1x0'));
    const own = announceChannel(node.node, bob, scid('198x2x0'));
    for (const announcement of [young, own]) network.outputs.fund(announcement);
    await tell(node, young);
    node.service.announceChannel(own);
    await settle();
    assert.equal(node.service.size.channels, 0);

    network.outputs.height = 203;
    for (const announcement of [young, own]) network.outputs.fund(announcement);
    const { searchAfter } = network.outputs;
    network.outputs.searchAfter = () => {
      throw new Error('planted');
    };
    await node.service.blockConnected(block(203));
    await settle();

    network.outputs.searchAfter = searchAfter;
    network.outputs.height = 204;
    for (const announcement of [young, own]) network.outputs.fund(announcement);
    await node.service.blockConnected(block(204));
    await settle();
    assert.equal(node.service.size.channels, 2);
  }));
