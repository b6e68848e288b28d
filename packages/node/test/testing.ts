/** Parts of the node for tests that need several packages, and for benchmarks. */

export { GossipLog } from '../src/graph/gossip-log.ts';
export { GraphStore } from '../src/graph/graph-store.ts';
export { GRAPH_SCHEMA } from '../src/graph/index.ts';
export { NetworkGraph } from '../src/graph/network-graph.ts';
export { findParts, findRoute, Knowledge, type RoutingFacts } from '../src/routing/index.ts';
export { Workspace } from '../src/routing/workspace.ts';
