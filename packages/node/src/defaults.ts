/** What a node does unless told otherwise. */
import type { ChannelPolicy } from '@sferic/channel';
import { type ChainHash, type FeatureSet, msat, type SatPerKw, sat, satPerKw } from '@sferic/wire';
import type { ForwardingPolicy } from './switch/index.ts';

/** What our `init` says (BOLT 9): one modern way for each thing, so most are required. */
export const NODE_FEATURES: FeatureSet = {
  option_data_loss_protect: 'mandatory',
  var_onion_optin: 'mandatory',
  option_static_remotekey: 'mandatory',
  payment_secret: 'mandatory',
  basic_mpp: 'optional',
  option_anchors: 'mandatory',
  option_shutdown_anysegwit: 'mandatory',
  option_dual_fund: 'mandatory',
  option_channel_type: 'mandatory',
  option_simple_close: 'mandatory',
  option_scid_alias: 'optional',
  option_attribution_data: 'optional',
  option_provide_storage: 'optional',
  gossip_queries: 'optional',
};

/** What a node says that may take payments without an invoice (bLIP 3). */
export function nodeFeatures(acceptsSpontaneous: boolean): FeatureSet {
  return acceptsSpontaneous ? { ...NODE_FEATURES, keysend: 'optional' } : NODE_FEATURES;
}

/** Confirmations of a funding transaction before the channel carries payments. */
export const DEFAULT_MINIMUM_DEPTH = 3;

export function defaultChannelPolicy(chainHash: ChainHash, minimumDepth: number): ChannelPolicy {
  return {
    chainHash,
    // Below 2^24 sat: larger ones need `option_support_large_channel`.
    maxCapacity: sat(2n ** 24n - 1n),
    // The least that relays for every script of a commitment (BOLT 3, "Dust Limits").
    dustLimit: sat(354n),
    // No limit of its own: what a channel holds is the limit.
    maxHtlcValueInFlight: msat(21_000_000n * 100_000_000n * 1000n),
    htlcMinimum: msat(1n),
    toSelfDelay: 144,
    maxToSelfDelay: 2016,
    maxAcceptedHtlcs: 483,
    minimumDepth,
    maxDustExposure: msat(50_000_000n),
    announcementDepth: 6,
    closingDepth: 6,
    // The deltas of BOLT 2, "`cltv_expiry_delta` Selection", derive from it.
    maxReorgDepth: 6,
    irrevocableDepth: 100,
  };
}

/** What forwarding costs: one satoshi, and a hundredth of a percent of the amount. */
export const DEFAULT_FORWARDING_POLICY: ForwardingPolicy = {
  feeBase: msat(1000n),
  feeProportionalMillionths: 100,
  cltvExpiryDelta: 40,
  htlcMinimum: msat(1n),
  htlcMaximum: msat(21_000_000n * 100_000_000n * 1000n),
};

/** Serves where the chain can't estimate: 2.5 sat/vbyte. */
export const FALLBACK_FEERATE: SatPerKw = satPerKw(625);

/** Beyond these the peer's feerate for commitments is refused. */
export const LEAST_COMMITMENT_FEERATE: SatPerKw = satPerKw(253);
/** A multiple of our own estimate: a peer may see higher fees coming, but not burn our channel. */
export const MAX_FEERATE_FACTOR = 20;

/** For how long a peer may be away before our channels with it are said to be disabled: a restart takes less. */
export const DISABLE_DELAY_MS = 60_000;
/** For how long gossip is gathered before it is passed on (BOLT 7, "Rebroadcasting"); a local network need not wait. */
export const GOSSIP_RELAY_MS = 60_000;
export const REGTEST_GOSSIP_RELAY_MS = 200;
