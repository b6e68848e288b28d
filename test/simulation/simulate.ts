/** `npm run simulate -- --seed N --steps M [--plant NAME] [--from RUN]`: plays channels against chance and adversaries. */
import process, { argv, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { runCampaign } from './simulator/campaign.ts';
import { DEFECTS, isDefect } from './simulator/defects.ts';

const DEFAULT_STEPS = 50_000;

const HELP = `Usage: npm run simulate -- [options]

Plays channels of three nodes against chance and adversaries on a real chain, and audits them from outside.

  --seed N      what chance draws from (default 1); a seed repeats its runs exactly
  --steps M     how long to play (default ${DEFAULT_STEPS})
  --from RUN    the first run of the seed to play (default 0)
  --plant NAME  play with a defect, which must be found:
${listDefects()}
  --help        show this help
`;

/** The options, or what is wrong with them. */
function readOptions() {
  try {
    return parseArgs({
      args: argv.slice(2),
      options: {
        seed: { type: 'string', default: '1' },
        steps: { type: 'string', default: String(DEFAULT_STEPS) },
        plant: { type: 'string' },
        from: { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function main(): boolean {
  const values = readOptions();
  if (typeof values === 'string') return fail(values);
  if (values.help) return stdout.write(HELP);
  const [seed, steps, from] = [Number(values.seed), Number(values.steps), Number(values.from)];
  if (![seed, steps, from].every((value) => Number.isSafeInteger(value) && value >= 0))
    return fail('--seed, --steps and --from take whole numbers');
  const { plant } = values;
  if (plant !== undefined && !isDefect(plant)) return fail(`--plant takes one of:\n${listDefects()}`);
  const started = performance.now();
  const result = runCampaign({ seed, steps, firstRun: from, defect: plant });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  stdout.write(`${result.runs} runs, ${result.steps} steps in ${seconds} s\n`);
  for (const [mark, count] of [...result.marks].sort()) stdout.write(`  ${mark}: ${count}\n`);
  if (result.finding === undefined) {
    stdout.write('no violation\n');
    return plant === undefined;
  }
  const { index, error, actions } = result.finding;
  stdout.write(`\nrun ${index}: ${error.stack}\n`);
  stdout.write(`found by ${actions.length} actions: ${actions.map(({ kind }) => kind).join(' ')}\n`);
  const planted = plant === undefined ? '' : ` --plant ${plant}`;
  stdout.write(`again: npm run simulate -- --seed ${seed} --from ${index} --steps 1${planted}\n`);
  return plant !== undefined;
}

function listDefects(): string {
  const lines = Object.entries(DEFECTS).map(([name, what]) => `      ${name.padEnd(24)} ${what}`);
  return lines.join('\n');
}

function fail(message: string): false {
  process.stderr.write(`${message}\n`);
  return false;
}

process.exitCode = main() ? 0 : 1;
