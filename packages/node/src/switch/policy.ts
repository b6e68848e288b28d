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

/** `3R+2G+2S` of BOLT 2, "`cltv_expiry_delta` Selection": with less, a preimage may come too late to be used upstream. */
export const MIN_CLTV_DELTA = 34;
/** Blocks; BOLT 7 gives the field 16 bits, and two weeks are more than anyone routes through. */
export const MAX_CLTV_DELTA = 2016;

const MILLION = 1_000_000n;

/** The fee for forwarding `amount` (BOLT 7, "HTLC Fees"), rounded down. */
export function forwardingFee(policy: ForwardingPolicy, amount: Msat): Msat {
  return msat(policy.feeBase + (amount * BigInt(policy.feeProportionalMillionths)) / MILLION);
}
