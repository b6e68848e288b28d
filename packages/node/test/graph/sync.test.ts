import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GossipMessage, ReplyChannelRange, ShortChannelId, WireMessage } from '@sferic/wire';
import { decodeIds, encodeIds } from '../../src/graph/id-lists.ts';
import { announceChannel, announceNode, CHAIN, scid, testNode, updateChannel } from './fixture.ts';
import {
  edgesInto,
  type GossipNode,
  QUERIES,
  settle,
  type TestNetwork,
  TestPeer,
  until,
  withNetwork,
} from './network.ts';

const NAMES = ['one', 'two', 'three'];
/** So long after the graph was made that none of it is news. */
const DAY = 86_400_000;

/** The gossip of channels in a ring of nodes. */
function ring(network: TestNetwork, channels: number): readonly GossipMessage[] {
  const nodes = Array.from({ length: 12 }, (_, index) => testNode(`ring ${index}`));
  const messages: GossipMessage[] = [];
  for (let index = 0; index < channels; index++) {
    const [one, other] = [nodes[index % 12], nodes[(index + 1) % 12]];
    assert(one && other);
    const id = scid(`${100 + Math.floor(index / 4)}x${index % 4}x0`);
    const announcement = announceChannel(one, other, id);
    network.outputs.fund(announcement);
    messages.push(announcement, updateChannel(one, other, id), updateChannel(other, one, id));
  }
  return [...messages, ...nodes.map((node) => announceNode(node))];
}

async function tell(
  node: GossipNode,
  messages: readonly GossipMessage[],
  isTold: () => boolean,
): Promise<void> {
  const teller = new TestPeer(testNode('teller').key);
  node.service.connected(teller);
  for (const message of messages) await node.service.receive(teller, message);
  await until(isTold);
  node.service.disconnected(teller.nodeId);
}

/** Three nodes that know the same graph, a day later. */
async function threeServers(network: TestNetwork, channels: number): Promise<readonly GossipNode[]> {
  const gossip = ring(network, channels);
  const servers = NAMES.map((name) => network.node(name));
  for (const server of servers) {
    await tell(server, gossip, () => isComplete(server, channels));
  }
  network.clock.milliseconds += DAY;
  return servers;
}

/** Every channel of the ring with both updates, and every node. */
function isComplete(node: GossipNode, channels: number): boolean {
  const keys = Array.from({ length: 12 }, (_, index) => testNode(`ring ${index}`).key);
  const edges = keys.reduce((sum, key) => sum + edgesInto(node, key).length, 0);
  return edges === 2 * channels && keys.every((key) => node.service.announcementOf(key) !== undefined);
}

function count(peers: readonly TestPeer[], type: WireMessage['type']): number {
  return peers.flatMap(({ received }) => received).filter((message) => message.type === type).length;
}

test('a new node with three peers gets one copy of the graph, and is told news from then on', () =>
  withNetwork(async (network) => {
    const servers = await threeServers(network, 60);
    const late = network.node('late');
    const links = servers.map((server) => network.connect(server, late));
    await until(() => isComplete(late, 60));
    const isFiltered = ({ toOne }: { readonly toOne: TestPeer }) =>
      count([toOne], 'gossip_timestamp_filter') === 1;
    await until(() => links.every(isFiltered));
    const toLate = links.map(({ toOther }) => toOther);
    assert.equal(count(toLate, 'channel_announcement'), 60);
    assert.equal(count(toLate, 'channel_update'), 120);
    assert.equal(count(toLate, 'node_announcement'), 12);

    const [server] = servers;
    assert(server);
    const [alice, bob] = [testNode('alice'), testNode('bob')];
    const id = scid('190x1x0');
    const announcement = announceChannel(alice, bob, id);
    network.outputs.fund(announcement);
    const timestamp = Math.floor(network.clock.milliseconds / 1000);
    await tell(
      server,
      [announcement, updateChannel(alice, bob, id, { timestamp })],
      () => server.service.graph.channelIndex(id) >= 0,
    );
    await until(() => late.service.graph.channelIndex(id) >= 0);
  }));

