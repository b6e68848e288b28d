/** `npm start`: shows the main job of the project, for real. */
import { parseArgs } from 'node:util';
import { COMMON_OPTIONS, needsSignals, runMain } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { tellStory } from './story.ts';

const HELP = `Usage: npm start -- [options]

Starts an embedded Bitcoin chain and four nodes as processes of their own, lets them open channels, pay each other,
restart and settle on chain, and proves that every satoshi is accounted for. Nothing is left behind.

Options:
  --kill       also kill a node (-9) in the middle of a payment, and start it again (not on Windows)
  --bitcoind   a bitcoind of the PATH is the chain, instead of the embedded one
  --verbose    print what the processes log
  --keep       leave the data directories
  --help       show this text

Exit code: 0 when every step and every sum is right, 1 when not, 2 for wrong usage.
`;

const flag = { type: 'boolean', default: false } as const;

function readOptions() {
  const { values } = parseArgs({ options: { kill: flag, ...COMMON_OPTIONS } });
  if (values.kill) needsSignals('--kill');
  return values;
}

process.exitCode = await runMain({ command: 'npm start', help: HELP }, readOptions, ({ kill, ...options }) =>
  runCommand({ ...options, endsByInterrupt: false }, (run) => tellStory(run, { kill })),
);
