/** The processes and the directory of one run. Whatever happens to the run, it leaves neither behind. */
import { appendFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningChild } from './child-process.ts';
import { style } from './report.ts';

export interface WorkspaceOptions {
  /** Print what the processes log. */
  readonly verbose: boolean;
  /** Leave the directory, with what the processes have logged. */
  readonly keep: boolean;
  /** Whether the chain is a bitcoind of the machine; the embedded one unless told. */
  readonly bitcoind?: boolean;
}

/** The command line of `sferic`, as a user's processes run it. */
const SFERIC = join(import.meta.dirname, '..', '..', 'packages', 'node', 'src', 'main.ts');
/** Files of a process that has just ended may be held for a moment on some systems. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5 } as const;

export class Workspace {
  readonly directory: string;
  readonly #options: WorkspaceOptions;
  readonly #children = new Set<RunningChild>();
  readonly #failed = Promise.withResolvers<never>();
  readonly #onExit = (): void => this.#abandon();
  readonly #atEnd: (() => Promise<void>)[] = [];
  #closed: Promise<void> | undefined;

  static async create(options: WorkspaceOptions): Promise<Workspace> {
    return new Workspace(await mkdtemp(join(tmpdir(), 'sferic-')), options);
  }

  private constructor(directory: string, options: WorkspaceOptions) {
    this.directory = directory;
    this.#options = options;
    this.#failed.promise.catch(() => undefined);
    process.once('exit', this.#onExit);
  }

  /** Rejects when a process ends that was not meant to. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  get usesBitcoind(): boolean {
    return this.#options.bitcoind === true;
  }

  /** Starts a `sferic` command as a process of its own. */
  sferic(name: string, ...args: readonly string[]): RunningChild {
    return this.start(name, process.execPath, ['--disable-warning=ExperimentalWarning', SFERIC, ...args]);
  }

  /** Starts a program as a process of its own; its end is the run's failure unless it is meant to end. */
  start(name: string, command: string, args: readonly string[]): RunningChild {
    if (this.#closed !== undefined) throw new Error('the run is over');
    const { verbose, keep } = this.#options;
    const onLog = (line: string): void => {
      if (verbose) printLog(name, line);
      if (keep) appendFileSync(join(this.directory, `${name}.log`), `${line}\n`);
    };
    const child = new RunningChild({ name, command, args, onLog });
    this.#children.add(child);
    void child.ended.then((exit) => {
      this.#children.delete(child);
      if (!child.isFailure(exit)) return;
      const { code, signal } = exit;
      const how = signal === null ? `exit code ${code}` : signal;
      const log = child.lastLines.map((line) => `\n  ${name} | ${line}`).join('');
      this.#failed.reject(new Error(`${name} ended by itself (${how})${log}`));
    });
    return child;
  }

  /** What else is to end before the directory goes; it must not reject. */
  atEnd(end: () => Promise<void>): void {
    this.#atEnd.push(end);
  }

  /** Ends all processes and removes the directory. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.all([
      ...[...this.#children].map((child) => child.end()),
      ...this.#atEnd.map((end) => end()),
    ]);
    if (!this.#options.keep) await rm(this.directory, REMOVAL);
    process.off('exit', this.#onExit);
  }

  /** For an end of this process that nothing could await. */
  #abandon(): void {
    for (const child of this.#children) child.killNow();
    if (!this.#options.keep) rmSync(this.directory, REMOVAL);
  }
}

function printLog(name: string, line: string): void {
  process.stdout.write(style('dim', `     ${name} | ${line}\n`));
}
