/** Why a request about payments is refused, or a payment failed. The codes are those of the API. */
export type PaymentErrorCode =
  /** The request itself makes no sense, or its invoice cannot be paid by anybody here. */
  | 'invalid_argument'
  | 'not_found'
  /** Too much is going on already. */
  | 'conflict'
  /** No way to the payee was found, and nothing was sent. */
  | 'no_route'
  | 'payment_failed'
  /** The height of the chain is not known well enough to send anything. */
  | 'chain_unavailable'
  /** The caller's time is over; the payment itself is still pending. */
  | 'timeout'
  | 'internal';

/** The message is for a person: what is wrong, and where possible what to do. */
export interface PaymentError {
  readonly code: PaymentErrorCode;
  readonly message: string;
}
