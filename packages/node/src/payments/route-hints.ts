/** Ways to this node for its invoices: BOLT 11, "Tagged Fields" (`r`). */
import { hexToBytes } from '@sferic/crypto';
import { nodeId } from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { RouteHintHop } from './invoice/index.ts';

/** What the peer asks for forwarding to us: its `channel_update` for the channel. */
export interface PeerPolicy {
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
}

/** More hints make an invoice long; the best few serve. */
const MAX_HINTS = 3;

/**
 * The unannounced channels that can receive most, when the graph knows no channel of ours: otherwise none. A channel whose peer
 * has not told its policy yet is left out.
 */
export function routeHintsOf(
  channels: readonly ChannelView[],
  policyOf: (channel: ChannelView) => PeerPolicy | undefined,
): readonly (readonly RouteHintHop[])[] {
  const usable = channels.filter((channel) => channel.usable);
  if (usable.some((channel) => channel.announce && channel.shortChannelId !== undefined)) return [];
  return usable
    .toSorted((a, b) => (a.receivable > b.receivable ? -1 : a.receivable < b.receivable ? 1 : 0))
    .flatMap((channel) => {
      const policy = policyOf(channel);
      const shortChannelId = channel.remoteAlias ?? channel.shortChannelId;
      if (policy === undefined || shortChannelId === undefined) return [];
      return [[{ nodeId: nodeId(hexToBytes(channel.peer)), shortChannelId, ...pick(policy) }]];
    })
    .slice(0, MAX_HINTS);
}

function pick({ feeBaseMsat, feeProportionalMillionths, cltvExpiryDelta }: PeerPolicy): PeerPolicy {
  return { feeBaseMsat, feeProportionalMillionths, cltvExpiryDelta };
}
