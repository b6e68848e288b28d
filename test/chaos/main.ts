/** `npm run chaos`: kills nodes (-9) under payments, hundreds of times, and counts every millisatoshi. */
import { parseArgs } from 'node:util';
import { formatMilliseconds } from '../demo/amounts.ts';
import { COMMON_OPTIONS, integer, runMain } from '../demo/command-line.ts';
import { type Run, runCommand } from '../demo/run-command.ts';
import { runCampaign } from './campaign.ts';
import { runEnforcement } from './enforcement.ts';
import { chooseSeed } from './random.ts';

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'] as const;
const DEFAULT_KILLS = 30;
const DEFAULT_NODES = 4;
const FEWEST_NODES = 3;
const MOST_KILLS = 100_000;
const MAX_U32 = 0xffff_ffff;

const HELP = `Usage: npm run chaos -- [options]

Starts a Bitcoin chain and nodes in a line as processes of their own, lets them pay each other both ways, and kills
them (-9): one, several or all at once, some again while they start, some while a channel is opened or closed. After each
round no payment may be pending, no HTLC left, both ends of each channel must agree, and every node must own to the
millisatoshi what payments gave and took.

Options:
  --kills N       how many processes to kill (default ${DEFAULT_KILLS})
  --seed N        what chance draws from (default: from the clock); the moments are as exact as the machine
  --nodes N       how many nodes stand in the line, ${FEWEST_NODES} to ${NAMES.length} (default ${DEFAULT_NODES})
  --force-close   instead: close a channel by force with HTLCs in both directions, and kill its ends until the last
                  claim is confirmed
  --bitcoind      a bitcoind of the PATH is the chain, instead of the embedded one
  --verbose       print what the processes log
  --keep          leave the data directories, with what the processes have logged
  --help          show this text

Exit code: 0 when nothing was lost, stuck or doubled, 1 when something was, 2 for wrong usage.
`;

const flag = { type: 'boolean', default: false } as const;
const number = { type: 'string' } as const;

function readOptions() {
  const { values } = parseArgs({
    options: {
      'force-close': flag,
      kills: number,
      seed: number,
      nodes: number,
      ...COMMON_OPTIONS,
    },
  });
  return {
    ...values,
    kills: integer('--kills', values.kills, [1, MOST_KILLS]) ?? DEFAULT_KILLS,
    seed: integer('--seed', values.seed, [0, MAX_U32]) ?? chooseSeed(),
    nodes: integer('--nodes', values.nodes, [FEWEST_NODES, NAMES.length]) ?? DEFAULT_NODES,
  };
}

type Options = ReturnType<typeof readOptions>;

async function wreakHavoc({ workspace, report }: Run, options: Options): Promise<void> {
  const { kills, seed, nodes } = options;
  const isEnforcement = options['force-close'];
  const what = isEnforcement
    ? 'the ends of a channel that is closed by force'
    : `${nodes} nodes that pay each other`;
  report.title(`${kills} kills among ${what}, seed ${seed}`);
  const started = performance.now();
  const common = { seed, kills, tell: (text: string) => report.note(text) };
  const tally = isEnforcement
    ? await runEnforcement(workspace, common)
    : await runCampaign(workspace, { ...common, names: NAMES.slice(0, nodes) });
  report.line('');
  for (const line of tally.tell()) report.line(`   ${line}`);
  report.done('0 HTLCs lost, 0 stuck; every payment is over, and payer and payee say the same of it');
  if (isEnforcement) report.done('every claim is confirmed, and nobody lost more than the chain costs');
  else
    report.done(
      'every node owns what payments gave and took, to the millisatoshi; the chain, to the satoshi',
    );
  report.done(`Done in ${formatMilliseconds(performance.now() - started)}`);
}

process.exitCode = await runMain({ command: 'npm run chaos', help: HELP }, readOptions, (options) =>
  runCommand({ ...options, endsByInterrupt: false }, (run) => wreakHavoc(run, options)),
);
