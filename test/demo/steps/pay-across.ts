import { formatMilliseconds, formatMsat } from '../amounts.ts';
import type { Cast } from '../cast.ts';
import { hopNames, invoiceFor, type Paid, type PaymentPlan, payInvoice, payOnceReachable } from '../pay.ts';

const PAYMENTS_AT_ONCE = 24;
const AT_ONCE_MSAT = 1_234_567n;

/** Pays over three hops, there and back, small and large, one by one and at once. */
export async function payAcross(cast: Cast): Promise<void> {
  const { alice, dave, report } = cast;
  const there = (amountMsat: bigint): PaymentPlan => ({ from: alice, to: dave, amountMsat });
  const back = (amountMsat: bigint): PaymentPlan => ({ from: dave, to: alice, amountMsat });
  // Dave has money on his side from the first block on: both sides have funded.
  for (const plan of [
    there(250_000_000n),
    back(100_000_000n),
    there(1n),
    there(333_333_333n),
    back(12_345_678n),
  ])
    reportPaid(cast, plan, await payOnceReachable(plan));

  const plans = Array.from({ length: PAYMENTS_AT_ONCE }, (_, index) => {
    const amountMsat = AT_ONCE_MSAT * BigInt(index + 1);
    return index % 2 === 0 ? there(amountMsat) : back(amountMsat);
  });
  const prepared = await Promise.all(plans.map(async (plan) => ({ plan, invoice: await invoiceFor(plan) })));
  const started = performance.now();
  const paid = await Promise.all(prepared.map(({ plan, invoice }) => payInvoice(plan, invoice)));
  const elapsed = performance.now() - started;
  const slowest = Math.max(...paid.map(({ milliseconds }) => milliseconds));
  report.done(
    `${plans.length} payments at once, half each way: the slowest ${formatMilliseconds(slowest)}`,
    elapsed,
  );
}

/** A line about a payment: the way it took, what it cost, and how long it needed. */
export function reportPaid(
  { network, report }: Pick<Cast, 'network' | 'report'>,
  { from, to, amountMsat }: PaymentPlan,
  paid: Paid,
): void {
  const via = hopNames(paid.payment, network.nodes).slice(0, -1);
  const way = via.length === 0 ? 'directly' : `via ${via.join(', ')}`;
  const fee = formatMsat(BigInt(paid.payment.feeMsat));
  const text = `${from.name} → ${to.name}  ${formatMsat(amountMsat)}  ${way}, fee ${fee}`;
  report.done(text, paid.milliseconds);
}
