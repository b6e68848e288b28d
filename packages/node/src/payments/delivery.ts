/** What the onions of a payment tell its payee: BOLT 4, "Payload for the Last Node", and bLIP 3. */
import { err, ok, type Result } from '@sferic/codec';
import type { FinalPayload } from '@sferic/onion';
import { type Msat, supports } from '@sferic/wire';
import { decodeInvoice, type Invoice, type RouteHintHop } from './invoice/index.ts';
import { MAX_PARTS } from './next-step.ts';
import type { Payment } from './payment.ts';

/** Blocks that a payee without an invoice is given: what payees commonly ask for. */
export const SPONTANEOUS_FINAL_CLTV_DELTA = 24;

export interface Delivery {
  readonly minFinalCltvExpiryDelta: number;
  readonly routeHints: readonly (readonly RouteHintHop[])[];
  /** HTLCs that the payee takes together. */
  readonly maxParts: number;
  /** All that the payee is told besides amount and expiry of the HTLC. */
  readonly payload: Omit<FinalPayload, 'type' | 'amtToForward' | 'outgoingCltvValue'>;
}

/** What an invoice asks to be told of a payment of `totalMsat`. */
export function invoiceDelivery(invoice: Invoice, totalMsat: Msat): Delivery {
  const { minFinalCltvExpiryDelta, routeHints, features, paymentSecret, paymentMetadata } = invoice;
  return {
    minFinalCltvExpiryDelta,
    routeHints,
    maxParts: supports(features, 'basic_mpp') ? MAX_PARTS : 1,
    payload: {
      paymentData: { paymentSecret, totalMsat },
      ...(paymentMetadata && { paymentMetadata }),
      customRecords: [],
    },
  };
}

/** Fails only if a stored invoice can't be read any more. */
export function deliveryOf(payment: Payment): Result<Delivery, { readonly message: string }> {
  const { purpose, amount: totalMsat, paymentHash } = payment;
  const single = { minFinalCltvExpiryDelta: SPONTANEOUS_FINAL_CLTV_DELTA, routeHints: [], maxParts: 1 };
  switch (purpose.type) {
    case 'invoice': {
      const decoded = decodeInvoice(purpose.text);
      return decoded.ok
        ? ok(invoiceDelivery(decoded.value, totalMsat))
        : err({ message: 'the stored invoice cannot be read any more' });
    }
    case 'spontaneous': {
      const { preimage, records } = purpose;
      return ok({ ...single, payload: { keysendPreimage: preimage.expose(), customRecords: records } });
    }
    case 'probe':
      // As an ordinary payment looks to the payee; the secret is one that it has given to nobody.
      return ok({
        ...single,
        payload: { paymentData: { paymentSecret: paymentHash, totalMsat }, customRecords: [] },
      });
  }
}
