/** How long something takes: one core, one thing after the other, nothing else of ours running. */

/** What was measured. */
export interface Measured {
  readonly name: string;
  /** Of one run, the median over batches: what else the machine does shows in few of them. */
  readonly microseconds: number;
}

/** Long enough for the compiler to have seen the code. */
const WARM_UP_MS = 150;
const MEASURE_MS = 600;
/** A batch is long against the clock's resolution and short against the scheduler's patience. */
const BATCH_MS = 5;

/** Runs `work` over and over. It must not depend on being run once only. */
export function measure(name: string, work: () => void): Measured {
  const warm = repeat(work, WARM_UP_MS);
  const perBatch = Math.max(1, Math.round((warm.runs / warm.milliseconds) * BATCH_MS));
  const batches: number[] = [];
  const end = performance.now() + MEASURE_MS;
  while (performance.now() < end) {
    const started = performance.now();
    for (let run = 0; run < perBatch; run++) work();
    batches.push((performance.now() - started) / perBatch);
  }
  return { name, microseconds: quantile(batches, 0.5) * 1000 };
}

/** The value below which this part of `values` lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function repeat(work: () => void, milliseconds: number): { runs: number; milliseconds: number } {
  const started = performance.now();
  for (let runs = 1; ; runs++) {
    work();
    const passed = performance.now() - started;
    if (passed >= milliseconds) return { runs, milliseconds: passed };
  }
}
