/**
 * Loaded before each test file: properties draw from one seed, the same on every machine, so that a red run is red again.
 * `SFERIC_TEST_SEED=random npm test` explores; the seed that is printed repeats what it found.
 */
import { readFileSync } from 'node:fs';

export const DEFAULT_TEST_SEED = 20_261_123;

/** The seed of this run: of the environment, random where that says so, or the default. */
export function testSeed(environment: NodeJS.ProcessEnv): number {
  const wanted = environment['SFERIC_TEST_SEED'] ?? String(DEFAULT_TEST_SEED);
  const seed = wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted);
  if (!Number.isInteger(seed))
    throw new Error(`SFERIC_TEST_SEED is "random" or a whole number, not "${wanted}"`);
  return seed;
}

const [, testFile] = process.argv;
// fast-check takes a tenth of a second to load: only files that use it pay for it.
if (process.env['NODE_TEST_CONTEXT'] !== undefined && testFile !== undefined && usesProperties(testFile)) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: testSeed(process.env) });
}

function usesProperties(file: string): boolean {
  return readFileSync(file, 'utf8').includes("'fast-check'");
}
