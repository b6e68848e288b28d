/** Invoices, payments, and payments of others that went through this node. */
import type { CustomRecord } from './spontaneous.ts';

export interface InvoiceRequest {
  /** Absent: the payer chooses the amount. */
  readonly amountMsat?: string;
  readonly description?: string;
  readonly descriptionHash?: string;
  readonly expirySeconds?: number;
  readonly minFinalCltvExpiryDelta?: number;
  /** The hash of a preimage that the caller has: what pays the invoice is held until it is settled or canceled. */
  readonly holdHash?: string;
}

export interface InvoiceInfo {
  readonly invoice: string;
  readonly paymentHash: string;
  readonly amountMsat?: string;
  readonly description?: string;
  /** `accepted`: held in full, and neither settled nor canceled yet. */
  readonly state: 'open' | 'accepted' | 'paid' | 'canceled' | 'expired';
  readonly hold?: boolean;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** What was received, or is held. */
  readonly receivedMsat?: string;
  readonly acceptedAt?: number;
  readonly paidAt?: number;
  readonly canceledAt?: number;
  readonly canceledBecause?: string;
}

/** A BOLT 11 invoice as its fields say, for `sferic decode`. */
export interface DecodedInvoice {
  readonly network: string;
  readonly payee: string;
  readonly paymentHash: string;
  readonly amountMsat?: string;
  readonly description?: string;
  readonly descriptionHash?: string;
  readonly timestamp: number;
  readonly expirySeconds: number;
  readonly expired: boolean;
  readonly minFinalCltvExpiryDelta: number;
  readonly features: readonly string[];
  readonly fallbackAddresses: readonly string[];
  readonly routeHints: readonly (readonly RouteHintHop[])[];
}

export interface RouteHintHop {
  readonly nodeId: string;
  readonly shortChannelId: string;
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
}

export interface PayRequest {
  readonly invoice: string;
  /** For an invoice without an amount. */
  readonly amountMsat?: string;
  readonly maxFeeMsat?: string;
  readonly timeoutSeconds?: number;
}

export interface PaymentInfo {
  readonly paymentHash: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly purpose: 'invoice' | 'spontaneous' | 'probe';
  /** Of a spontaneous payment. */
  readonly records?: readonly CustomRecord[];
  readonly payee: string;
  readonly amountMsat: string;
  readonly feeMsat: string;
  readonly preimage?: string;
  /** Why it failed, in words that a person can act on. */
  readonly failure?: string;
  /** No further attempt is made: what is in flight decides. */
  readonly canceled?: boolean;
  readonly createdAt: number;
  readonly completedAt?: number;
  readonly attempts: readonly PaymentAttempt[];
}

export interface PaymentAttempt {
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly amountMsat: string;
  readonly feeMsat: string;
  readonly hops: readonly {
    readonly nodeId: string;
    readonly shortChannelId: string;
    readonly holdMilliseconds?: number;
  }[];
  readonly failure?: { readonly code: string; readonly nodeId?: string; readonly message: string };
}

export interface ForwardInfo {
  readonly incoming: { readonly channelId: string; readonly htlcId: string; readonly amountMsat: string };
  /** The id is known with the outcome. */
  readonly outgoing: { readonly channelId: string; readonly htlcId?: string; readonly amountMsat: string };
  readonly feeMsat: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly receivedAt?: number;
  /** From the incoming HTLC to the outcome of the outgoing one. */
  readonly holdMilliseconds?: number;
}

/** What forwards brought that went out through one channel, open or closed, as far back as the node remembers them. */
export interface ChannelEarnings {
  readonly channelId: string;
  readonly succeeded: number;
  readonly failed: number;
  /** Of those that succeeded. */
  readonly amountMsat: string;
  readonly feesMsat: string;
}

export interface PaymentsOperations {
  createInvoice(request: InvoiceRequest): Promise<InvoiceInfo>;
  invoices(): Promise<readonly InvoiceInfo[]>;
  invoice(paymentHash: string): Promise<InvoiceInfo>;
  /** Settles the invoice that is held for this preimage. Idempotent. */
  settleInvoice(preimage: string): Promise<InvoiceInfo>;
  /** No payment is taken for the invoice any more, and what is held goes back. Idempotent. */
  cancelInvoice(paymentHash: string): Promise<InvoiceInfo>;
  decode(invoice: string): Promise<DecodedInvoice>;
  /** Resolves when the payment has succeeded; rejects with `payment_failed`. Idempotent by payment hash. */
  pay(request: PayRequest): Promise<PaymentInfo>;
  /** Makes no further attempt; what is in flight may still succeed. Idempotent. */
  cancelPayment(paymentHash: string): Promise<PaymentInfo>;
  payments(): Promise<readonly PaymentInfo[]>;
  payment(paymentHash: string): Promise<PaymentInfo>;
  forwards(): Promise<readonly ForwardInfo[]>;
  earnings(): Promise<readonly ChannelEarnings[]>;
}
