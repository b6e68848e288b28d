/** What a payment does next: pure. */
import { currentAttempts, type Payment } from './payment.ts';

/** Bounds what one payment costs when a route fails over and over. */
export const MAX_ATTEMPTS = 20;

export type NextStep =
  /** An HTLC is in flight, or the payment is over. */
  | { readonly type: 'wait' }
  | { readonly type: 'attempt' }
  | { readonly type: 'fail'; readonly reason: string };

/** `now` in seconds since 1970. */
export function nextStep(payment: Payment, now: number): NextStep {
  const attempts = currentAttempts(payment);
  if (payment.state.type !== 'pending' || attempts.some(({ state }) => state.type === 'pending')) {
    return { type: 'wait' };
  }
  const last = attempts.at(-1)?.state;
  if (last?.type === 'failed' && last.failure.final) return { type: 'fail', reason: last.failure.message };
  if (attempts.length >= MAX_ATTEMPTS) {
    return { type: 'fail', reason: `${attempts.length} attempts failed; ${describeLast(payment)}` };
  }
  if (now >= payment.deadline) {
    const reason =
      attempts.length === 0
        ? 'the time for it was over before anything was sent'
        : `its time is over; ${describeLast(payment)}`;
    return { type: 'fail', reason };
  }
  return { type: 'attempt' };
}

/** Why a payment ends for which no (further) route is found. */
export function noRouteReason(payment: Payment, noRoute: string): string {
  return currentAttempts(payment).length === 0 ? noRoute : `${noRoute}; ${describeLast(payment)}`;
}

function describeLast(payment: Payment): string {
  const last = currentAttempts(payment).at(-1)?.state;
  return last?.type === 'failed' ? `the last attempt: ${last.failure.message}` : 'nothing was sent';
}
