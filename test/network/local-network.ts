/** Nodes in this process over real sockets, on an embedded chain: a network for tests, made and taken down by them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type ChannelFundingPolicy,
  createLogger,
  createSeed,
  Daemon,
  DEFAULT_FORWARDING_POLICY,
  FALLBACK_FEERATE,
  type LogLevel,
  loadSeed,
  type NodeService,
} from '@sferic/node';
import { sat } from '@sferic/wire';
import { CHAIN_SERVERS, type ChainServer, type ChainServerKind, type Owner } from './chain-server.ts';
import { FreezableLink } from './freezable-link.ts';

/** How long `until` waits: far above what is needed on a slow machine, and an end for a test that would hang. */
const PATIENCE_MS = 30_000;
const LOG_LEVEL = (process.env['SFERIC_TEST_LOG'] ?? 'error') as LogLevel;

/** Where blocks are mined to that no node shall have. */
export const NOBODY = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

export interface TestNodeOptions {
  readonly name: string;
  readonly fundingPolicy?: ChannelFundingPolicy;
  readonly forwardingPolicy?: typeof DEFAULT_FORWARDING_POLICY;
  readonly muxers?: readonly ('yamux' | 'mplex')[];
}

/** A node that keeps its directory and its port when it is restarted. */
export class TestNode {
  readonly #options: TestNodeOptions;
  readonly #directory: string;
  readonly #chain: Pick<ChainServer, 'url' | 'cookiePath'>;
  #listen = '/ip4/127.0.0.1/tcp/0';
  #daemon: Daemon | undefined;

  constructor(options: TestNodeOptions, directory: string, chain: Pick<ChainServer, 'url' | 'cookiePath'>) {
    this.#options = options;
    this.#directory = directory;
    this.#chain = chain;
  }

