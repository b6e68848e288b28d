/** `npm run bench:routing`: memory, loading and path finding, from a thousand to a million channels. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureVerify } from './primitives.ts';
import { runProgram, showMachine, UsageError } from './program.ts';
import { type MeasuredGraph, makeStore, measureGraph } from './routing-graph.ts';
import { print, row } from './table.ts';

const CHANNELS = [1_000, 10_000, 80_000, 300_000, 1_000_000];
const SEED = 1;

const HELP = `Usage: npm run bench:routing -- [--channels N,…] [--json]

For each number of channels, with a quarter as many nodes, in processes of their own: a synthetic network with the shape of
the public one is stored, loaded as a node does at its start, and searched for routes of 1 to 1,000,000 sat, evenly in the
logarithm, from a node with three channels. Times of searches are those of the processor; the clock's are given too, and are more
where other programs run. Figures of two machines can't be compared; so the searches are also given in verifications of an ECDSA
signature, as this machine does them in the same run.

Options:
  --channels   numbers of channels; ${CHANNELS.join(',')} unless given
  --json       print everything as JSON in the last line
  --help       show this text
`;

function main(): void {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: { json: flag, help: flag, channels: { type: 'string' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const sizes = values.channels?.split(',').map(Number) ?? CHANNELS;
  if (sizes.some((size) => !Number.isInteger(size) || size < 100))
    throw new UsageError('--channels takes whole numbers from 100 on');
  bench(sizes, values.json);
}

function bench(sizes: readonly number[], json: boolean): void {
  const machine = showMachine();
  const verify = measureVerify().microseconds;
  print(`a verification takes ${verify.toFixed(1)} µs`);
  print();
  row('channels', [
    'B/direction',
    'MB graph',
    'MB process',
    'load s',
    'median ms',
    '99 % ms',
    'in verif.',
    'parts ms',
    'found %',
  ]);
  const graphs: (MeasuredGraph & { readonly medianVerifications: number })[] = [];
  for (const channels of sizes) {
    const one = inProcesses(channels);
    const { route, parts } = one;
    const medianVerifications = (route.median * 1000) / verify;
    row(`${channels}`, [
      ...[one.bytesPerDirection, one.graphBytes / 1e6, one.processBytes / 1e6, one.loadSeconds],
      ...[route.median, route.p99, medianVerifications, parts.median, 100 * route.found],
    ]);
    graphs.push({ ...one, medianVerifications });
  }
  if (json) print(JSON.stringify({ machine, verifyMicroseconds: verify, graphs }));
}

/** One process writes the store, another one has nothing in its memory but what it loads. */
function inProcesses(channels: number): MeasuredGraph {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-bench-'));
  try {
    child('make', directory, channels);
    return JSON.parse(child('measure', directory, channels)) as MeasuredGraph;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function child(task: 'make' | 'measure', directory: string, channels: number): string {
  const { status, stdout } = spawnSync(
    process.execPath,
    [...process.execArgv, import.meta.filename, task, directory, String(channels)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`the process that was to ${task} a graph of ${channels} channels failed`);
  return stdout;
}

const [task, directory = '', channels = ''] = process.argv.slice(2);

async function perform(): Promise<void> {
  if (task === 'make') await makeStore(directory, Number(channels), SEED);
  else if (task === 'measure') print(JSON.stringify(measureGraph(directory, Number(channels), SEED)));
  else main();
}

await runProgram(perform);
