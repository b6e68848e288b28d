import { bytesToHex } from '@sferic/crypto';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { NodeKey } from '../graph/graph-view.ts';
import type { Exclusion } from '../payments/ports.ts';
import type { RoutingFacts } from './space.ts';

type OwnFacts = Pick<RoutingFacts, 'channels' | 'own'>;

/** One of our channels, and what it can still send. */
interface OwnChannel {
  readonly view: ChannelView;
  readonly sendable: bigint;
}

/** What a channel of ours can carry, now or once nothing is in flight: see `RoutingFacts.own`. */
function availableIn(view: ChannelView, own: RoutingFacts['own']): bigint {
  return own === 'when_settled' ? view.sendableWhenSettled : view.sendable;
}

/** Whether our channels have so much, wherever it is to go: without that there is nothing to search. */
export function canAfford(facts: OwnFacts, amount: bigint, maxParts: number): boolean {
  // As a rule one channel has it; a node may have thousands.
  const isOneEnough = facts.channels.some((view) => view.usable && availableIn(view, facts.own) >= amount);
  return isOneEnough || amount <= mostSendable(facts, maxParts);
}

/** No payment in `maxParts` parts can be larger, wherever it goes. */
export function mostSendable({ channels, own }: OwnFacts, maxParts: number): bigint {
  return channels
    .filter(({ usable }) => usable)
    .map((view) => availableIn(view, own))
    .toSorted((a, b) => compare(b, a))
    .slice(0, maxParts)
    .reduce((sum, one) => sum + one, 0n);
}

/** Our channels that can be used: what they can send is known, so their part of a route costs nothing and does not fail. */
export class OwnChannels {
  /** By the peer's index, the one that can send least first: the larger ones stay free for larger payments. */
  readonly #byPeer: ReadonlyMap<number, readonly OwnChannel[]>;

  /** `reserved`: what was promised to other parts, by channel id. */
  constructor(
    { channels, own }: OwnFacts,
    exclusions: readonly Exclusion[],
    reserved: ReadonlyMap<string, bigint>,
    nodeFor: (peer: NodeKey) => number,
  ) {
    const limits = limitsBy(exclusions);
    const usable = channels
      .filter(({ usable }) => usable)
      .map((view) => {
        const key = bytesToHex(view.channelId);
        const limit = limits.get(key);
        const available = availableIn(view, own);
        const sendable = limit !== undefined && limit < available ? limit : available;
        return { view, sendable: sendable - (reserved.get(key) ?? 0n) };
      });
    this.#byPeer = Map.groupBy(
      usable.toSorted((a, b) => compare(a.sendable, b.sendable)),
      ({ view }) => nodeFor(view.peer),
    );
  }

  /** Those who could get `amount` from us, or more up to `most`. */
  peers(amount: number, most: number): readonly number[] {
    return this.#byPeer
      .entries()
      .filter(([, channels]) => channels.some((channel) => canSend(channel, amount, most)))
      .map(([peer]) => peer)
      .toArray();
  }

  /** The channel by which a peer gets `amount`. */
  channelTo(peer: number, amount: number): ChannelView | undefined {
    return this.#byPeer.get(peer)?.find((channel) => canSend(channel, amount, amount))?.view;
  }
}

function canSend({ view, sendable }: OwnChannel, amount: number, most: number): boolean {
  return sendable >= amount && view.remoteHtlcMinimum <= most;
}

/** The most that channels may carry, by id as hex: less than what was too much for them. */
function limitsBy(exclusions: readonly Exclusion[]): ReadonlyMap<string, bigint> {
  const limits = new Map<string, bigint>();
  for (const exclusion of exclusions) {
    if (exclusion.type !== 'own_channel') continue;
    const key = bytesToHex(exclusion.channelId);
    const limit = (exclusion.leastAmount ?? 0n) - 1n;
    const known = limits.get(key);
    if (known === undefined || limit < known) limits.set(key, limit);
  }
  return limits;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
