/** The seed of a node, on disk: created once, restored from its words, never overwritten. */
import { link, open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '@sferic/codec';
import { isValidMnemonic, mnemonicFromEntropy, mnemonicToSeed, randomBytes, Secret } from '@sferic/crypto';
import {
  isSealed,
  plainSeedFile,
  readSeedFile,
  SEAL_ENTROPY_LENGTH,
  type SeedError,
  sealedSeedFile,
} from './seed-file.ts';

/** Name of the seed file in the data directory. */
export const SEED_FILE = 'seed.json';

/** 24 words. */
const ENTROPY_LENGTH = 32;

/** A node's root secret. */
export interface Seed {
  /** The words (UTF-8) from which {@link restoreSeed} makes the same seed again. */
  readonly mnemonic: Secret;
  /** The 64 bytes that keys derive from (BIP 39, without a passphrase of its own). */
  readonly bytes: Secret;
}

/** Creates a seed with new entropy. Without a passphrase the file is plain, readable by its owner only (mode 0600). */
export function createSeed(
  directory: string,
  passphrase: string | undefined,
): Promise<Result<Seed, SeedError>> {
  return writeSeed(directory, mnemonicFromEntropy(randomBytes(ENTROPY_LENGTH)), passphrase);
}

/** Writes the seed of words that a person kept: 12 to 24 of them, in any letter case, spaced anyhow. */
export async function restoreSeed(
  directory: string,
  words: string,
  passphrase: string | undefined,
): Promise<Result<Seed, SeedError>> {
  const seed = seedOfWords(words);
  if (!seed.ok) return seed;
  return writeSeed(directory, new TextDecoder().decode(seed.value.mnemonic.expose()), passphrase);
}

/** The seed of words, in any letter case, spaced anyhow. */
export function seedOfWords(words: string): Result<Seed, SeedError> {
  const mnemonic = words.trim().toLowerCase().split(/\s+/).join(' ');
  if (isValidMnemonic(mnemonic)) return ok(toSeed(new Secret(new TextEncoder().encode(mnemonic))));
  const message = 'these are not the words of a seed: check their spelling, order and number';
  return err({ code: 'invalid_mnemonic', message });
}

/** Reads the seed of a data directory; `seed_missing` when there is none yet. */
export async function loadSeed(
  directory: string,
  passphrase: string | undefined,
): Promise<Result<Seed, SeedError>> {
  const text = await readText(directory);
  if (!text.ok) return text;
  const mnemonic = readSeedFile(text.value, passphrase);
  return mnemonic.ok ? ok(toSeed(mnemonic.value)) : mnemonic;
}

/** Whether the directory has a seed, and whether reading it takes a passphrase. */
export async function seedState(directory: string): Promise<Result<'plain' | 'sealed', SeedError>> {
  const text = await readText(directory);
  return text.ok ? ok(isSealed(text.value) ? 'sealed' : 'plain') : text;
}

async function readText(directory: string): Promise<Result<string, SeedError>> {
  const path = join(directory, SEED_FILE);
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    if (isErrno(error, 'ENOENT'))
      return err({ code: 'seed_missing', message: `there is no seed at ${path}` });
    return err({ code: 'seed_unusable', message: `the seed at ${path} cannot be read: ${String(error)}` });
  }
}

async function writeSeed(
  directory: string,
  mnemonic: string,
  passphrase: string | undefined,
): Promise<Result<Seed, SeedError>> {
  if (passphrase === '')
    return err({ code: 'empty_passphrase', message: 'an empty passphrase protects nothing' });
  const text =
    passphrase === undefined
      ? plainSeedFile(mnemonic)
      : sealedSeedFile(mnemonic, passphrase, randomBytes(SEAL_ENTROPY_LENGTH));
  const path = join(directory, SEED_FILE);
  try {
    await writeOnce(path, text);
  } catch (error) {
    if (isErrno(error, 'EEXIST'))
      return err({
        code: 'seed_exists',
        message: `${path} holds a seed already, which is never overwritten`,
      });
    return err({ code: 'seed_unusable', message: `the seed cannot be written to ${path}: ${String(error)}` });
  }
  return ok(toSeed(new Secret(new TextEncoder().encode(mnemonic))));
}

function toSeed(mnemonic: Secret): Seed {
  return { mnemonic, bytes: new Secret(mnemonicToSeed(new TextDecoder().decode(mnemonic.expose()))) };
}

/**
 * Writes a file that is whole or absent after a crash, and fails with EEXIST when it is there. The content reaches
 * the disk under another name first; a link, unlike a rename, does not replace.
 */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  const file = await open(draft, 'w', 0o600);
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path);
  } finally {
    await unlink(draft);
  }
  await syncDirectory(dirname(path));
}

/** Makes a new name durable. Windows has no such call and needs none. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
