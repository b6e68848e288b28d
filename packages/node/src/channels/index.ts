export { CHANNEL_SCHEMAS, ChannelStore } from './channel-store.ts';
export type { ChannelDetails } from './channel-view.ts';
export { Channels, type ChannelsModules } from './channels.ts';
export type { ClosedChannel } from './closed-channels.ts';
export type { FundingPolicy } from './funding-policy.ts';
export { FUNDING_POLICY_SCHEMA, FundingPolicySetting } from './funding-policy-store.ts';
export type { ChannelGone, ChannelHtlcs, ChannelView, HtlcHandler, HtlcOffer } from './htlc-port.ts';
export type { OpenError, OpenOptions } from './openings.ts';
export type { ReplacementError } from './replacements.ts';
