/**
 * What the suite must be able to do with the node that it judges. An implementer provides this for a node of theirs;
 * everything else the suite does over the wire and on the chain, as any peer could.
 */
import type { ChainHash, NodeId } from '@sferic/wire';

export interface Subject {
  readonly nodeId: NodeId;
  /** A multiaddr to dial, with the PeerId at its end. */
  readonly address: string;
  /** Of the regtest chain that the node follows. */
  readonly chain: ChainHash;
  /** The feature vector that a peer of this node must offer to be listened to. */
  readonly features: Uint8Array;
  /** A call of the JSON-RPC of the chain. */
  call(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** Resolves when the node has followed the chain to its tip. */
  synced(): Promise<void>;
  /** A BOLT 11 invoice. */
  invoice(amountMsat: bigint): Promise<string>;
  /** Lets the node open a channel to a connected peer. Resolves with why there is none; with nothing once it is signed. */
  open(peer: NodeId): Promise<string | undefined>;
  /** Coins of the node that openings hold. */
  reservedSat(): Promise<bigint>;
  /** What the node has, so that the suite can tell that nothing is left of what a peer began. */
  channels(): Promise<readonly SubjectChannel[]>;
}

export interface SubjectChannel {
  readonly channelId: string;
  /** New HTLCs can be offered now. */
  readonly usable: boolean;
}
