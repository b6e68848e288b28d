/**
 * `npm test`: the checks, then every test. `npm test -- PATTERN …` runs only the test files whose path holds one of
 * the patterns, without the checks; what begins with `--` goes to Node's test runner.
 */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process, { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { check } from './check.ts';
import { testSeed } from './test-seed.ts';
import { nodeCommand, root, run } from './workspace.ts';

const TEST_FILES = ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'];
/** One test is allowed this much: a hang fails with its name instead of stopping everything. */
const TEST_TIMEOUT_MS = 240_000;
/** Test files at once. Those that start processes and wait for them leave a core idle. */
const CONCURRENCY = Math.max(2, availableParallelism());

const args = argv.slice(2);
const options = args.filter((argument) => argument.startsWith('--'));
const patterns = args.filter((argument) => !argument.startsWith('--'));

function testFiles(): readonly string[] {
  const all = globSync(TEST_FILES, { cwd: root, exclude: (path) => path.includes('node_modules') });
  const wanted = all.filter(
    (path) => patterns.length === 0 || patterns.some((pattern) => path.includes(pattern)),
  );
  return wanted.sort();
}

async function main(): Promise<boolean> {
  const checked = patterns.length > 0 || (await check());
  const files = testFiles();
  if (files.length === 0) {
    console.error(`no test file matches ${patterns.join(', ')}`);
    return false;
  }
  const seed = testSeed(process.env);
  process.env['SFERIC_TEST_SEED'] = String(seed);
  console.log(`▶ ${files.length} test files, properties from seed ${seed} (SFERIC_TEST_SEED)`);
  const command = nodeCommand(
    ...['test-watchdog.ts', 'test-seed.ts'].map(
      (script) => `--import=${pathToFileURL(join(root, 'scripts', script))}`,
    ),
    '--test',
    `--test-concurrency=${CONCURRENCY}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    ...options,
    ...files,
  );
  const passed = (await run(command)) === 0;
  if (!passed) console.error('✖ tests failed');
  if (!checked) console.error('✖ checks failed: see the top, or run `npm run check`');
  return passed && checked;
}

process.exitCode = (await main()) ? 0 : 1;
