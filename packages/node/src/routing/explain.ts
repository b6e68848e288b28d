/** Why a route was chosen, hop by hop. Pure. */
import type { Msat } from '@sferic/wire';
import { msat } from '@sferic/wire';
import type { Route, RouteHop } from '../payments/ports.ts';
import { NODE_DOUBT } from './cost.ts';
import type { RoutingSpace } from './space.ts';

/** A hop, and what it adds to the route. */
export interface ExplainedHop {
  readonly hop: RouteHop;
  /** What the node before asks for passing the HTLC on to this hop, in money and in blocks; nothing at the first, which is ours. */
  readonly fee: Msat;
  readonly blocks: number;
  /** That the channel can carry the amount and its node answers; 1 at the first, whose balance is known. */
  readonly probability: number;
  /** Of the channel, in satoshis, where it is known. */
  readonly capacity?: number;
}

export function explainHops(space: RoutingSpace, { hops }: Route): readonly ExplainedHop[] {
  return hops.map((hop, index) => {
    const before = hops[index - 1];
    const edge = before && space.edgeTo(hop.shortChannelId, hop.nodeId);
    const capacity = edge === undefined ? undefined : space.capacityOf(edge);
    return {
      hop,
      fee: msat(before === undefined ? 0n : before.amount - hop.amount),
      blocks: before === undefined ? 0 : before.cltvExpiry - hop.cltvExpiry,
      probability:
        edge === undefined ? 1 : space.probability(edge, Number(hop.amount)) * Math.exp(-NODE_DOUBT),
      ...(capacity !== undefined && { capacity }),
    };
  });
}

/** A route, hop by hop. */
export interface ExplainedRoute {
  readonly route: Route;
  readonly hops: readonly ExplainedHop[];
}

/** Routes for parts of one payment: what a part takes of a channel is missing to the next one. */
export function explainRoutes(space: RoutingSpace, routes: readonly Route[]): readonly ExplainedRoute[] {
  return routes.map((route) => {
    const hops = explainHops(space, route);
    space.reserve(route.hops.slice(1));
    return { route, hops };
  });
}

/** That all hops of a route do their part. */
export function routeProbability(space: RoutingSpace, route: Route): number {
  return explainHops(space, route).reduce((product, { probability }) => product * probability, 1);
}
