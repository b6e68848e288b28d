/** Who plays in the demo of cheating. */
import type { OpenedChannel } from '../channel-plan.ts';
import type { Network } from '../network-launch.ts';
import type { NetworkNode } from '../network-node.ts';
import type { Owners } from '../owners.ts';
import type { Report } from '../report.ts';

export const NAMES = ['mallory', 'bob', 'tower'] as const;

export interface Cast {
  /** Those who have channels. */
  readonly network: Network;
  readonly mallory: NetworkNode;
  readonly bob: NetworkNode;
  /** Has no coins, and no channel with anybody. */
  readonly tower: NetworkNode;
  readonly owners: Owners;
  readonly report: Report;
}

/** A channel in which more has happened than one of its ends would like. */
export interface History {
  readonly channel: OpenedChannel;
  /** What Mallory had in the state that she has put aside, and what she has now. */
  readonly oldMsat: bigint;
  readonly newMsat: bigint;
  /** Puts the old state in the place of her data; while she is stopped. */
  readonly bringBackOldState: () => Promise<void>;
}
