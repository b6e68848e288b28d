/** Who plays in the demo. */
import type { Books } from './books.ts';
import type { OpenedChannel } from './channel-plan.ts';
import type { Network } from './network-launch.ts';
import type { NetworkNode } from './network-node.ts';
import type { Report } from './report.ts';

export const NAMES = ['alice', 'bob', 'carol', 'dave'] as const;

/** What every step works with. */
export interface Cast {
  readonly network: Network;
  readonly alice: NetworkNode;
  readonly bob: NetworkNode;
  readonly carol: NetworkNode;
  readonly dave: NetworkNode;
  readonly books: Books;
  readonly report: Report;
}

/** The channels alice–bob, bob–carol and carol–dave. */
export type Line = readonly OpenedChannel[];