test('after a restart the peers are asked what they have, and for what is new of it alone', () =>
  withNetwork(async (network) => {
    const [server] = await threeServers(network, 20);
    assert(server);
    const late = network.node('late');
    network.connect(server, late);
    await until(() => isComplete(late, 20));
    network.disconnect(server, late);
    const [one, two] = [testNode('ring 0'), testNode('ring 1')];
    const timestamp = Math.floor(network.clock.milliseconds / 1000) - 10_000;
    await tell(server, [updateChannel(one, two, scid('100x0x0'), { timestamp, feeBaseMsat: 77 })], () =>
      edgesInto(server, two.key).some(({ feeBase }) => feeBase === 77),
    );
    await late.restart();
    const { toOther, toOne } = network.connect(server, late);
    await until(() => count([toOne], 'gossip_timestamp_filter') === 1);
    assert.equal(count([toOther], 'channel_announcement'), 0);
    assert.equal(count([toOther], 'channel_update'), 1);
    assert.equal(count([toOther], 'reply_channel_range'), 1);
  }));

test('peers that hide what they have, or begin to answer and stop, do not keep a node from the graph', () =>
  withNetwork(async (network) => {
    network.queryIdleMilliseconds = 20;
    const [server] = await threeServers(network, 40);
    assert(server);
    const late = network.node('late');
    const [hides, stalls] = [
      new TestPeer(testNode('hides').key, QUERIES),
      new TestPeer(testNode('stalls').key, QUERIES),
    ];
    hides.deliver = (message) => {
      if (message.type === 'query_channel_range') void late.service.receive(hides, range([]));
    };
    stalls.deliver = (message) => {
      const ids = Array.from({ length: 40 }, (_, index) =>
        scid(`${100 + Math.floor(index / 4)}x${index % 4}x0`),
      );
      if (message.type === 'query_channel_range') void late.service.receive(stalls, range(ids));
    };
    late.service.connected(stalls);
    late.service.connected(hides);
    await until(() => count([stalls], 'query_short_channel_ids') === 1);
    network.connect(server, late);
    await settle();
    assert.equal(late.service.size.channels, 0, 'it is not asked of two at a time');
    network.clock.milliseconds += 20;
    await until(() => isComplete(late, 40));
    await until(() => [stalls, hides].every((peer) => count([peer], 'gossip_timestamp_filter') === 1));
  }));

test('replies that nobody asked for are charged, and ones that contradict themselves end the connection', () =>
  withNetwork(async (network) => {
    const { service } = network.node('node');
    const peer = new TestPeer(testNode('mallory').key, QUERIES);
    service.connected(peer);
    const end = { type: 'reply_short_channel_ids_end', chainHash: CHAIN, fullInformation: 1 } as const;
    assert.equal(service.receive(peer, end), undefined);
    await service.receive(peer, range([]));
    assert.equal(peer.disconnects.length, 0);
    let ready: void | Promise<void>;
    let sent = 0;
    do {
      ready = service.receive(peer, range([]));
      sent += 1;
    } while (ready === undefined && sent < 300_000);
    assert.equal(sent, 200_000, 'the burst, of which one was used up');
    service.disconnected(peer.nodeId);
    await ready;

    const other = new TestPeer(testNode('other').key, QUERIES);
    service.connected(other);
    await service.receive(other, { ...range([]), encodedShortIds: Uint8Array.of(9) });
    assert.equal(other.disconnects.length, 1);
  }));

test('what is asked of a peer is asked in ascending order, and only what it listed', () =>
  withNetwork(async (network) => {
    const { service } = network.node('node');
    const peer = new TestPeer(testNode('peer').key, QUERIES);
    service.connected(peer);
    const ids = [scid('100x1x0'), scid('100x2x0'), scid('150x1x0')];
    await service.receive(peer, range(ids));
    await settle();
    const query = peer.received.find((message) => message.type === 'query_short_channel_ids');
    assert(query);
    const asked = decodeIds(query.encodedShortIds);
    assert(asked.ok);
    assert.deepEqual(asked.value, ids);
  }));

function range(ids: readonly ShortChannelId[]): ReplyChannelRange {
  return {
    type: 'reply_channel_range',
    chainHash: CHAIN,
    firstBlocknum: 0,
    numberOfBlocks: 0xffff_ffff,
    syncComplete: 1,
    encodedShortIds: encodeIds(ids),
  };
}
