/** What the commands that run networks share: their help, numbers as options, and exit code 2 for wrong usage. */
import process from 'node:process';
import { hasBitcoind } from './bitcoind.ts';

const flag = { type: 'boolean', default: false } as const;

/** What all of them take, for `parseArgs`. */
export const COMMON_OPTIONS = { bitcoind: flag, verbose: flag, keep: flag, help: flag } as const;

/** How a command is called; `help` is its whole text. */
export interface Usage {
  /** `npm start`, `npm run network` */
  readonly command: string;
  readonly help: string;
}

/** What a person has typed can't be run; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs a command with the options that `read` finds; gives the exit code. `read` throws `UsageError` or as `parseArgs` does. */
export async function runMain<Options extends { readonly help: boolean; readonly bitcoind: boolean }>(
  { command, help }: Usage,
  read: () => Options,
  run: (options: Options) => Promise<number>,
): Promise<number> {
  let options: Options;
  try {
    options = read();
    if (options.bitcoind && !options.help && !hasBitcoind())
      throw new UsageError('--bitcoind: there is no bitcoind on the PATH');
  } catch (error) {
    if (!isUsageError(error)) throw error;
    process.stderr.write(`${error.message}\nTry: ${command} -- --help\n`);
    return 2;
  }
  if (!options.help) return run(options);
  process.stdout.write(help);
  return 0;
}

/** A whole number that was typed; `undefined` if none was. */
export function integer(
  name: string,
  text: string | undefined,
  [least, most]: readonly [least: number, most: number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not "${text}"`);
}

/** Holding a process still is not to be had everywhere. */
export function needsSignals(option: string): void {
  if (process.platform === 'win32')
    throw new UsageError(`${option} holds a process still by SIGSTOP, which Windows does not have`);
}

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
