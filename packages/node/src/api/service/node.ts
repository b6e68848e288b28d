/** The node as a whole. */
import type { FundingPolicy } from './channels.ts';

export interface NodeInfo {
  readonly nodeId: string;
  readonly peerId: string;
  readonly alias: string;
  readonly color: string;
  readonly version: string;
  readonly network: string;
  readonly blockHeight: number;
  readonly blockHash: string;
  /** Whether the node has followed the chain to the tip that its backend reports. */
  readonly syncedToChain: boolean;
  /** Addresses to connect to, as multiaddrs; `uris` says the same as `02…@host:port`. */
  readonly listening: readonly string[];
  readonly uris: readonly string[];
  readonly features: readonly string[];
  readonly peers: number;
  readonly channels: { readonly active: number; readonly inactive: number; readonly pending: number };
  readonly graph: { readonly nodes: number; readonly channels: number };
  readonly fundingPolicy: FundingPolicy;
}

export interface NodeOperations {
  info(): Promise<NodeInfo>;
  /** Asks the node to stop and resolves when that has begun: it must not wait for the end, which waits for open requests. */
  stop(): Promise<void>;
}
