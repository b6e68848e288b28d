import type { NodeId, ShortChannelId } from '@sferic/wire';

/** A node id as lower-case hex. */
export type NodeKey = string;

/**
 * What path finding needs of the graph. Nodes and channels are small integers, which hold as long as `version` does; a channel
 * `c` has two directions, the *edges* `2c` away from `node_id_1` and `2c + 1` away from `node_id_2`, so that `edge ^ 1` is the
 * way back.
 */
export interface GraphView {
  /** Changes whenever a node or channel comes or goes; terms may change without it. */
  readonly version: number;
  /** Indexes of nodes and channels are below these; some may be unused. */
  readonly nodeEnd: number;
  readonly channelEnd: number;
  /** The arrays as they are now: to be asked for anew by each search, since they grow. */
  readonly flat: FlatGraph;
  /** -1: it has no channel in the graph. */
  nodeIndex(node: NodeKey): number;
  nodeIdAt(node: number): NodeId;
  /** -1: unknown. */
  channelIndex(id: ShortChannelId): number;
  shortChannelIdAt(channel: number): ShortChannelId;
  /** Where an edge starts; its end is the start of `edge ^ 1`. */
  edgeStart(edge: number): number;
}

/** The graph's columns. Amounts are millisatoshis in doubles: exact up to 2^53, beyond which an edge is not usable. */
export interface FlatGraph {
  /** By node: where its links begin, and how many it has. */
  readonly linkStart: Uint32Array;
  readonly degree: Uint32Array;
  /** Two words for each link: the edge away from the node, and the node at its end. */
  readonly links: Uint32Array;
  /** By node: 0 where it may stand in the middle of a route. BOLT 7: not one that demands a feature that is unknown here. */
  readonly unusable: Uint8Array;
  /** Four for each edge: `htlc_minimum_msat`, `htlc_maximum_msat`, and two that hold the words below. */
  readonly amounts: Float64Array;
  /** The same memory, eight words for each edge: see `EDGE`. */
  readonly words: Uint32Array;
  /** By channel, in satoshis. */
  readonly capacity: Float64Array;
  /** By channel: the upper and the lower half of its short channel id. */
  readonly ids: Uint32Array;
}

/** Places in `FlatGraph.amounts` and `FlatGraph.words`, and bits of the word at `delta`. */
export const EDGE = {
  amountStride: 4,
  minimum: 0,
  maximum: 1,
  wordStride: 8,
  feeBase: 4,
  feeProportional: 5,
  /** `cltv_expiry_delta` in the lower half, bits in the upper. */
  delta: 6,
  timestamp: 7,
  deltaMask: 0xffff,
  /** Announced, with terms that do not contradict themselves or the chain, not disabled: an HTLC may be offered over it. */
  usable: 1 << 16,
  /** Its node has said something of it. */
  known: 1 << 17,
  disabled: 1 << 18,
} as const;
