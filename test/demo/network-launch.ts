/** Brings up a chain and nodes on it, with coins in their wallets. */
import { join } from 'node:path';
import { formatCoins } from './amounts.ts';
import { Chain, COINBASE_MATURITY } from './chain.ts';
import { NetworkNode, shortUri } from './network-node.ts';
import type { Report } from './report.ts';
import type { Workspace } from './workspace.ts';

export interface Network {
  readonly chain: Chain;
  readonly nodes: readonly NetworkNode[];
}

/** One reward is enough for a channel; with two, a node opens one while the change of the other is unconfirmed. */
const REWARDS_PER_NODE = 2;
const SUBSIDY_SAT = 5_000_000_000n;

/** Starts the chain, then all nodes at once. */
export async function launchNetwork(
  workspace: Workspace,
  report: Report,
  names: readonly string[],
): Promise<Network> {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  const chain = await Chain.start(workspace, join(workspace.directory, 'chain'));
  report.done(`regtest chain  ${chain.url}`, elapsed());
  const width = Math.max(...names.map(({ length }) => length));
  const nodes = await Promise.all(
    names.map(async (name) => {
      const node = await NetworkNode.start({ workspace, chain, name });
      report.done(`${name.padEnd(width)}  ${shortUri(node.uri)}  API ${node.api.url}`, elapsed());
      return node;
    }),
  );
  return { chain, nodes };
}

/** Mines rewards to each wallet, and blocks until they can be spent. */
export async function fundWallets({ chain, nodes }: Network, report: Report): Promise<void> {
  for (const node of nodes) {
    const { address } = await node.api.walletAddress();
    await chain.mine(REWARDS_PER_NODE, address);
    const reward = formatCoins(SUBSIDY_SAT * BigInt(REWARDS_PER_NODE));
    report.chain(`${REWARDS_PER_NODE} blocks pay ${reward} to ${node.name}, ${address}`);
  }
  const height = await chain.mine(COINBASE_MATURITY);
  report.chain(`${COINBASE_MATURITY} more blocks, so that the rewards can be spent: height ${height}`);
  await Promise.all(nodes.map((node) => node.untilHeight(height)));
}

/** Mines, and waits until all nodes have seen it. */
export async function mine({ chain, nodes }: Network, blocks: number): Promise<number> {
  const height = await chain.mine(blocks);
  await Promise.all(nodes.map((node) => node.untilHeight(height)));
  return height;
}
