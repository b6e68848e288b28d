/** The backup file in the data directory: whole at any moment, so that it can be copied at any moment. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../sync-directory.ts';

/** Name of the file. Who has it learns nothing without the seed. */
export const BACKUP_FILE = 'channels.backup';

const OWNER_ONLY = 0o600;

/**
 * Replaces the file. Synchronous: a channel whose funding transaction is about to be signed must be in the backup before.
 * Throws what the file system says.
 */
export function writeBackupFile(directory: string, sealed: Uint8Array, name: string = BACKUP_FILE): void {
  const path = join(directory, name);
  const draft = `${path}.draft`;
  const file = openSync(draft, 'w', OWNER_ONLY);
  try {
    writeFileSync(file, sealed);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncDirectory(directory);
}

/** The content, or undefined where there is none. */
export function readBackupFile(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
