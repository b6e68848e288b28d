/** What a payment costs, and how large the files are, after so many payments in one channel. */
import { withNetwork } from './bench-network.ts';
import { type LoadResult, runLoad } from './load.ts';
import { print, round, row } from './table.ts';

const MEASURED = { inFlight: 100, payments: 1400 };
/** Between two looks, so that the channel never runs dry. */
const BATCH = { inFlight: 200, payments: 1400 };

export interface Growth extends LoadResult {
  /** Payments that the channel had carried before. */
  readonly before: number;
  readonly storeBytes: readonly number[];
}

/** `marks`: after how many payments to look; each look makes some more. */
export function growth(marks: readonly number[]): Promise<readonly Growth[]> {
  return withNetwork(['payer', 'payee'], async ({ nodes, open }) => {
    await open(1);
    print();
    row('payments before', ['a second', 'CPU ms payer', 'CPU ms payee', 'KB on disk']);
    const looks: Growth[] = [];
    let made = 0;
    for (const mark of marks.toSorted((a, b) => a - b)) {
      for (; made < mark; made += BATCH.payments)
        await runLoad(nodes, { ...BATCH, payments: Math.min(BATCH.payments, mark - made) });
      made = Math.max(mark, made);
      const storeBytes = await Promise.all(nodes.map((node) => node.ask.storeBytes()));
      const result = await runLoad(nodes, MEASURED);
      made += MEASURED.payments;
      const cpu = result.costs.map(({ cpuMilliseconds }) => cpuMilliseconds);
      const kilobytes = storeBytes.map((bytes) => round(bytes / 1000)).join(' ');
      row(`${mark}`, [result.perSecond, ...cpu, kilobytes]);
      looks.push({ ...result, before: mark, storeBytes });
    }
    return looks;
  });
}
