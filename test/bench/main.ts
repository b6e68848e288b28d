/** `npm run bench`: what operations and payments cost on this machine, also in verifications of a signature. */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { backendName } from '@sferic/crypto';
import { type MeasuredPayments, payments } from './payments.ts';
import { measureVerify, primitives } from './primitives.ts';

const PARTS = ['primitives', 'payments'] as const;

const HELP = `Usage: npm run bench -- [PART …] [--json]

Parts: ${PARTS.join(', ')}; all unless given.
  primitives   signing, ECDH, onions, building and signing commitments, on one core
  payments     payments through one channel between two node processes

Figures of two machines can't be compared; so each is also given in verifications of an ECDSA signature, as this
machine does them in the same run.

Options:
  --json       print everything as JSON in the last line
  --help       show this text
`;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { parts, json, help } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
    secp256k1: backendName(),
  };
  print(`${machine.cpu}, ${machine.cores} cores, Node.js ${machine.node}, ${machine.secp256k1}`);
  const verify = measureVerify();
  const result = {
    machine,
    verifyMicroseconds: verify.microseconds,
    ...(parts.has('primitives') && { primitives: benchPrimitives(verify.microseconds) }),
    ...(parts.has('payments') && { payments: await benchPayments(verify.microseconds) }),
  };
  if (json) print(JSON.stringify(result));
}

function benchPrimitives(verify: number) {
  print('');
  row('operation', ['µs', 'a second', 'in verifications']);
  const show = (name: string, microseconds: number) =>
    row(name, [round(microseconds), round(1e6 / microseconds), (microseconds / verify).toFixed(2)]);
  show('verify', verify);
  const measured = [];
  for (const one of primitives()) {
    show(one.name, one.microseconds);
    measured.push({ ...one, verifications: one.microseconds / verify });
  }
  return measured;
}

async function benchPayments(verify: number) {
  print('');
  row('payments in flight', ['a second', 'median ms', '95 % ms', 'in verifications']);
  const measured: (MeasuredPayments & { readonly verifications: number })[] = [];
  for await (const one of payments()) {
    const verifications = 1e6 / one.perSecond / verify;
    const { medianMilliseconds, p95Milliseconds, perSecond } = one;
    row(`${one.inFlight}`, [perSecond, medianMilliseconds, p95Milliseconds, verifications].map(round));
    measured.push({ ...one, verifications });
  }
  return measured;
}

const NAME_WIDTH = 28;
const COLUMN_WIDTH = 18;

function row(name: string, columns: readonly string[]): void {
  print(`${name.padEnd(NAME_WIDTH)}${columns.map((text) => text.padStart(COLUMN_WIDTH)).join('')}`);
}

/** Three figures: more would pretend. */
function round(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readArguments() {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({ options: { json: flag, help: flag }, allowPositionals: true });
  const unknown = positionals.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new UsageError(`there is no part "${unknown}"`);
  const parts: ReadonlySet<string> = new Set(positionals.length > 0 ? positionals : PARTS);
  return { ...values, parts };
}

try {
  await main();
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\n${isUsage ? `\n${HELP}` : ''}`,
  );
  process.exitCode = isUsage ? 2 : 1;
}
