/**
 * Payments through one channel between two node processes, through their HTTP APIs, with every commit synced to disk. The
 * processes share the machine's cores with each other and with this one.
 */
import { confirmChannels, openChannel } from '../demo/channel-plan.ts';
import { fundWallets, launchNetwork } from '../demo/network-launch.ts';
import { invoiceFor, type PaymentPlan } from '../demo/pay.ts';
import { Report } from '../demo/report.ts';
import { Workspace } from '../demo/workspace.ts';
import { quantile } from './measure.ts';

export interface MeasuredPayments {
  readonly inFlight: number;
  readonly payments: number;
  readonly perSecond: number;
  /** From the request to the preimage. */
  readonly medianMilliseconds: number;
  readonly p95Milliseconds: number;
}

/** How many are in flight at once, and how many are made in all. */
const LOADS = [
  { inFlight: 1, payments: 50 },
  { inFlight: 30, payments: 300 },
  { inFlight: 100, payments: 500 },
] as const;
const WARM_UP = { inFlight: 10, payments: 50 } as const;

/** Both ends put half into the channel: the payee's half pays for its reserve from the start. */
const HALF_SAT = 8_000_000n;
/** Above the dust limit, so that each payment is an output of the commitments. */
const AMOUNT_MSAT = 1_000_000n;

export async function* payments(): AsyncGenerator<MeasuredPayments> {
  const workspace = await Workspace.create({ verbose: false, keep: false });
  // Ctrl-C ends this process; its processes end with it.
  const interrupt = (): never => process.exit(1);
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const quiet = new Report(() => undefined);
    const network = await launchNetwork(workspace, quiet, ['alice', 'bob']);
    await fundWallets(network, quiet);
    const [from, to] = network.nodes;
    if (from === undefined || to === undefined) throw new Error('two nodes were started');
    await from.api.connect(to.uri);
    const policy = { type: 'fixed', amountSat: HALF_SAT.toString() } as const;
    const channel = await openChannel(network, { opener: from, accepter: to, amountSat: HALF_SAT, policy });
    await confirmChannels(network, [channel]);
    const plan: PaymentPlan = { from, to, amountMsat: AMOUNT_MSAT };
    await payAll(plan, WARM_UP);
    for (const load of LOADS) yield await Promise.race([payAll(plan, load), workspace.failed]);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await workspace.close();
  }
}

/** Makes the invoices first: only paying is timed. */
async function payAll(
  plan: PaymentPlan,
  load: { readonly inFlight: number; readonly payments: number },
): Promise<MeasuredPayments> {
  const invoices: string[] = [];
  for (let count = 0; count < load.payments; count++) invoices.push(await invoiceFor(plan));
  const latencies: number[] = [];
  const started = performance.now();
  const payer = async (): Promise<void> => {
    for (let invoice = invoices.pop(); invoice !== undefined; invoice = invoices.pop()) {
      const begun = performance.now();
      const { state } = await plan.from.api.pay({ invoice });
      if (state !== 'succeeded') throw new Error(`a payment is ${state}`);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: load.inFlight }, payer));
  const seconds = (performance.now() - started) / 1000;
  return {
    ...load,
    perSecond: load.payments / seconds,
    medianMilliseconds: quantile(latencies, 0.5),
    p95Milliseconds: quantile(latencies, 0.95),
  };
}
