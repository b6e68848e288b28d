import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { bip143Cases } from './vectors/bip143.ts';
import { interactiveCases } from './vectors/bolt2-interactive-tx.ts';
import { commitmentCases } from './vectors/bolt3-commitments.ts';
import { fundingCases } from './vectors/bolt3-funding.ts';
import { keyCases } from './vectors/bolt3-keys.ts';
import type { VectorCase } from './vectors/vector-case.ts';

/** The compact answers beside this test, or the whole families when a directory is named. */
const DIRECTORY = process.env['SFERIC_VECTORS'] ?? new URL('./vectors/', import.meta.url).pathname;

function suite<F>(family: string, cases: (parsed: F) => readonly VectorCase[]): void {
  const parsed = JSON.parse(readFileSync(`${DIRECTORY}/${family}.json`, 'utf8')) as F;
  describe(family, () => {
    for (const { name, check } of cases(parsed)) it(name, check);
  });
}

suite('bolt3-commitments', commitmentCases);
suite('bolt3-keys', keyCases);
suite('bolt3-funding', fundingCases);
suite('bip143', bip143Cases);
suite('bolt2-interactive-tx', interactiveCases);
