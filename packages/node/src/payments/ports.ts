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
  | { readonly type: 'channel'; readonly shortChannelId: ShortChannelId; readonly from: NodeId }
  /** One of our own channels. */
  | { readonly type: 'own_channel'; readonly channelId: ChannelId };

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

/** No route; the message says for a person what is missing. */
export interface NoRoute {
  readonly message: string;
}

export interface RouteFinder {
  /** The best route by what is known now. Pure as far as payments are concerned: no effect on anything. */
  findRoute(request: RouteRequest): Result<Route, NoRoute>;
}
