/** Parts for a payment, by what has failed so far, and also where the route finder sees no way to split it. Pure. */
import { ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import { type Msat, msat } from '@sferic/wire';
import { delivered, routeFee } from './payment.ts';
import type { Exclusion, NoRoute, PartsRequest, Route, RouteFinder } from './ports.ts';

/** Searches for one plan: each may take some milliseconds on a large graph, and everything else waits. */
const MAX_SEARCHES = 32;

/**
 * Routes for the amount of the request. `exclusionsFor`: what is known not to work for an amount; a channel that could not carry a part
 * may carry half of it. So the finder is asked first without all that has failed, then with what has failed only for larger amounts,
 * in parts that are smaller than those. Where it sees no way to split, the amount is halved until each of our channels has a part of it.
 */
export function planParts(
  finder: RouteFinder,
  request: Omit<PartsRequest, 'exclusions'>,
  exclusionsFor: (amount: Msat) => readonly Exclusion[],
): Result<readonly Route[], NoRoute> {
  const { amount, maxParts, minPartAmount } = request;
  const excluded = exclusionsFor(amount);
  const first = finder.findParts({ ...request, exclusions: excluded });
  if (first.ok || maxParts <= 1 || amount < 2n * minPartAmount) return first;
  const forHalves = exclusionsFor(msat(half(amount)));
  if (forHalves.length < excluded.length) {
    const smaller = finder.findParts({ ...request, exclusions: forHalves });
    if (smaller.ok && smaller.value.every((part) => isAllowed(part, exclusionsFor(delivered(part)))))
      return smaller;
  }
  const halved = halve(finder, request, exclusionsFor);
  return halved === undefined ? first : ok(halved);
}

/** All of the amount in parts over a channel of ours each, at least two of them, or nothing: a beginning alone would only wait. */
function halve(
  finder: RouteFinder,
  request: Omit<PartsRequest, 'exclusions'>,
  exclusionsFor: (amount: Msat) => readonly Exclusion[],
): readonly Route[] | undefined {
  const parts: Route[] = [];
  let [rest, feeLeft]: [bigint, bigint] = [request.amount, request.maxFee];
  let size = half(rest);
  for (let searches = 0; rest > 0n && searches < MAX_SEARCHES; searches++) {
    if (parts.length === request.maxParts || size < request.minPartAmount) return undefined;
    const found = finder.findRoute({
      ...request,
      amount: msat(size),
      maxFee: msat(feeLeft),
      exclusions: [...exclusionsFor(msat(size)), ...channelsOf(parts)],
    });
    if (found.ok && routeFee(found.value) <= feeLeft) {
      parts.push(found.value);
      rest -= size;
      feeLeft -= routeFee(found.value);
      size = rest;
    } else {
      size = half(size);
    }
  }
  return rest === 0n ? parts : undefined;
}

function isAllowed(route: Route, exclusions: readonly Exclusion[]): boolean {
  return !exclusions.some((exclusion) => uses(route, exclusion));
}

function uses({ channelId, hops }: Route, exclusion: Exclusion): boolean {
  switch (exclusion.type) {
    case 'own_channel':
      return equalBytes(exclusion.channelId, channelId);
    case 'node':
      return hops.some(({ nodeId }) => equalBytes(nodeId, exclusion.nodeId));
    case 'channel':
      return hops.some((hop, index) => {
        const before = hops[index - 1];
        const isSame = hop.shortChannelId === exclusion.shortChannelId;
        return isSame && before !== undefined && equalBytes(before.nodeId, exclusion.from);
      });
  }
}

function half(amount: bigint): bigint {
  return (amount + 1n) / 2n;
}

function channelsOf(parts: readonly Route[]): readonly Exclusion[] {
  return parts.map(({ channelId }) => ({ type: 'own_channel', channelId }));
}
