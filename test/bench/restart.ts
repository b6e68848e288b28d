/** How long a node takes to come back, by the number of its channels. */
import { until } from '../demo/until.ts';
import { withNetwork } from './bench-network.ts';
import type { BenchNode } from './bench-node.ts';
import { runLoad } from './load.ts';
import { print, row } from './table.ts';

/** What both ends put in. */
const HALVES = { openerSat: 100_000, accepterSat: 100_000 };
/** Payments before each restart: the channels have a history. */
const PAYMENTS = { inFlight: 20, payments: 60, amountMsat: 1_000_000n };
const PATIENCE_MS = 120_000;

export interface ComeBack {
  /** From the start of the process's node until it listens and answers. */
  readonly upMilliseconds: number;
  /** Until every channel carries payments again. */
  readonly usableMilliseconds: number;
  /** Of the process, until then: what other work on the machine does not change. */
  readonly cpuMilliseconds: number;
}

export interface Restart extends ComeBack {
  readonly channels: number;
}

export function restart(counts: readonly number[]): Promise<readonly Restart[]> {
  return withNetwork(['payer', 'payee'], async (network) => {
    const [node] = network.nodes;
    if (node === undefined) throw new Error('a network has nodes');
    print();
    row('restart', ['up ms', 'usable ms', 'CPU ms']);
    const measured: Restart[] = [];
    let opened = 0;
    for (const channels of counts.toSorted((a, b) => a - b)) {
      await network.open(channels - opened, HALVES);
      opened = channels;
      await runLoad(network.nodes, PAYMENTS);
      const one = { channels, ...(await comeBack(node)) };
      const name = `${channels} channel${channels === 1 ? '' : 's'}`;
      row(name, [one.upMilliseconds, one.usableMilliseconds, one.cpuMilliseconds]);
      await profileComeBack(node, `restart-${channels}`);
      measured.push(one);
    }
    return measured;
  });
}

/** Ends the node's process and starts it again. */
export async function comeBack(node: BenchNode, isProfiled = false): Promise<ComeBack> {
  await node.end();
  const started = performance.now();
  await node.startAgain({ isProfiled });
  const upMilliseconds = performance.now() - started;
  await until(
    'all channels are usable',
    async () => {
      const { channels } = await node.ask.info();
      return channels.active > 0 && channels.inactive + channels.pending === 0;
    },
    PATIENCE_MS,
  );
  const usableMilliseconds = performance.now() - started;
  const { cpuMilliseconds } = await node.ask.usage();
  return { upMilliseconds, usableMilliseconds, cpuMilliseconds };
}

/** Once more, if profiles are wanted, with one of all but the loading of modules. */
async function profileComeBack(node: BenchNode, name: string): Promise<void> {
  const directory = process.env['SFERIC_BENCH_PROFILES'];
  if (directory === undefined) return;
  await comeBack(node, true);
  const { top } = await node.ask.stopProfile(`${directory}/${name}.cpuprofile`);
  for (const [place, milliseconds] of top) print(`  ${milliseconds.toFixed(0)} ${place}`);
}
