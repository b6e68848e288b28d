/** The opening messages: making them, and what they agree upon (BOLT 2, "Channel Establishment v2"). */
import { sha256 } from '@sferic/crypto';
import {
  type AcceptChannel2,
  type ChannelId,
  encodeFeatures,
  type NodeId,
  type OpenChannel2,
  type Point,
  type Sat,
} from '@sferic/wire';
import { compareBytes } from '../bitcoin/scripts.ts';
import type { Side } from '../dual.ts';
import type { ChannelEnv } from '../input.ts';
import type { ChannelParams, ParticipantParams } from '../params.ts';
import type { OpeningCommand } from './opening-commands.ts';
import type { OpeningAgreement } from './opening-state.ts';

/** The one channel type of this network: `option_static_remotekey` and `option_anchors`. */
export const ANCHORS_CHANNEL_TYPE: Uint8Array = encodeFeatures({
  option_static_remotekey: 'mandatory',
  option_anchors: 'mandatory',
});

/** Bit 0 of `channel_flags`. */
export const ANNOUNCE_CHANNEL_FLAG = 1;

/** A channel is not ready without a confirmation: unconfirmed channels take a type of their own. */
const LEAST_DEPTH = 1;

type OpenCommand = Extract<OpeningCommand, { readonly type: 'open' }>;
type AcceptCommand = Extract<OpeningCommand, { readonly type: 'accept' }>;

/** Stands for the revocation basepoint of a peer that has not told it yet. */
const UNKNOWN_BASEPOINT = new Uint8Array(33);

/** BOLT 2, "`channel_id`, v2". */
export function temporaryChannelId(openerRevocationBasepoint: Point): ChannelId {
  return sha256(UNKNOWN_BASEPOINT, openerRevocationBasepoint) as ChannelId;
}

/** BOLT 2, "`channel_id`, v2": the order of the arguments does not matter. */
export function finalChannelId(one: Point, other: Point): ChannelId {
  const [lesser, greater] = compareBytes(one, other) <= 0 ? [one, other] : [other, one];
  return sha256(lesser, greater) as ChannelId;
}

export function makeOpen(command: OpenCommand, env: ChannelEnv): OpenChannel2 {
  const { contribution, fundingFeerate, commitmentFeerate, locktime, announce } = command;
  return {
    type: 'open_channel2',
    chainHash: env.policy.chainHash,
    temporaryChannelId: temporaryChannelId(env.keys.basepoints.revocation),
    fundingFeeratePerkw: fundingFeerate,
    commitmentFeeratePerkw: commitmentFeerate,
    locktime,
    channelFlags: announce ? ANNOUNCE_CHANNEL_FLAG : 0,
    ...ourTerms(contribution.amount, command, env),
  };
}

export function makeAccept(command: AcceptCommand, open: OpenChannel2, env: ChannelEnv): AcceptChannel2 {
  return {
    type: 'accept_channel2',
    temporaryChannelId: open.temporaryChannelId,
    minimumDepth: Math.max(LEAST_DEPTH, env.policy.minimumDepth),
    ...ourTerms(command.contribution.amount, command, env),
  };
}

/** What both messages say of their sender. */
function ourTerms(fundingSatoshis: Sat, command: OpenCommand | AcceptCommand, env: ChannelEnv) {
  const { keys, policy } = env;
  const { requireConfirmedInputs, upfrontShutdownScript } = command;
  return {
    fundingSatoshis,
    dustLimitSatoshis: policy.dustLimit,
    maxHtlcValueInFlightMsat: policy.maxHtlcValueInFlight,
    htlcMinimumMsat: policy.htlcMinimum,
    toSelfDelay: policy.toSelfDelay,
    maxAcceptedHtlcs: policy.maxAcceptedHtlcs,
    fundingPubkey: keys.fundingPubkey(0),
    revocationBasepoint: keys.basepoints.revocation,
    paymentBasepoint: keys.basepoints.payment,
    delayedPaymentBasepoint: keys.basepoints.delayedPayment,
    htlcBasepoint: keys.basepoints.htlc,
    firstPerCommitmentPoint: keys.perCommitmentPoint(0),
    secondPerCommitmentPoint: keys.perCommitmentPoint(1),
    channelType: ANCHORS_CHANNEL_TYPE,
    // Both ends may have advertised `option_upfront_shutdown_script`, which wants the field even if empty.
    upfrontShutdownScript: upfrontShutdownScript ?? new Uint8Array(0),
    ...(requireConfirmedInputs ? { requireConfirmedInputs } : {}),
  };
}

/**
 * What the two messages agree upon, as the end sees it that has sent one of them: the opener sent `open`. `leastDepth`
 * are the confirmations that this end demands, whatever the accepter is content with.
 */
export function makeAgreement(
  open: OpenChannel2,
  accept: AcceptChannel2,
  opener: Side,
  ids: { readonly local: NodeId; readonly remote: NodeId },
  own: { readonly alias: OpeningAgreement['alias']; readonly leastDepth: number },
): OpeningAgreement {
  const [ours, theirs] = opener === 'local' ? [open, accept] : [accept, open];
  const params: ChannelParams = {
    channelId: finalChannelId(open.revocationBasepoint, accept.revocationBasepoint),
    chainHash: open.chainHash,
    opener,
    channelType: ANCHORS_CHANNEL_TYPE,
    announce: (open.channelFlags & ANNOUNCE_CHANNEL_FLAG) !== 0,
    minimumDepth: Math.max(LEAST_DEPTH, own.leastDepth, accept.minimumDepth),
    local: participant(ids.local, ours),
    remote: participant(ids.remote, theirs),
  };
  return {
    params,
    alias: own.alias,
    commitmentFeerate: open.commitmentFeeratePerkw,
    contributions: { local: ours.fundingSatoshis, remote: theirs.fundingSatoshis },
    remotePoints: { first: theirs.firstPerCommitmentPoint, second: theirs.secondPerCommitmentPoint },
    requireConfirmedInputs: ours.requireConfirmedInputs === true,
  };
}

function participant(nodeId: NodeId, terms: OpenChannel2 | AcceptChannel2): ParticipantParams {
  const { upfrontShutdownScript } = terms;
  return {
    nodeId,
    fundingPubkey: terms.fundingPubkey,
    basepoints: {
      revocation: terms.revocationBasepoint,
      payment: terms.paymentBasepoint,
      delayedPayment: terms.delayedPaymentBasepoint,
      htlc: terms.htlcBasepoint,
    },
    dustLimit: terms.dustLimitSatoshis,
    maxHtlcValueInFlight: terms.maxHtlcValueInFlightMsat,
    htlcMinimum: terms.htlcMinimumMsat,
    toSelfDelay: terms.toSelfDelay,
    maxAcceptedHtlcs: terms.maxAcceptedHtlcs,
    ...(upfrontShutdownScript !== undefined && upfrontShutdownScript.length > 0
      ? { upfrontShutdownScript }
      : {}),
  };
}
