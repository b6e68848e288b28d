/** Gossip services of several nodes in memory, connected by links that deliver in order. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@sferic/crypto';
import {
  type ChannelAnnouncement,
  channelId,
  encodeFeatures,
  type FeatureSet,
  msat,
  type ShortChannelId,
  shortChannelId,
  type WireMessage,
} from '@sferic/wire';
import type { Block } from '../../src/chain/index.ts';
import type { ChannelView } from '../../src/channels/htlc-port.ts';
import { EDGE, GossipService, GRAPH_SCHEMA, type NodeDetails } from '../../src/graph/index.ts';
import { type Logger, silentLogger } from '../../src/log.ts';
import type { Peer } from '../../src/p2p/index.ts';
import { Store } from '../../src/store/index.ts';
import type { ForwardingPolicy } from '../../src/switch/index.ts';
import { announceChannel, CAPACITY, CHAIN, FakeOutputs, START, type TestNode, testNode } from './fixture.ts';

export const FEATURES: FeatureSet = { var_onion_optin: 'mandatory', payment_secret: 'mandatory' };

/** A peer that answers queries. */
export const QUERIES: FeatureSet = { gossip_queries: 'optional' };

export const POLICY: ForwardingPolicy = {
  feeBase: msat(1000n),
  feeProportionalMillionths: 100,
  cltvExpiryDelta: 40,
  htlcMinimum: msat(1n),
  htlcMaximum: msat(10n ** 15n),
};

/** A node under test: its gossip service on a store of its own, with channels that the test sets. */
export class GossipNode {
  readonly node: TestNode;
  readonly network: TestNetwork;
  readonly directory = mkdtempSync(join(tmpdir(), 'sferic-graph-'));
  channels: ChannelView[] = [];
  policy: ForwardingPolicy = POLICY;
  details: NodeDetails;
  #store: Store;
  service: GossipService;

  /** `stored`: a directory with a store to begin with. */
  constructor(network: TestNetwork, name: string, stored?: string) {
    this.network = network;
    if (stored !== undefined) cpSync(stored, this.directory, { recursive: true });
    this.node = testNode(name);
    const alias = new Uint8Array(32);
    new TextEncoder().encodeInto(name, alias);
    this.details = { alias, color: Uint8Array.of(1, 2, 3), features: FEATURES, addresses: [] };
    this.#store = this.#open();
    this.service = this.#make();
  }

  get key(): string {
    return this.node.key;
  }

