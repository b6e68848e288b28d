/** `npm run network`: starts a network of nodes and keeps it until Ctrl-C. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { formatSat } from './amounts.ts';
import type { Chain } from './chain.ts';
import { confirmChannels, openChannel } from './channel-plan.ts';
import { COMMON_OPTIONS, integer, runMain, UsageError } from './command-line.ts';
import { fundWallets, launchNetwork, type Network } from './network-launch.ts';
import { type Report, style } from './report.ts';
import { type Run, runCommand } from './run-command.ts';
import { edgesOf, TOPOLOGIES, type Topology } from './topology.ts';

const DEFAULT_NODES = 4;
/** A node takes about 200 MB of memory. */
const MAX_NODES = 32;
const DEFAULT_CAPACITY_SAT = 10_000_000;
/** BOLT 2: more than anybody needs on a chain of his own, and below what channels hold without `option_support_large_channel`. */
const MAX_CAPACITY_SAT = 16_000_000;
const MIN_CAPACITY_SAT = 20_000;
const MAX_BLOCK_SECONDS = 3600;

const HELP = `Usage: npm run network -- [options]

Starts an embedded Bitcoin chain and nodes as processes of their own, with funded wallets and channels between them,
prints how to talk to each, and keeps them until Ctrl-C. Whenever a transaction waits, blocks are mined that confirm it
deep enough for everything. A node that is told to stop ('sferic stop') can be started again by hand, by the command that
is printed then; the rest goes on.

Options:
  --nodes N              how many nodes, 1 to ${MAX_NODES} (default: ${DEFAULT_NODES})
  --topology SHAPE       ${TOPOLOGIES.join(', ')} (default: line)
  --capacity SAT         of each channel; both sides fund half (default: ${DEFAULT_CAPACITY_SAT})
  --blocks-every SECONDS mine a block every so often too
  --bitcoind              a bitcoind of the PATH is the chain, instead of the embedded one
  --verbose              print what the processes log
  --keep                 leave the data directories at the end
  --help                 show this text

Examples:
  npm run network -- --nodes 6 --topology ring
  npm run network -- --nodes 3 --blocks-every 10
`;

interface NetworkOptions {
  readonly nodes: number;
  readonly topology: Topology;
  readonly capacitySat: bigint;
  readonly blocksEverySeconds: number | undefined;
  readonly verbose: boolean;
  readonly keep: boolean;
  readonly bitcoind: boolean;
  readonly help: boolean;
}

const FIRST_NAMES = [
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'frank',
  'grace',
  'heidi',
  'ivan',
  'judy',
] as const;

async function keepNetwork({ workspace, report, interrupted }: Run, options: NetworkOptions): Promise<void> {
  const names = Array.from({ length: options.nodes }, (_, index) => nameOf(index));
  const network = await report.step('A chain and nodes come up', () =>
    launchNetwork(workspace, report, names),
  );
  await report.step('Mining fills the wallets', () => fundWallets(network, report));
  if (options.nodes > 1) await report.step('Channels', () => openChannels(network, report, options));
  for (const node of network.nodes) node.mayStop((args) => report.note(stoppedText(node.name, args)));
  printUsage(network, report, join(workspace.directory, 'chain'));
  const over = new AbortController();
  void interrupted.then(() => over.abort());
  await Promise.all([
    mineOnDemand(network.chain, over.signal),
    options.blocksEverySeconds === undefined
      ? undefined
      : mineRegularly(network.chain, options.blocksEverySeconds, over.signal),
  ]);
  // The frame ends the run.
  await interrupted;
}

