import { bytesToHex } from '@sferic/crypto';
import type { RouteRequest } from '../payments/ports.ts';
import type { RoutingFacts } from './find-route.ts';

/**
 * Says for a person what stands in the way of a payment. `leastFee`, in millisatoshis: that of the cheapest route, where
 * there is one beyond the limit.
 */
export function explainNoRoute(
  { graph, channels }: RoutingFacts,
  request: RouteRequest,
  leastFee: bigint | undefined,
): string {
  const { amount, maxFee, exclusions } = request;
  if (leastFee !== undefined) {
    return `the cheapest route costs ${leastFee} msat, more than the limit of ${maxFee} msat for fees`;
  }
  if (channels.length === 0) return 'this node has no channel: open one first';
  const usable = channels.filter((channel) => channel.usable);
  if (usable.length === 0) return 'no channel of this node can be used now';
  const [most] = usable.map(({ sendable }) => sendable).toSorted((a, b) => (a < b ? 1 : -1));
  if (most !== undefined && most < amount) {
    return `the amount is ${amount} msat, and the most that a channel of this node can send now is ${most} msat`;
  }
  const payee = bytesToHex(request.payee);
  const isReachable =
    graph.hasNode(payee) || request.routeHints.length > 0 || usable.some(({ peer }) => peer === payee);
  if (!isReachable) return `no channel that leads to the payee ${payee} is known`;
  const further = exclusions.length > 0 ? 'further ' : '';
  return `no ${further}route to the payee can carry ${amount} msat`;
}
