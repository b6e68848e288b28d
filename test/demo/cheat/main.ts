/** `npm run demo:cheat`: shows that a revoked state costs its publisher everything, for real. */
import { parseArgs } from 'node:util';
import { COMMON_OPTIONS, needsSignals, runMain } from '../command-line.ts';
import { runCommand } from '../run-command.ts';
import { tellOfCheating } from './story.ts';

const HELP = `Usage: npm run demo:cheat -- [options]

Starts an embedded Bitcoin chain and three nodes as processes of their own. Mallory and Bob have a channel with a history;
Mallory brings back an old copy of her data and closes by force with a state that she has revoked. Bob's node takes
everything. Then the same again with Bob's node switched off: his watchtower does. All figures are read from the chain;
nothing is left behind. (Not on Windows.)

Options:
  --bitcoind   a bitcoind of the PATH is the chain, instead of the embedded one
  --verbose    print what the processes log
  --keep       leave the data directories, with what the processes have logged
  --help       show this text

Exit code: 0 when the cheat has lost everything and every sum is right, 1 when not, 2 for wrong usage.
`;

function readOptions() {
  const { values } = parseArgs({ options: { ...COMMON_OPTIONS } });
  if (!values.help) needsSignals('this demo');
  return values;
}

process.exitCode = await runMain({ command: 'npm run demo:cheat', help: HELP }, readOptions, (options) =>
  runCommand({ ...options, endsByInterrupt: false }, tellOfCheating),
);
