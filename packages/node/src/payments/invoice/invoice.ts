/** A payment request (BOLT 11) as a value. */
import type { Network } from '@sferic/channel';
import type { FeatureSet, Msat, NodeId, PaymentHash, ShortChannelId } from '@sferic/wire';

/** What the payment is for: the words themselves, or the SHA-256 of a text that is shown elsewhere. */
export type InvoiceDescription =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'hash'; readonly hash: Uint8Array };

/** An on-chain address to fall back to: a witness program, or the hash of a key (version 17) or script (18). */
export interface FallbackAddress {
  readonly version: number;
  readonly program: Uint8Array;
}

/** One channel of a private route to the payee; `nodeId` is where it starts. */
export interface RouteHintHop {
  readonly nodeId: NodeId;
  readonly shortChannelId: ShortChannelId;
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
}

/** What an invoice asks for, without its payee and signature. */
export interface InvoiceTerms {
  readonly network: Network;
  /** Absent: the payer chooses. */
  readonly amountMsat?: Msat;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly paymentHash: PaymentHash;
  /** 32 bytes that only the payee and its payers know (BOLT 4, `payment_data`). */
  readonly paymentSecret: Uint8Array;
  readonly description: InvoiceDescription;
  /** Seconds from `timestamp` on. */
  readonly expirySeconds: number;
  /** Blocks that the last HTLC must at least have left. */
  readonly minFinalCltvExpiryDelta: number;
  /** To be handed to the payee with the payment. */
  readonly paymentMetadata?: Uint8Array;
  /** Most preferred first. */
  readonly fallbacks: readonly FallbackAddress[];
  /** Each a forward route from a public node to the payee; most preferred first. */
  readonly routeHints: readonly (readonly RouteHintHop[])[];
  /** Feature vector (BOLT 9); empty when there is none. */
  readonly features: Uint8Array;
}

/** A field that a reader has to skip (BOLT 11, "Tagged Fields"). */
export interface IgnoredField {
  /** The letter of its type. */
  readonly type: string;
  /** Length in words of five bits. */
  readonly dataLength: number;
}

/** A decoded invoice whose signature is valid. */
export interface Invoice extends InvoiceTerms {
  readonly payee: NodeId;
  /** r ‖ s, 64 bytes; high S only where the payee was recovered from it. */
  readonly signature: Uint8Array;
  readonly recoveryId: number;
  readonly ignoredFields: readonly IgnoredField[];
}

export type InvoiceErrorCode =
  /** Not a bech32 text that begins with `ln`. */
  | 'not_an_invoice'
  | 'wrong_checksum'
  | 'unknown_network'
  | 'invalid_amount'
  /** It ends before its signature, or a field reaches beyond its end. */
  | 'truncated'
  | 'missing_field'
  | 'conflicting_fields'
  | 'invalid_field'
  /** The payee demands something that is unknown here. */
  | 'unsupported_feature'
  | 'invalid_signature'
  /** Something does not fit into an invoice. */
  | 'too_long';

/** Why a text is no valid invoice, or why an invoice cannot be written; the message is for a person. */
export interface InvoiceError {
  readonly code: InvoiceErrorCode;
  readonly message: string;
}

/** Where a field is absent (BOLT 11, "Tagged Fields"). */
export const DEFAULT_EXPIRY_SECONDS = 3600;
export const DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA = 18;

/** An alphanumeric QR code holds no more than this, and people pass invoices as QR codes. */
export const MAX_INVOICE_LENGTH = 4296;

/** Features that a payer here can serve when an invoice demands them; BOLT 9 has those that all payers serve. */
export const INVOICE_FEATURES: FeatureSet = {
  basic_mpp: 'optional',
  option_payment_metadata: 'optional',
  option_attribution_data: 'optional',
};

/** The time from which on the invoice is not to be paid, in seconds since 1970. */
export function expiresAt(invoice: InvoiceTerms): number {
  return invoice.timestamp + invoice.expirySeconds;
}

/** Whether the invoice is not to be paid at `now`, in seconds since 1970 (BOLT 11, "Payer / Payee Requirements"). */
export function isExpired(invoice: InvoiceTerms, now: number): boolean {
  return now > expiresAt(invoice);
}
