/** A process that a run started: its log, and its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Lines of its log that are kept to tell why it ended. */
const KEPT_LINES = 20;
/** A node stores what is pending and closes its database; longer means that it hangs. */
const GRACE_MS = 10_000;

export interface ChildOptions {
  readonly name: string;
  /** A program, and its arguments. */
  readonly command: string;
  readonly args: readonly string[];
  /** Called with each line of its standard error. */
  readonly onLog: (line: string) => void;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class RunningChild {
  readonly name: string;
  /** Resolves when it has ended and its output is read. */
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #firstLine = Promise.withResolvers<string>();
  #isOver = false;
  #isMeantToEnd = false;
  #mayStop = false;

  constructor({ name, command, args, onLog }: ChildOptions) {
    this.name = name;
    this.#child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
      // Ctrl-C of a terminal reaches the starter alone, who then ends all in order. On Windows it would open a window.
      detached: process.platform !== 'win32',
    });
    this.#readLines(onLog);
    this.#firstLine.promise.catch(() => undefined);
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#keep(error.message);
        this.#over(resolve, { code: null, signal: null });
      });
      this.#child.once('close', (code, signal) => this.#over(resolve, { code, signal }));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether the run itself ends it. */
  get isMeantToEnd(): boolean {
    return this.#isMeantToEnd;
  }

  /** The first line of its standard output. Rejects when it ends without one. */
  get firstLine(): Promise<string> {
    return this.#firstLine.promise;
  }

  /** The end of its log. */
  get lastLines(): readonly string[] {
    return this.#lines;
  }

  /** Its end is awaited, and no failure of the run. */
  meantToEnd(): void {
    this.#isMeantToEnd = true;
  }

  /** Others may tell it to stop: an end in order is no failure of the run either. */
  mayStop(): void {
    this.#mayStop = true;
  }

  /** Whether such an end is a failure of the run. */
  isFailure({ code }: Exit): boolean {
    return !(this.#isMeantToEnd || (this.#mayStop && code === 0));
  }

  /** Sends a signal that does not end it. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it without warning. */
  async kill(): Promise<void> {
    this.killNow();
    await this.ended;
  }

  /** As `kill`, for where nothing can be awaited. */
  killNow(): void {
    this.meantToEnd();
    if (!this.#isOver) this.#child.kill('SIGKILL');
  }

  /** Asks it to end, and makes it when it does not. */
  async end(): Promise<Exit> {
    this.meantToEnd();
    if (this.#isOver) return this.ended;
    this.#child.kill('SIGTERM');
    // One that was stopped by SIGSTOP hears SIGTERM only when it goes on.
    if (process.platform !== 'win32') this.#child.kill('SIGCONT');
    const timer = setTimeout(() => this.killNow(), GRACE_MS);
    const exit = await this.ended;
    clearTimeout(timer);
    return exit;
  }

  #readLines(onLog: (line: string) => void): void {
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('a child has pipes for its output');
    createInterface({ input: stdout }).on('line', (line) => {
      this.#firstLine.resolve(line);
      this.#keep(line);
    });
    createInterface({ input: stderr }).on('line', (line) => {
      this.#keep(line);
      onLog(line);
    });
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }

  #over(resolve: (exit: Exit) => void, exit: Exit): void {
    this.#isOver = true;
    resolve(exit);
    this.#firstLine.reject(new Error(`${this.name} ended before it was up`));
  }
}

/** What a person has configured for a node of his own is not meant for these. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SFERIC_')));
}
