/** A payment from one node to another, timed, and with everything about it checked. */
import { type PaymentInfo, ServiceError } from '@sferic/node';
import type { NetworkNode } from './network-node.ts';
import { until } from './until.ts';

export interface Paid {
  readonly payment: PaymentInfo;
  readonly milliseconds: number;
}

type Party = Pick<NetworkNode, 'name' | 'api'>;

export interface PaymentPlan {
  readonly from: Party;
  readonly to: Party;
  readonly amountMsat: bigint;
}

/** Makes an invoice of the payee and pays it. Rejects when anything about the payment is not as it must be. */
export async function pay(plan: PaymentPlan): Promise<Paid> {
  return payInvoice(plan, await invoiceFor(plan));
}

export async function invoiceFor({ from, to, amountMsat }: PaymentPlan): Promise<string> {
  const { invoice } = await to.api.createInvoice({
    amountMsat: amountMsat.toString(),
    description: `from ${from.name} to ${to.name}`,
  });
  return invoice;
}

export async function payInvoice(plan: PaymentPlan, invoice: string): Promise<Paid> {
  const started = performance.now();
  const payment = await plan.from.api.pay({ invoice });
  const milliseconds = performance.now() - started;
  await checkPaid(plan, payment);
  return { payment, milliseconds };
}

/** Payer and payee must agree that it was paid, and how much. */
export async function checkPaid({ from, to, amountMsat }: PaymentPlan, payment: PaymentInfo): Promise<void> {
  const name = `the payment of ${amountMsat} msat from ${from.name} to ${to.name}`;
  if (payment.state !== 'succeeded') throw new Error(`${name} is ${payment.state}: ${payment.failure ?? ''}`);
  if (payment.preimage === undefined) throw new Error(`${name} has no preimage`);
  if (BigInt(payment.amountMsat) !== amountMsat) throw new Error(`${name} was of ${payment.amountMsat} msat`);
  const { state, receivedMsat } = await to.api.invoice(payment.paymentHash);
  if (state !== 'paid' || receivedMsat !== amountMsat.toString())
    throw new Error(`${name}: ${to.name} says that the invoice is ${state}, with ${receivedMsat ?? 0} msat`);
}

/** As `pay`, for a payer whom gossip of the way has perhaps not reached yet: nothing is sent before it has. */
export async function payOnceReachable(plan: PaymentPlan): Promise<Paid> {
  const invoice = await invoiceFor(plan);
  return until(`${plan.from.name} knows a way to ${plan.to.name}`, async () => {
    try {
      return await payInvoice(plan, invoice);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'no_route') return undefined;
      throw error;
    }
  });
}

/** The names of the nodes that a payment went through, from the first after the payer to the payee. */
export function hopNames({ attempts }: PaymentInfo, nodes: readonly NetworkNode[]): readonly string[] {
  const hops = attempts.find(({ state }) => state === 'succeeded')?.hops ?? [];
  return hops.map(({ nodeId }) => nodes.find((node) => node.nodeId === nodeId)?.name ?? nodeId);
}
