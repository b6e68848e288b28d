/** `sferic backup` and `sferic restore`: files alone, whether the node runs or not. */
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import {
  BACKUP_FILE,
  decodeBackup,
  openBackup,
  readBackupFile,
  type StaticBackup,
  writeBackupFile,
} from '../backup/index.ts';
import type { BackupReport, FileFailure, RestoreReport, RestoreRequest } from '../cli/index.ts';
import type { Environment } from '../config/index.ts';
import { NodeKeys, type Seed, seedOfWords, seedState } from '../wallet/index.ts';
import { askSecret } from './ask-secret.ts';
import { openSeed, readWords } from './open-seed.ts';

const OWNER_ONLY = 0o700;
const COIN_TYPES = [0, 1] as const;

/** Copies the backup of the channels to `target`, or tells where it is. */
export async function backUp(
  directory: string,
  target: string | undefined,
): Promise<Result<BackupReport, FileFailure>> {
  const source = join(directory, BACKUP_FILE);
  try {
    const sealed = readBackupFile(source);
    if (sealed === undefined)
      return err({
        code: 'backup_missing',
        message: `there is no backup at ${source}: has a node run there?`,
      });
    if (target !== undefined) writeBackupFile(dirname(target), sealed, basename(target));
    return ok({ source, bytes: sealed.length, ...(target !== undefined && { target }) });
  } catch (error) {
    return err({ code: 'backup_failed', message: messageOf(error) });
  }
}

/** Makes a data directory from which a node starts with the seed of the words and the channels of the backup. */
export async function restore(
  request: RestoreRequest,
  environment: Environment,
): Promise<Result<RestoreReport, FileFailure>> {
  const { directory, wordsFile, backupFile, passphraseFile } = request;
  try {
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY });
    // Before anything is written: a directory with a seed has a node of its own.
    if ((await seedState(directory)).ok)
      return err({
        code: 'seed_exists',
        message: `${directory} has a seed already: choose a new data directory`,
      });
    const words = await readWords(wordsFile);
    const seed = words.ok ? seedOfWords(words.value) : words;
    if (!seed.ok) return seed;
    const backup = backupFile === undefined ? ok(undefined) : readBackup(backupFile, seed.value);
    if (!backup.ok) return backup;
    if (backup.value !== undefined) writeBackupFile(directory, backup.value.sealed);
    const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
    const opened = await openSeed({
      directory,
      environment,
      restoreFrom: wordsFile,
      ...(passphraseFile !== undefined && { passphraseFile }),
      ...(isTerminal && { ask: (question) => askSecret(question, process.stdin, process.stderr) }),
    });
    if (!opened.ok) return opened;
    const channels = backup.value?.content.channels ?? [];
    const peers = [...new Set(channels.map(({ peer }) => bytesToHex(peer)))];
    return ok({ directory, channels: channels.length, peers, isWithBackup: backup.value !== undefined });
  } catch (error) {
    return err({ code: 'restore_failed', message: messageOf(error) });
  }
}

interface OpenedBackup {
  readonly sealed: Uint8Array;
  readonly content: StaticBackup;
}

/** The network is not known yet, and keys depend on it: whichever opens the backup is right. */
function readBackup(path: string, seed: Seed): Result<OpenedBackup, FileFailure> {
  const sealed = readBackupFile(path);
  if (sealed === undefined) return err({ code: 'backup_missing', message: `there is no file ${path}` });
  const [main, test] = COIN_TYPES.map((coinType) =>
    openBackup(sealed, new NodeKeys(seed.bytes, coinType).backupKey),
  );
  const plain = main?.ok === true ? main : test;
  if (plain === undefined) throw new Error('there are two coin types');
  const content = plain.ok ? decodeBackup(plain.value) : plain;
  return content.ok ? ok({ sealed, content: content.value }) : content;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
