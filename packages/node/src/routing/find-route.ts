/** Routes for payments, over our channels, the graph and what the invoice adds to it. Pure. */
import { err, ok, type Result } from '@sferic/codec';
import { MAX_ATTRIBUTED_HOPS } from '@sferic/onion';
import { msat, nodeId, type ShortChannelId } from '@sferic/wire';
import type { NoRoute, Route, RouteHop, RouteRequest } from '../payments/ports.ts';
import { FEES_ONLY, WEIGHTS } from './cost.ts';
import { explainNoRoute } from './no-route.ts';
import { findWay, type Way, type WayLimits } from './search.ts';
import { Reserved, type RoutingFacts, RoutingSpace } from './space.ts';
import { Workspace } from './workspace.ts';

/** BOLT 4, "`max_htlc_cltv` Selection": nodes refuse HTLCs that lock funds up for more blocks than this. */
export const MAX_ROUTE_CLTV = 2016;

/** Failures of longer routes could not be attributed to a hop; their payloads would hardly fit into the onion either. */
export const MAX_ROUTE_HOPS = MAX_ATTRIBUTED_HOPS;

/** A route, and what the search minimized. */
export interface FoundRoute {
  readonly route: Route;
  /** In millisatoshis, fees included: see `cost.ts`. */
  readonly cost: number;
}

/** The route with the lowest cost that satisfies the request. `workspace`: memory that may be used again. */
export function findRoute(
  facts: RoutingFacts,
  request: RouteRequest,
  workspace: Workspace = new Workspace(),
): Result<Route, NoRoute> {
  const found = findCheapest(facts, request, new Reserved(), workspace);
  if (found !== undefined) return ok(found.route);
  return err({ message: explainNoRoute(facts, request, leastFee(facts, request, workspace)) });
}

/** As `findRoute`, beside what is `reserved`. */
export function findCheapest(
  facts: RoutingFacts,
  request: RouteRequest,
  reserved: Reserved,
  workspace: Workspace,
): FoundRoute | undefined {
  const space = new RoutingSpace(facts, request, { weights: WEIGHTS, reserved, workspace });
  const way = findWay(space, Number(request.amount), limitsOf(facts, request));
  const route = way && routeOf(space, request, way);
  return route && { route, cost: way.cost };
}

/** Millisatoshis that the way with the lowest fee costs, where there is one at any price. */
export function leastFee(
  facts: RoutingFacts,
  request: RouteRequest,
  workspace: Workspace,
): bigint | undefined {
  const space = new RoutingSpace(facts, request, { weights: FEES_ONLY, reserved: new Reserved(), workspace });
  const limits = { ...limitsOf(facts, request), maxAmount: Number.MAX_SAFE_INTEGER };
  const [first] = findWay(space, Number(request.amount), limits)?.nodes ?? [];
  return first && BigInt(first.amount) - request.amount;
}

function limitsOf({ height }: RoutingFacts, request: RouteRequest): WayLimits {
  const { amount, maxFee, finalExpiry } = request;
  const most = amount + maxFee;
  return {
    // Sums above 2^53 are not exact: nobody has that much.
    maxAmount: most > MAX_SAFE ? Number.MAX_SAFE_INTEGER : Number(most),
    maxBlocks: height + MAX_ROUTE_CLTV - finalExpiry,
    maxHops: MAX_ROUTE_HOPS,
  };
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function routeOf(space: RoutingSpace, { finalExpiry }: RouteRequest, { nodes }: Way): Route | undefined {
  const [first] = nodes;
  const channel = first && space.own.channelTo(first.node, first.amount);
  if (channel === undefined) return undefined;
  let shortChannelId: ShortChannelId = channel.shortChannelId ?? channel.remoteAlias ?? channel.localAlias;
  const hops: RouteHop[] = [];
  for (const { node, amount, blocks, edge } of nodes) {
    hops.push({
      nodeId: nodeId(space.nodeIdAt(node)),
      shortChannelId,
      amount: msat(amount),
      cltvExpiry: finalExpiry + blocks,
    });
    if (edge !== undefined) shortChannelId = space.shortChannelIdOf(edge);
  }
  return { channelId: channel.channelId, hops };
}
