/** What a stream of money costs each process on its way, while nothing else is to be done. */
import type { StreamInfo } from '@sferic/node';
import { type BenchNetwork, withNetwork } from './bench-network.ts';
import type { BenchNode } from './bench-node.ts';
import { type Usage, usedSince } from './node/usage.ts';
import { type NodeProfile, showProfiles, startProfiles, stopProfiles } from './profiles.ts';
import { print, row } from './table.ts';

const PER_SECOND = 10;
/** Streams of the payer to the payee at once. */
const STREAMS = [1, 10] as const;
const SECONDS = 60;
const QUICK_SECONDS = 10;
/** Before anything is measured, so that the compiler has seen the code. */
const WARM_UP_SECONDS = 10;
/** 100 sat a second. Each payment is below the dust limit, as those are that come ten times a second. */
const RATE_MSAT = 6_000_000n;
const MINUTE_MS = 60_000;
const POLL_MS = 100;

export interface StreamCost {
  readonly node: string;
  /** Of each payment. */
  readonly cpuMilliseconds: number;
  readonly syncs: number;
  readonly bytesWritten: number;
  /** Of one core, while the stream runs: without streams it would be `idlePercent`. */
  readonly percent: number;
  readonly idlePercent: number;
}

export interface StreamsReport {
  readonly loads: readonly StreamsLoad[];
  /** Of one stream. */
  readonly profiles: readonly NodeProfile[];
}

export interface StreamsLoad {
  readonly streams: number;
  readonly paymentsPerSecond: number;
  readonly payments: number;
  readonly seconds: number;
  /** In the order of the way: payer first. */
  readonly costs: readonly StreamCost[];
}

/** Along a line of four processes: three hops. */
export function streams({ isQuick }: { readonly isQuick: boolean }): Promise<StreamsReport> {
  return withNetwork(['payer', 'first', 'second', 'payee'], async (network) => {
    await network.open(1);
    const seconds = isQuick ? QUICK_SECONDS : SECONDS;
    await stream(network, 1, WARM_UP_SECONDS);
    const idle = await usedBy(network.nodes, () => pause(seconds * 1000));
    print();
    row('streams of ten payments a second', [
      'payments',
      'CPU ms',
      '% of a core',
      '% when idle',
      'syncs',
      'KB',
    ]);
    const loads: StreamsLoad[] = [];
    for (const count of STREAMS) {
      const report = await measure(network, count, seconds, idle);
      for (const { node, cpuMilliseconds, percent, idlePercent, syncs, bytesWritten } of report.costs)
        row(`  ${count} at once: ${node}`, [
          ...[report.payments, cpuMilliseconds, percent, idlePercent, syncs, bytesWritten / 1000],
        ]);
      loads.push(report);
    }
    await startProfiles(network.nodes);
    const payments = await stream(network, 1, WARM_UP_SECONDS);
    const profiles = await stopProfiles(network.nodes, 'streams');
    showProfiles('ms a payment, one stream', profiles, payments);
    return { loads, profiles };
  });
}

interface Used {
  readonly milliseconds: number;
  readonly usages: readonly Usage[];
}

async function measure(
  network: BenchNetwork,
  count: number,
  seconds: number,
  idle: Used,
): Promise<StreamsLoad> {
  let payments = 0;
  const { milliseconds, usages } = await usedBy(network.nodes, async () => {
    payments = await stream(network, count, seconds);
  });
  const percentOf = (used: Used, index: number) =>
    (100 * (used.usages[index]?.cpuMilliseconds ?? 0)) / used.milliseconds;
  return {
    streams: count,
    paymentsPerSecond: (1000 * payments) / milliseconds,
    payments,
    seconds: milliseconds / 1000,
    costs: usages.map((used, index) => ({
      node: network.nodes[index]?.name ?? '',
      cpuMilliseconds: used.cpuMilliseconds / payments,
      syncs: used.syncs / payments,
      bytesWritten: used.bytesWritten / payments,
      percent: percentOf({ milliseconds, usages }, index),
      idlePercent: percentOf(idle, index),
    })),
  };
}

/** Streams that begin at once, until all has arrived; how many payments that took. Both ends must agree. */
async function stream({ nodes }: BenchNetwork, count: number, seconds: number): Promise<number> {
  const [payer, payee] = [nodes.at(0), nodes.at(-1)];
  if (payer === undefined || payee === undefined) throw new Error('a stream has two ends');
  const { nodeId } = await payee.ask.info();
  const begun = await Promise.all(
    Array.from({ length: count }, () =>
      payer.ask.startStream({
        nodeId,
        rateMsat: RATE_MSAT.toString(),
        rateMilliseconds: MINUTE_MS,
        everyMilliseconds: 1000 / PER_SECOND,
        forMilliseconds: seconds * 1000,
      }),
    ),
  );
  let payments = 0;
  for (const { sessionId } of begun) {
    const sent = await ended(payer, sessionId);
    const received = await payee.ask.stream(sessionId);
    const due = (RATE_MSAT * BigInt(seconds) * 1000n) / BigInt(MINUTE_MS);
    if (BigInt(sent.amountMsat) !== due || received.amountMsat !== sent.amountMsat)
      throw new Error(`of ${due} msat ${sent.amountMsat} were sent and ${received.amountMsat} received`);
    payments += sent.payments;
  }
  return payments;
}

/** Asked seldom: asking costs the payer as well. */
async function ended(payer: BenchNode, sessionId: string): Promise<StreamInfo> {
  for (;;) {
    const info = await payer.ask.stream(sessionId);
    if (info.state === 'ended' && info.underwayMsat === '0') return info;
    await pause(POLL_MS);
  }
}

async function usedBy(nodes: readonly BenchNode[], work: () => Promise<void>): Promise<Used> {
  const before = await Promise.all(nodes.map((node) => node.ask.usage()));
  const started = performance.now();
  await work();
  const milliseconds = performance.now() - started;
  const after = await Promise.all(nodes.map((node) => node.ask.usage()));
  return { milliseconds, usages: after.map((usage, index) => usedSince(before[index] as Usage, usage)) };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
