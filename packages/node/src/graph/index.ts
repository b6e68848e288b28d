/** The network as gossip tells it: BOLT 7. */
export type { EdgeTerms } from './channel-columns.ts';
export type { ChannelFigures, NetworkFigures, NodeFigures } from './describe-network.ts';
export { GRAPH_SCHEMA } from './graph-store.ts';
export { EDGE, type FlatGraph, type GraphView, type NodeKey } from './graph-view.ts';
export type { GraphSize } from './network-graph.ts';
export { announcedAddresses, nodeAddress } from './node-address.ts';
export type { NodeDetails } from './own-gossip.ts';
export type { SignAsNode } from './own-update.ts';
export { type GossipModules, type GossipOptions, GossipService } from './service.ts';
