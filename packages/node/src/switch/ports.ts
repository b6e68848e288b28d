/** What the switch needs of payments: somebody to receive HTLCs that end here, and to learn of those that began here. */
import type { Settlement } from '@sferic/channel';
import type { FailureMessage, FinalPayload } from '@sferic/onion';
import type { ChannelId, Msat, PaymentHash, Preimage } from '@sferic/wire';
import type { PaymentOrigin } from './origin.ts';

/** An HTLC whose onion ends at this node. */
export interface ReceivedHtlc {
  readonly channelId: ChannelId;
  readonly htlcId: bigint;
  readonly paymentHash: PaymentHash;
  readonly amount: Msat;
  /** Block height. */
  readonly cltvExpiry: number;
  readonly payload: FinalPayload;
}

export type ReceiptVerdict =
  | { readonly type: 'fulfill'; readonly preimage: Preimage }
  | { readonly type: 'fail'; readonly failure: FailureMessage };

export interface Recipient {
  /**
   * Whether the HTLC pays for something: resolves once that is decided, which may take until others have come or somebody has
   * settled what is held. An acceptance is queued for the store before this resolves, so that it is durable no later than the
   * fulfilment that follows. The same HTLC comes again after a restart; one that was accepted stays so.
   * Rejects when the store has failed: then the HTLC stays as it is.
   */
  receive(htlc: ReceivedHtlc): Promise<ReceiptVerdict>;
  /** Whether this very HTLC was accepted before, and that is durable. */
  hasAccepted(htlc: ReceivedHtlc): boolean;
}

export interface Payer {
  /**
   * What came of an attempt at a payment. Told again after each start until the payer has stored it and
   * acknowledged it to the channel. Must not throw.
   */
  attemptSettled(channelId: ChannelId, origin: PaymentOrigin, settlement: Settlement): void;
}
