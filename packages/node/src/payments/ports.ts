/** What payments need of path finding. */
import type { Result } from '@sferic/codec';
import type { ChannelId, Msat, NodeId, ShortChannelId } from '@sferic/wire';
import type { RouteHintHop } from './invoice/index.ts';

/** One HTLC of a payment on its way, in the channel that leads to a node. */
export interface RouteHop {
  /** The node that gets the HTLC. */
  readonly nodeId: NodeId;
  /** By which the node before calls the channel. */
  readonly shortChannelId: ShortChannelId;
  readonly amount: Msat;
  /** Block height. */
  readonly cltvExpiry: number;
}

export interface Route {
  /** Our own channel to the first hop. */
  readonly channelId: ChannelId;
  /** From our peer to the payee; never empty. */
  readonly hops: readonly RouteHop[];
}

/** What an attempt has shown not to work: later attempts at the same payment leave it out. */
export type Exclusion =
  | { readonly type: 'node'; readonly nodeId: NodeId }
  /** A channel in the direction away from `from`. */
  | {
      readonly type: 'channel';
      readonly shortChannelId: ShortChannelId;
      readonly from: NodeId;
      /** Only for so much and more; for any amount unless given. */
      readonly leastAmount?: Msat;
    }
  /** One of our own channels. */
  | { readonly type: 'own_channel'; readonly channelId: ChannelId; readonly leastAmount?: Msat };

/** What HTLCs on their way hold of a channel in one direction. */
export type HeldLiquidity = Pick<RouteHop, 'nodeId' | 'shortChannelId' | 'amount'>;

export interface RouteRequest {
  readonly payee: NodeId;
  /** What the payee shall get. */
  readonly amount: Msat;
  /** Height at which the HTLC to the payee expires. */
  readonly finalExpiry: number;
  readonly maxFee: Msat;
  readonly routeHints: readonly (readonly RouteHintHop[])[];
  readonly exclusions: readonly Exclusion[];
}

/** A payment, or what is left of one, that may go in several parts: BOLT 4, "Basic Multi-Part Payments". */
export interface PartsRequest extends RouteRequest {
  /** Of all parts, at least 1. */
  readonly maxParts: number;
  /** No part is smaller, unless the whole amount is. */
  readonly minPartAmount: Msat;
  /** What HTLCs of ours hold of channels of others, of this payment and of others: no part can use it. */
  readonly inFlight: Iterable<HeldLiquidity>;
  /** It was asked for before, and is known to pass once nothing is in flight. */
  readonly isWaiting?: boolean;
}

/** What an attempt has taught about the channels of its route. */
export type RouteOutcome =
  /** The payee took it: the amounts have moved. */
  | { readonly type: 'succeeded' }
  /** `hop`, by its index in the route, could not pass the HTLC on for want of liquidity; the channels before it could. */
  | { readonly type: 'no_liquidity'; readonly hop: number }
  /** The HTLC came as far as `hop` and came back for another reason: the channels up to there could carry it. */
  | { readonly type: 'reached'; readonly hop: number };

/** Where payments tell what they have seen. */
export interface RouteKnowledge {
  /** `at`: seconds since 1970. Cheap; kept over restarts, though a crash may lose the last seconds. */
  report(lesson: { readonly route: Route; readonly outcome: RouteOutcome; readonly at: number }): void;
}

/** No route; the message says for a person what is missing. */
export interface NoRoute {
  readonly message: string;
  /** What stands in the way goes by itself: HTLCs that are on their way take places of our channels, or fees, that they will give back. */
  readonly passes?: boolean;
}

export interface RouteFinder {
  /**
   * The best by what is known now, and no effect on anything: routes whose amounts at the payee sum up to `amount` and whose fees together stay within `maxFee`: one where that is
   * likely enough, more where splitting makes success more likely. What parts share on their way they can carry together.
   */
  findParts(request: PartsRequest): Result<readonly Route[], NoRoute>;
}
