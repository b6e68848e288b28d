import { ownPartOf } from '@sferic/channel';
import { msat } from '@sferic/wire';
import type {
  ChannelGone,
  FundingPolicy as DomainFundingPolicy,
  OpenError,
  ReplacementError,
} from '../../channels/index.ts';
import type { PolicyChange } from '../../switch/index.ts';
import {
  type BumpRequest,
  type BumpResult,
  type ChannelsOperations,
  type ForwardingPolicyRequest,
  type FundingPolicy,
  type OpenRequest,
  ServiceError,
  type ServiceErrorCode,
} from '../service.ts';
import { close } from './close.ts';
import { describeChannel, describePolicy } from './describe-channel.ts';
import { type NodeModules, pendingModules } from './modules.ts';
import { connectTo } from './peers.ts';
import { describeClosed, pendingChannels } from './pending.ts';
import { displayId, parseChannelId, parseFeerate, parseMsat, parseSat } from './values.ts';

const OPEN_ERROR_CODE: Readonly<Record<OpenError['code'], ServiceErrorCode>> = {
  insufficient_funds: 'insufficient_funds',
  not_connected: 'peer_unreachable',
  refused: 'invalid_argument',
  aborted: 'channel_unusable',
};

const BUMP_ERROR_CODE: Readonly<Record<ReplacementError['code'] | ChannelGone['code'], ServiceErrorCode>> = {
  not_pending: 'conflict',
  not_connected: 'peer_unreachable',
  feerate_too_low: 'invalid_argument',
  insufficient_funds: 'insufficient_funds',
  aborted: 'channel_unusable',
  channel_gone: 'not_found',
  outcome_unknown: 'internal',
};

export function channelOperations(modules: NodeModules): ChannelsOperations {
  const { channels, forwardingPolicies, fundingPolicy } = modules;
  return {
    open: (request) => open(modules, request),
    bump: (request) => bump(modules, request),
    close: (request) => close(modules, request),

    async channels() {
      return channels.details().map((details) => describeChannel(details, forwardingPolicies));
    },

    async channel(text) {
      const details = channels.find(parseChannelId(text));
      if (details === undefined) throw new ServiceError('not_found', `there is no channel ${text}`);
      return describeChannel(details, forwardingPolicies);
    },

    async closedChannels() {
      return channels.closed().map(describeClosed);
    },

    async pending() {
      return pendingChannels(pendingModules(modules));
    },

    async fundingPolicy() {
      return describeFundingPolicy(fundingPolicy.current);
    },

    async setFundingPolicy(policy) {
      await fundingPolicy.set(parseFundingPolicy(policy));
      return describeFundingPolicy(fundingPolicy.current);
    },

    async forwardingPolicy() {
      return describePolicy(forwardingPolicies.standard);
    },

    setForwardingPolicy: (request) => setForwardingPolicy(modules, request),
  };
}

async function setForwardingPolicy(
  { channels, forwardingPolicies }: NodeModules,
  { channelId, reset, ...terms }: ForwardingPolicyRequest,
) {
  const id = channelId === undefined ? undefined : parseChannelId(channelId);
  if (id !== undefined && channels.find(id) === undefined)
    throw new ServiceError('not_found', `there is no channel ${channelId}`);
  const { feeBaseMsat, htlcMinimumMsat, htlcMaximumMsat, ...others } = terms;
  const change: PolicyChange = {
    ...others,
    ...(feeBaseMsat !== undefined && { feeBase: msat(BigInt(feeBaseMsat)) }),
    ...(htlcMinimumMsat !== undefined && { htlcMinimum: parseMsat('htlcMinimumMsat', htlcMinimumMsat) }),
    ...(htlcMaximumMsat !== undefined && { htlcMaximum: parseMsat('htlcMaximumMsat', htlcMaximumMsat) }),
  };
  const inForce = () =>
    id === undefined ? forwardingPolicies.standard : forwardingPolicies.policyOf({ channelId: id });
  const base = reset === true ? forwardingPolicies.baseOf(id) : inForce();
  const { htlcMinimum, htlcMaximum } = { ...base, ...change };
  if (htlcMinimum > htlcMaximum)
    throw new ServiceError('invalid_argument', 'the smallest payment would be more than the largest');
  await forwardingPolicies.change(change, id, reset === true);
  return describePolicy(inForce());
}

async function open(modules: NodeModules, request: OpenRequest) {
  const { channels, fees, forwardingPolicies, host } = modules;
  const { feerateSatPerVbyte } = request;
  const amount = parseSat('amountSat', request.amountSat);
  const fundingFeerate =
    feerateSatPerVbyte === undefined
      ? fees.current.normal
      : parseFeerate('feerateSatPerVbyte', feerateSatPerVbyte);
  const peer = await connectTo(modules, request.peer);
  const opened = await channels.open(peer.nodeId, {
    amount,
    fundingFeerate,
    announce: request.announce ?? true,
  });
  if (!opened.ok) throw new ServiceError(OPEN_ERROR_CODE[opened.error.code], opened.error.message);
  host.want(peer.nodeId);
  return describeChannel(opened.value, forwardingPolicies);
}

async function bump(modules: NodeModules, request: BumpRequest): Promise<BumpResult> {
  const { channels } = modules;
  const { channelId, feerateSatPerVbyte } = request;
  const id = parseChannelId(channelId);
  if (channels.find(id) === undefined)
    throw new ServiceError('not_found', `there is no channel ${channelId}`);
  const feerate =
    feerateSatPerVbyte === undefined ? undefined : parseFeerate('feerateSatPerVbyte', feerateSatPerVbyte);
  if (channels.stored(id)?.type === 'negotiating') {
    const { txid } = await close(modules, request);
    return { channelId, txid };
  }
  const replaced = await channels.replaceFunding(id, feerate);
  if (!replaced.ok) throw new ServiceError(BUMP_ERROR_CODE[replaced.error.code], replaced.error.message);
  return { channelId, txid: displayId(ownPartOf(replaced.value).txid) };
}

export function describeFundingPolicy(policy: DomainFundingPolicy): FundingPolicy {
  switch (policy.type) {
    case 'none':
      return { type: 'none' };
    case 'match':
      return { type: 'match', limitSat: policy.limit.toString() };
    case 'fixed':
      return { type: 'fixed', amountSat: policy.amount.toString() };
  }
}

function parseFundingPolicy(policy: FundingPolicy): DomainFundingPolicy {
  switch (policy.type) {
    case 'none':
      return { type: 'none' };
    case 'match':
      return { type: 'match', limit: parseSat('limitSat', policy.limitSat) };
    case 'fixed':
      return { type: 'fixed', amount: parseSat('amountSat', policy.amountSat) };
  }
}
