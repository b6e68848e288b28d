import { addressToScript, type ChannelState, storedState } from '@sferic/channel';
import { type ChannelId, msat } from '@sferic/wire';
import type { FundingPolicy as DomainFundingPolicy, OpenError } from '../../channels/index.ts';
import { pendingClose } from '../../channels/pending.ts';
import type { PolicyChange } from '../../switch/index.ts';
import {
  type ChannelsOperations,
  type CloseRequest,
  type CloseResult,
  type ForwardingPolicyRequest,
  type FundingPolicy,
  type OpenRequest,
  ServiceError,
  type ServiceErrorCode,
} from '../service.ts';
import { describeChannel, describePolicy } from './describe-channel.ts';
import { type NodeModules, pendingModules } from './modules.ts';
import { connectTo } from './peers.ts';
import { pendingChannels } from './pending.ts';
import { displayId, parseChannelId, parseFeerate, parseMsat, parseSat } from './values.ts';

const OPEN_ERROR_CODE: Readonly<Record<OpenError['code'], ServiceErrorCode>> = {
  insufficient_funds: 'insufficient_funds',
  not_connected: 'peer_unreachable',
  refused: 'invalid_argument',
  aborted: 'channel_unusable',
};

/** How long `close` waits for the peer. HTLCs in flight can take longer: the close goes on by itself. */
const CLOSE_TIMEOUT_MS = 60_000;

export function channelOperations(modules: NodeModules): ChannelsOperations {
  const { channels, forwardingPolicies, fundingPolicy } = modules;
  return {
    open: (request) => open(modules, request),
    close: (request) => close(modules, request),

    async channels() {
      return channels.details().map((details) => describeChannel(details, forwardingPolicies));
    },

    async channel(text) {
      const details = channels.find(parseChannelId(text));
      if (details === undefined) throw new ServiceError('not_found', `there is no channel ${text}`);
      return describeChannel(details, forwardingPolicies);
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

async function close(modules: NodeModules, request: CloseRequest): Promise<CloseResult> {
  const { channels, fees } = modules;
  const id = parseChannelId(request.channelId);
  if (channels.find(id) === undefined)
    throw new ServiceError('not_found', `there is no channel ${request.channelId}`);
  const feerate =
    request.feerateSatPerVbyte === undefined
      ? fees.current.normal
      : parseFeerate('feerateSatPerVbyte', request.feerateSatPerVbyte);
  const scriptPubKey = request.address === undefined ? undefined : closingScript(modules, request.address);
  const result = await channels.command(
    id,
    request.force === true
      ? { type: 'force_close' }
      : { type: 'close', feerate, ...(scriptPubKey && { scriptPubKey }) },
  );
  if (!result.ok) throw new ServiceError('channel_unusable', result.error.message);
  const txid = await closingTxid(modules, id);
  const pending = request.force === true ? pendingClose(channels.stored(id)) : undefined;
  return { channelId: request.channelId, txid, ...(pending && { delayBlocks: pending.delay }) };
}

/** Resolves when a closing transaction of the channel was offered to the chain, or fails with what is being waited for. */
async function closingTxid({ channels }: NodeModules, id: ChannelId): Promise<string> {
  const timeout = new Promise<'timeout'>((resolve) => {
    setTimeout(() => resolve('timeout'), CLOSE_TIMEOUT_MS).unref();
  });
  const outcome = await Promise.race([channels.whenState(id, hasClosing), timeout]);
  // The transaction is released right behind the state.
  await new Promise((resolve) => setImmediate(resolve));
  await channels.published(id);
  const txid = channels.find(id)?.closingTxid;
  if (txid !== undefined) return displayId(txid);
  const why =
    outcome === 'timeout'
      ? 'the peer has not signed yet, or HTLCs are still in flight'
      : 'it has no transaction yet';
  throw new ServiceError('timeout', `the channel is closing: ${why}; see "sferic pending"`);
}

function hasClosing(state: ChannelState): boolean {
  const stored = storedState(state);
  if (stored?.type === 'negotiating')
    return stored.signed.local !== undefined || stored.signed.remote !== undefined;
  return stored?.type === 'closing' || stored?.type === 'failed';
}

function closingScript({ chain }: NodeModules, address: string): Uint8Array {
  const script = addressToScript(address, chain.network);
  if (!script.ok) throw new ServiceError('invalid_argument', `address: ${script.error.message}`);
  return script.value;
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
