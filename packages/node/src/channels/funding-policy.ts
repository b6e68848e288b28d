/** What this node puts into channels that others open: BOLT 2's v2 opening has no push. */
import type { Sat } from '@sferic/wire';

export type FundingPolicy =
  | { readonly type: 'none' }
  /** As much as the opener puts in, up to a limit. */
  | { readonly type: 'match'; readonly limit: Sat }
  | { readonly type: 'fixed'; readonly amount: Sat };

/** Our part of the funding output when the peer puts in `remoteAmount`; the channel stays below `maxCapacity`. */
export function ownContribution(policy: FundingPolicy, remoteAmount: Sat, maxCapacity: Sat): Sat {
  const room = maxCapacity > remoteAmount ? maxCapacity - remoteAmount : 0n;
  const wanted = wantedContribution(policy, remoteAmount);
  return (wanted < room ? wanted : room) as Sat;
}

function wantedContribution(policy: FundingPolicy, remoteAmount: Sat): bigint {
  switch (policy.type) {
    case 'none':
      return 0n;
    case 'match':
      return remoteAmount < policy.limit ? remoteAmount : policy.limit;
    case 'fixed':
      return policy.amount;
  }
}
