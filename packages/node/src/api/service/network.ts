/** The network as the node knows it, and ways through it. */

/** The values below which a tenth, half and nine tenths of all are. */
export interface FigureQuantiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface NetworkHub {
  readonly nodeId: string;
  readonly alias?: string;
  readonly channels: number;
  readonly capacitySat: string;
}

export interface NetworkInfo {
  readonly nodes: number;
  readonly channels: number;
  readonly capacitySat: string;
  readonly averageChannelSat: number;
  readonly channelSat: FigureQuantiles;
  readonly feeBaseMsat: FigureQuantiles;
  readonly feeProportionalMillionths: FigureQuantiles;
  /** Channel ends whose node has told its terms, and how many of them cannot be used. */
  readonly directions: number;
  readonly unusableDirections: number;
  /** The nodes with the most channels. */
  readonly hubs: readonly NetworkHub[];
}

export interface NetworkTerms {
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
  /** Exact up to 2^53. */
  readonly htlcMinimumMsat: string;
  readonly htlcMaximumMsat: string;
  readonly usable: boolean;
  readonly updatedAt: number;
}

export interface NetworkChannel {
  readonly shortChannelId: string;
  readonly node1: string;
  readonly node2: string;
  readonly capacitySat: string;
  /** What the first and the second node ask for, where they have told. */
  readonly terms1?: NetworkTerms;
  readonly terms2?: NetworkTerms;
}

export interface NetworkGraphInfo {
  readonly nodes: number;
  readonly channels: number;
  /** The largest channels, as many as were asked for. */
  readonly largest: readonly NetworkChannel[];
}

export interface NetworkNode {
  readonly nodeId: string;
  readonly alias?: string;
  readonly color?: string;
  readonly announcedAt?: number;
  readonly addresses: readonly string[];
  readonly features: readonly string[];
  readonly channels: number;
  readonly capacitySat: string;
  /** The largest of its channels. */
  readonly largest: readonly NetworkChannel[];
}

export interface RouteQuery {
  /** A node id or an invoice. */
  readonly target: string;
  readonly amountMsat?: string;
  readonly maxFeeMsat?: string;
  readonly maxParts?: number;
}

export interface RouteReportHop {
  readonly nodeId: string;
  readonly alias?: string;
  readonly shortChannelId: string;
  readonly amountMsat: string;
  readonly cltvExpiry: number;
  /** What the node before asks for passing it on to here, in money and blocks. */
  readonly feeMsat: string;
  readonly blocks: number;
  /** That this hop does its part, from 0 to 1. */
  readonly probability: number;
  readonly capacitySat?: string;
}

export interface RoutePart {
  readonly channelId: string;
  readonly amountMsat: string;
  readonly feeMsat: string;
  /** From the payee's expiry to that of the first HTLC. */
  readonly blocks: number;
  readonly probability: number;
  readonly hops: readonly RouteReportHop[];
}

export interface RouteReport {
  readonly payee: string;
  readonly amountMsat: string;
  readonly feeMsat: string;
  /** That all parts go through at once. */
  readonly probability: number;
  readonly parts: readonly RoutePart[];
}

export interface NetworkOperations {
  network(): Promise<NetworkInfo>;
  networkGraph(limit: number): Promise<NetworkGraphInfo>;
  /** By its id, or the beginning of it. */
  networkNode(nodeId: string): Promise<NetworkNode>;
  /** Finds the way that a payment would take now; sends nothing. */
  route(query: RouteQuery): Promise<RouteReport>;
}
