/** Path finding: BOLT 7, "Recommendations for Routing". */
export type { ExplainedHop, ExplainedRoute } from './explain.ts';
export { findParts } from './find-parts.ts';
export { findRoute, MAX_ROUTE_CLTV, MAX_ROUTE_HOPS } from './find-route.ts';
export { Knowledge } from './knowledge.ts';
export { KNOWLEDGE_SCHEMA } from './knowledge-store.ts';
export { Router } from './router.ts';
export type { RoutingFacts } from './space.ts';
