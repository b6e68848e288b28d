/** How long a node takes to come back, by the number of its channels. */
import { until } from '../demo/until.ts';
import { type BenchNetwork, withNetwork } from './bench-network.ts';
import { runLoad } from './load.ts';
import { print, row } from './table.ts';

/** What both ends put in. */
const HALVES = { openerSat: 100_000, accepterSat: 100_000 };
/** Payments before each restart: the channels have a history. */
const PAYMENTS = { inFlight: 20, payments: 60, amountMsat: 1_000_000n };
const PATIENCE_MS = 120_000;

export interface Restart {
  readonly channels: number;
  /** From the start of the process's node until it listens and answers. */
  readonly upMilliseconds: number;
  /** Until every channel carries payments again. */
  readonly usableMilliseconds: number;
}

export function restart(counts: readonly number[]): Promise<readonly Restart[]> {
  return withNetwork(['payer', 'payee'], async (network) => {
    print();
    row('restart', ['up ms', 'usable ms']);
    const measured: Restart[] = [];
    let opened = 0;
    for (const channels of counts.toSorted((a, b) => a - b)) {
      await network.open(channels - opened, HALVES);
      opened = channels;
      await runLoad(network.nodes, PAYMENTS);
      const one = { channels, ...(await restartFirst(network)) };
      row(`${channels} channel${channels === 1 ? '' : 's'}`, [one.upMilliseconds, one.usableMilliseconds]);
      measured.push(one);
    }
    return measured;
  });
}

async function restartFirst({ nodes: [node] }: BenchNetwork): Promise<Omit<Restart, 'channels'>> {
  if (node === undefined) throw new Error('a network has nodes');
  await node.end();
  const started = performance.now();
  await node.startAgain();
  const upMilliseconds = performance.now() - started;
  await until(
    'all channels are usable',
    async () => {
      const { channels } = await node.ask.info();
      return channels.active > 0 && channels.inactive + channels.pending === 0;
    },
    PATIENCE_MS,
  );
  return { upMilliseconds, usableMilliseconds: performance.now() - started };
}
