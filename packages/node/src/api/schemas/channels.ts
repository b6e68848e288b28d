/** See `service/channels.ts`. */

import { MAX_CLTV_DELTA, MIN_CLTV_DELTA } from '../../switch/index.ts';
import {
  boolean,
  described,
  integer,
  list,
  type ObjectSchema,
  object,
  oneOf,
  optional,
  type Schema,
  taggedUnion,
} from '../schema.ts';
import type {
  BumpRequest,
  BumpResult,
  ChannelInfo,
  CloseRequest,
  CloseResult,
  ForwardingPolicyInfo,
  ForwardingPolicyRequest,
  FundingPolicy,
  HtlcInfo,
  OpenRequest,
} from '../service/channels.ts';
import {
  amount,
  counter,
  hash,
  height,
  millisatoshis,
  name,
  nodeId,
  satoshis,
  satPerVbyte,
  word,
} from './values.ts';

export const channelName = object({ channelId: hash });

export const fundingPolicy: Schema<FundingPolicy> = taggedUnion('type', {
  none: object({ type: oneOf(['none']) }, 'Adds nothing'),
  match: object({ type: oneOf(['match']), limitSat: satoshis }, 'As much as the opener, up to a limit'),
  fixed: object({ type: oneOf(['fixed']), amountSat: satoshis }, 'The same amount to every channel'),
});

export const fundingPolicyRequest = object({ policy: fundingPolicy });

export const openRequest: ObjectSchema<OpenRequest> = object({
  peer: described('`02…` of a connected peer, `02…@host:port`, or a multiaddr with the PeerId', name),
  amountSat: satoshis,
  feerateSatPerVbyte: optional(satPerVbyte),
  announce: optional(boolean('Whether the network is told of the channel; true unless given')),
});

const htlcInfo: Schema<HtlcInfo> = object({
  direction: oneOf(['incoming', 'outgoing']),
  id: counter,
  amountMsat: millisatoshis,
  paymentHash: hash,
  cltvExpiry: height,
  state: word,
});

export const forwardingPolicy: Schema<ForwardingPolicyInfo> = object({
  feeBaseMsat: amount,
  feeProportionalMillionths: amount,
  cltvExpiryDelta: amount,
  htlcMinimumMsat: millisatoshis,
  htlcMaximumMsat: millisatoshis,
  disabled: boolean('No payments are let through'),
});

/** BOLT 7: base fees and rates are u32; a rate beyond the whole amount is a typing error. */
const MAX_FEE_BASE_MSAT = 0xffff_ffff;
const MAX_FEE_MILLIONTHS = 1_000_000;

export const forwardingPolicyRequest: ObjectSchema<ForwardingPolicyRequest> = object({
  channelId: optional(described('All channels without terms of their own unless given', hash)),
  reset: optional(boolean('First back to the terms of all channels, or of the configuration')),
  feeBaseMsat: optional(integer({ minimum: 0, maximum: MAX_FEE_BASE_MSAT })),
  feeProportionalMillionths: optional(integer({ minimum: 0, maximum: MAX_FEE_MILLIONTHS })),
  cltvExpiryDelta: optional(integer({ minimum: MIN_CLTV_DELTA, maximum: MAX_CLTV_DELTA })),
  htlcMinimumMsat: optional(millisatoshis),
  htlcMaximumMsat: optional(millisatoshis),
  disabled: optional(boolean('Let no payments through')),
});

export const channelInfo: Schema<ChannelInfo> = object({
  channelId: hash,
  peer: nodeId,
  state: word,
  usable: boolean('Whether payments can use it now'),
  opener: oneOf(['local', 'remote']),
  announced: boolean(),
  fundingOutpoint: optional(word),
  shortChannelId: optional(word),
  alias: optional(word),
  capacitySat: satoshis,
  localMsat: millisatoshis,
  remoteMsat: millisatoshis,
  localContributionSat: satoshis,
  remoteContributionSat: satoshis,
  localReserveSat: satoshis,
  remoteReserveSat: satoshis,
  sendableMsat: millisatoshis,
  receivableMsat: millisatoshis,
  feerateSatPerKw: amount,
  htlcs: list(htlcInfo),
  commitmentNumbers: object({ local: counter, remote: counter }),
  closingTxid: optional(hash),
  policy: forwardingPolicy,
});

export const bumpRequest: ObjectSchema<BumpRequest> = object({
  channelId: hash,
  feerateSatPerVbyte: optional(described('More than before; what the chain asks unless given', satPerVbyte)),
});

export const bumpResult: Schema<BumpResult> = object({
  channelId: hash,
  txid: described('Of the transaction that is on offer now; those before it can confirm as well', hash),
});

export const closeRequest: ObjectSchema<CloseRequest> = object({
  channelId: hash,
  address: optional(described('Where our balance goes; a new address of the wallet unless given', name)),
  feerateSatPerVbyte: optional(satPerVbyte),
  force: optional(boolean('Publish our commitment instead of asking the peer')),
});

export const closeResult: Schema<CloseResult> = object({
  channelId: hash,
  txid: hash,
  refusal: optional(described('Why the chain does not take it; offered again with each block', word)),
  delayBlocks: optional(described('Of a close by force: blocks that our balance waits', amount)),
});
