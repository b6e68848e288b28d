/** Path finding: BOLT 7, "Recommendations for Routing". */
import { ok, type Result } from '@sferic/codec';
import type { NoRoute, PartsRequest, Route, RouteFinder, RouteRequest } from '../payments/ports.ts';
import { findRoute, type RoutingFacts } from './find-route.ts';

export { findRoute, MAX_ROUTE_CLTV, MAX_ROUTE_HOPS, type RoutingFacts } from './find-route.ts';

/** Finds routes by what is known at the moment of asking. */
export class Router implements RouteFinder {
  readonly #facts: () => RoutingFacts;

  constructor(facts: () => RoutingFacts) {
    this.#facts = facts;
  }

  findRoute(request: RouteRequest): Result<Route, NoRoute> {
    return findRoute(this.#facts(), request);
  }

  findParts(request: PartsRequest): Result<readonly Route[], NoRoute> {
    const found = this.findRoute(request);
    return found.ok ? ok([found.value]) : found;
  }
}
