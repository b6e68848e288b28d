/** What a payment does next: pure. */
import { bytesToHex } from '@sferic/crypto';
import { type Msat, msat } from '@sferic/wire';
import {
  type AttemptFailure,
  currentAttempts,
  delivered,
  type Payment,
  pendingAttempts,
  routeFee,
} from './payment.ts';

/** HTLCs of one payment at once. More parts cost more fees and slots, and make success hardly more likely. */
export const MAX_PARTS = 16;

/** Bounds what one payment costs when routes fail over and over: as many parts as there may be, and each again a few times. */
export const MAX_ATTEMPTS = 80;

/** Parts are not smaller than this, unless the payment is: each has a base fee and a slot in every channel on its way. */
export const MIN_PART_AMOUNT: Msat = msat(10_000n);

export type NextStep =
  /** All is in flight, or the payment is over, or what is in flight decides. */
  | { readonly type: 'wait' }
  /** What of the amount and of the fee limit is in no HTLC. */
  | { readonly type: 'attempt'; readonly amount: Msat; readonly maxFee: Msat; readonly maxParts: number }
  | { readonly type: 'fail'; readonly reason: string };

/** `now` in seconds since 1970; `maxParts`: how many the payee takes together. */
export function nextStep(payment: Payment, now: number, maxParts: number): NextStep {
  if (payment.state.type !== 'pending') return { type: 'wait' };
  const inFlight = pendingAttempts(payment);
  const end = reasonToEnd(payment, now);
  if (end !== undefined) return inFlight.length > 0 ? { type: 'wait' } : { type: 'fail', reason: end };
  const missing = missingAmount(payment);
  const partsLeft = maxParts - inFlight.length;
  if (missing <= 0n || partsLeft <= 0) return { type: 'wait' };
  const feeLeft = inFlight.reduce((rest, { route }) => rest - routeFee(route), payment.maxFee as bigint);
  return {
    type: 'attempt',
    amount: msat(missing),
    maxFee: msat(feeLeft > 0n ? feeLeft : 0n),
    maxParts: partsLeft,
  };
}

/** What of the amount is in no HTLC, in msat; not above 0 if nothing is missing. */
export function missingAmount(payment: Payment): bigint {
  return pendingAttempts(payment).reduce(
    (rest, { route }) => rest - delivered(route),
    payment.amount as bigint,
  );
}

/** Why a payment ends for which no (further) route is found. */
export function noRouteReason(payment: Payment, noRoute: string): string {
  return currentAttempts(payment).length === 0 ? noRoute : `${noRoute}; ${describeLast(payment)}`;
}

/** Why no attempt is made any more. */
function reasonToEnd(payment: Payment, now: number): string | undefined {
  const attempts = currentAttempts(payment);
  const final = attempts.find(({ state }) => state.type === 'failed' && state.failure.final);
  if (final?.state.type === 'failed') return inWords(payment, final.state.failure);
  if (payment.canceled) {
    return attempts.length === 0 ? 'canceled before anything was sent' : `canceled; ${describeLast(payment)}`;
  }
  if (attempts.length >= MAX_ATTEMPTS) return `${attempts.length} attempts failed; ${describeLast(payment)}`;
  if (now < payment.deadline) return undefined;
  return attempts.length === 0
    ? 'the time for it was over before anything was sent'
    : `its time is over; ${describeLast(payment)}`;
}

/** A payee says the same of everything that it does not take: what it can mean depends on what was sent. */
function inWords({ purpose, payee }: Payment, { code, message }: AttemptFailure): string {
  return purpose.type === 'spontaneous' && code === 'incorrect_or_unknown_payment_details'
    ? `the payee (${bytesToHex(payee)}) refused: it does not take payments without an invoice, or not this one`
    : message;
}

function describeLast(payment: Payment): string {
  const last = currentAttempts(payment).findLast(({ state }) => state.type === 'failed')?.state;
  return last?.type === 'failed' ? `the last attempt: ${last.failure.message}` : 'nothing was sent';
}
