/** Parts of the node for tests that need several packages, and for benchmarks. */
export { CHAINS } from '../src/chain/index.ts';
export type { ChannelView } from '../src/channels/htlc-port.ts';
export { type GossipErrorCode, reactionTo } from '../src/graph/gossip-error.ts';
export { GossipLog } from '../src/graph/gossip-log.ts';
export { GraphKeeper } from '../src/graph/graph-keeper.ts';
export { GraphStore } from '../src/graph/graph-store.ts';
export { GRAPH_SCHEMA } from '../src/graph/index.ts';
export { NetworkGraph } from '../src/graph/network-graph.ts';
export { findParts, findRoute, Knowledge, type RoutingFacts } from '../src/routing/index.ts';
export { Workspace } from '../src/routing/workspace.ts';
export { Store } from '../src/store/index.ts';
export {
  announceChannel,
  announceNode,
  CHAIN,
  START,
  scid,
  type TestNode,
  testNode,
  updateChannel,
} from './graph/fixture.ts';
export { type GossipNode, settle, TestNetwork, TestPeer } from './graph/network.ts';
