import type { HtlcInfo } from '@sferic/node';
import { formatMsat } from '../amounts.ts';
import type { Cast, Line } from '../cast.ts';
import { untilUsable } from '../channel-plan.ts';
import type { NetworkNode } from '../network-node.ts';
import { checkPaid, invoiceFor, type PaymentPlan } from '../pay.ts';
import { until } from '../until.ts';

/**
 * Kills a node that forwards while it holds a payment, and starts it again: the payment is completed. The payee is
 * held still until then, so that the payment cannot be over before the kill.
 */
export async function killNode(cast: Cast, line: Line): Promise<void> {
  const { alice, carol, dave, report } = cast;
  const plan: PaymentPlan = { from: alice, to: dave, amountMsat: 150_000_123n };
  const invoice = await invoiceFor(plan);
  const { paymentHash } = await alice.api.decode(invoice);
  dave.freeze();
  report.note('dave is held still (SIGSTOP): what arrives is not answered');
  const started = performance.now();
  const payment = alice.api.pay({ invoice });
  // It is awaited below; until then a failure is not a reason to end the process.
  payment.catch(() => undefined);

  const held = await until('carol has passed the payment on to dave', () =>
    passedOn(carol, dave, paymentHash),
  );
  report.note(
    `alice pays ${formatMsat(plan.amountMsat)}: in flight up to carol, who has offered dave HTLC ${held.id}`,
  );
  await carol.kill();
  report.done('carol is killed (-9) with the payment in her hands');
  dave.thaw();
  const { state } = await alice.api.payment(paymentHash);
  if (state !== 'pending')
    throw new Error(`the payment is ${state} though carol is dead: it was not in flight`);
  report.done('dave goes on; alice still sees the payment pending');

  const again = performance.now();
  await carol.startAgain();
  report.done('carol is back on the same directory', performance.now() - again);
  const paid = await payment;
  await checkPaid(plan, paid);
  report.done('the payment has arrived: alice has the preimage', performance.now() - started);
  await untilUsable(line);
}

/** The HTLC by which a node offers a payment to the next, once it has it irrevocably from the one before. */
async function passedOn(
  node: NetworkNode,
  next: NetworkNode,
  paymentHash: string,
): Promise<HtlcInfo | undefined> {
  const channels = await node.api.channels();
  return channels
    .filter(({ peer }) => peer === next.nodeId)
    .flatMap(({ htlcs }) => htlcs)
    .find((htlc) => htlc.direction === 'outgoing' && htlc.paymentHash === paymentHash);
}
