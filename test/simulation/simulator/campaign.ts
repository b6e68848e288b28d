/** Many runs, one after another; what they found, and how to see it again. */
import type { Action } from './actions.ts';
import type { Defect } from './defects.ts';
import { type RunResult, run } from './simulation.ts';

/** Actions of one run: enough for payments, closes and their resolution; few enough to be read. */
export const RUN_LENGTH = 1200;
/** Runs that may be spent to cut a failing one down. */
const SHRINKING_RUNS = 60;

export interface Campaign {
  readonly seed: number;
  readonly steps: number;
  readonly firstRun?: number | undefined;
  readonly defect?: Defect | undefined;
}

export interface Finding {
  /** The run, counted from 0. */
  readonly index: number;
  readonly error: Error;
  /** What suffices to find it again. */
  readonly actions: readonly Action[];
}

export interface CampaignResult {
  readonly runs: number;
  readonly steps: number;
  readonly marks: ReadonlyMap<string, number>;
  readonly finding?: Finding;
}

export function runCampaign({ seed, steps, firstRun = 0, defect }: Campaign, shrinks = true): CampaignResult {
  const marks = new Map<string, number>();
  let done = 0;
  for (let index = firstRun; ; index++) {
    if (done >= steps) return { runs: index - firstRun, steps: done, marks };
    const name = `${seed}/${index}`;
    const result = run({ seed: name, length: RUN_LENGTH, defect });
    done += result.steps;
    for (const [mark, count] of result.marks) marks.set(mark, (marks.get(mark) ?? 0) + count);
    if (result.failure === undefined) continue;
    const actions = shrinks ? shrink(name, defect, result) : result.actions;
    return {
      runs: index - firstRun + 1,
      steps: done,
      marks,
      finding: { index, error: result.failure, actions },
    };
  }
}

/** Fewer actions that fail alike: halves, then quarters and so on are left out. */
function shrink(
  seed: string,
  defect: Defect | undefined,
  { actions, failure }: RunResult,
): readonly Action[] {
  let best = actions;
  let left = SHRINKING_RUNS;
  for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2))
    for (let start = 0; start < best.length && left > 0; left--) {
      const shorter = [...best.slice(0, start), ...best.slice(start + size)];
      const result = run({ seed, length: 0, defect, actions: shorter });
      if (result.failure?.constructor === failure?.constructor && result.failure !== undefined)
        best = shorter;
      else start += size;
    }
  return best;
}
