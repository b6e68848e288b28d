/** Payments through channels between two node processes, and through a line of four, with every commit synced to disk. */
import { type BenchNetwork, withNetwork } from './bench-network.ts';
import { type Load, type LoadResult, profileLoad, runLoad } from './load.ts';
import { type NodeProfile, showProfiles } from './profiles.ts';
import { print, round, row } from './table.ts';

/** Payments before anything is measured, so that the compiler has seen the code. */
const WARM_UP: Load = { inFlight: 50, payments: 2800 };
/** By how much less a quick run does of everything. */
const QUICK = 5;
/** How many payments are made at so many in flight: some seconds of each. */
const PAYMENTS: Readonly<Record<number, number>> = { 1: 600, 30: 1400, 100: 2800, 400: 5600 };
const LEAST_PAYMENTS = 1400;
/** In flight. */
const MAX_ALONG_LINE = 100;
/** Below the dust limit: no output of a commitment, and so no signature of its own. */
const TRIMMED_MSAT = 100_000n;

export interface PaymentsOptions {
  readonly inFlight: readonly number[];
  /** Channels between the two processes. */
  readonly channels: readonly number[];
  /** Few payments: for a look, not for a figure. */
  readonly isQuick: boolean;
  /** Verifications of a signature a second on this machine, in this run. */
  readonly verifiesPerSecond: number;
}

type Shown = LoadResult & {
  readonly channels: number;
  readonly trimmed: boolean;
  readonly perVerify: number;
};

export interface PaymentsReport {
  readonly loads: readonly Shown[];
  readonly profiles: readonly NodeProfile[];
  readonly residentBytes: readonly number[];
}

/** Between two processes. */
export function payments(options: PaymentsOptions): Promise<PaymentsReport> {
  return withNetwork(['payer', 'payee'], async (network) => {
    const loads: Shown[] = [];
    const profiles: NodeProfile[] = [];
    let opened = 0;
    for (const channels of options.channels.toSorted((a, b) => a - b)) {
      await network.open(channels - opened);
      opened = channels;
      title(`two processes, ${channels} channel${channels === 1 ? '' : 's'}`);
      loads.push(...(await loadAll(network, options, channels)));
      if (channels === 1) {
        const trimmed = { inFlight: Math.max(...options.inFlight), payments: 2800, amountMsat: TRIMMED_MSAT };
        loads.push(await show(network, options, { channels, load: trimmed }));
        profiles.push(...(await profile(network, options, 'payments')));
      }
    }
    return { loads, profiles, residentBytes: await resident(network) };
  });
}

/** Along a line of four processes. */
export async function hops(options: PaymentsOptions): Promise<PaymentsReport> {
  const inFlight = options.inFlight.filter((count) => count <= MAX_ALONG_LINE);
  if (inFlight.length === 0) {
    print(`along a line of four processes: nothing, it is measured with ${MAX_ALONG_LINE} in flight at most`);
    return { loads: [], profiles: [], residentBytes: [] };
  }
  return withNetwork(['payer', 'first', 'second', 'payee'], async (network) => {
    await network.open(1);
    title('a line of four processes');
    const loads = await loadAll(network, { ...options, inFlight }, 1);
    const profiles = await profile(network, { ...options, inFlight }, 'hops');
    return { loads, profiles, residentBytes: await resident(network) };
  });
}

async function loadAll(
  network: BenchNetwork,
  options: PaymentsOptions,
  channels: number,
): Promise<readonly Shown[]> {
  await runLoad(network.nodes, sized(WARM_UP, options));
  const loads: Shown[] = [];
  for (const inFlight of options.inFlight) {
    const load = { inFlight, payments: PAYMENTS[inFlight] ?? LEAST_PAYMENTS };
    loads.push(await show(network, options, { channels, load }));
  }
  return loads;
}

async function show(
  { nodes }: BenchNetwork,
  options: PaymentsOptions,
  { channels, load }: { readonly channels: number; readonly load: Load },
): Promise<Shown> {
  const measured = await runLoad(nodes, sized(load, options));
  const { perSecond, medianMilliseconds, p95Milliseconds, p99Milliseconds, costs } = measured;
  const perVerify = perSecond / options.verifiesPerSecond;
  const trimmed = load.amountMsat !== undefined;
  const each = (figure: (cost: (typeof costs)[number]) => number) => costs.map(figure).map(round).join(' ');
  const name = `${load.inFlight} in flight${trimmed ? ', trimmed' : ''}`;
  row(name, [perSecond, perVerify, medianMilliseconds, p95Milliseconds, p99Milliseconds]);
  print(
    `  each payment, payer first: CPU ms ${each(({ cpuMilliseconds }) => cpuMilliseconds)}` +
      `; syncs ${each(({ syncs }) => syncs)}; KB written ${each(({ bytesWritten }) => bytesWritten / 1000)}`,
  );
  return { ...measured, channels, trimmed, perVerify };
}

async function profile(
  { nodes }: BenchNetwork,
  options: PaymentsOptions,
  name: string,
): Promise<readonly NodeProfile[]> {
  const load = sized({ inFlight: Math.max(...options.inFlight), payments: 1400 }, options);
  const profiles = await profileLoad(nodes, load, name);
  showProfiles(`ms a payment, ${load.inFlight} in flight`, profiles, load.payments);
  return profiles;
}

function sized(load: Load, { isQuick }: PaymentsOptions): Load {
  return isQuick ? { ...load, payments: Math.ceil(load.payments / QUICK) } : load;
}

function resident({ nodes }: BenchNetwork): Promise<readonly number[]> {
  return Promise.all(nodes.map((node) => node.ask.residentBytes()));
}

function title(text: string): void {
  print();
  row(text, ['a second', 'of verifies', 'median ms', '95 % ms', '99 % ms']);
}
