/** Whether and where to forward an HTLC: BOLT 4, "Failure Messages" (Requirements) and "Non-strict Forwarding". */
import type { FailureMessage, ForwardPayload } from '@sferic/onion';
import { type ChannelId, type Msat, msat } from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import { type ForwardingPolicy, forwardingFee } from './policy.ts';

/** BOLT 4, "`max_htlc_cltv` Selection": the longest that anybody may lock our funds up, in blocks. */
export const MAX_HTLC_CLTV = 2016;

/**
 * Blocks that the outgoing HTLC must have left. The channel fails when an HTLC is not resolved soon after its expiry, so one
 * that is about to expire would put the channel at risk.
 */
export const MIN_OUTGOING_BLOCKS = 3;

/** Channels in these states take no HTLCs any more. */
const ENDED_PHASES: ReadonlySet<string> = new Set(['negotiating', 'failed', 'closing', 'closed']);

export interface ForwardRequest {
  readonly incoming: { readonly amount: Msat; readonly cltvExpiry: number };
  readonly payload: ForwardPayload;
  /** Of the chain's tip. */
  readonly height: number;
  readonly channels: readonly ChannelView[];
  /** By any of which an HTLC into the channel is taken; what breaks the first is what the payer is told. */
  readonly policiesOf: (channel: ChannelView) => readonly ForwardingPolicy[];
  /** Whether the channel has room left for the peer that offers the HTLC. */
  readonly admits: (channel: ChannelView) => boolean;
}

export type ForwardDecision =
  /** The channels to try, in order; never empty. */
  | { readonly type: 'forward'; readonly channels: readonly ChannelId[] }
  | { readonly type: 'fail'; readonly failure: FailureMessage };

/** Nodes should leave the update out: who applies it would give itself away as the payer (BOLT 4, "Failure Messages"). */
const NO_UPDATE: Uint8Array = new Uint8Array(0);

/**
 * Judges an HTLC by the policy of the channel that the onion names, then picks the channels to the same peer that can
 * carry it. What the channels can carry now comes last, so that probing for balances costs a correct payment.
 */
export function decideForward(request: ForwardRequest): ForwardDecision {
  const { payload, channels } = request;
  const named = channels.find((channel) => isNamed(channel, payload.shortChannelId));
  if (named === undefined || isOpening(named)) return fail({ type: 'unknown_next_peer' });

  const toPeer = channels.filter((channel) => channel.peer === named.peer);
  const alive = toPeer.filter((channel) => !hasEnded(channel));
  if (alive.length === 0) return fail({ type: 'permanent_channel_failure' });

  const violation = findViolation(request, named);
  if (violation !== undefined) return fail(violation);

  const able = alive.filter((channel) => canCarry(request, channel));
  if (able.length === 0) return fail(temporaryChannelFailure());
  able.sort((a, b) => (a === named ? -1 : b === named ? 1 : compare(a.sendable, b.sendable)));
  return { type: 'forward', channels: able.map((channel) => channel.channelId) };
}

export function temporaryChannelFailure(): FailureMessage {
  return { type: 'temporary_channel_failure', channelUpdate: NO_UPDATE };
}

export function expiryTooSoon(): FailureMessage {
  return { type: 'expiry_too_soon', channelUpdate: NO_UPDATE };
}

/** What the HTLC breaks of the policy in force, unless one that was replaced just now is content with it. */
function findViolation(request: ForwardRequest, channel: ChannelView): FailureMessage | undefined {
  const [first, ...others] = request
    .policiesOf(channel)
    .map((policy) => violationOf(policy, request, channel));
  return others.includes(undefined) ? undefined : first;
}

/** The first requirement of the policy that the HTLC breaks, in the order of the failure codes. */
function violationOf(
  policy: ForwardingPolicy,
  { incoming, payload, height }: ForwardRequest,
  channel: ChannelView,
): FailureMessage | undefined {
  const amount = msat(payload.amtToForward);
  if (amount < minimumOf(policy, channel)) {
    return { type: 'amount_below_minimum', htlcMsat: amount, channelUpdate: NO_UPDATE };
  }
  if (incoming.amount < amount + forwardingFee(policy, amount)) {
    return { type: 'fee_insufficient', htlcMsat: incoming.amount, channelUpdate: NO_UPDATE };
  }
  if (incoming.cltvExpiry - policy.cltvExpiryDelta < payload.outgoingCltvValue) {
    return {
      type: 'incorrect_cltv_expiry',
      cltvExpiry: payload.outgoingCltvValue,
      channelUpdate: NO_UPDATE,
    };
  }
  if (payload.outgoingCltvValue < height + MIN_OUTGOING_BLOCKS) return expiryTooSoon();
  if (policy.disabled === true) {
    return { type: 'channel_disabled', disabledFlags: 0, channelUpdate: NO_UPDATE };
  }
  if (incoming.cltvExpiry > height + MAX_HTLC_CLTV) return { type: 'expiry_too_far' };
  return undefined;
}

/** Other channels to the peer serve when their own policy is content too (BOLT 4, "Non-strict Forwarding"). */
function canCarry(request: ForwardRequest, channel: ChannelView): boolean {
  const amount = request.payload.amtToForward;
  return (
    channel.usable &&
    amount <= channel.sendable &&
    request.policiesOf(channel).some(({ htlcMaximum }) => amount <= htlcMaximum) &&
    request.admits(channel) &&
    findViolation(request, channel) === undefined
  );
}

/** The lowest amount that both this node and the peer take; never nothing (BOLT 2, "Adding an HTLC"). */
function minimumOf(policy: ForwardingPolicy, channel: ChannelView): bigint {
  return [1n, policy.htlcMinimum, channel.remoteHtlcMinimum].reduce((a, b) => (a > b ? a : b));
}

function isNamed(channel: ChannelView, shortChannelId: bigint): boolean {
  return channel.localAlias === shortChannelId || channel.shortChannelId === shortChannelId;
}

/** Closed, or about to be. */
function hasEnded(channel: ChannelView): boolean {
  const isShuttingDown = channel.state === 'normal' && !channel.usable;
  return isShuttingDown || ENDED_PHASES.has(phaseOf(channel));
}

function isOpening(channel: ChannelView): boolean {
  return phaseOf(channel) !== 'normal' && !hasEnded(channel);
}

/** The state without `offline: ` or `syncing: ` before it: where the channel will be when the peer is back. */
export function phaseOf({ state }: ChannelView): string {
  return state.slice(state.lastIndexOf(' ') + 1);
}

function fail(failure: FailureMessage): ForwardDecision {
  return { type: 'fail', failure };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
