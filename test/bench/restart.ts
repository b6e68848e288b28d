/** How long a node takes to come back, by the number of its channels. */
import { until } from '../demo/until.ts';
import { withNetwork } from './bench-network.ts';
import type { BenchNode } from './bench-node.ts';
import { runLoad } from './load.ts';
import { print, row } from './table.ts';

/** What both ends put in. */
const HALVES = { openerSat: 100_000, accepterSat: 100_000 };
/** What one end of a channel can send once, so that payments spread over all of them. */
const AMOUNT_MSAT = 80_000_000n;
const IN_FLIGHT = 100;
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
  /** Payments that each channel has carried, on average. */
  readonly history: number;
  readonly storeBytes: number;
}

/** `counts`: of channels; `history`: payments that each shall have carried, on average, and an even number. */
export function restart(counts: readonly number[], history: number): Promise<readonly Restart[]> {
  return withNetwork(['payer', 'payee'], async (network) => {
    const [node] = network.nodes;
    if (node === undefined) throw new Error('a network has nodes');
    print();
    row(`restart, ${history} payments in each channel`, ['up ms', 'usable ms', 'CPU ms', 'MB on disk']);
    const measured: Restart[] = [];
    let opened = 0;
    for (const channels of counts.toSorted((a, b) => a - b)) {
      const added = channels - opened;
      await network.open(added, HALVES);
      opened = channels;
      for (let paid = 0; paid < history; paid += 2)
        await runLoad(network.nodes, { inFlight: IN_FLIGHT, payments: 2 * added, amountMsat: AMOUNT_MSAT });
      const storeBytes = await node.ask.storeBytes();
      const one = { channels, history, storeBytes, ...(await comeBack(node)) };
      const name = `${channels} channel${channels === 1 ? '' : 's'}`;
      row(name, [one.upMilliseconds, one.usableMilliseconds, one.cpuMilliseconds, storeBytes / 1e6]);
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
