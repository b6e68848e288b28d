/** Payments between two node processes, so many at a time, and what they cost each process on the way. */
import type { BenchNode } from './bench-node.ts';
import { quantile } from './measure.ts';
import { type Usage, usedSince } from './node/usage.ts';
import { type NodeProfile, startProfiles, stopProfiles } from './profiles.ts';

/** Above any dust limit, so that each payment is an output of the commitments; and room for 483 of them. */
export const AMOUNT_MSAT = 10_000_000n;
/** What one end of the largest channel can send; and several times what is in flight, so that little of a round is begin or end. */
const MAX_ROUND = 1400;

export interface Load {
  readonly inFlight: number;
  readonly payments: number;
  readonly amountMsat?: bigint;
}

/** What one payment cost one process. */
export interface Cost {
  readonly node: string;
  readonly cpuMilliseconds: number;
  readonly syncs: number;
  readonly bytesWritten: number;
}

export interface LoadResult {
  readonly inFlight: number;
  readonly payments: number;
  readonly perSecond: number;
  readonly medianMilliseconds: number;
  readonly p95Milliseconds: number;
  readonly p99Milliseconds: number;
  /** In the order of the way: payer first. */
  readonly costs: readonly Cost[];
}

/**
 * Pays from the first node of the line to the last and as much back again; so the costs are by place on the way, not by process.
 * Invoices are made before: only paying is measured.
 */
export async function runLoad(line: readonly BenchNode[], load: Load): Promise<LoadResult> {
  const rounds = 2 * Math.ceil(load.payments / (2 * MAX_ROUND));
  const latencies: number[] = [];
  let seconds = 0;
  let costs: readonly Cost[] = line.map(noCost);
  for (let round = 0; round < rounds; round++) {
    const way = round % 2 === 0 ? line : line.toReversed();
    const payments = Math.ceil(load.payments / rounds);
    const measured = await runRound(way, { ...load, payments });
    latencies.push(...measured.latencies);
    seconds += measured.seconds;
    costs = costs.map((cost, index) => added(cost, measured.used[index] as Usage));
  }
  return {
    inFlight: load.inFlight,
    payments: latencies.length,
    perSecond: latencies.length / seconds,
    medianMilliseconds: quantile(latencies, 0.5),
    p95Milliseconds: quantile(latencies, 0.95),
    p99Milliseconds: quantile(latencies, 0.99),
    costs: costs.map((cost) => perPayment(cost, latencies.length)),
  };
}

/** Where the time of each node goes under this load, payer first. `name`: of the files that the profiles are left in. */
export async function profileLoad(
  line: readonly BenchNode[],
  load: Load,
  name: string,
): Promise<readonly NodeProfile[]> {
  await runRound(line, load, () => startProfiles(line));
  const profiles = await stopProfiles(line, name);
  await runRound(line.toReversed(), load);
  return profiles;
}

interface Round {
  readonly latencies: readonly number[];
  readonly seconds: number;
  readonly used: readonly Usage[];
}

/** `ready` runs between what prepares and what is measured. */
async function runRound(
  way: readonly BenchNode[],
  load: Load,
  ready: () => Promise<unknown> = async () => undefined,
): Promise<Round> {
  const [payer, payee] = [way.at(0), way.at(-1)];
  if (payer === undefined || payee === undefined) throw new Error('a payment has two ends');
  const { inFlight, payments, amountMsat = AMOUNT_MSAT } = load;
  const invoices = await payee.ask.invoices(payments, amountMsat.toString());
  await ready();
  const before = await Promise.all(way.map((node) => node.ask.usage()));
  const started = performance.now();
  const { latencies } = await payer.ask.payAll(invoices, inFlight);
  const seconds = (performance.now() - started) / 1000;
  await idle(way);
  const after = await Promise.all(way.map((node) => node.ask.usage()));
  const used = after.map((usage, index) => usedSince(before[index] as Usage, usage));
  return { latencies, seconds, used };
}

/** The last removals are still on their way when the payer knows already. */
async function idle(nodes: readonly BenchNode[]): Promise<void> {
  for (const node of nodes)
    while ((await node.ask.channels()).some(({ htlcs }) => htlcs.length > 0))
      await new Promise((resolve) => setTimeout(resolve, 5));
}

function noCost({ name }: BenchNode): Cost {
  return { node: name, cpuMilliseconds: 0, syncs: 0, bytesWritten: 0 };
}

function added(cost: Cost, used: Usage): Cost {
  return {
    node: cost.node,
    cpuMilliseconds: cost.cpuMilliseconds + used.cpuMilliseconds,
    syncs: cost.syncs + used.syncs,
    bytesWritten: cost.bytesWritten + used.bytesWritten,
  };
}

function perPayment(cost: Cost, payments: number): Cost {
  return {
    node: cost.node,
    cpuMilliseconds: cost.cpuMilliseconds / payments,
    syncs: cost.syncs / payments,
    bytesWritten: cost.bytesWritten / payments,
  };
}
