import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainHash } from '@sferic/wire';
import { encodeIds } from '../../src/graph/id-lists.ts';
import { announceChannel, CHAIN, EVERYTHING, START, scid, updateChannel } from './fixture.ts';
import { edgesInto, settle, TestPeer, until, withNetwork } from './network.ts';
import { alice, bob, ID, mallory, Setup, withPeer } from './one-peer.ts';

test('of announcements that come early 256 wait, the oldest give way', () =>
  withPeer(async (setup) => {
    const { outputs } = setup.network;
    const early = Array.from({ length: 260 }, (_, index) =>
      announceChannel(alice, bob, scid(`${outputs.height}x${index}x0`)),
    );
    const deepEnough = announceChannel(alice, bob, ID);
    outputs.fund(deepEnough);
    outputs.height += 10;
    for (const announcement of early) outputs.fund(announcement);
    outputs.height -= 10;
    for (const announcement of early) await setup.node.service.receive(setup.peer, announcement);
    // Signatures are checked in the order of their coming.
    await setup.node.service.receive(setup.peer, deepEnough);
    await until(() => setup.channels === 1);
    await setup.network.mine(5);
    await until(() => setup.channels === 257);
    await settle();
    assert.equal(setup.channels, 257);
  }));

test('a full graph takes no more channels', () =>
  withNetwork(async (network) => {
    network.maxChannels = 1;
    const setup = new Setup(network);
    await setup.tellChannel();
    const second = announceChannel(alice, bob, scid('100x2x0'));
    network.outputs.fund(second);
    await setup.send(second, updateChannel(alice, bob, ID));
    assert.equal(setup.channels, 1);
    assert.equal(setup.edges(), 1);
  }));

test('of a thousand peers it is remembered that they are not to be heard', () =>
  withPeer(async (setup) => {
    const announcement = announceChannel(alice, bob, ID);
    const { nodeId1, nodeId2 } = announcement;
    const malformed = { ...announcement, nodeId1: nodeId2, nodeId2: nodeId1 };
    await setup.send(malformed);
    for (let index = 0; index < 1000; index++) {
      const peer = new TestPeer(`${index}`);
      setup.node.service.connected(peer);
      await setup.node.service.receive(peer, malformed);
      await setup.node.service.receive(peer, malformed);
      setup.node.service.disconnected(peer.nodeId);
    }
    await settle();
    assert.equal(setup.peer.disconnects.length, 1);
    await setup.send(malformed);
    assert.equal(setup.peer.disconnects.length, 2, 'the oldest is forgotten');
  }));

test('a filter for another chain is no question', () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    await setup.send(updateChannel(alice, bob, ID));
    const reader = new TestPeer(bob.key);
    setup.node.service.connected(reader);
    const chain = chainHash(new Uint8Array(32).fill(7));
    await setup.node.service.receive(reader, { ...EVERYTHING, chainHash: chain });
    await settle();
    assert.deepEqual(
      reader.received.map(({ type }) => type),
      ['gossip_timestamp_filter'],
    );
  }));

test('a channel has the time of its newest update', () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    await setup.send(updateChannel(alice, bob, ID), updateChannel(bob, alice, ID, { timestamp: START + 9 }));
    const reader = new TestPeer(bob.key);
    setup.node.service.connected(reader);
    await setup.node.service.receive(reader, { ...EVERYTHING, firstTimestamp: START + 9, timestampRange: 1 });
    await settle();
    assert.deepEqual(
      reader.received.slice(1).map(({ type }) => type),
      ['channel_announcement', 'channel_update'],
    );
  }));

test('an announcement that cannot be looked up for many blocks is given up', () =>
  withPeer(async (setup) => {
    const announcement = announceChannel(alice, bob, ID);
    setup.network.outputs.fund(announcement);
    setup.network.outputs.down = true;
    await setup.send(announcement);
    for (let blocks = 0; blocks < 10; blocks++) {
      await setup.network.mine();
      await settle();
    }
    assert.equal(setup.network.outputs.lookups, 7);
    setup.network.outputs.down = false;
    await setup.network.mine();
    await settle();
    assert.equal(setup.channels, 0);
    await setup.send(announcement);
    assert.equal(setup.channels, 1);
  }));

test('a peer that asks for everything over and over is read more slowly, and stays', () =>
  withPeer(async (setup) => {
    let asked = 0;
    let ready: void | Promise<void>;
    do {
      ready = setup.node.service.receive(setup.peer, EVERYTHING);
      asked += 1;
    } while (ready === undefined && asked < 10_000);
    // A burst of 200,000 messages that teach nothing, of which each question counts as 2000.
    assert.equal(asked, 101);
    setup.node.service.disconnected(mallory.key);
    await ready;
    assert.deepEqual(setup.peer.disconnects, []);
  }));

test('a peer that asks for thousands of channels at once is read more slowly after a dozen of such questions', () =>
  withPeer(async (setup) => {
    const ids = Array.from({ length: 8_000 }, (_, index) => scid(`100x${index}x0`));
    const query = {
      type: 'query_short_channel_ids',
      chainHash: CHAIN,
      encodedShortIds: encodeIds(ids),
    } as const;
    let asked = 0;
    let ready: void | Promise<void>;
    do {
      ready = setup.node.service.receive(setup.peer, query);
      asked += 1;
      await settle();
    } while (ready === undefined && asked < 100);
    assert.equal(asked, 13);
    setup.node.service.disconnected(mallory.key);
    await ready;
    assert.deepEqual(setup.peer.disconnects, []);
  }));

test('a channel of a block far ahead is refused before its signatures are checked', () =>
  withPeer(async (setup) => {
    const far = announceChannel(alice, bob, scid('500000x1x0'));
    await setup.send({ ...far, nodeSignature1: far.nodeSignature2 });
    assert.deepEqual(setup.peer.disconnects, [], 'nobody looked at them');
    assert.equal(setup.network.outputs.lookups, 0);
    assert.equal(setup.channels, 0);
  }));

test('updates of one channel beyond ten in a minute are not taken', () =>
  withPeer(async (setup) => {
    await setup.tellChannel();
    for (let index = 0; index < 15; index++)
      await setup.send(updateChannel(alice, bob, ID, { timestamp: START + index, feeBaseMsat: index }));
    const [edge] = edgesInto(setup.node, bob.key);
    assert.equal(edge?.feeBase, 9);
    setup.network.clock.milliseconds += 60_000;
    await setup.send(updateChannel(alice, bob, ID, { timestamp: START + 20, feeBaseMsat: 20 }));
    assert.equal(edgesInto(setup.node, bob.key)[0]?.feeBase, 20);
  }));
