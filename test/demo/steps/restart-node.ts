import type { Cast, Line } from '../cast.ts';
import { untilUsable } from '../channel-plan.ts';
import { type PaymentPlan, pay, payOnceReachable } from '../pay.ts';
import { reportPaid } from './pay-across.ts';

/** Stops a node that forwards and starts it again; its channels and payments go on. */
export async function restartNode(cast: Cast, line: Line): Promise<void> {
  const { alice, bob, carol, dave, report } = cast;
  const started = performance.now();
  await carol.stop();
  report.done('carol has stopped', performance.now() - started);
  const meanwhile: PaymentPlan = { from: alice, to: bob, amountMsat: 5_000_000n };
  reportPaid(cast, meanwhile, await pay(meanwhile));

  const again = performance.now();
  await carol.startAgain();
  await untilUsable(line);
  report.done('carol is back on the same directory, and all channels can be used', performance.now() - again);
  for (const plan of [
    { from: alice, to: dave, amountMsat: 77_000_001n },
    { from: dave, to: alice, amountMsat: 42_000_000n },
  ])
    reportPaid(cast, plan, await payOnceReachable(plan));
}
