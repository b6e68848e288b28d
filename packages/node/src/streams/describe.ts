/** Streams as the API shows them. */
import { bytesToHex } from '@sferic/crypto';
import type { OutgoingView } from './outgoing.ts';
import type { Rate } from './stream-record.ts';
import type { IncomingStream } from './stream-rows.ts';

/** An incoming stream of which nothing came for so long is quiet: its payer need not say that it ends. */
const QUIET_AFTER_SECONDS = 30;

export function describeOutgoing({ stream, underway, problem }: OutgoingView) {
  const { terms, state } = stream;
  const { budget, forMilliseconds } = terms;
  return {
    sessionId: bytesToHex(stream.sessionId),
    direction: 'outgoing' as const,
    state: state.type === 'running' && problem !== undefined ? ('interrupted' as const) : state.type,
    nodeId: bytesToHex(terms.payee),
    ...describeRate(terms.rate),
    everyMilliseconds: terms.everyMilliseconds,
    ...(budget !== undefined && { budgetMsat: budget.toString() }),
    ...(forMilliseconds !== undefined && { forMilliseconds }),
    amountMsat: stream.sent.toString(),
    payments: stream.payments,
    feesMsat: stream.fees.toString(),
    underwayMsat: underway.amount.toString(),
    createdAt: toSeconds(stream.createdAt),
    ...(stream.lastPaidAt !== undefined && { lastPaymentAt: toSeconds(stream.lastPaidAt) }),
    ...(state.type === 'ended' && { endedAt: toSeconds(state.at), reason: state.reason }),
    ...(problem !== undefined && { reason: problem }),
  };
}

/** `now`: seconds since 1970. */
export function describeIncoming(stream: IncomingStream, now: number) {
  const { sessionId, rate, received, payments, firstAt, lastAt } = stream;
  return {
    sessionId: bytesToHex(sessionId),
    direction: 'incoming' as const,
    state: now - lastAt <= QUIET_AFTER_SECONDS ? ('running' as const) : ('quiet' as const),
    ...describeRate(rate),
    amountMsat: received.toString(),
    payments,
    createdAt: firstAt,
    lastPaymentAt: lastAt,
  };
}

function describeRate({ amount, milliseconds }: Rate) {
  return { rateMsat: amount.toString(), rateMilliseconds: milliseconds };
}

function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
