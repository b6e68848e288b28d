/** What commands have of the world: given by main, or by a test. */
import type { ApiClient } from '../api/index.ts';
import type { Environment, OptionName } from '../config/index.ts';

/** What `sferic node` was asked for. */
export interface NodeRequest {
  readonly dataDirectory: string;
  readonly configFile?: string;
  readonly flags: Readonly<Partial<Record<OptionName, string | readonly string[]>>>;
  /** File whose first line encrypts the seed. */
  readonly passphraseFile?: string;
  /** File with the words of a seed, to be used in a new data directory. */
  readonly restoreFrom?: string;
  /** Tell where the node listens as JSON. */
  readonly json: boolean;
}

/** Why files could not be read or written as wanted. */
export interface FileFailure {
  readonly code: string;
  readonly message: string;
}

export interface BackupReport {
  /** The file that the node keeps. */
  readonly source: string;
  readonly bytes: number;
  /** Where it was copied to. */
  readonly target?: string;
}

export interface RestoreRequest {
  /** A data directory without a seed. */
  readonly directory: string;
  readonly wordsFile: string;
  readonly backupFile?: string;
  /** File whose first line encrypts the seed. */
  readonly passphraseFile?: string;
}

export interface RestoreReport {
  readonly directory: string;
  readonly isWithBackup: boolean;
  readonly channels: number;
  /** Node ids. */
  readonly peers: readonly string[];
}

export type Reported<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: FileFailure };

export interface CliContext {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether standard output shows colors. */
  readonly colors: boolean;
  /** Columns of the terminal, where there is one. */
  readonly width?: number;
  readonly environment: Environment;
  /** Milliseconds, only to be compared. */
  readonly now: () => number;
  /** Aborts when the person wants the command to end. */
  readonly signal: AbortSignal;
  readonly connect: (directory: string) => Promise<ApiClient>;
  /** Whether a process of this machine lives. */
  readonly isAlive: (pid: number) => boolean;
  /** Runs a node in the foreground until its end; resolves with the exit code. */
  readonly runNode: (request: NodeRequest) => Promise<number>;
  /** Copies the backup of the channels, or tells where it is. */
  readonly backUp: (directory: string, target: string | undefined) => Promise<Reported<BackupReport>>;
  /** Makes a data directory from words and a backup. */
  readonly restore: (request: RestoreRequest) => Promise<Reported<RestoreReport>>;
  /** Runs the embedded chain until its end, with the words after `regtest`; resolves with the exit code. */
  readonly runRegtest: (args: readonly string[]) => Promise<number>;
}
