/** Node processes in a line on an embedded chain, with channels between them, for one part of the benchmark. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, COINBASE_MATURITY } from '../demo/chain.ts';
import { until } from '../demo/until.ts';
import { Workspace } from '../demo/workspace.ts';
import { BenchNode } from './bench-node.ts';

/** Nearly all on one side, so that many payments go one way before they come back. Together the most that a channel holds. */
const ONE_SIDE: Contributions = { openerSat: 15_700_000, accepterSat: 1_000_000 };
/** Coins of each node: openings that run at once take one each. */
const COINS = 12;
/** Openings that a node takes of one peer at once. */
const AT_ONCE = 4;
/** And in one session in a short time. */
const PER_SESSION = 80;
const SETTLE_MS = 2000;
const ANNOUNCEMENT_DEPTH = 6;

/** What the ends of a channel put in. */
export interface Contributions {
  readonly openerSat: number;
  readonly accepterSat: number;
}

export interface BenchNetwork {
  readonly chain: Chain;
  /** In the order of the line. */
  readonly nodes: readonly BenchNode[];
  /** `channels` more between each node and the next. */
  open(channels: number, contributions?: Contributions): Promise<void>;
}

/** Runs `work` on a new network; leaves no process and no directory behind. */
export async function withNetwork<T>(
  names: readonly string[],
  work: (network: BenchNetwork) => Promise<T>,
): Promise<T> {
  const workspace = await Workspace.create({ verbose: false, keep: false });
  const nodes: BenchNode[] = [];
  // Ctrl-C ends this process; its processes end with it.
  const interrupt = (): never => process.exit(1);
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const chain = await Chain.start(workspace, join(workspace.directory, 'chain'));
    const isVerbose = process.env['SFERIC_BENCH_LOG'] !== undefined;
    for (const name of names) {
      const directory = join(workspace.directory, name);
      nodes.push(await BenchNode.start({ directory, name, chain, port: 0, isVerbose }));
    }
    await fund(chain, nodes);
    for (const [from, to] of pairs(nodes)) await from.ask.connect(to.uri);
    let opened = 0;
    const open = async (channels: number, contributions = ONE_SIDE): Promise<void> => {
      for (let done = 0; done < channels; done += AT_ONCE) {
        if (done > 0 && done % PER_SESSION === 0) await connectAnew(nodes);
        await openSome(chain, nodes, Math.min(channels - done, AT_ONCE), contributions);
      }
      opened += channels * (nodes.length - 1);
      await usable(nodes, opened);
    };
    return await Promise.race([work({ chain, nodes, open }), workspace.failed]);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await Promise.all(nodes.map((node) => node.end()));
    await workspace.close();
  }
}

/** Both ends reconnect by themselves, and perhaps at once: of two sessions one stays, and which shows after a moment. */
async function connectAnew(nodes: readonly BenchNode[]): Promise<void> {
  for (const [from, to] of pairs(nodes)) {
    await from.ask.disconnect(to.uri.slice(0, to.uri.indexOf('@')));
    for (const node of [from, to])
      await until(`${node.name} is connected`, async () =>
        (await node.ask.peers()).some(({ connected }) => connected),
      );
  }
  await delay(SETTLE_MS);
}

async function fund(chain: Chain, nodes: readonly BenchNode[]): Promise<void> {
  for (const node of nodes)
    for (let coin = 0; coin < COINS; coin++) await chain.mine(1, (await node.ask.walletAddress()).address);
  await mine(chain, nodes, COINBASE_MATURITY);
}

/** Mines, and waits until all have followed. */
async function mine(chain: Chain, nodes: readonly BenchNode[], blocks: number): Promise<void> {
  const height = await chain.mine(blocks);
  for (const node of nodes)
    await until(
      `${node.name} is at block ${height}`,
      async () => (await node.ask.info()).blockHeight >= height,
    );
}

async function openSome(
  chain: Chain,
  nodes: readonly BenchNode[],
  count: number,
  { openerSat, accepterSat }: Contributions,
): Promise<void> {
  const fixed = { type: 'fixed', amountSat: String(accepterSat) } as const;
  const policy = accepterSat === 0 ? ({ type: 'none' } as const) : fixed;
  for (const [from, to] of pairs(nodes)) {
    await to.ask.setFundingPolicy(policy);
    const amountSat = String(openerSat);
    await Promise.all(Array.from({ length: count }, () => from.ask.open({ peer: to.uri, amountSat })));
  }
  await mine(chain, nodes, ANNOUNCEMENT_DEPTH);
}

/** Waits until every node's own channels are usable, and all know of them. */
async function usable(nodes: readonly BenchNode[], channels: number): Promise<void> {
  for (const node of nodes)
    await until(`${node.name} knows ${channels} channels`, async () => {
      const { channels: own, graph } = await node.ask.info();
      return own.inactive + own.pending === 0 && graph.channels === channels;
    });
}

function pairs(nodes: readonly BenchNode[]): readonly (readonly [BenchNode, BenchNode])[] {
  return nodes.slice(1).map((to, index) => [nodes[index] as BenchNode, to]);
}
