/** Whether an HTLC that ends here may pay for an invoice: BOLT 4, "Failure Messages" (Requirements) and "`payload` format". */
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
  /** Neither paid, nor accepted, nor canceled. */
  readonly isOpen: boolean;
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
  /** It pays, alone or as a part of a set whose HTLCs together come to `totalMsat`. */
  | { readonly type: 'accept'; readonly totalMsat: bigint }
  | { readonly type: 'refuse'; readonly failure: FailureMessage };

/** A payer may add some to hide the amount; more than twice is a mistake (BOLT 4, "Failure Messages"). */
const MAX_OVERPAYMENT = 2n;

/**
 * What the node before may have changed is checked first, since it is to blame for that. All else is refused in the same
 * words, so that nobody can probe for invoices.
 */
export function decideReceipt({ htlc, terms, height, now }: ReceiptRequest): ReceiptDecision {
  const tampering = findTampering(htlc);
  if (tampering !== undefined) return { type: 'refuse', failure: tampering };
  const { paymentData } = htlc.payload;
  return terms !== undefined && paymentData !== undefined && isAcceptable(htlc, terms, height, now)
    ? { type: 'accept', totalMsat: paymentData.totalMsat }
    : { type: 'refuse', failure: unknownDetails(htlc, height) };
}

/** Where the HTLC is less than what its onion says: the node before has changed it. */
export function findTampering({ amount, cltvExpiry, payload }: ReceivedHtlc): FailureMessage | undefined {
  if (amount < payload.amtToForward) return { type: 'final_incorrect_htlc_amount', incomingHtlcAmt: amount };
  if (cltvExpiry < payload.outgoingCltvValue) return { type: 'final_incorrect_cltv_expiry', cltvExpiry };
  return undefined;
}

/** The refusal that tells nobody why. */
export function unknownDetails({ amount }: ReceivedHtlc, height: number): FailureMessage {
  return { type: 'incorrect_or_unknown_payment_details', htlcMsat: amount, height };
}

function isAcceptable(htlc: ReceivedHtlc, terms: ReceiptTerms, height: number, now: number): boolean {
  const { paymentData, amtToForward } = htlc.payload;
  if (paymentData === undefined || !constantTimeEqual(paymentData.paymentSecret, terms.paymentSecret)) {
    return false;
  }
  const { totalMsat } = paymentData;
  const isEnough = terms.amount === undefined ? totalMsat > 0n : totalMsat >= terms.amount;
  const isTooMuch = terms.amount !== undefined && totalMsat > terms.amount * MAX_OVERPAYMENT;
  return (
    terms.isOpen &&
    amtToForward > 0n &&
    isEnough &&
    !isTooMuch &&
    htlc.cltvExpiry >= height + terms.minFinalCltvExpiryDelta &&
    now <= terms.expiresAt
  );
}
