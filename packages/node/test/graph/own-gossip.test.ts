import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChannelUpdate, msat, type NodeAnnouncement, type WireMessage } from '@sferic/wire';
import { announceChannel, CAPACITY, EVERYTHING, START, scid, testNode, updateChannel } from './fixture.ts';
import {
  channelView,
  type GossipNode,
  POLICY,
  settle,
  type TestNetwork,
  TestPeer,
  until,
  withNetwork,
} from './network.ts';

const bob = testNode('bob');
const ID = scid('100x1x0');
/** `channelView` gives a channel its aliases so. */
const OUR_NAME_FOR_PEER = scid('100x1x1');
const PEERS_NAME_FOR_US = scid('100x1x2');

/** A node whose peer Bob keeps what it is told. */
class Setup {
  readonly network: TestNetwork;
  readonly node: GossipNode;
  bob = new TestPeer(bob.key);

  constructor(network: TestNetwork) {
    this.network = network;
    this.node = network.node('alice');
    this.node.service.connected(this.bob);
  }

  /** Announces the channel that the node has with Bob. */
  announce(): void {
    const announcement = announceChannel(this.node.node, bob, ID);
    this.network.outputs.fund(announcement);
    this.node.service.announceChannel(announcement);
  }

  async change(...channels: GossipNode['channels']): Promise<void> {
    const gone = this.node.channels;
    this.node.channels = channels;
    for (const { channelId } of gone) this.node.service.channelChanged(channelId, undefined);
    for (const channel of channels) this.node.service.channelChanged(channel.channelId, channel);
    // Changes are gathered for 50 ms.
    await new Promise((resolve) => setTimeout(resolve, 51));
    await settle();
  }

  reconnect(): void {
    this.node.service.disconnected(bob.key);
    this.bob = new TestPeer(bob.key);
    this.node.service.connected(this.bob);
  }

  get updates(): readonly ChannelUpdate[] {
    return ofType(this.bob.received, 'channel_update');
  }

  get nodes(): readonly NodeAnnouncement[] {
    return ofType(this.bob.received, 'node_announcement');
  }
}

function ofType<T extends WireMessage['type']>(messages: readonly WireMessage[], type: T) {
  return messages.filter((message): message is Extract<WireMessage, { type: T }> => message.type === type);
}

function withSetup(run: (setup: Setup) => Promise<void>): Promise<void> {
  return withNetwork((network) => run(new Setup(network)));
}

const view = (change: Parameters<typeof channelView>[2] = {}) => channelView(bob.key, ID, change);

test('before a channel is announced the peer alone is told our terms, by the alias that it gave', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    const [update] = setup.updates;
    assert.equal(setup.updates.length, 1);
    assert.equal(update?.shortChannelId, PEERS_NAME_FOR_US);
    assert.equal(update?.messageFlags, 3);
    assert.equal(update?.channelFlags, setup.node.key < bob.key ? 0 : 1);
    assert.equal(update?.feeBaseMsat, 1000);
    assert.equal(update?.timestamp, START);
    assert.deepEqual(setup.nodes, []);
    await setup.change(view());
    assert.equal(setup.updates.length, 1, 'nothing new, nothing said');
    setup.reconnect();
    await settle();
    assert.deepEqual(setup.updates, [update]);
    await setup.node.restart();
    setup.reconnect();
    await setup.change(view());
    assert.deepEqual(setup.updates, [update]);
  }));

test('a channel that does not work yet is not spoken of', () =>
  withSetup(async (setup) => {
    await setup.change(view({ usable: false, state: 'wait_for_ready' }));
    assert.deepEqual(setup.updates, []);
  }));

test('once it is announced everybody is told: channel, terms, node', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    setup.announce();
    await until(() => setup.nodes.length === 1);
    const types = setup.bob.received.map(({ type }) => type);
    assert.deepEqual(types, [
      'gossip_timestamp_filter',
      'channel_update',
      'channel_announcement',
      'channel_update',
      'node_announcement',
    ]);
    const update = setup.updates.at(-1);
    assert.equal(update?.shortChannelId, ID);
    assert.equal(update?.messageFlags, 1);
    assert.equal(update?.htlcMaximumMsat, CAPACITY * 1000n);
    // Again after a restart, as the channel does it.
    await setup.node.restart();
    setup.reconnect();
    setup.announce();
    await setup.change(view());
    assert.deepEqual(setup.bob.received.map(({ type }) => type).sort(), [
      'channel_announcement',
      'channel_update',
      'gossip_timestamp_filter',
      'node_announcement',
    ]);
    assert.equal(setup.updates[0]?.timestamp, update?.timestamp);
  }));

test('a crash that loses the graph and not our update makes nobody wait for the next one', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    setup.announce();
    await until(() => setup.nodes.length === 1);
    const told = setup.updates.at(-1);
    await setup.node.restart('graph_channel', 'graph_node');
    setup.reconnect();
    setup.announce();
    await until(() => setup.nodes.length === 1);
    assert.deepEqual(setup.updates.at(-1), told);
  }));

