/** `npm run simulate -- --seed N --steps M [--plant NAME] [--from RUN]`: plays channels against chance and adversaries. */
import process, { argv, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { runCampaign } from './simulator/campaign.ts';
import { DEFECTS, isDefect } from './simulator/defects.ts';

const DEFAULT_STEPS = 50_000;

function main(): boolean {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      seed: { type: 'string', default: '1' },
      steps: { type: 'string', default: String(DEFAULT_STEPS) },
      plant: { type: 'string' },
      from: { type: 'string', default: '0' },
    },
  });
  const [seed, steps, from] = [Number(values.seed), Number(values.steps), Number(values.from)];
  if (![seed, steps, from].every((value) => Number.isSafeInteger(value) && value >= 0))
    return fail('--seed, --steps and --from take whole numbers');
  const { plant } = values;
  if (plant !== undefined && !isDefect(plant))
    return fail(
      `--plant takes one of:\n${Object.entries(DEFECTS)
        .map(([name, what]) => `  ${name}: ${what}`)
        .join('\n')}`,
    );
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

function fail(message: string): false {
  process.stderr.write(`${message}\n`);
  return false;
}

process.exitCode = main() ? 0 : 1;
