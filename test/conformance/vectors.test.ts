/** The published vectors, where they are at hand; beside them each package has compact known answers of its own. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/workspace.ts';
import { families } from './families/index.ts';
import { format, judgeDirectory, judgeText } from './runner.ts';

const DIRECTORY = join(root, '..', 'shared', 'vectors');

/** What each file must give, so that no case is lost unseen: its passed and skipped cases. */
const COUNTS: Readonly<Record<string, readonly [passed: number, skipped: number]>> = {
  'bech32.json': [44, 0],
  'bip143.json': [5, 0],
  'bip32.json': [14, 0],
  'bip340.json': [13, 0],
  'bip39.json': [16, 0],
  'bip84.json': [2, 0],
  'bitcoin-key-io.json': [108, 0],
  'bitcoin-script-tests.json': [811, 4],
  'bitcoin-sighash.json': [334, 0],
  'bitcoin-tx-invalid.json': [62, 0],
  'bitcoin-tx-valid.json': [81, 0],
  'bolt1-messaging.json': [76, 0],
  'bolt11.json': [18, 0],
  'bolt2-interactive-tx.json': [1, 0],
  'bolt3-commitments.json': [6, 30],
  'bolt3-funding.json': [1, 0],
  'bolt3-keys.json': [13, 0],
  'bolt4-onion.json': [3, 3],
};

test('every published vector of a family that is taken passes', {
  skip: !existsSync(DIRECTORY) && `no vectors at ${DIRECTORY}`,
}, (t) => {
  const reports = judgeDirectory(DIRECTORY);
  for (const line of format(reports)) t.diagnostic(line);
  for (const report of reports) {
    if (report.type === 'unknown') continue;
    assert.deepEqual(report.failures, [], report.file);
    const skipped = [...report.skipped.values()].reduce((sum, names) => sum + names.length, 0);
    const expected = COUNTS[report.file];
    if (expected !== undefined) assert.deepEqual([report.passed, skipped], expected, report.file);
  }
});

test('a file of an unknown family is named, and fails nothing', () => {
  const report = judgeText('new.json', '{"family":"bolt99"}');
  assert.deepEqual(report, { type: 'unknown', file: 'new.json', family: 'bolt99' });
  assert.equal(format([report]).at(-1), '0 passed, 0 failed');
});

test('a wrong answer, a missing field and a file that is no JSON fail', () => {
  const cases =
    '[{"comment":"a","entropy":"00","mnemonic":"x","passphrase":"","expected_seed":""}, {"comment":"b"}]';
  const wrong = judgeText('a.json', `{"family":"bip39","cases":${cases}}`);
  assert.ok(wrong.type === 'judged');
  assert.deepEqual([wrong.passed, wrong.failures.map(({ name }) => name)], [0, ['a', 'b']]);
  const shapeless = judgeText('b.json', '{"family":"bip39"}');
  assert.ok(shapeless.type === 'judged' && shapeless.failures.length === 1);
  const broken = judgeText('c.json', '{');
  assert.ok(broken.type === 'judged' && broken.failures.length === 1);
  assert.equal(format([wrong, shapeless, broken]).at(-1), '0 passed, 4 failed');
});

test('no two families have the same name', () => {
  assert.equal(new Set(families.map(({ name }) => name)).size, families.length);
});