test('a channel that is not to be announced stays private', () =>
  withSetup(async (setup) => {
    await setup.change(view({ announce: false }));
    assert.equal(setup.updates[0]?.messageFlags, 3);
    assert.equal(setup.node.service.size.channels, 0);
    assert.deepEqual(setup.nodes, []);
  }));

test('a new policy is told with a later timestamp, even within the same second and after a restart', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    for (const [index, feeBase] of [5n, 6n].entries()) {
      setup.node.policy = { ...POLICY, feeBase: msat(feeBase) };
      await setup.change(view());
      assert.equal(setup.updates.at(-1)?.feeBaseMsat, Number(feeBase));
      assert.equal(setup.updates.at(-1)?.timestamp, START + index + 1);
    }
    await setup.node.restart();
    setup.reconnect();
    setup.node.policy = POLICY;
    await setup.change(view());
    assert.equal(setup.updates.at(-1)?.feeBaseMsat, 1000);
    assert.equal(setup.updates.at(-1)?.timestamp, START + 3);
  }));

test('limits keep to what the channel and the peer allow', () =>
  withSetup(async (setup) => {
    await setup.change(view({ remoteMaxInFlight: msat(7_000n), remoteHtlcMinimum: msat(3n) }));
    assert.equal(setup.updates.at(-1)?.htlcMaximumMsat, 7_000n);
    assert.equal(setup.updates.at(-1)?.htlcMinimumMsat, 3n);
    setup.node.policy = { ...POLICY, htlcMaximum: msat(5_000n), htlcMinimum: msat(4n) };
    await setup.change(view({ remoteMaxInFlight: msat(7_000n), remoteHtlcMinimum: msat(3n) }));
    assert.equal(setup.updates.at(-1)?.htlcMaximumMsat, 5_000n);
    assert.equal(setup.updates.at(-1)?.htlcMinimumMsat, 4n);
    setup.node.policy = { ...POLICY, htlcMinimum: msat(7_000n) };
    await setup.change(view({ remoteMaxInFlight: msat(7_000n) }));
    assert.equal((setup.updates.at(-1)?.channelFlags ?? 0) & 2, 0);
    // Nothing fits any more: BOLT 7 wants the maximum above the minimum all the same.
    setup.node.policy = { ...POLICY, htlcMinimum: msat(7_001n) };
    await setup.change(view({ remoteMaxInFlight: msat(7_000n) }));
    assert.equal(setup.updates.at(-1)?.htlcMaximumMsat, 7_001n);
    assert.equal((setup.updates.at(-1)?.channelFlags ?? 0) & 2, 2);
  }));

test('a peer that is away for a moment changes nothing; after the delay the channel is disabled until it is back', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    setup.announce();
    await until(() => setup.nodes.length === 1);
    const before = setup.updates.length;
    const away = view({ usable: false, state: 'offline: normal' });
    await setup.change(away);
    await setup.change(view());
    assert.equal(setup.updates.length, before);
    await setup.change(away);
    assert.equal(setup.updates.length, before);
    // The tests' delay, by the tests' clock; the timer runs by the real one.
    setup.network.clock.milliseconds += 20;
    await until(() => setup.updates.length === before + 1);
    assert.equal((setup.updates.at(-1)?.channelFlags ?? 0) & 2, 2);
    await setup.change(view());
    assert.equal(setup.updates.length, before + 2);
    assert.equal((setup.updates.at(-1)?.channelFlags ?? 0) & 2, 0);
  }));

for (const [name, closing] of [
  ['is being shut down', view({ usable: false, state: 'normal' })],
  ['closes', view({ usable: false, state: 'closing' })],
  ['closes while the peer is away', view({ usable: false, state: 'offline: negotiating' })],
] as const)
  test(`a channel that ${name} is disabled at once`, () =>
    withSetup(async (setup) => {
      await setup.change(view());
      await setup.change(closing);
      assert.equal((setup.updates.at(-1)?.channelFlags ?? 0) & 2, 2);
    }));

test('a channel that the operator disables is told so', () =>
  withSetup(async (setup) => {
    setup.node.policy = { ...POLICY, disabled: true };
    await setup.change(view());
    assert.equal((setup.updates.at(-1)?.channelFlags ?? 0) & 2, 2);
  }));

test('of a channel that is gone nothing is remembered', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    await setup.change();
    setup.network.clock.milliseconds += 5_000;
    await setup.change(view());
    assert.deepEqual(
      setup.updates.map(({ timestamp }) => timestamp),
      [START, START + 5],
    );
    await setup.change();
    await setup.node.restart();
    setup.reconnect();
    setup.network.clock.milliseconds += 5_000;
    await setup.change(view());
    assert.deepEqual(
      setup.updates.map(({ timestamp }) => timestamp),
      [START + 10],
    );
  }));

test('nothing is renewed within a week, and everything after it', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    setup.announce();
    await until(() => setup.nodes.length === 1);
    const before = setup.bob.received.length;
    setup.network.clock.milliseconds += 604_799_000;
    await setup.change(view());
    assert.equal(setup.bob.received.length, before);
    setup.network.clock.milliseconds += 2_000;
    await setup.change(view());
    await until(() => setup.bob.received.length === before + 2);
    assert.equal(setup.updates.at(-1)?.timestamp, START + 604_801);
    assert.equal(setup.nodes.at(-1)?.timestamp, START + 604_801);
  }));

