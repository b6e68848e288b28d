/** Where a node keeps everything. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const DATA_DIRECTORY_VARIABLE = 'SFERIC_DATADIR';
export const DEFAULT_DATA_DIRECTORY = join(homedir(), '.sferic');
export const CONFIG_FILE = 'sferic.toml';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The data directory: as the flag says, or the environment, or `~/.sferic`. */
export function dataDirectory(flag: string | undefined, environment: Environment): string {
  return expandPath(
    flag ?? nonEmpty(environment[DATA_DIRECTORY_VARIABLE]) ?? DEFAULT_DATA_DIRECTORY,
    process.cwd(),
  );
}

/** An absolute path; `~/` is the home directory, and what is relative starts at `base`. */
export function expandPath(path: string, base: string): string {
  if (path === '~') return homedir();
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : resolve(base, path);
}

/** A variable that is set to nothing counts as not set. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
