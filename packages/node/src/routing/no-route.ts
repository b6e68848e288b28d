import { bytesToHex } from '@sferic/crypto';
import type { RouteRequest } from '../payments/ports.ts';
import { mostSendable } from './own-channels.ts';
import type { RoutingFacts } from './space.ts';

export const HELD_UP = 'HTLCs that are on their way are in the way: more can be sent when they are settled';

/**
 * Says for a person what stands in the way of a payment. `leastFee`, in millisatoshis: that of the cheapest route, or of the best
 * routes for its parts, where there are some beyond the limit. `maxParts`: into how many parts the payment may be split.
 */
export function explainNoRoute(
  facts: RoutingFacts,
  request: RouteRequest,
  leastFee: bigint | undefined,
  maxParts = 1,
): string {
  const { graph, channels } = facts;
  const { amount, maxFee, exclusions } = request;
  if (amount > Number.MAX_SAFE_INTEGER) return `the amount of ${amount} msat is beyond what can be routed`;
  if (leastFee !== undefined && leastFee > maxFee) {
    const route = maxParts > 1 ? 'what was found costs' : 'the cheapest route costs';
    return `${route} ${leastFee} msat, more than the limit of ${maxFee} msat for fees`;
  }
  if (channels.length === 0) return 'this node has no channel: open one first';
  const usable = channels.filter((channel) => channel.usable);
  if (usable.length === 0) return 'no channel of this node can be used now';
  const most = mostSendable(facts, maxParts);
  if (most < amount) {
    const what = maxParts > 1 ? 'all channels of this node' : 'a channel of this node';
    return `the amount is ${amount} msat, and the most that ${what} can send now is ${most} msat`;
  }
  const payee = bytesToHex(request.payee);
  const isReachable =
    graph.nodeIndex(payee) >= 0 || request.routeHints.length > 0 || usable.some(({ peer }) => peer === payee);
  if (!isReachable) return `no channel that leads to the payee ${payee} is known`;
  const further = exclusions.length > 0 ? 'further ' : '';
  return `no ${further}route${maxParts > 1 ? 's' : ''} to the payee can carry ${amount} msat`;
}
