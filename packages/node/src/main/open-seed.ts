/** The seed of a data directory: read, or made at the first start, with the passphrase from wherever it is given. */
import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '@sferic/codec';
import type { Environment } from '../config/index.ts';
import { createSeed, loadSeed, restoreSeed, type Seed, seedState } from '../wallet/index.ts';

export const PASSPHRASE_VARIABLE = 'SFERIC_PASSPHRASE';

export interface SeedRequest {
  readonly directory: string;
  readonly environment: Environment;
  readonly passphraseFile?: string;
  /** File with the words of a seed. */
  readonly restoreFrom?: string;
  /** Asks a person for a line that does not show; absent when nobody is there. */
  readonly ask?: (question: string) => Promise<string>;
}

export interface OpenedSeed {
  readonly seed: Seed;
  readonly origin: 'found' | 'created' | 'restored';
  readonly isEncrypted: boolean;
}

export interface SeedFailure {
  readonly code: string;
  readonly message: string;
}

type Passphrase = Result<string | undefined, SeedFailure>;

export async function openSeed(request: SeedRequest): Promise<Result<OpenedSeed, SeedFailure>> {
  const state = await seedState(request.directory);
  if (state.ok) return openFound(request, state.value === 'sealed');
  if (state.error.code !== 'seed_missing') return state;
  return makeNew(request);
}

async function openFound(request: SeedRequest, isSealed: boolean): Promise<Result<OpenedSeed, SeedFailure>> {
  if (request.restoreFrom !== undefined)
    return err({
      code: 'seed_exists',
      message: `${request.directory} has a seed already: to restore another, choose a new data directory`,
    });
  const passphrase = isSealed ? await passphraseToOpen(request) : ok(undefined);
  if (!passphrase.ok) return passphrase;
  const seed = await loadSeed(request.directory, passphrase.value);
  return seed.ok ? ok({ seed: seed.value, origin: 'found', isEncrypted: isSealed }) : seed;
}

async function makeNew(request: SeedRequest): Promise<Result<OpenedSeed, SeedFailure>> {
  const { directory, restoreFrom } = request;
  const words = restoreFrom === undefined ? undefined : await readText(restoreFrom);
  if (words !== undefined && !words.ok) return words;
  const passphrase = await passphraseToChoose(request);
  if (!passphrase.ok) return passphrase;
  const seed =
    words === undefined
      ? await createSeed(directory, passphrase.value)
      : await restoreSeed(directory, words.value, passphrase.value);
  if (!seed.ok) return seed;
  const origin = words === undefined ? 'created' : 'restored';
  return ok({ seed: seed.value, origin, isEncrypted: passphrase.value !== undefined });
}

async function passphraseToOpen(request: SeedRequest): Promise<Passphrase> {
  const given = await givenPassphrase(request);
  if (given !== undefined) return given;
  if (request.ask !== undefined) return ok(await request.ask('Passphrase of the seed: '));
  return err({
    code: 'passphrase_needed',
    message: `the seed is encrypted: give its passphrase in ${PASSPHRASE_VARIABLE} or by --passphrase-file`,
  });
}

/** A person at a terminal is asked once, when the seed is made; nothing entered is no encryption. */
async function passphraseToChoose(request: SeedRequest): Promise<Passphrase> {
  const given = await givenPassphrase(request);
  if (given !== undefined) return given;
  if (request.ask === undefined) return ok(undefined);
  const chosen = await request.ask('Passphrase to encrypt the new seed with (empty for none): ');
  if (chosen === '') return ok(undefined);
  if ((await request.ask('Once more: ')) === chosen) return ok(chosen);
  return err({ code: 'passphrase_mismatch', message: 'the two passphrases are not the same: start again' });
}

/** From the file or the variable; a variable that is set to nothing says that there is none. */
async function givenPassphrase(request: SeedRequest): Promise<Passphrase | undefined> {
  const { passphraseFile, environment } = request;
  if (passphraseFile !== undefined) {
    const text = await readText(passphraseFile);
    if (!text.ok) return text;
    const [line = ''] = text.value.split(/\r?\n/);
    if (line !== '') return ok(line);
    return err({ code: 'empty_passphrase', message: `the first line of ${passphraseFile} is empty` });
  }
  const variable = environment[PASSPHRASE_VARIABLE];
  if (variable === undefined) return undefined;
  return ok(variable === '' ? undefined : variable);
}

/** The words of a seed in a file. */
export function readWords(path: string): Promise<Result<string, SeedFailure>> {
  return readText(path);
}

async function readText(path: string): Promise<Result<string, SeedFailure>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ code: 'unreadable_file', message: `${path} cannot be read: ${reason}` });
  }
}
