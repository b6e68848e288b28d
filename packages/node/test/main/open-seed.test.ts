import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import type { ReadStream, WriteStream } from 'node:tty';
import { askSecret } from '../../src/main/ask-secret.ts';
import { describeNewSeed } from '../../src/main/messages.ts';
import { type OpenedSeed, openSeed, type SeedRequest } from '../../src/main/open-seed.ts';
import { SEED_FILE } from '../../src/wallet/index.ts';

const WORDS = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';

function makeDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sferic-seed-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** Someone who answers so, and must be asked exactly that often. */
function person(t: TestContext, ...answers: string[]): NonNullable<SeedRequest['ask']> {
  t.after(() => assert.deepEqual(answers, [], 'all answers were asked for'));
  return async (question) => answers.shift() ?? assert.fail(`asked once too often: ${question}`);
}

async function opened(request: Partial<SeedRequest> & { directory: string }): Promise<OpenedSeed> {
  const result = await openSeed({ environment: {}, ...request });
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

async function refused(request: Partial<SeedRequest> & { directory: string }): Promise<string> {
  const result = await openSeed({ environment: {}, ...request });
  assert.ok(!result.ok);
  return result.error.code;
}

const wordsOf = ({ seed }: OpenedSeed): string => new TextDecoder().decode(seed.mnemonic.expose());

describe('the seed of a data directory', () => {
  it('first start without anybody there: made, plain; the next start finds it', async (t) => {
    const directory = makeDirectory(t);
    const created = await opened({ directory });
    assert.deepEqual([created.origin, created.isEncrypted], ['created', false]);
    const found = await opened({ directory, ask: person(t) });
    assert.equal(found.origin, 'found');
    assert.equal(wordsOf(found), wordsOf(created));
  });

  it('a person who enters nothing gets a plain seed', async (t) => {
    const directory = makeDirectory(t);
    assert.equal((await opened({ directory, ask: person(t, '') })).isEncrypted, false);
  });

  it('a person who chooses a passphrase is asked twice, and at the next start', async (t) => {
    const directory = makeDirectory(t);
    const created = await opened({ directory, ask: person(t, 'tr0ub4dor', 'tr0ub4dor') });
    assert.equal(created.isEncrypted, true);
    assert.ok(!readFileSync(join(directory, SEED_FILE), 'utf8').includes(wordsOf(created)));
    assert.equal(await refused({ directory }), 'passphrase_needed');
    const found = await opened({ directory, ask: person(t, 'tr0ub4dor') });
    assert.equal(wordsOf(found), wordsOf(created));
  });

  it('two different passphrases make no seed', async (t) => {
    const directory = makeDirectory(t);
    assert.equal(await refused({ directory, ask: person(t, 'one', 'other') }), 'passphrase_mismatch');
    assert.ok(!existsSync(join(directory, SEED_FILE)));
  });

  it('the passphrase comes from a file, or else from the variable; nobody is asked', async (t) => {
    const directory = makeDirectory(t);
    const passphraseFile = join(directory, 'passphrase');
    writeFileSync(passphraseFile, 'tr0ub4dor\nsecond line');
    const environment = { SFERIC_PASSPHRASE: 'other' };
    await opened({ directory, passphraseFile, environment, ask: person(t) });
    await opened({ directory, environment: { SFERIC_PASSPHRASE: 'tr0ub4dor' }, ask: person(t) });
    assert.equal(await refused({ directory, environment }), 'wrong_passphrase');
    writeFileSync(passphraseFile, '\n');
    assert.equal(await refused({ directory, passphraseFile }), 'empty_passphrase');
    assert.equal(await refused({ directory, passphraseFile: '/nowhere/x' }), 'unreadable_file');
  });

  it('an empty variable says that there is no passphrase', async (t) => {
    const directory = makeDirectory(t);
    const environment = { SFERIC_PASSPHRASE: '' };
    assert.equal((await opened({ directory, environment, ask: person(t) })).isEncrypted, false);
  });

  it('words of a file restore a seed, but never in place of another', async (t) => {
    const directory = makeDirectory(t);
    const restoreFrom = join(directory, 'words');
    writeFileSync(restoreFrom, `  ${WORDS.toUpperCase()}\n`);
    const restored = await opened({ directory, restoreFrom });
    assert.equal(restored.origin, 'restored');
    assert.equal(wordsOf(restored), WORDS);
    assert.equal(await refused({ directory, restoreFrom }), 'seed_exists');
    assert.equal(await refused({ directory: makeDirectory(t), restoreFrom: '/nowhere' }), 'unreadable_file');
  });

  it('the words show only where they are meant to', async (t) => {
    const created = await opened({ directory: makeDirectory(t) });
    const words = wordsOf(created).split(' ');
    const shown = describeNewSeed('/data', created.seed).split(/\s+/);
    assert.ok(words.every((word) => shown.includes(word)));
    const hidden = describeNewSeed('/data', undefined);
    assert.match(hidden, /seed\.json/);
    assert.ok(words.filter((word) => hidden.split(/\s+/).includes(word)).length < 4);
  });
});

describe('asking for a secret', () => {
  function fakeTerminal() {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), { setRawMode: (mode: boolean) => modes.push(mode) });
    const output = new PassThrough().setEncoding('utf8');
    const answer = askSecret('Secret: ', input as unknown as ReadStream, output as unknown as WriteStream);
    return { input, output, modes, answer };
  }

  it('reads until Enter with corrections, and shows nothing', async () => {
    const { input, output, modes, answer } = fakeTerminal();
    input.write('pä');
    input.write('xy\u007f\b\u007fss');
    input.write('\rrest');
    assert.equal(await answer, 'pss');
    assert.equal(output.read(), 'Secret: \n');
    assert.deepEqual(modes, [true, false]);
  });

  for (const [name, key] of [
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ] as const) {
    it(`${name} gives up, and leaves the terminal as it was`, async () => {
      const { input, modes, answer } = fakeTerminal();
      input.write(`abc${key}`);
      await assert.rejects(answer, /no passphrase was given/);
      assert.deepEqual(modes, [true, false]);
    });
  }
});