test('a new alias is told', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    setup.announce();
    await until(() => setup.nodes.length === 1);
    setup.node.details = { ...setup.node.details, color: Uint8Array.of(9, 9, 9) };
    await setup.change(view());
    await until(() => setup.nodes.length === 2);
    assert.deepEqual(setup.nodes[1]?.rgbColor, Uint8Array.of(9, 9, 9));
    assert.equal(setup.nodes[1]?.timestamp, START + 1);
  }));

test('our announcement waits for its depth and for the chain server', () =>
  withSetup(async (setup) => {
    setup.network.outputs.down = true;
    await setup.change(view());
    setup.announce();
    for (let blocks = 0; blocks < 10; blocks++) {
      await setup.network.mine();
      await settle();
    }
    assert.equal(setup.node.service.size.channels, 0);
    setup.network.outputs.down = false;
    await setup.network.mine();
    await until(() => setup.node.service.size.channels === 1);
    await until(() => setup.nodes.length === 1);
  }));

test("the peer's terms serve for route hints: private ones by their signature, then those of the graph", () =>
  withSetup(async (setup) => {
    const { service, node: alice } = setup.node;
    await setup.change(view());
    const send = (update: ChannelUpdate) => service.receive(setup.bob, update);
    const terms = (change: Partial<ChannelUpdate>) =>
      updateChannel(bob, alice, OUR_NAME_FOR_PEER, { messageFlags: 3, ...change });
    assert.equal(service.peerPolicy(view()), undefined);
    await send(terms({ feeBaseMsat: 7 }));
    await until(() => service.peerPolicy(view())?.feeBaseMsat === 7);
    await send(terms({ feeBaseMsat: 6, timestamp: START - 1 }));
    // Both are checked before either is taken.
    void send(terms({ feeBaseMsat: 9, timestamp: START + 9 }));
    void send(terms({ feeBaseMsat: 8, timestamp: START + 8 }));
    await until(() => service.peerPolicy(view())?.feeBaseMsat === 9);
    await send(updateChannel(alice, bob, OUR_NAME_FOR_PEER, { messageFlags: 3, timestamp: START + 10 }));
    await settle();
    assert.equal(service.peerPolicy(view())?.feeBaseMsat, 9);
    assert.equal(setup.bob.disconnects.length, 1, 'the last one is not signed by the peer');
    setup.announce();
    setup.network.clock.milliseconds += 600_000;
    await until(() => setup.nodes.length === 1);
    await send(updateChannel(bob, alice, ID, { feeBaseMsat: 8 }));
    await until(() => service.peerPolicy(view())?.feeBaseMsat === 8);
  }));

test('a private update of a channel that is not with this peer is ignored', () =>
  withSetup(async (setup) => {
    await setup.change(view());
    const carol = testNode('carol');
    const peer = new TestPeer(carol.key);
    setup.node.service.connected(peer);
    for (const channelFlags of [0, 1])
      await setup.node.service.receive(
        peer,
        updateChannel(carol, setup.node.node, OUR_NAME_FOR_PEER, { messageFlags: 3, channelFlags }),
      );
    await setup.node.service.receive(peer, EVERYTHING);
    await settle();
    assert.equal(setup.node.service.peerPolicy(view()), undefined);
    assert.deepEqual(peer.disconnects, []);
  }));

test('three peers are asked for everything, others for what is new; another takes the place of one that is gone', () =>
  withNetwork(async (network) => {
    const node = network.node('alice');
    const peers = ['p', 'q', 'r', 's'].map((name) => new TestPeer(testNode(name).key));
    for (const peer of peers) node.service.connected(peer);
    await settle();
    const asked = () =>
      peers.map(({ received }) => ofType(received, 'gossip_timestamp_filter').at(-1)?.firstTimestamp);
    assert.deepEqual(asked(), [0, 0, 0, START - 7200]);
    node.service.disconnected(peers[3]?.nodeId ?? '');
    node.service.connected(peers[3] as TestPeer);
    node.service.disconnected(peers[0]?.nodeId ?? '');
    await settle();
    assert.equal(asked()[3], 0);
  }));

test('an announcement that contradicts ours does not make us forget ourselves', () =>
  withSetup(async (setup) => {
    const [self, mallory] = [setup.node.node, testNode('mallory')];
    await setup.change(view());
    setup.announce();
    await until(() => setup.nodes.length === 1);
    // Our own key would have to sign it: only one that leaked can.
    await setup.node.service.receive(setup.bob, announceChannel(self, mallory, ID, {}, [self, bob]));
    await until(() => setup.node.service.size.channels === 0);
    const other = announceChannel(self, testNode('carol'), scid('100x9x0'));
    setup.network.outputs.fund(other);
    setup.node.service.announceChannel(other);
    await until(() => setup.node.service.size.channels === 1);
  }));
