import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { bytesToHex } from '@sferic/crypto';
import { createSeed, loadSeed, restoreSeed, SEED_FILE, type Seed, seedState } from '../../src/wallet/seed.ts';
import { readSeedFile, SEAL_ENTROPY_LENGTH, sealedSeedFile } from '../../src/wallet/seed-file.ts';

const ABANDON = `${'abandon '.repeat(11)}about`;
const CHEAP = { cost: 2 ** 4, blockSize: 8, parallelization: 1 };

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sferic-seed-'));
});
afterEach(() => rm(directory, { recursive: true }));

const words = (seed: Seed) => new TextDecoder().decode(seed.mnemonic.expose());

function value<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  assert.ok(result.ok, inspect(result));
  return result.value;
}

function code(result: {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}): string | undefined {
  return result.error?.code;
}

test('a created seed is read back, and its words restore it elsewhere', async () => {
  const created = value(await createSeed(directory, undefined));
  assert.equal(words(created).split(' ').length, 24);
  const loaded = value(await loadSeed(directory, undefined));
  assert.deepEqual(loaded.bytes.expose(), created.bytes.expose());
  await rm(join(directory, SEED_FILE));
  const restored = value(await restoreSeed(directory, `  ${words(created).toUpperCase()}\n`, undefined));
  assert.deepEqual(restored.bytes.expose(), created.bytes.expose());
});

test('the seed of words is the one of BIP 39 without a passphrase', async () => {
  const { bytes } = value(await restoreSeed(directory, ABANDON, undefined));
  assert.equal(
    bytesToHex(bytes.expose()),
    '5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1' +
      '9a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4',
  );
});

test('two created seeds differ', async () => {
  const first = value(await createSeed(directory, undefined));
  await rm(join(directory, SEED_FILE));
  assert.notEqual(words(value(await createSeed(directory, undefined))), words(first));
});

test('a seed is never overwritten, and a refused write leaves no other file', async () => {
  value(await restoreSeed(directory, ABANDON, undefined));
  const before = await readFile(join(directory, SEED_FILE), 'utf8');
  assert.equal(code(await createSeed(directory, undefined)), 'seed_exists');
  assert.equal(code(await restoreSeed(directory, ABANDON, undefined)), 'seed_exists');
  assert.equal(await readFile(join(directory, SEED_FILE), 'utf8'), before);
  assert.deepEqual(await readdir(directory), [SEED_FILE]);
});

test('the file is for its owner only', { skip: process.platform === 'win32' }, async () => {
  value(await createSeed(directory, undefined));
  assert.equal((await stat(join(directory, SEED_FILE))).mode & 0o777, 0o600);
});

test('a sealed seed holds no word, and opens with its passphrase only', async () => {
  const created = value(await restoreSeed(directory, ABANDON, 'passphrase with ümläut'));
  assert.doesNotMatch(await readFile(join(directory, SEED_FILE), 'utf8'), /abandon|about/);
  assert.equal(value(await seedState(directory)), 'sealed');
  assert.equal(code(await loadSeed(directory, undefined)), 'passphrase_needed');
  assert.equal(code(await loadSeed(directory, 'passphrase')), 'wrong_passphrase');
  const loaded = value(await loadSeed(directory, 'passphrase with ümläut'));
  assert.deepEqual(loaded.bytes.expose(), created.bytes.expose());
});

test('an empty passphrase, wrong words and a missing directory or file are told apart', async () => {
  assert.equal(code(await createSeed(directory, '')), 'empty_passphrase');
  assert.equal(code(await restoreSeed(directory, 'abandon '.repeat(12), undefined)), 'invalid_mnemonic');
  assert.equal(code(await loadSeed(directory, undefined)), 'seed_missing');
  assert.equal(code(await seedState(directory)), 'seed_missing');
  assert.equal(code(await createSeed(join(directory, 'absent'), undefined)), 'seed_unusable');
  assert.deepEqual(await readdir(directory), []);
});

test('a damaged or newer file, and one that asks for all memory, is refused', async () => {
  const sealed = sealedSeedFile(ABANDON, 'p', new Uint8Array(SEAL_ENTROPY_LENGTH), CHEAP);
  assert.equal(readSeedFile(sealed, 'p').ok, true);
  const cases = {
    '': 'seed_damaged',
    '{}': 'seed_damaged',
    null: 'seed_damaged',
    '{"version":1}': 'seed_damaged',
    '{"version":2,"mnemonic":"x"}': 'seed_newer',
    '{"version":1,"mnemonic":"abandon abandon"}': 'seed_damaged',
    [sealed.replace('"cost": 16', '"cost": 4294967296')]: 'seed_damaged',
    [sealed.replace('"cost": 16', '"cost": 17')]: 'seed_damaged',
    [sealed.replace('"blockSize": 8', '"blockSize": -1')]: 'seed_damaged',
    [sealed.replace(/"salt": "../, '"salt": "')]: 'seed_damaged',
    [sealed.replace(/"ciphertext": "../, '"ciphertext": "')]: 'wrong_passphrase',
  };
  for (const [text, expected] of Object.entries(cases)) {
    await writeFile(join(directory, SEED_FILE), text);
    assert.equal(code(await loadSeed(directory, 'p')), expected, text);
  }
});

test('a seed in an object does not print', async () => {
  const seed = value(await restoreSeed(directory, ABANDON, undefined));
  assert.doesNotMatch(inspect(seed, { depth: 9 }) + JSON.stringify(seed), /abandon|5eb00b|94, 176/);
});
