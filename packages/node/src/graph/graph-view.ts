import type { Msat, ShortChannelId } from '@sferic/wire';

/** A node id as lower-case hex. */
export type NodeKey = string;

/** A channel in one direction, by the terms of the node where it starts: an HTLC may be offered over it. */
export interface GraphEdge {
  readonly shortChannelId: ShortChannelId;
  readonly from: NodeKey;
  readonly feeBase: Msat;
  readonly feeProportionalMillionths: number;
  /** Blocks by which the HTLC before must outlive the one over this channel. */
  readonly cltvExpiryDelta: number;
  readonly htlcMinimum: Msat;
  /** Never above the channel's capacity. */
  readonly htlcMaximum: Msat;
}

/** What path finding needs of the graph. */
export interface GraphView {
  /** The channels that end at a node and can be used: announced, with terms, and not disabled. */
  edgesInto(node: NodeKey): Iterable<GraphEdge>;
  /** Whether a node may stand in the middle of a route: it demands no feature that is unknown here. */
  canForward(node: NodeKey): boolean;
  /** Whether the node has a channel in the graph. */
  hasNode(node: NodeKey): boolean;
}
