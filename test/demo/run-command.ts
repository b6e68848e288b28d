/** The frame of `npm start` and `npm run network`: a run that is over, failed or interrupted leaves nothing behind. */
import { Report } from './report.ts';
import { Workspace, type WorkspaceOptions } from './workspace.ts';

/** What a person or a program sends to end a run. A terminal that is closed sends the last. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
    report.line('');
    report.failed(error instanceof Error ? error.message : String(error));
    if (options.verbose && error instanceof Error) report.line(error.stack ?? '');
    return 1;
  } finally {
    await workspace.close();
    if (options.keep) report.note(`kept: ${workspace.directory}`);
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
