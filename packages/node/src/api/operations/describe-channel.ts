import { formatOutPoint, type Htlc } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import { formatShortChannelId } from '@sferic/wire';
import type { ChannelDetails } from '../../channels/index.ts';
import type { ForwardingPolicies, ForwardingPolicy } from '../../switch/index.ts';
import type { ChannelInfo, ForwardingPolicyInfo, HtlcInfo } from '../service.ts';
import { displayId } from './values.ts';

/** A channel as the API shows it. */
export function describeChannel(channel: ChannelDetails, policies: ForwardingPolicies): ChannelInfo {
  const { funding, shortChannelId, closingTxid, balances, reserves, contributions } = channel;
  return {
    channelId: bytesToHex(channel.channelId),
    peer: channel.peer,
    state: channel.state,
    usable: channel.usable,
    opener: channel.opener,
    announced: channel.announce,
    fundingOutpoint: formatOutPoint({ txid: funding.txid, index: funding.outputIndex }),
    ...(shortChannelId !== undefined && { shortChannelId: formatShortChannelId(shortChannelId) }),
    alias: formatShortChannelId(channel.localAlias),
    capacitySat: funding.capacity.toString(),
    localMsat: balances.local.toString(),
    remoteMsat: balances.remote.toString(),
    localContributionSat: contributions.local.toString(),
    remoteContributionSat: contributions.remote.toString(),
    localReserveSat: reserves.local.toString(),
    remoteReserveSat: reserves.remote.toString(),
    sendableMsat: channel.sendable.toString(),
    receivableMsat: channel.receivable.toString(),
    feerateSatPerKw: channel.feerate,
    htlcs: channel.htlcs.map(describeHtlc),
    commitmentNumbers: {
      local: channel.commitmentNumbers.local.toString(),
      remote: channel.commitmentNumbers.remote.toString(),
    },
    ...(closingTxid !== undefined && { closingTxid: displayId(closingTxid) }),
    policy: describePolicy(policies.policyOf(channel)),
  };
}

function describeHtlc({ facts, stage }: Htlc): HtlcInfo {
  return {
    direction: facts.offeredBy === 'local' ? 'outgoing' : 'incoming',
    id: facts.id.toString(),
    amountMsat: facts.amount.toString(),
    paymentHash: bytesToHex(facts.paymentHash),
    cltvExpiry: facts.cltvExpiry,
    state: stage,
  };
}

export function describePolicy(policy: ForwardingPolicy): ForwardingPolicyInfo {
  return {
    feeBaseMsat: Number(policy.feeBase),
    feeProportionalMillionths: policy.feeProportionalMillionths,
    cltvExpiryDelta: policy.cltvExpiryDelta,
    htlcMinimumMsat: policy.htlcMinimum.toString(),
    htlcMaximumMsat: policy.htlcMaximum.toString(),
    disabled: policy.disabled === true,
  };
}
