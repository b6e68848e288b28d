/** `npm run bench:gossip`: what the first sync takes, and what forged gossip costs. */
import { parseArgs } from 'node:util';
import { TIME_CLASSES } from '../node/profile.ts';
import { measureVerify } from '../primitives.ts';
import { runProgram, showMachine, UsageError } from '../program.ts';
import { print, row } from '../table.ts';
import { type ForgedCost, forgedCosts } from './forged.ts';
import { firstSync, type Synced } from './sync.ts';

const PARTS = ['sync', 'forged'] as const;
type Part = (typeof PARTS)[number];
const CHANNELS = 80_000;

const HELP = `Usage: npm run bench:gossip -- [--only PART,…] [--channels N] [--profile] [--json]

Parts; all unless given:
  sync     a new node process is served a synthetic network by three others, and looks up each channel on a chain that is
           another process. Its signatures hold; they are made once a week, which takes a minute.
  forged   gossip that must be refused, of every kind: what a message costs us, and its sender

Options:
  --only      parts, separated by commas
  --channels  of the network, which has a quarter as many nodes; ${CHANNELS} unless given
  --profile   also where the time of the sync goes
  --json      print everything as JSON in the last line
  --help      show this text

With SFERIC_BENCH_PROFILES set to a directory, profiles are left there.
`;

async function main(): Promise<void> {
  const { parts, channels, profile: isProfiled, json, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const machine = showMachine();
  const { microseconds } = measureVerify();
  row('verifications a second', [1e6 / microseconds]);
  const result = {
    machine,
    verifyMicroseconds: microseconds,
    ...(parts.has('forged') && { forged: shownForged(await forgedCosts()) }),
    ...(parts.has('sync') && { sync: shown(await firstSync({ channels, isProfiled })) }),
  };
  if (json) print(JSON.stringify(result));
}

function shown(synced: Synced): Synced {
  const { used, profile } = synced;
  print();
  row(`${synced.channels} channels, ${synced.nodes} nodes`, []);
  row('seconds to all channels', [synced.secondsToChannels]);
  row('  to all updates', [synced.secondsToUpdates]);
  row('  in sync', [synced.seconds]);
  row('CPU seconds', [used.cpuMilliseconds / 1000]);
  row('  of each server', [synced.served.map((one) => (one.cpuMilliseconds / 1000).toFixed(1)).join(' ')]);
  row('syncs, MB written', [used.syncs, used.bytesWritten / 1e6]);
  row('MB resident, at most, before', [
    synced.residentBytes / 1e6,
    synced.peakBytes / 1e6,
    synced.residentBytesBefore / 1e6,
  ]);
  row('MB stored', [synced.storeBytes / 1e6]);
  if (profile === undefined) return synced;
  print();
  row('seconds by class', TIME_CLASSES);
  row(
    '',
    TIME_CLASSES.map((kind) => profile.split[kind] / 1000),
  );
  for (const [name, milliseconds] of profile.top)
    print(`${(milliseconds / 1000).toFixed(2).padStart(10)}  ${name}`);
  return synced;
}

function shownForged(costs: readonly ForgedCost[]): readonly ForgedCost[] {
  print();
  row('a forged message', ['refused', 'CPU µs', 'lookups', 'stored', 'sender']);
  for (const { name, refused, microseconds, lookups, storedRows, reaction } of costs)
    row(name, [`${refused}`, microseconds, `${lookups}`, `${storedRows}`, reaction]);
  return costs;
}

function readArguments() {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { only: text, channels: text, profile: flag, json: flag, help: flag },
  });
  const parts = values.only?.split(',') ?? PARTS;
  const unknown = parts.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new UsageError(`there is no part "${unknown}"`);
  const channels = Number(values.channels ?? CHANNELS);
  if (!Number.isInteger(channels) || channels < 100)
    throw new UsageError('--channels takes a whole number from 100 on');
  return { ...values, parts: new Set(parts as readonly Part[]), channels };
}

await runProgram(main);
