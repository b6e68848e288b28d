import type { ChainHash, ChannelId, Msat, Sat, SatPerKw, ShortChannelId } from '../scalars.ts';
import { bytes32, flag, point, restBytes, u8, u16, u32, u32As, u64As } from './kinds.ts';
import { field, messageCodec, record } from './message-codec.ts';

const channelId = field(bytes32<ChannelId>());
const sat = field(u64As<Sat>());
const msat = field(u64As<Msat>());

const keys = {
  fundingPubkey: field(point),
  revocationBasepoint: field(point),
  paymentBasepoint: field(point),
  delayedPaymentBasepoint: field(point),
  htlcBasepoint: field(point),
  firstPerCommitmentPoint: field(point),
  secondPerCommitmentPoint: field(point),
};

const openingRecords = {
  upfrontShutdownScript: record(0, restBytes),
  channelType: record(1, restBytes),
  requireConfirmedInputs: record(2, flag),
};

export const openCodecs = [
  messageCodec('open_channel2', 'OpenChannel2', {
    chainHash: field(bytes32<ChainHash>()),
    temporaryChannelId: channelId,
    fundingFeeratePerkw: field(u32As<SatPerKw>()),
    commitmentFeeratePerkw: field(u32As<SatPerKw>()),
    fundingSatoshis: sat,
    dustLimitSatoshis: sat,
    maxHtlcValueInFlightMsat: msat,
    htlcMinimumMsat: msat,
    toSelfDelay: field(u16),
    maxAcceptedHtlcs: field(u16),
    locktime: field(u32),
    ...keys,
    channelFlags: field(u8),
    ...openingRecords,
  }),
  messageCodec('accept_channel2', 'AcceptChannel2', {
    temporaryChannelId: channelId,
    fundingSatoshis: sat,
    dustLimitSatoshis: sat,
    maxHtlcValueInFlightMsat: msat,
    htlcMinimumMsat: msat,
    minimumDepth: field(u32),
    toSelfDelay: field(u16),
    maxAcceptedHtlcs: field(u16),
    ...keys,
    ...openingRecords,
  }),
  messageCodec('channel_ready', 'ChannelReady', {
    channelId,
    secondPerCommitmentPoint: field(point),
    alias: record(1, u64As<ShortChannelId>(), 'shortChannelId'),
  }),
];
