/** Many runs, one after another; what they found, and how to see it again. */
import type { Action as CoreAction } from './core/actions.ts';
import { DEFECTS as CORE_DEFECTS } from './core/defects.ts';
import { run as runCore } from './core/simulation.ts';
import type { Action as NodesAction } from './nodes/actions.ts';
import { DEFECTS as NODES_DEFECTS } from './nodes/plants.ts';
import { run as runNodes } from './nodes/simulation.ts';

/** Runs that may be spent to cut a failing one down. */
const SHRINKING_RUNS = 60;

export interface RunOptions<Action, Defect> {
  readonly seed: string;
  readonly length: number;
  readonly defect?: Defect | undefined;
  /** Instead of those drawn from the seed. */
  readonly actions?: readonly Action[] | undefined;
}

export interface RunResult {
  readonly steps: number;
  readonly marks: ReadonlyMap<string, number>;
  /** What was found, if anything was. */
  readonly failure: Error | undefined;
  readonly actions: readonly Action[];
}

type Action = CoreAction | NodesAction;

/** What is played. */
export interface Level {
  /** Actions of one run: enough for payments, closes and their resolution; few enough to be read. */
  readonly runLength: number;
  /** By name, with what they are. */
  readonly defects: Readonly<Record<string, string>>;
  readonly run: (options: {
    readonly seed: string;
    readonly length: number;
    readonly defect: string | undefined;
    readonly actions: readonly Action[] | undefined;
  }) => RunResult | Promise<RunResult>;
}

/** The pure core of the channels in a small shell: fast. */
export const CORE: Level = {
  runLength: 1200,
  defects: CORE_DEFECTS,
  run: (options) => runCore(options as never),
};
/** Whole nodes, but for libp2p, gossip and the API. */
export const NODES: Level = {
  runLength: 1500,
  defects: NODES_DEFECTS,
  run: (options) => runNodes(options as never),
};

export interface Campaign {
  readonly seed: number;
  readonly steps: number;
  readonly firstRun?: number | undefined;
  readonly defect?: string | undefined;
  /** Whether a failing run is cut down. */
  readonly shrinks?: boolean;
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

export async function runCampaign(
  level: Level,
  { seed, steps, firstRun = 0, defect, shrinks = false }: Campaign,
): Promise<CampaignResult> {
  const marks = new Map<string, number>();
  let done = 0;
  for (let index = firstRun; ; index++) {
    if (done >= steps) return { runs: index - firstRun, steps: done, marks };
    const name = `${seed}/${index}`;
    const result = await level.run({ seed: name, length: level.runLength, defect, actions: undefined });
    done += result.steps;
    for (const [mark, count] of result.marks) marks.set(mark, (marks.get(mark) ?? 0) + count);
    if (result.failure === undefined) continue;
    const actions = shrinks ? await shrink(level, name, defect, result) : result.actions;
    const finding = { index, error: result.failure, actions };
    return { runs: index - firstRun + 1, steps: done, marks, finding };
  }
}

/** Fewer actions that fail alike: halves, then quarters and so on are left out. */
async function shrink(
  level: Level,
  seed: string,
  defect: string | undefined,
  { actions, failure }: RunResult,
): Promise<readonly Action[]> {
  let best = actions;
  let left = SHRINKING_RUNS;
  for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2))
    for (let start = 0; start < best.length && left > 0; left--) {
      const shorter = [...best.slice(0, start), ...best.slice(start + size)];
      const result = await level.run({ seed, length: 0, defect, actions: shorter });
      if (result.failure?.constructor === failure?.constructor && result.failure !== undefined)
        best = shorter;
      else start += size;
    }
  return best;
}
