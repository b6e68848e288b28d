/** What the operations need of the node: made and started by the daemon. */
import type { FeatureSet } from '@sferic/wire';
import type { BlockFollower, Chain, FeeEstimator } from '../../chain/index.ts';
import type { Channels, FundingPolicySetting } from '../../channels/index.ts';
import type { GossipService } from '../../graph/index.ts';
import type { Host } from '../../p2p/index.ts';
import type { Invoices, Receiver, Sender, SpontaneousReceiver } from '../../payments/index.ts';
import type { PeerBook } from '../../peers/index.ts';
import type { Router } from '../../routing/index.ts';
import type { IncomingStreams, OutgoingStreams } from '../../streams/index.ts';
import type { ForwardingPolicies, Switch } from '../../switch/index.ts';
import type { Wallet } from '../../wallet/index.ts';
import type { TowerServer, Towers } from '../../watchtower/index.ts';
import type { NodeEvent } from '../service.ts';
import type { PendingModules } from './pending.ts';

export interface NodeIdentity {
  readonly alias: string;
  /** `#rrggbb`. */
  readonly color: string;
  readonly version: string;
}

export interface NodeModules {
  readonly identity: NodeIdentity;
  /** What our `init` says. */
  readonly features: FeatureSet;
  readonly chain: Chain;
  readonly follower: BlockFollower;
  readonly fees: FeeEstimator;
  readonly wallet: Wallet;
  readonly host: Host;
  readonly peerBook: PeerBook;
  /** Where a node may be reached: where it was before, and where it says so in its announcement. */
  readonly addressesOf: (nodeId: string) => readonly string[];
  readonly channels: Channels;
  readonly fundingPolicy: FundingPolicySetting;
  readonly forwardingPolicies: ForwardingPolicies;
  readonly switch: Switch;
  readonly invoices: Invoices;
  readonly receiver: Receiver;
  readonly spontaneous: SpontaneousReceiver;
  readonly sender: Sender;
  readonly incomingStreams: IncomingStreams;
  readonly outgoingStreams: OutgoingStreams;
  readonly graph: GossipService;
  readonly router: Router;
  readonly towers: Towers;
  readonly tower: TowerServer;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly subscribe: (listener: (event: NodeEvent) => void) => () => void;
  /** Begins to stop the node. */
  readonly requestStop: () => void;
}

/** What the state of closing channels is told from. */
export function pendingModules({ channels, wallet, follower }: NodeModules): PendingModules {
  return { channels, wallet, height: () => follower.tip.height };
}
