/** What a daemon is told, and what its modules have in common. */
import type { NodeIdentity } from './api/operations/index.ts';
import type { FundingPolicy } from './channels/index.ts';
import type { ChainModules, ChainOptions } from './daemon-chain.ts';
import type { Logger } from './log.ts';
import type { Muxer } from './p2p/index.ts';
import type { Store } from './store/index.ts';
import type { Rate } from './streams/index.ts';
import type { ForwardingPolicy } from './switch/index.ts';
import type { Turns } from './turns.ts';

export interface DaemonOptions {
  /** The data directory. */
  readonly directory: string;
  readonly identity: NodeIdentity;
  readonly chain: ChainOptions;
  /** Multiaddrs to listen on; none: this node only dials. */
  readonly listen: readonly string[];
  /** Multiaddrs to tell others; those that it listens on unless given. */
  readonly announce: readonly string[];
  readonly muxers: readonly Muxer[];
  /** Confirmations of a funding transaction before the channel carries payments. */
  readonly minimumDepth: number;
  /** Until it is changed at run time. */
  readonly fundingPolicy: FundingPolicy;
  /** Likewise. */
  readonly forwardingPolicy: ForwardingPolicy;
  /** Whether to take payments that come without an invoice. */
  readonly acceptsSpontaneous: boolean;
  /** Streams that pay less are refused. */
  readonly minimumStreamRate?: Rate;
  /** For how long gossip of others is gathered before it is passed on. */
  readonly gossipRelayMilliseconds: number;
  readonly log: Logger;
}

/** What is there before any module that is made for a node. */
export interface Foundation {
  readonly options: DaemonOptions;
  readonly store: Store;
  readonly chain: ChainModules;
  /** Of the work that payments and HTLCs make. */
  readonly turns: Turns;
}
