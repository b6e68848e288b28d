/** Payments and invoices as the API shows them: amounts as decimal strings, ids as hex, times in seconds since 1970. */
import type { TlvRecord } from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import { formatShortChannelId } from '@sferic/wire';
import type { OwnInvoice } from './invoice-rows.ts';
import { type Attempt, delivered, type Payment, routeFee } from './payment.ts';
import type { SpontaneousPayment } from './spontaneous-rows.ts';

/** Attribution data count in units of 100 ms. */
const HOLD_TIME_UNIT_MS = 100;

export function describePayment(payment: Payment) {
  const { state, purpose } = payment;
  return {
    paymentHash: bytesToHex(payment.paymentHash),
    state: state.type,
    purpose: purpose.type,
    ...(purpose.type === 'spontaneous' && { records: describeRecords(purpose.records) }),
    payee: bytesToHex(payment.payee),
    amountMsat: payment.amount.toString(),
    feeMsat: (state.type === 'succeeded' ? state.fee : 0n).toString(),
    ...(state.type === 'succeeded' && { preimage: bytesToHex(state.preimage) }),
    ...(state.type === 'failed' && { failure: state.reason }),
    createdAt: payment.createdAt,
    ...(payment.canceled && { canceled: true }),
    ...(state.type !== 'pending' && { completedAt: state.completedAt }),
    attempts: payment.attempts.map(describeAttempt),
  };
}

export function describeInvoice(invoice: OwnInvoice, now: number) {
  const { paid, accepted, canceled } = invoice;
  const received = paid ?? accepted;
  return {
    invoice: invoice.text,
    paymentHash: bytesToHex(invoice.paymentHash),
    ...(invoice.amount !== undefined && { amountMsat: invoice.amount.toString() }),
    ...(invoice.description !== undefined && { description: invoice.description }),
    state: invoiceState(invoice, now),
    ...(invoice.hold && { hold: true }),
    createdAt: invoice.createdAt,
    expiresAt: invoice.expiresAt,
    ...(received && { receivedMsat: received.amount.toString() }),
    ...(accepted && { acceptedAt: accepted.at }),
    ...(paid && { paidAt: paid.at }),
    ...(canceled && { canceledAt: canceled.at, canceledBecause: canceled.reason }),
  };
}

function invoiceState({ paid, accepted, canceled, expiresAt }: OwnInvoice, now: number) {
  if (paid !== undefined) return 'paid' as const;
  if (canceled !== undefined) return 'canceled' as const;
  if (accepted !== undefined) return 'accepted' as const;
  return now > expiresAt ? ('expired' as const) : ('open' as const);
}

export function describeSpontaneous({ paymentHash, amount, records, receivedAt }: SpontaneousPayment) {
  return {
    paymentHash: bytesToHex(paymentHash),
    amountMsat: amount.toString(),
    records: describeRecords(records),
    receivedAt,
  };
}

function describeRecords(records: readonly TlvRecord[]) {
  return records.map(({ type, value }) => ({ type: type.toString(), value: bytesToHex(value) }));
}

function describeAttempt({ route, state }: Attempt) {
  const holdTimes = state.type === 'pending' ? [] : state.holdTimes;
  const hops = route.hops.map((hop, index) => {
    const held = holdTimes[index];
    return {
      nodeId: bytesToHex(hop.nodeId),
      shortChannelId: formatShortChannelId(hop.shortChannelId),
      ...(held !== undefined && { holdMilliseconds: held * HOLD_TIME_UNIT_MS }),
    };
  });
  return {
    state: state.type,
    amountMsat: delivered(route).toString(),
    feeMsat: routeFee(route).toString(),
    hops,
    ...(state.type === 'failed' && { failure: describeFailure(route, state.failure) }),
  };
}

function describeFailure(
  route: Attempt['route'],
  { code, message, hop }: Extract<Attempt['state'], { type: 'failed' }>['failure'],
) {
  const reporter = hop === undefined ? undefined : route.hops[hop];
  return { code, message, ...(reporter && { nodeId: bytesToHex(reporter.nodeId) }) };
}
