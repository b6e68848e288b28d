/** What a payment costs, and how large files and processes are, after so many payments in one channel. */
import { withNetwork } from './bench-network.ts';
import type { BenchNode } from './bench-node.ts';
import { type LoadResult, runLoad } from './load.ts';
import { comeBack } from './restart.ts';
import { print, round, row } from './table.ts';

const MEASURED = { inFlight: 100, payments: 1400 };
/** Between two looks, so that the channel never runs dry. */
const BATCH = { inFlight: 200, payments: 2800 };

export interface Growth extends LoadResult {
  /** Payments that the channel had carried before. */
  readonly before: number;
  readonly storeBytes: readonly number[];
  readonly residentBytes: readonly number[];
  /** Of the payer, until its channel carries payments again. */
  readonly restartCpuMilliseconds: number;
}

/** `marks`: after how many payments to look; each look makes some more. */
export function growth(marks: readonly number[]): Promise<readonly Growth[]> {
  return withNetwork(['payer', 'payee'], async ({ nodes, open }) => {
    await open(1);
    print();
    row('payments before', [
      'a second',
      'CPU ms',
      'KB written',
      'syncs',
      'MB on disk',
      'MB resident',
      'restart CPU',
    ]);
    const looks: Growth[] = [];
    let made = 0;
    for (const mark of marks.toSorted((a, b) => a - b)) {
      for (; made < mark; made += BATCH.payments)
        await runLoad(nodes, { ...BATCH, payments: Math.min(BATCH.payments, mark - made) });
      made = Math.max(mark, made) + MEASURED.payments;
      looks.push(await look(nodes, mark));
    }
    return looks;
  });
}

async function look(nodes: readonly BenchNode[], before: number): Promise<Growth> {
  const storeBytes = await all(nodes, (node) => node.ask.storeBytes());
  const residentBytes = await all(nodes, (node) => node.ask.residentBytes());
  const result = await runLoad(nodes, MEASURED);
  const [payer] = nodes;
  if (payer === undefined) throw new Error('a network has nodes');
  const { cpuMilliseconds: restartCpuMilliseconds } = await comeBack(payer);
  const both = (figures: readonly number[], unit = 1) => figures.map((each) => round(each / unit)).join(' ');
  row(`${before}`, [
    result.perSecond,
    both(result.costs.map(({ cpuMilliseconds }) => cpuMilliseconds)),
    both(
      result.costs.map(({ bytesWritten }) => bytesWritten),
      1000,
    ),
    both(result.costs.map(({ syncs }) => syncs)),
    both(storeBytes, 1e6),
    both(residentBytes, 1e6),
    restartCpuMilliseconds,
  ]);
  return { ...result, before, storeBytes, residentBytes, restartCpuMilliseconds };
}

function all<T>(nodes: readonly BenchNode[], ask: (node: BenchNode) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(nodes.map(ask));
}
