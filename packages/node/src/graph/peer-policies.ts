/** What peers ask for forwarding to us over our own channels: for route hints in our invoices. */
import { bytesToHex } from '@sferic/crypto';
import { type ChannelUpdate, channelUpdateClaim, type NodeId } from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import { type Direction, directionOf } from './network-graph.ts';
import type { SignatureVerifier } from './verifier.ts';

/** In memory: a peer tells its terms again after each reconnection. One for each channel at most. */
export class PeerPolicies {
  readonly #self: string;
  readonly #verifier: SignatureVerifier;
  /** By the channel's id as hex. */
  readonly #updates = new Map<string, ChannelUpdate>();

  constructor(self: NodeId, verifier: SignatureVerifier) {
    this.#self = bytesToHex(self);
    this.#verifier = verifier;
  }

  get({ channelId }: ChannelView): ChannelUpdate | undefined {
    return this.#updates.get(bytesToHex(channelId));
  }

  /** The direction of a channel of ours that leads to us. */
  directionOf({ peer }: ChannelView): Direction {
    return peer < this.#self ? 0 : 1;
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
  async put(update: ChannelUpdate, channel: ChannelView, peer: NodeId): Promise<boolean> {
    if (!(await this.#verifier.check([channelUpdateClaim(update, peer)]))) return false;
    const last = this.get(channel);
    const isNewer = last === undefined || last.timestamp < update.timestamp;
    if (isNewer && directionOf(update) === this.directionOf(channel))
      this.#updates.set(bytesToHex(channel.channelId), update);
    return true;
  }

  /** Drops what is about channels that are gone. */
  keepOnly(channels: readonly ChannelView[]): void {
    const ids = new Set(channels.map(({ channelId }) => bytesToHex(channelId)));
    for (const id of this.#updates.keys()) if (!ids.has(id)) this.#updates.delete(id);
  }
}
