/** See `service/payments.ts`. */
import {
  boolean,
  described,
  integer,
  list,
  number,
  type ObjectSchema,
  object,
  oneOf,
  optional,
  type Schema,
  text,
} from '../schema.ts';
import type {
  ChannelEarnings,
  DecodedInvoice,
  ForwardInfo,
  InvoiceInfo,
  InvoiceRequest,
  PaymentAttempt,
  PaymentInfo,
  PayRequest,
  RouteHintHop,
} from '../service/payments.ts';
import { customRecord } from './spontaneous.ts';
import { amount, counter, hash, millisatoshis, nodeId, payTimeout, seconds, word, words } from './values.ts';

/** An invoice with every field and many route hints stays below. */
const MAX_INVOICE_LENGTH = 16_384;
/** BOLT 11 holds a description of up to 639 bytes. */
const MAX_DESCRIPTION_LENGTH = 639;
const MAX_EXPIRY_SECONDS = 365 * 24 * 3600;
/** Blocks: two weeks, as BOLT 4's `expiry_too_far` commonly has it. */
const MAX_FINAL_CLTV_DELTA = 2016;
export const paymentName = object({ paymentHash: hash });

export const preimageText = object({ preimage: hash });
export const invoiceText = object({ invoice: text({ maxLength: MAX_INVOICE_LENGTH }) });

export const invoiceRequest: ObjectSchema<InvoiceRequest> = object({
  amountMsat: optional(described('The payer chooses unless given', millisatoshis)),
  description: optional(text({ maxLength: MAX_DESCRIPTION_LENGTH })),
  descriptionHash: optional(hash),
  expirySeconds: optional(integer({ minimum: 1, maximum: MAX_EXPIRY_SECONDS })),
  minFinalCltvExpiryDelta: optional(integer({ minimum: 1, maximum: MAX_FINAL_CLTV_DELTA })),
  holdHash: optional(
    described('Of a preimage of yours: what is paid is held until you settle or cancel', hash),
  ),
});

export const invoiceInfo: Schema<InvoiceInfo> = object({
  invoice: word,
  paymentHash: hash,
  amountMsat: optional(millisatoshis),
  description: optional(word),
  state: oneOf(['open', 'accepted', 'paid', 'canceled', 'expired']),
  hold: optional(boolean()),
  createdAt: seconds,
  expiresAt: seconds,
  receivedMsat: optional(millisatoshis),
  acceptedAt: optional(seconds),
  paidAt: optional(seconds),
  canceledAt: optional(seconds),
  canceledBecause: optional(word),
});

const routeHintHop: Schema<RouteHintHop> = object({
  nodeId,
  shortChannelId: word,
  feeBaseMsat: amount,
  feeProportionalMillionths: amount,
  cltvExpiryDelta: amount,
});

export const decodedInvoice: Schema<DecodedInvoice> = object({
  network: word,
  payee: nodeId,
  paymentHash: hash,
  amountMsat: optional(millisatoshis),
  description: optional(word),
  descriptionHash: optional(hash),
  timestamp: seconds,
  expirySeconds: amount,
  expired: boolean(),
  minFinalCltvExpiryDelta: amount,
  features: words,
  fallbackAddresses: words,
  routeHints: list(list(routeHintHop)),
});

export const payRequest: ObjectSchema<PayRequest> = object({
  invoice: text({ maxLength: MAX_INVOICE_LENGTH }),
  amountMsat: optional(described('For an invoice without an amount', millisatoshis)),
  maxFeeMsat: optional(millisatoshis),
  timeoutSeconds: optional(payTimeout),
});

const paymentState = oneOf(['pending', 'succeeded', 'failed']);

const paymentAttempt: Schema<PaymentAttempt> = object({
  state: paymentState,
  amountMsat: millisatoshis,
  feeMsat: millisatoshis,
  hops: list(object({ nodeId, shortChannelId: word, holdMilliseconds: optional(number({ minimum: 0 })) })),
  failure: optional(object({ code: word, nodeId: optional(nodeId), message: word })),
});

export const paymentInfo: Schema<PaymentInfo> = object({
  paymentHash: hash,
  state: paymentState,
  purpose: oneOf(['invoice', 'spontaneous', 'probe']),
  records: optional(list(customRecord)),
  payee: nodeId,
  amountMsat: millisatoshis,
  feeMsat: millisatoshis,
  preimage: optional(hash),
  failure: optional(described('Why it failed, in words that a person can act on', word)),
  canceled: optional(described('No further attempt is made: what is in flight decides', boolean())),
  createdAt: seconds,
  completedAt: optional(seconds),
  attempts: list(paymentAttempt),
});

export const forwardInfo: Schema<ForwardInfo> = object({
  incoming: object({ channelId: hash, htlcId: counter, amountMsat: millisatoshis }),
  outgoing: object({ channelId: hash, htlcId: optional(counter), amountMsat: millisatoshis }),
  feeMsat: millisatoshis,
  state: paymentState,
  receivedAt: optional(seconds),
  holdMilliseconds: optional(amount),
});

export const channelEarnings: Schema<ChannelEarnings> = object({
  channelId: hash,
  succeeded: amount,
  failed: amount,
  amountMsat: millisatoshis,
  feesMsat: millisatoshis,
});