  get service(): NodeService {
    assert(this.#daemon !== undefined, `${this.#options.name} is not running`);
    return this.#daemon.service;
  }

  get isRunning(): boolean {
    return this.#daemon !== undefined;
  }

  /** A link to where the running node listens. */
  async link(t: TestContext): Promise<FreezableLink> {
    const [uri = ''] = (await this.service.info()).uris;
    const [, host, port] = /@([\d.]+):(\d+)$/.exec(uri) ?? [];
    assert(host !== undefined && port !== undefined, uri);
    return FreezableLink.to(t, { host, port: Number(port) });
  }

  async start(): Promise<void> {
    const {
      name,
      fundingPolicy = { type: 'none' },
      forwardingPolicy = DEFAULT_FORWARDING_POLICY,
      muxers = ['yamux', 'mplex'],
    } = this.#options;
    const directory = this.#path;
    await mkdir(directory, { recursive: true });
    const stored = await loadSeed(directory, undefined);
    const seed = stored.ok ? stored : await createSeed(directory, undefined);
    assert(seed.ok);
    const started = await Daemon.start({
      directory,
      identity: { alias: name, color: '#336699', version: 'test' },
      chain: {
        name: 'regtest',
        bitcoind: { url: this.#chain.url, credentials: { type: 'cookie', file: this.#chain.cookiePath } },
        fallbackFeerate: FALLBACK_FEERATE,
        seed: seed.value,
      },
      listen: [this.#listen],
      announce: [],
      muxers,
      acceptsSpontaneous: true,
      minimumDepth: 3,
      fundingPolicy,
      forwardingPolicy,
      gossipRelayMilliseconds: 10,
      log: createLogger({
        level: LOG_LEVEL,
        format: 'text',
        write: (line) => process.stderr.write(`${name} ${line}`),
        now: () => new Date(),
      }),
    });
    assert(started.ok, started.ok ? '' : started.error.message);
    this.#daemon = started.value;
    const { listening } = await this.service.info();
    this.#listen = listening[0]?.split('/p2p/')[0] ?? this.#listen;
  }

  async stop(): Promise<void> {
    await this.#daemon?.stop();
    this.#daemon = undefined;
  }

  /** Keeps a copy of what the node has stored. It must not run. */
  async backUp(): Promise<() => Promise<void>> {
    assert(this.#daemon === undefined);
    const copy = `${this.#path}.copy`;
    await cp(this.#path, copy, { recursive: true });
    return async () => {
      assert(this.#daemon === undefined);
      await rm(this.#path, { recursive: true });
      await cp(copy, this.#path, { recursive: true });
    };
  }

  /** All that the node has stored but its seed and, unless `andBackup`, the backup of its channels. It must not run. */
  async loseDatabase({ andBackup = false } = {}): Promise<void> {
    assert(this.#daemon === undefined);
    const kept = andBackup ? ['seed.json'] : ['seed.json', 'channels.backup'];
    for (const name of await readdir(this.#path))
      if (!kept.includes(name)) await rm(join(this.#path, name), { recursive: true });
  }

  /** The next start listens at another port. */
  moveElsewhere(): void {
    this.#listen = '/ip4/127.0.0.1/tcp/0';
  }

  get #path(): string {
    return join(this.#directory, this.#options.name);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }
}

export class LocalNetwork {
  readonly #directory = mkdtempSync(join(tmpdir(), 'sferic-test-'));
  readonly #nodes = new Map<string, TestNode>();
  #chain: ChainServer | undefined;

  /** Starts the chain, the embedded one unless told otherwise; everything ends with its owner. */
  static async start(t: Owner, kind: ChainServerKind | undefined = CHAIN_SERVERS[0]): Promise<LocalNetwork> {
    assert(kind !== undefined);
    const network = new LocalNetwork();
    t.after(() => network.#stop());
    const datadir = join(network.#directory, 'chain');
    await mkdir(datadir);
    network.#chain = await kind.start(t, datadir);
    return network;
  }

  /** Nodes with announced channels between neighbours, each funded by both, that all know of all. */
  async line<const Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ readonly [K in keyof Names]: TestNode }> {
    const fundingPolicy = { type: 'fixed', amount: sat(400_000n) } as const;
    const nodes: TestNode[] = [];
    for (const name of names) nodes.push(await this.addNode({ name, fundingPolicy }));
    await this.fund();
    for (const [index, node] of nodes.slice(1).entries())
      await this.open(nodes[index] as TestNode, node, 1_000_000);
    for (const node of nodes) await this.knows(node, nodes.length - 1);
    return nodes as unknown as { readonly [K in keyof Names]: TestNode };
  }

  /** A call of the chain's RPC that must succeed. */
  async call(method: string, ...params: readonly unknown[]): Promise<unknown> {
    assert(this.#chain !== undefined);
    return this.#chain.call(method, ...params);
  }

  async addNode(options: TestNodeOptions): Promise<TestNode> {
    assert(this.#chain !== undefined);
    const node = new TestNode(options, this.#directory, this.#chain);
    this.#nodes.set(options.name, node);
    await node.start();
    return node;
  }

  /** Mines to an address of nobody's and waits until all running nodes have followed. */
  async mine(blocks: number, address = NOBODY): Promise<void> {
    await this.call('generatetoaddress', blocks, address);
    const height = await this.call('getblockcount');
    for (const node of this.#nodes.values())
      if (node.isRunning) await until(async () => (await node.service.info()).blockHeight === height);
  }

  /** Mines `atOnce` blocks after others until the condition holds, leaving the nodes the time to publish what is due. */
  async mineUntil(condition: () => Promise<boolean>, atMost: number, atOnce = 1): Promise<void> {
    for (let blocks = 0; !(await condition()); blocks += atOnce) {
      assert(blocks < atMost, `still not true after ${atMost} blocks: ${condition}`);
      await this.mine(atOnce);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Gives every node a mined coin of 50 bitcoin that can be spent. */
  async fund(): Promise<void> {
    for (const node of this.#nodes.values()) await this.mine(1, (await node.service.walletAddress()).address);
    await this.mine(100);
  }

  /** Opens a channel and waits until both ends can use it. */
  async open(
    from: TestNode,
    to: TestNode,
    amountSat: number,
    { through, announce = true }: { readonly through?: FreezableLink; readonly announce?: boolean } = {},
  ): Promise<string> {
    const { nodeId, uris } = await to.service.info();
    const uri = through === undefined ? uris[0] : `${nodeId}@127.0.0.1:${through.port}`;
    assert(uri !== undefined);
    const { channelId } = await from.service.open({ peer: uri, amountSat: String(amountSat), announce });
    await this.mine(6);
    await this.usable(channelId, from, to);
    return channelId;
  }

  async usable(channelId: string, ...ends: readonly TestNode[]): Promise<void> {
    for (const end of ends)
      await until(async () => {
        const channels = await end.service.channels();
        return channels.some((channel) => channel.channelId === channelId && channel.usable);
      });
  }

  /** Waits until the node knows `channels` announced channels in both directions. */
  async knows(node: TestNode, channels: number): Promise<void> {
    await until(async () => (await node.service.info()).graph.channels === channels);
  }

  async #stop(): Promise<void> {
    for (const node of this.#nodes.values()) await node.stop();
    await this.#chain?.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Looks again and again until the condition holds; fails after `PATIENCE_MS`. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    assert(performance.now() < deadline, `still not true after ${PATIENCE_MS} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
