/** Routes for a payment in parts: as many as make its success more likely than their fees are worth. Pure. */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import { type Msat, msat } from '@sferic/wire';
import type { NoRoute, PartsRequest, Route } from '../payments/ports.ts';
import { WEIGHTS } from './cost.ts';
import { routeProbability } from './explain.ts';
import { findCheapest, leastFee } from './find-route.ts';
import { explainNoRoute, HELD_UP } from './no-route.ts';
import { canAfford } from './own-channels.ts';
import { Reserved, type RoutingFacts, RoutingSpace } from './space.ts';
import { Workspace } from './workspace.ts';

/** A payment in one part that is as likely as this to succeed is not split. */
const LIKELY_ENOUGH = 0.95;

/** Into how many parts of one size a payment is split for a trial: further apart as more of them change less. */
const PART_COUNTS = [2, 3, 4, 6, 8, 12, 16, 24, 32] as const;

/**
 * Edges that the searches of one call may look at: a quarter of a second, for which nothing else goes on. Where channels are few this is
 * more than all plans take; among a million it is a few dozen searches, and the best plan until then serves.
 */
export const MAX_EDGES_LOOKED_AT = 2_000_000;

const NO_LIMIT = msat(BigInt(Number.MAX_SAFE_INTEGER));

/** Routes that were chosen together. */
interface Plan {
  readonly routes: readonly Route[];
  readonly probability: number;
  readonly fees: bigint;
  /** Fees, and what the risk of failure weighs for the whole amount. */
  readonly cost: number;
}

/** See `RouteFinder.findParts`. */
export function findParts(
  facts: RoutingFacts,
  request: PartsRequest,
  workspace: Workspace = new Workspace(),
): Result<readonly Route[], NoRoute> {
  const { amount, maxParts, isWaiting = false } = request;
  const lastEdge = workspace.edgesLookedAt + MAX_EDGES_LOOKED_AT;
  const plannerOf = (known: RoutingFacts, asked = request) => new Planner(known, asked, workspace, lastEdge);
  const isAffordable = canAfford(facts, amount, maxParts);
  const best = isAffordable ? plannerOf(facts).best() : undefined;
  if (best !== undefined) return ok(best.routes);
  if (
    isHeldUp(facts, request) &&
    ((isWaiting && !isAffordable) || plannerOf(whenSettled(facts)).isPossible())
  )
    return err({ message: HELD_UP, passes: true });
  const atAnyPrice = () => plannerOf(facts, { ...request, maxFee: NO_LIMIT }).best()?.fees;
  const fee = maxParts === 1 ? leastFee(facts, request, workspace) : isAffordable ? atAnyPrice() : undefined;
  return err({ message: explainNoRoute(facts, request, fee, maxParts) });
}

/** Whether HTLCs on their way hold what the amount may take, as far as our channels alone tell. */
function isHeldUp(facts: RoutingFacts, { amount, maxParts }: PartsRequest): boolean {
  return (
    facts.channels.some(({ sendable, sendableWhenSettled }) => sendable < sendableWhenSettled) &&
    canAfford(whenSettled(facts), amount, maxParts)
  );
}

function whenSettled(facts: RoutingFacts): RoutingFacts {
  return { ...facts, own: 'when_settled' };
}

class Planner {
  readonly #facts: RoutingFacts;
  readonly #request: PartsRequest;
  readonly #workspace: Workspace;
  readonly #lastEdge: number;

  /** `lastEdge`: how far the workspace may count; what was found by then serves. */
  constructor(facts: RoutingFacts, request: PartsRequest, workspace: Workspace, lastEdge: number) {
    this.#facts = facts;
    this.#request = request;
    this.#workspace = workspace;
    this.#lastEdge = lastEdge;
  }

  best(): Plan | undefined {
    const plans: Plan[] = [];
    for (const plan of this.#plans()) {
      plans.push(plan);
      if (plan.probability >= LIKELY_ENOUGH) break;
    }
    return plans.toSorted((a, b) => a.cost - b.cost || a.routes.length - b.routes.length)[0];
  }

  /** Whether any routes can carry the amount. */
  isPossible(): boolean {
    return !this.#plans().next().done;
  }

  /** In as few parts as can carry the amount, then in more that are equal. */
  *#plans(): Generator<Plan, undefined> {
    const { amount, maxParts, minPartAmount } = this.#request;
    for (const count of [1, ...PART_COUNTS]) {
      const size = (amount + BigInt(count) - 1n) / BigInt(count);
      if (count > 1 && (count > maxParts || size < minPartAmount)) return;
      const plan = this.#plan(size, count === 1);
      if (plan !== undefined) yield plan;
    }
  }

  /**
   * Parts of `size` until the amount is reached. `isShrinking`: a part that finds no way is halved; else there is no plan.
   */
  #plan(size: bigint, isShrinking: boolean): Plan | undefined {
    const { amount, maxParts, minPartAmount, maxFee } = this.#request;
    const reserved = this.#reservedInFlight();
    const routes: Route[] = [];
    let probability = 1;
    let [rest, feeLeft, next]: [bigint, bigint, bigint] = [amount, maxFee, size];
    while (rest > 0n) {
      if (routes.length === maxParts || this.#workspace.edgesLookedAt > this.#lastEdge) return undefined;
      const part = partOf(rest, next, minPartAmount);
      const route = this.#findPart(msat(part), msat(feeLeft), reserved);
      if (route === undefined) {
        if (!isShrinking || maxParts <= 1 || part <= 1n || part / 2n < minPartAmount) return undefined;
        next = part / 2n;
        continue;
      }
      routes.push(route);
      probability *= this.#take(route, reserved);
      rest -= part;
      feeLeft -= feeOf(route);
    }
    const fees = maxFee - feeLeft;
    const whole = Number(amount);
    const risk = WEIGHTS.failure + WEIGHTS.failureProportional * whole;
    return { routes, probability, fees, cost: Number(fees) - Math.log(probability) * risk };
  }

  #findPart(amount: Msat, maxFee: Msat, reserved: Reserved): Route | undefined {
    const request = { ...this.#request, amount, maxFee };
    return findCheapest(this.#facts, request, reserved, this.#workspace)?.route;
  }

  /** Holds what a part takes; gives the chance that it goes through beside what was held before. */
  #take(route: Route, reserved: Reserved): number {
    let probability = 1;
    // What our own channel can carry is known.
    if (route.hops.length > 1) {
      const space = this.#space(reserved);
      probability = routeProbability(space, route);
      space.reserve(route.hops.slice(1));
    }
    const key = bytesToHex(route.channelId);
    reserved.own.set(key, (reserved.own.get(key) ?? 0n) + (route.hops[0]?.amount ?? 0n));
    return probability;
  }

  /** Our own channels say themselves what is in flight. */
  #reservedInFlight(): Reserved {
    const reserved = new Reserved();
    const held = [...this.#request.inFlight];
    if (held.length > 0) this.#space(reserved).reserve(held);
    return reserved;
  }

  #space(reserved: Reserved): RoutingSpace {
    return new RoutingSpace(this.#facts, this.#request, {
      weights: WEIGHTS,
      reserved,
      workspace: this.#workspace,
    });
  }
}

/** The next part: of `size`, or less where that leaves something over that is too small for a part. */
function partOf(rest: bigint, size: bigint, least: bigint): bigint {
  if (size >= rest) return rest;
  const over = rest - size;
  if (over >= least) return size;
  return rest >= 2n * least ? rest - least : rest;
}

function feeOf({ hops }: Route): bigint {
  return (hops[0]?.amount ?? 0n) - (hops.at(-1)?.amount ?? 0n);
}
