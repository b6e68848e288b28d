/** Whether an HTLC that ends here pays an invoice: BOLT 4, "Failure Messages" (Requirements) and "`payload` format". */
import { constantTimeEqual } from '@sferic/crypto';
import type { FailureMessage } from '@sferic/onion';
import type { Msat } from '@sferic/wire';
import type { ReceivedHtlc } from '../switch/index.ts';

/** What an invoice of ours demands. */
export interface ReceiptTerms {
  /** Absent: the payer chooses. */
  readonly amount?: Msat;
  readonly paymentSecret: Uint8Array;
  readonly minFinalCltvExpiryDelta: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** By this very HTLC: it comes again after a restart. */
  readonly paidBy: 'nobody' | 'this' | 'another';
}

export interface ReceiptRequest {
  readonly htlc: ReceivedHtlc;
  /** `undefined` for an unknown payment hash. */
  readonly terms: ReceiptTerms | undefined;
  /** Of the chain's tip. */
  readonly height: number;
  /** Seconds since 1970. */
  readonly now: number;
}

export type ReceiptDecision =
  | { readonly type: 'accept' }
  | { readonly type: 'refuse'; readonly failure: FailureMessage };

/** A payer may add some to hide the amount; more than twice is a mistake (BOLT 4, "Failure Messages"). */
const MAX_OVERPAYMENT = 2n;

/**
 * What the node before may have changed is checked first, since it is to blame for that. All else is refused in the same
 * words, so that nobody can probe for invoices.
 */
export function decideReceipt({ htlc, terms, height, now }: ReceiptRequest): ReceiptDecision {
  if (terms?.paidBy === 'this') return { type: 'accept' };
  const { payload } = htlc;
  if (htlc.amount < payload.amtToForward) {
    return refuse({ type: 'final_incorrect_htlc_amount', incomingHtlcAmt: htlc.amount });
  }
  if (htlc.cltvExpiry < payload.outgoingCltvValue) {
    return refuse({ type: 'final_incorrect_cltv_expiry', cltvExpiry: htlc.cltvExpiry });
  }
  return terms !== undefined && isAcceptable(htlc, terms, height, now)
    ? { type: 'accept' }
    : refuse({ type: 'incorrect_or_unknown_payment_details', htlcMsat: htlc.amount, height });
}

function isAcceptable(htlc: ReceivedHtlc, terms: ReceiptTerms, height: number, now: number): boolean {
  const { payload } = htlc;
  const { paymentData } = payload;
  if (paymentData === undefined || !constantTimeEqual(paymentData.paymentSecret, terms.paymentSecret)) {
    return false;
  }
  const { totalMsat } = paymentData;
  // Our invoices do not offer multi-part payments: one HTLC pays all.
  if (totalMsat !== payload.amtToForward) return false;
  const isEnough = terms.amount === undefined ? totalMsat > 0n : totalMsat >= terms.amount;
  const isTooMuch = terms.amount !== undefined && totalMsat > terms.amount * MAX_OVERPAYMENT;
  return (
    terms.paidBy === 'nobody' &&
    isEnough &&
    !isTooMuch &&
    htlc.cltvExpiry >= height + terms.minFinalCltvExpiryDelta &&
    now <= terms.expiresAt
  );
}

function refuse(failure: FailureMessage): ReceiptDecision {
  return { type: 'refuse', failure };
}
