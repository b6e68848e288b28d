/** Parts for a payment, also where the route finder sees no way to split it: by what has failed so far. Pure. */
import { err, ok, type Result } from '@sferic/codec';
import { type Msat, msat } from '@sferic/wire';
import { routeFee } from './payment.ts';
import type { Exclusion, NoRoute, PartsRequest, Route, RouteFinder } from './ports.ts';

/** Searches for one plan: each may take some milliseconds on a large graph, and everything else waits. */
const MAX_SEARCHES = 32;

/**
 * Routes for the amount of the request. Asks the finder first. Where it finds none, halves: a channel that could not carry one
 * part may carry half of it, and each of our channels takes a part of its own. `exclusionsFor`: what is known not to work for an amount.
 */
export function planParts(
  finder: RouteFinder,
  request: Omit<PartsRequest, 'exclusions'>,
  exclusionsFor: (amount: Msat) => readonly Exclusion[],
): Result<readonly Route[], NoRoute> {
  const whole = finder.findParts({ ...request, exclusions: exclusionsFor(request.amount) });
  if (whole.ok || request.maxParts <= 1 || request.amount < 2n * request.minPartAmount) return whole;
  const parts: Route[] = [];
  let rest: bigint = request.amount;
  let feeLeft: bigint = request.maxFee;
  // The whole has been tried: at least two parts.
  let size = half(rest);
  for (
    let searches = 0;
    rest > 0n && searches < MAX_SEARCHES && parts.length < request.maxParts;
    searches++
  ) {
    const part = finder.findRoute({
      ...request,
      amount: msat(size),
      maxFee: msat(feeLeft),
      exclusions: [...exclusionsFor(msat(size)), ...channelsOf(parts)],
    });
    if (part.ok && routeFee(part.value) <= feeLeft) {
      parts.push(part.value);
      rest -= size;
      feeLeft -= routeFee(part.value);
      size = rest;
    } else {
      size = half(size);
      if (size < request.minPartAmount) break;
    }
  }
  // What is missing may find a way once these are known to be under way, or to have failed; a beginning is worth it only where all can go.
  return rest === 0n ? ok(parts) : err(whole.error);
}

function half(amount: bigint): bigint {
  return (amount + 1n) / 2n;
}

function channelsOf(parts: readonly Route[]): readonly Exclusion[] {
  return parts.map(({ channelId }) => ({ type: 'own_channel', channelId }));
}
