/** `npm run simulate -- --seed N --steps M [--nodes] [--plant NAME]`: plays nodes against chance and adversaries. */
import process, { argv, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { CORE, type Level, NODES, runCampaign } from './campaign.ts';

const DEFAULT_STEPS = 50_000;

const HELP = `Usage: npm run simulate -- [options]

Plays nodes in a line against chance and adversaries on a real chain, and audits them from outside.

  --nodes       whole nodes with their own modules and databases, instead of the channels' core in a small shell
  --seed N      what chance draws from (default 1); a seed repeats its runs exactly
  --steps M     how long to play (default ${DEFAULT_STEPS})
  --from RUN    the first run of the seed to play (default 0)
  --plants      plays with each defect in turn, and tells after how many steps it is found
  --plant NAME  plays with one, which must be found. Of the core:
${listDefects(CORE)}
                With --nodes:
${listDefects(NODES)}
  --help        show this help
`;

/** The options, or what is wrong with them. */
function readOptions() {
  try {
    return parseArgs({
      args: argv.slice(2),
      options: {
        nodes: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        steps: { type: 'string', default: String(DEFAULT_STEPS) },
        plant: { type: 'string' },
        plants: { type: 'boolean', default: false },
        from: { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function main(): Promise<boolean> {
  const values = readOptions();
  if (typeof values === 'string') return fail(values);
  if (values.help) return stdout.write(HELP);
  const [seed, steps, firstRun] = [Number(values.seed), Number(values.steps), Number(values.from)];
  if (![seed, steps, firstRun].every((value) => Number.isSafeInteger(value) && value >= 0))
    return fail('--seed, --steps and --from take whole numbers');
  const level = values.nodes ? NODES : CORE;
  const { plant } = values;
  if (plant !== undefined && !(plant in level.defects))
    return fail(`--plant takes one of:\n${listDefects(level)}`);
  const options = { seed, steps, firstRun };
  return values.plants ? playPlants(level, options) : play(level, options, plant, values.nodes);
}

interface Options {
  readonly seed: number;
  readonly steps: number;
  readonly firstRun: number;
}

async function play(
  level: Level,
  options: Options,
  defect: string | undefined,
  isNodes: boolean,
): Promise<boolean> {
  const started = performance.now();
  const result = await runCampaign(level, { ...options, defect, shrinks: true });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  stdout.write(`${result.runs} runs, ${result.steps} steps in ${seconds} s\n`);
  for (const [mark, count] of [...result.marks].sort()) stdout.write(`  ${mark}: ${count}\n`);
  if (result.finding === undefined) {
    stdout.write('no violation\n');
    return defect === undefined;
  }
  const { index, error, actions } = result.finding;
  stdout.write(`\nrun ${index}: ${error.stack}\n`);
  stdout.write(`found by ${actions.length} actions: ${actions.map(({ kind }) => kind).join(' ')}\n`);
  const same = `${isNodes ? ' --nodes' : ''}${defect === undefined ? '' : ` --plant ${defect}`}`;
  stdout.write(`again: npm run simulate --${same} --seed ${options.seed} --from ${index} --steps 1\n`);
  return defect !== undefined;
}

/** Whether all are found. */
async function playPlants(level: Level, options: Options): Promise<boolean> {
  let isComplete = true;
  for (const defect of Object.keys(level.defects)) {
    const { finding, runs, steps } = await runCampaign(level, { ...options, defect });
    const what = finding === undefined ? 'NOT FOUND' : firstLine(finding.error.message);
    stdout.write(`${defect.padEnd(24)} ${String(steps).padStart(8)} steps, ${runs} runs: ${what}\n`);
    isComplete &&= finding !== undefined;
  }
  return isComplete;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

function listDefects({ defects }: Level): string {
  const lines = Object.entries(defects).map(([name, what]) => `      ${name.padEnd(24)} ${what}`);
  return lines.join('\n');
}

function fail(message: string): false {
  process.stderr.write(`${message}\n`);
  return false;
}

process.exitCode = (await main()) ? 0 : 1;
