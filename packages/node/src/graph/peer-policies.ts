/** What peers ask for forwarding to us over our own channels: for route hints in our invoices. */
import { bytesToHex } from '@sferic/crypto';
import { type ChannelId, type ChannelUpdate, channelUpdateClaim, type NodeId } from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import { directionOf } from './network-graph.ts';
import type { SignatureVerifier } from './verifier.ts';

/** In memory: a peer tells its terms again after each reconnection. One for each channel at most. */
export class PeerPolicies {
  readonly #updates = new Map<string, ChannelUpdate>();

  get(channelId: ChannelId): ChannelUpdate | undefined {
    return this.#updates.get(bytesToHex(channelId));
  }

  /** The channel of ours that an update from a peer is about, by the alias that we gave it or by its real name. */
  static channelOf(
    update: ChannelUpdate,
    peer: string,
    channels: readonly ChannelView[],
  ): ChannelView | undefined {
    const { shortChannelId } = update;
    return channels.find(
      (channel) =>
        channel.peer === peer &&
        (channel.localAlias === shortChannelId || channel.shortChannelId === shortChannelId),
    );
  }

  /** Whether the signature is the peer's. An update that is not newer, or not about the peer's direction, changes nothing. */
  async put(
    update: ChannelUpdate,
    channel: ChannelView,
    nodes: { readonly self: NodeId; readonly peer: NodeId },
    verifier: SignatureVerifier,
  ): Promise<boolean> {
    if (!(await verifier.check([channelUpdateClaim(update, nodes.peer)]))) return false;
    const peerIsFirst = bytesToHex(nodes.peer) < bytesToHex(nodes.self);
    const isPeers = directionOf(update) === (peerIsFirst ? 0 : 1);
    const last = this.get(channel.channelId);
    if (isPeers && (last === undefined || last.timestamp < update.timestamp))
      this.#updates.set(bytesToHex(channel.channelId), update);
    return true;
  }

  /** Drops what is about channels that are gone. */
  keepOnly(channels: readonly ChannelView[]): void {
    const ids = new Set(channels.map(({ channelId }) => bytesToHex(channelId)));
    for (const id of this.#updates.keys()) if (!ids.has(id)) this.#updates.delete(id);
  }
}
