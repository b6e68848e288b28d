/** The frame of `npm start` and `npm run network`: a run that is over, failed or interrupted leaves nothing behind. */
import { setTimeout as delay } from 'node:timers/promises';
import { Report } from './report.ts';
import { Workspace, type WorkspaceOptions } from './workspace.ts';

/** What a person or a program sends to end a run. A terminal that is closed sends the last. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** From a process's end to the news of it. */
const END_IS_TOLD_MS = 500;

export interface Run {
  readonly workspace: Workspace;
  readonly report: Report;
  /** Resolves when the run is asked to end. */
  readonly interrupted: Promise<NodeJS.Signals>;
}

export interface CommandOptions extends WorkspaceOptions {
  /** Whether being asked to end is the way to end it. */
  readonly endsByInterrupt: boolean;
}

/** Runs `story` in a workspace of its own; the exit code of the process. */
export async function runCommand(
  options: CommandOptions,
  story: (run: Run) => Promise<void>,
): Promise<number> {
  const report = new Report();
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const workspace = await Workspace.create(options);
  try {
    const told = story({ workspace, report, interrupted }).then(() => 'told' as const);
    const outcome = await Promise.race([told, workspace.failed, interrupted]);
    if (outcome === 'told') return 0;
    report.line('');
    report.note(`${outcome}: ending all processes`);
    return options.endsByInterrupt ? 0 : 1;
  } catch (error) {
    const reason = await causeOf(error, workspace);
    report.line('');
    report.failed(reason instanceof Error ? reason.message : String(reason));
    if (options.verbose && reason instanceof Error) report.line(reason.stack ?? '');
    return 1;
  } finally {
    await workspace.close();
    if (options.keep) report.note(`kept: ${workspace.directory}`);
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}

/** A node that has died shows first as one that does not answer: its end, told a moment later, is the better reason. */
async function causeOf(error: unknown, { failed }: Workspace): Promise<unknown> {
  const end = failed.catch((cause: unknown) => cause);
  return Promise.race([end, delay(END_IS_TOLD_MS, error)]);
}
