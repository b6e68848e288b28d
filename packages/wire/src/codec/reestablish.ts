import type { FundingReference } from '../messages/reestablish.ts';
import type { ChannelId, PerCommitmentSecret, TxId } from '../scalars.ts';
import { bytes32, point, u8, u64 } from './kinds.ts';
import { field, messageCodec, nested, record } from './message-codec.ts';

const fundingReference = nested<FundingReference>('FundingReference', {
  txid: field(bytes32<TxId>()),
  retransmitFlags: field(u8),
});

export const reestablishCodecs = [
  messageCodec('channel_reestablish', 'ChannelReestablish', {
    channelId: field(bytes32<ChannelId>()),
    nextCommitmentNumber: field(u64),
    nextRevocationNumber: field(u64),
    yourLastPerCommitmentSecret: field(bytes32<PerCommitmentSecret>()),
    myCurrentPerCommitmentPoint: field(point),
    nextFunding: record(1, fundingReference),
    myCurrentFundingLocked: record(5, fundingReference),
  }),
];