async function openChannels(
  network: Network,
  report: Report,
  { topology, nodes, capacitySat }: NetworkOptions,
): Promise<void> {
  const channels = [];
  for (const [from, to] of edgesOf(topology, nodes)) {
    const [opener, accepter] = [network.nodes[from], network.nodes[to]];
    if (opener === undefined || accepter === undefined) throw new Error('a channel is between nodes');
    await opener.api.connect(accepter.uri);
    const half = capacitySat / 2n;
    const policy = { type: 'match', limitSat: MAX_CAPACITY_SAT.toString() } as const;
    const channel = await openChannel(network, { opener, accepter, amountSat: half, policy });
    channels.push(channel);
    report.done(`${channel.name}: ${formatSat(channel.openerSat)} + ${formatSat(channel.accepterSat)}`);
    // The change of one opening pays for the next: unconfirmed ones must not pile up.
    await network.chain.mine(1);
  }
  const height = await confirmChannels(network, channels);
  report.chain(`confirmed at height ${height}, usable, and known to all nodes`);
}

function printUsage({ chain, nodes }: Network, report: Report, chainDirectory: string): void {
  report.line('');
  report.title('The network is up');
  for (const { name, directory, api, uri } of nodes) {
    report.line('');
    report.line(` ${style(['bold', 'cyan'], name)}  ${uri}`);
    report.line(`   npm run sferic -- --datadir ${directory} info`);
    report.line(style('dim', `   API ${api.url}, token in ${join(directory, 'api-token')}`));
  }
  report.line('');
  report.line(` ${style(['bold', 'cyan'], 'chain')}  ${chain.url}  cookie in ${chain.cookiePath}`);
  report.line(style('dim', `   JSON-RPC of Bitcoin Core; data in ${chainDirectory}`));
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (first !== undefined && last !== undefined && first !== last) {
    report.line('');
    report.line(' Pay, for example:');
    report.line(`   npm run sferic -- --datadir ${last.directory} invoice 25000sat`);
    report.line(`   npm run sferic -- --datadir ${first.directory} pay INVOICE`);
  }
  report.line('');
  report.line(' Blocks are mined when a transaction waits. Ctrl-C ends everything.');
}

function stoppedText(name: string, args: readonly string[]): string {
  return (
    `${name} has stopped, the rest goes on. To start it again, in a terminal of its own, until Ctrl-C, 'sferic stop' ` +
    `or the end of this network: npm run sferic -- ${args.join(' ')}`
  );
}

const LOOK_EVERY_MS = 250;
/** Channels are announced, and closings final, at this depth: one transaction is followed by everything it leads to. */
const BLOCKS_ON_DEMAND = 6;

/** Mines when transactions wait, until the run is over. */
async function mineOnDemand(chain: Chain, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if ((await chain.mempool()).length > 0) await chain.mine(BLOCKS_ON_DEMAND);
    await pause(LOOK_EVERY_MS, signal);
  }
}

async function mineRegularly(chain: Chain, seconds: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(seconds * 1000, signal);
    if (!signal.aborted) await chain.mine(1);
  }
}

/** Ends early when the run does. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return delay(milliseconds, undefined, { signal }).catch(() => undefined);
}

function nameOf(index: number): string {
  return FIRST_NAMES[index] ?? `node${index + 1}`;
}

/** Throws a `UsageError`, or what `parseArgs` throws. */
function readOptions(): NetworkOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      nodes: text,
      topology: text,
      capacity: text,
      'blocks-every': text,
      ...COMMON_OPTIONS,
    },
  });
  const topology = TOPOLOGIES.find((name) => name === (values.topology ?? 'line'));
  if (topology === undefined) throw new UsageError(`--topology takes ${TOPOLOGIES.join(', ')}`);
  const { verbose, keep, bitcoind, help } = values;
  const capacity = integer('--capacity', values.capacity, [MIN_CAPACITY_SAT, MAX_CAPACITY_SAT]);
  return {
    nodes: integer('--nodes', values.nodes, [1, MAX_NODES]) ?? DEFAULT_NODES,
    topology,
    capacitySat: BigInt(capacity ?? DEFAULT_CAPACITY_SAT),
    blocksEverySeconds: integer('--blocks-every', values['blocks-every'], [1, MAX_BLOCK_SECONDS]),
    verbose,
    keep,
    bitcoind,
    help,
  };
}

process.exitCode = await runMain({ command: 'npm run network', help: HELP }, readOptions, (options) =>
  runCommand({ ...options, endsByInterrupt: true }, (run) => keepNetwork(run, options)),
);