  #open(): Store {
    const opened = Store.open({ directory: this.directory, schemas: [GRAPH_SCHEMA] });
    if (!opened.ok) throw opened.error;
    return opened.value;
  }

  #make(): GossipService {
    const { outputs, clock } = this.network;
    const service = new GossipService(
      {
        nodeId: this.node.id,
        chain: CHAIN,
        features: FEATURES,
        relayDelayMilliseconds: 0,
        disableDelayMilliseconds: 20,
        maxChannels: this.network.maxChannels,
        queryIdleMilliseconds: this.network.queryIdleMilliseconds,
      },
      {
        store: this.#store,
        outputs,
        watcher: outputs,
        height: () => outputs.height,
        now: () => clock.milliseconds,
        sign: (digest) => this.node.sign(digest),
        channels: () => this.channels,
        policyOf: () => this.policy,
        details: () => this.details,
        log: this.network.log,
      },
    );
    service.start();
    return service;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.#store.close();
  }

  /** Stops, and starts again from what is stored; `lost`: the tables that a crash left empty. */
  async restart(...lost: readonly string[]): Promise<void> {
    await this.stop();
    this.#store = this.#open();
    for (const table of lost) await this.#store.commit((tx) => void tx.run(`DELETE FROM ${table}`));
    this.service = this.#make();
  }

  /** Makes the store one of before there were columns beside messages. Resolves when that is on disk. */
  async dropFacts(): Promise<void> {
    await this.service.stop();
    await this.#store.commit((tx) => {
      tx.run('UPDATE graph_channel SET ends = NULL, terms_1 = NULL, terms_2 = NULL');
      tx.run('UPDATE graph_node SET facts = NULL');
    });
  }

  /** Rows of all tables of the graph, with what they hold. */
  storedRows(): number {
    const tables = ['graph_channel', 'graph_node', 'graph_own_update', 'graph_ban'];
    const count = (sql: string): number => this.#store.get(sql)?.number('n') ?? 0;
    const rows = tables.map((table) => count(`SELECT count(*) AS n FROM ${table}`));
    const updates = ['update_1', 'update_2'].map((column) =>
      count(`SELECT count(${column}) AS n FROM graph_channel`),
    );
    return [...rows, ...updates].reduce((a, b) => a + b);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** One end of a connection: keeps what it was sent. */
export class TestPeer implements Peer {
  readonly nodeId: string;
  readonly features: Uint8Array;
  readonly received: WireMessage[] = [];
  readonly disconnects: string[] = [];
  /** While set, the peer takes nothing. */
  full = false;
  /** How often something was to be sent. */
  attempts = 0;
  deliver: (message: WireMessage) => void = () => undefined;

  constructor(nodeId: string, features: FeatureSet = {}) {
    this.nodeId = nodeId;
    this.features = encodeFeatures(features);
  }

  send(message: WireMessage): boolean {
    this.attempts += 1;
    if (this.full) return false;
    this.received.push(message);
    this.deliver(message);
    return true;
  }

  async disconnect(reason: string): Promise<void> {
    this.disconnects.push(reason);
  }
}

export class TestNetwork {
  readonly outputs = new FakeOutputs();
  readonly clock = { milliseconds: START * 1000 };
  readonly nodes: GossipNode[] = [];
  maxChannels = 1000;
  queryIdleMilliseconds = 30_000;
  log: Logger = silentLogger;

  node(name: string, stored?: string): GossipNode {
    const node = new GossipNode(this, name, stored);
    this.nodes.push(node);
    return node;
  }

  /** Connects two nodes; each delivers what it gets, one message after another. */
  connect(one: GossipNode, other: GossipNode): { readonly toOther: TestPeer; readonly toOne: TestPeer } {
    const [toOther, toOne] = [new TestPeer(other.key, QUERIES), new TestPeer(one.key, QUERIES)];
    connectOneWay(toOther, (message) => receive(other, toOne, message));
    connectOneWay(toOne, (message) => receive(one, toOther, message));
    one.service.connected(toOther);
    other.service.connected(toOne);
    return { toOther, toOne };
  }

  disconnect(one: GossipNode, other: GossipNode): void {
    one.service.disconnected(other.key);
    other.service.disconnected(one.key);
  }

  /** Opens an announced channel between two nodes: on the chain, and in what each says of its channels. */
  open(one: GossipNode, other: GossipNode, id: ShortChannelId): ChannelAnnouncement {
    const announcement = announceChannel(one.node, other.node, id);
    this.outputs.fund(announcement);
    one.channels.push(channelView(other.key, id));
    other.channels.push(channelView(one.key, id));
    for (const { service } of [one, other]) {
      service.announceChannel(announcement);
      service.policiesChanged();
    }
    return announcement;
  }

  async mine(blocks = 1): Promise<void> {
    for (let count = 0; count < blocks; count++) {
      this.outputs.height += 1;
      for (const { service } of this.nodes) await service.blockConnected(block(this.outputs.height));
    }
  }

  async close(): Promise<void> {
    for (const node of this.nodes) {
      await node.stop();
      node.remove();
    }
  }
}

/** The terms of all edges that end at a node and can be used. */
export function edgesInto({ service }: GossipNode, key: string): readonly { readonly feeBase: number }[] {
  const { graph } = service;
  const node = graph.nodeIndex(key);
  if (node < 0) return [];
  const { links, linkStart, degree, words } = graph.flat;
  return Array.from({ length: degree[node] ?? 0 }, (_, place) => {
    const edge = (links[(linkStart[node] ?? 0) + 2 * place] ?? 0) ^ 1;
    const bits = words[EDGE.wordStride * edge + EDGE.delta] ?? 0;
    return {
      isUsable: (bits & EDGE.usable) !== 0,
      feeBase: words[EDGE.wordStride * edge + EDGE.feeBase] ?? 0,
    };
  }).filter(({ isUsable }) => isUsable);
}

/** Runs a test with a network and stops all of it. */
export async function withNetwork(run: (network: TestNetwork) => Promise<void>): Promise<void> {
  const network = new TestNetwork();
  try {
    await run(network);
  } finally {
    await network.close();
  }
}

/** Resolves when the condition holds; rejects after a time that no test needs. */
export async function until(condition: () => boolean, what = String(condition)): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Lets everything happen that is under way: no chain of work here takes more turns of the event loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}

export function block(height: number): Block {
  const hash = sha256(new TextEncoder().encode(`block ${height}`));
  return { height, hash, previous: hash, time: START, transactions: [] } as unknown as Block;
}

/** A channel as `channels` shows it. */
export function channelView(
  peer: string,
  id: ShortChannelId,
  change: Partial<ChannelView> = {},
): ChannelView {
  return {
    channelId: channelId(sha256(new TextEncoder().encode(String(id)))),
    peer,
    state: 'normal',
    usable: true,
    opener: 'local',
    announce: true,
    shortChannelId: id,
    localAlias: shortChannelId(id + 1n),
    remoteAlias: shortChannelId(id + 2n),
    capacityMsat: msat(CAPACITY * 1000n),
    sendable: msat((CAPACITY * 1000n) / 2n),
    receivable: msat((CAPACITY * 1000n) / 2n),
    remoteHtlcMinimum: msat(1n),
    remoteMaxInFlight: msat(CAPACITY * 1000n),
    remoteMaxAcceptedHtlcs: 483,
    sendableWhenSettled: msat((CAPACITY * 1000n) / 2n),
    ...change,
  };
}

function connectOneWay(peer: TestPeer, handle: (message: WireMessage) => Promise<void>): void {
  let last = Promise.resolve();
  peer.deliver = (message) => {
    last = last.then(() => handle(message));
  };
}

async function receive(node: GossipNode, from: TestPeer, message: WireMessage): Promise<void> {
  switch (message.type) {
    case 'channel_announcement':
    case 'channel_update':
    case 'node_announcement':
    case 'gossip_timestamp_filter':
    case 'query_channel_range':
    case 'query_short_channel_ids':
    case 'reply_channel_range':
    case 'reply_short_channel_ids_end':
      await node.service.receive(from, message);
  }
}
