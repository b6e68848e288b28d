import { type Msat, msat } from '@sferic/wire';

/** What this node asks of HTLCs that it forwards into a channel: what its `channel_update` for it says. */
export interface ForwardingPolicy {
  readonly feeBase: Msat;
  readonly feeProportionalMillionths: number;
  /** Blocks by which the incoming HTLC must outlive the outgoing one. */
  readonly cltvExpiryDelta: number;
  readonly htlcMinimum: Msat;
  readonly htlcMaximum: Msat;
  /** The operator lets no payments through. */
  readonly disabled?: boolean;
}

const MILLION = 1_000_000n;

/** The fee for forwarding `amount` (BOLT 7, "HTLC Fees"), rounded down. */
export function forwardingFee(policy: ForwardingPolicy, amount: Msat): Msat {
  return msat(policy.feeBase + (amount * BigInt(policy.feeProportionalMillionths)) / MILLION);
}
