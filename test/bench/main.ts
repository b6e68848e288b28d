/** `npm run bench`: what operations and payments cost on this machine, also in verifications of a signature. */
import { parseArgs } from 'node:util';
import { growth } from './growth.ts';
import { hops, payments } from './payments.ts';
import { measureBundledVerify, measureVerify, primitives } from './primitives.ts';
import { runProgram, showMachine, UsageError } from './program.ts';
import { restart } from './restart.ts';
import { streams } from './streams.ts';
import { print, row } from './table.ts';

const PARTS = ['primitives', 'payments', 'hops', 'streams', 'restart', 'growth'] as const;
type Part = (typeof PARTS)[number];
const IN_FLIGHT = [1, 30, 100, 400];
const CHANNELS = [1, 10];
const RESTART_CHANNELS = [1, 100, 1000];
const RESTART_HISTORY = 20;
const GROWTH_MARKS = [10, 1000, 100_000];
/** What a quick run leaves out. */
const QUICK_LIMIT = 1000;

const HELP = `Usage: npm run bench -- [--only PART,…] [--in-flight N,…] [--channels N,…] [--after N,…]
                             [--history N] [--quick] [--json]

Parts; all unless given:
  primitives   signing, ECDH, onions, building and signing commitments, on one core
  payments     payments between two node processes
  hops         payments along a line of four node processes
  streams      ten payments a second along such a line: what they cost each process
  restart      until a node with ${RESTART_CHANNELS.join(', ')} channels is back
  growth       a payment after ${GROWTH_MARKS.join(', ')} others in its channel

Trimmed payments are below the dust limit: no output of a commitment, no signature of their own. Two figures for each payment are the
payer's and the payee's; along the line, forwarding nodes stand between them.

Figures of two machines can't be compared; so each is also given in verifications of an ECDSA signature, as this
machine does them in the same run: payments a second as a part of verifications a second.

Options:
  --only       parts, separated by commas
  --in-flight  payments at once; ${IN_FLIGHT.join(',')} unless given, of which a line of four has 100 at most
  --channels   of the two processes; ${CHANNELS.join(',')} unless given; with one, trimmed payments and where the time goes too
  --history    payments in each channel on average, for restart: an even number; ${RESTART_HISTORY} unless given
  --after      payments, for growth; ${GROWTH_MARKS.join(',')} unless given
  --quick      few payments, no count from ${QUICK_LIMIT} on unless given: for a look of some three minutes, not for a figure
  --json       print everything as JSON in the last line
  --help       show this text

With SFERIC_BENCH_PROFILES set to a directory, the profiles are left there and their longest entries printed.
`;

async function main(): Promise<void> {
  const { parts, inFlight, channels, after, history, quick: isQuick, json, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const machine = showMachine();
  const { microseconds } = measureVerify();
  const verifiesPerSecond = 1e6 / microseconds;
  row('verifications a second', [verifiesPerSecond]);
  const bundled = measureBundledVerify();
  if (bundled !== undefined) row('by the bundled libsecp256k1', [1e6 / bundled.microseconds]);
  const options = { inFlight, channels, isQuick, verifiesPerSecond };
  const result = {
    machine,
    verifyMicroseconds: microseconds,
    ...(bundled !== undefined && { bundledVerifyMicroseconds: bundled.microseconds }),
    ...(parts.has('primitives') && { primitives: benchPrimitives(microseconds) }),
    ...(parts.has('payments') && { payments: await payments(options) }),
    ...(parts.has('hops') && { hops: await hops(options) }),
    ...(parts.has('streams') && { streams: await streams(options) }),
    ...(parts.has('restart') && { restart: await restart(limited(RESTART_CHANNELS, isQuick), history) }),
    ...(parts.has('growth') && { growth: await growth(after) }),
  };
  if (json) print(JSON.stringify(result));
}

function benchPrimitives(verify: number) {
  print();
  row('operation', ['µs', 'a second', 'in verifies']);
  const measured = [];
  for (const one of primitives()) {
    const verifications = one.microseconds / verify;
    row(one.name, [one.microseconds, 1e6 / one.microseconds, verifications]);
    measured.push({ ...one, verifications });
  }
  return measured;
}

function readArguments() {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      only: text,
      'in-flight': text,
      channels: text,
      after: text,
      history: text,
      quick: flag,
      json: flag,
      help: flag,
    },
  });
  const parts = listed(values.only) ?? PARTS;
  const unknown = parts.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined)
    throw new UsageError(`there is no part "${unknown}"; parts: ${PARTS.join(', ')}`);
  const inFlight = counted('in-flight', values['in-flight']) ?? IN_FLIGHT;
  const channels = counted('channels', values.channels) ?? CHANNELS;
  const after = counted('after', values.after) ?? limited(GROWTH_MARKS, values.quick);
  const [history = RESTART_HISTORY, ...others] = counted('history', values.history) ?? [];
  if (others.length > 0 || history % 2 !== 0) throw new UsageError('--history takes one even number');
  return { ...values, parts: new Set(parts as readonly Part[]), inFlight, channels, after, history };
}

/** What a quick run measures of what it does unless told otherwise. */
function limited(counts: readonly number[], isQuick: boolean): readonly number[] {
  return counts.filter((count) => !isQuick || count < QUICK_LIMIT);
}

function counted(option: string, text: string | undefined): readonly number[] | undefined {
  const counts = listed(text)?.map(Number);
  if (counts?.some((count) => !Number.isInteger(count) || count < 1))
    throw new UsageError(`--${option} takes whole numbers from 1 on, separated by commas`);
  return counts;
}

function listed(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').filter((part) => part !== '');
}

await runProgram(main);
