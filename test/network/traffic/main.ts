/** `npm run traffic`: a network by lot in which all pay all, while nodes leave and return. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { chooseSeed, Random } from '../../chaos/random.ts';
import { integer, runMain } from '../../demo/command-line.ts';
import type { Owner } from '../chain-server.ts';
import { audit, takeStock } from './accounts.ts';
import { describeTraffic, figuresOf } from './report.ts';
import { drawTopology } from './topology.ts';
import { build } from './town.ts';
import { runTraffic } from './traffic.ts';

const DEFAULT_NODES = 30;
const DEFAULT_PAYMENTS = 2000;
const DEFAULT_AT_ONCE = 8;
const MAX_U32 = 0xffff_ffff;
/** Below this part of successes the run has failed. */
const LEAST_SUCCESS = 0.99;
const PROGRESS_EVERY = 100;

const HELP = `Usage: npm run traffic -- [options]

Starts nodes in this process, over real sockets on an embedded chain, with channels drawn by lot: twice as many as nodes, of 100,000 to
4,000,000 sat, half of them funded by both ends, each node with fees of its own. Then all pay all by lot, several at a time, while nodes
stop and start again: amounts are log-uniform from 1 sat to half of the max-flow between payer and payee at that time, reckoned from what
the channels say that they can send, without what is in flight. In the end every node must own to the millisatoshi what follows from its
payments, and fees paid must be fees earned.

Options:
  --nodes N       how many nodes (default ${DEFAULT_NODES})
  --payments N    how many payments (default ${DEFAULT_PAYMENTS})
  --at-once N     payments at a time (default ${DEFAULT_AT_ONCE})
  --leaves N      how often a node leaves and returns (default: once for 50 payments)
  --seed N        what chance draws from (default: from the clock); moments are as exact as the machine
  --help          show this text

Exit code: 0 when 99 % of the payments succeeded and every sum is exact, 1 when not, 2 for wrong usage.
`;

const text = { type: 'string' } as const;

function readOptions() {
  const { values } = parseArgs({
    options: {
      nodes: text,
      payments: text,
      'at-once': text,
      leaves: text,
      seed: text,
      help: { type: 'boolean', default: false },
    },
  });
  const payments = integer('--payments', values.payments, [1, 1_000_000]) ?? DEFAULT_PAYMENTS;
  return {
    help: values.help,
    bitcoind: false,
    nodes: integer('--nodes', values.nodes, [3, 100]) ?? DEFAULT_NODES,
    payments,
    atOnce: integer('--at-once', values['at-once'], [1, 200]) ?? DEFAULT_AT_ONCE,
    leaves: integer('--leaves', values.leaves, [0, payments]) ?? Math.floor(payments / 50),
    seed: integer('--seed', values.seed, [0, MAX_U32]) ?? chooseSeed(),
  };
}

type Options = ReturnType<typeof readOptions>;

async function main({ nodes, payments, atOnce, leaves, seed }: Options): Promise<number> {
  const owner = new Cleanup();
  try {
    const random = new Random(seed);
    print(`${nodes} nodes, ${payments} payments, ${atOnce} at a time, ${leaves} leaves, seed ${seed}`);
    const started = performance.now();
    const town = await build(owner, drawTopology(nodes, random));
    print(`the network stands after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    const before = await takeStock(town);
    const traffic = await runTraffic(town, {
      ...{ payments, atOnce, leaves, random },
      progress: (made) => {
        if (made.length % PROGRESS_EVERY !== 0) return;
        const failed = made.filter(({ info }) => info.state !== 'succeeded').length;
        print(`  ${made.length} payments, ${failed} failed`);
      },
    });
    const problems = await audit(town, before, traffic.made);
    for (const line of ['', ...describeTraffic(traffic), '']) print(line);
    for (const problem of problems) print(`✖ ${problem}`);
    if (problems.length === 0) print('every sum is exact to the millisatoshi');
    return problems.length === 0 && figuresOf(traffic).successRate >= LEAST_SUCCESS ? 0 : 1;
  } finally {
    await owner.end();
  }
}

/** Ends what has begun, the last first. */
class Cleanup implements Owner {
  readonly #works: (() => Promise<void> | void)[] = [];

  after(work: () => Promise<void> | void): void {
    this.#works.unshift(work);
  }

  async end(): Promise<void> {
    for (const work of this.#works) await work();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await runMain({ command: 'npm run traffic', help: HELP }, readOptions, main);
