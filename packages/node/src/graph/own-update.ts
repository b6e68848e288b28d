/** What this node says of its own channels: BOLT 7, "The channel_update Message" (origin node). Pure. */
import { compareBytes } from '@sferic/channel';
import { equalBytes, hexToBytes } from '@sferic/crypto';
import {
  CHANNEL_FLAG_DISABLE,
  type ChainHash,
  type ChannelUpdate,
  encodeBolt,
  MESSAGE_FLAG_DONT_FORWARD,
  MESSAGE_FLAG_MUST_BE_ONE,
  type Msat,
  type NodeId,
  type ShortChannelId,
  type Signature,
  type Unsigned,
} from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { ForwardingPolicy } from '../switch/index.ts';

export interface UpdateContext {
  readonly self: NodeId;
  readonly chain: ChainHash;
}

/** Of which name of the channel an update speaks, and to whom. */
export interface UpdateTarget {
  readonly shortChannelId: ShortChannelId;
  /** For everybody, since the channel is announced; else for the peer alone. */
  readonly isPublic: boolean;
}

/** An update without time and signature. */
export type UpdateContent = Omit<Unsigned<ChannelUpdate>, 'timestamp'>;

/** An update that is the same as another one but for its time is renewed after this long, well before it is pruned. */
export const RENEW_AFTER_SECONDS = 604_800;

/** `isAway`: the channel cannot carry payments now. */
export function ownUpdate(
  channel: ChannelView,
  policy: ForwardingPolicy,
  target: UpdateTarget,
  isAway: boolean,
  { self, chain }: UpdateContext,
): UpdateContent {
  const htlcMinimumMsat = highest(policy.htlcMinimum, channel.remoteHtlcMinimum);
  const possible = lowest(policy.htlcMaximum, lowest(channel.capacityMsat, channel.remoteMaxInFlight));
  // Where nothing fits between the two, the channel is of no use to others.
  const isDisabled = isAway || policy.disabled === true || possible < htlcMinimumMsat;
  const direction = compareBytes(self, hexToBytes(channel.peer)) < 0 ? 0 : 1;
  return {
    type: 'channel_update',
    chainHash: chain,
    shortChannelId: target.shortChannelId,
    messageFlags: MESSAGE_FLAG_MUST_BE_ONE | (target.isPublic ? 0 : MESSAGE_FLAG_DONT_FORWARD),
    channelFlags: direction | (isDisabled ? CHANNEL_FLAG_DISABLE : 0),
    cltvExpiryDelta: policy.cltvExpiryDelta,
    htlcMinimumMsat,
    feeBaseMsat: Number(policy.feeBase),
    feeProportionalMillionths: policy.feeProportionalMillionths,
    htlcMaximumMsat: highest(possible, htlcMinimumMsat),
    extension: new Uint8Array(0),
  };
}

/** Whether `last` says the same and is young enough: BOLT 7 wants no redundant updates. `now` in seconds since 1970. */
export function isCurrent(last: ChannelUpdate, content: UpdateContent, now: number): boolean {
  if (last.timestamp + RENEW_AFTER_SECONDS <= now) return false;
  const same: ChannelUpdate = { ...content, timestamp: last.timestamp, signature: last.signature };
  return equalBytes(encodeBolt(same), encodeBolt(last));
}

/** Later than any before, and the time of day where that is later still. */
export function nextTimestamp(last: { readonly timestamp: number } | undefined, now: number): number {
  return Math.max(now, (last?.timestamp ?? 0) + 1);
}

/** Signs 32 bytes with the node's key. */
export type SignAsNode = (digest: Uint8Array) => Signature;

function lowest(a: Msat, b: Msat): Msat {
  return a < b ? a : b;
}

function highest(a: Msat, b: Msat): Msat {
  return a > b ? a : b;
}
