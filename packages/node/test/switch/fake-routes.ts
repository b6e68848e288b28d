/** A route finder that sees through the network of a test, but for balances. */
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import { type ChannelId, msat, type NodeId, shortChannelId } from '@sferic/wire';
import { routeFee } from '../../src/payments/payment.ts';
import type {
  NoRoute,
  PartsRequest,
  Route,
  RouteFinder,
  RouteHop,
  RouteRequest,
} from '../../src/payments/ports.ts';
import { type ForwardingPolicy, forwardingFee } from '../../src/switch/index.ts';
import type { FakeChannels } from './fake-channels.ts';

export const POLICY: ForwardingPolicy = {
  feeBase: msat(1000n),
  feeProportionalMillionths: 100,
  cltvExpiryDelta: 40,
  htlcMinimum: msat(1n),
  htlcMaximum: msat(5_000_000_000n),
};

export interface Link {
  readonly channelId: ChannelId;
  readonly shortChannelId: bigint;
  readonly ends: readonly [string, string];
  /** What each end has at first, where it matters. */
  readonly balance?: bigint;
}

interface End {
  readonly name: string;
  readonly nodeId: NodeId;
}

/** One channel of a path, in its direction. */
interface Step {
  readonly link: Link;
  readonly from: End;
  readonly to: End;
}

/** The shortest path that is not excluded; halves over a channel of the payer's each where none is wide enough. */
export class FakeRoutes implements RouteFinder {
  readonly #payer: End & { readonly channels: FakeChannels };
  readonly #links: readonly Link[];
  readonly #node: (name: string) => End;

  constructor(
    payer: End & { readonly channels: FakeChannels },
    links: readonly Link[],
    node: (name: string) => End,
  ) {
    this.#payer = payer;
    this.#links = links;
    this.#node = node;
  }

  findParts(request: PartsRequest): Result<readonly Route[], NoRoute> {
    const { amount, maxFee, maxParts, minPartAmount } = request;
    const parts: Route[] = [];
    let [rest, fee, size]: [bigint, bigint, bigint] = [amount, maxFee, amount];
    while (rest > 0n) {
      const used = parts.map(({ channelId }) => ({ type: 'own_channel' as const, channelId }));
      const exclusions = [...request.exclusions, ...used];
      const route = this.#shortest({ ...request, amount: msat(size), exclusions });
      if (route === undefined || routeFee(route) > fee) {
        size = (size + 1n) / 2n;
        if (maxParts === 1 || size < minPartAmount) return err(this.#noRoute());
      } else {
        parts.push(route);
        rest -= size;
        fee -= routeFee(route);
        size = rest;
        if (rest > 0n && parts.length === maxParts) return err(this.#noRoute());
      }
    }
    return ok(parts);
  }

  #noRoute(): NoRoute {
    const passes = this.#payer.channels
      .channels()
      .some(({ sendable, sendableWhenSettled }) => sendable < sendableWhenSettled);
    return { message: passes ? 'held up' : 'no route to the payee', passes };
  }

  #shortest(request: RouteRequest): Route | undefined {
    const views = this.#payer.channels.channels();
    return this.#paths(this.#payer, request.payee)
      .sort((a, b) => a.length - b.length)
      .map((path) => ({ path, route: routeAlong(path, request) }))
      .filter(({ path, route }) => !isExcluded(path, route, request))
      .map(({ route }) => route)
      .find(({ channelId, hops }) =>
        views.some((view) => view.channelId === channelId && (hops[0]?.amount ?? 0n) <= view.sendable),
      );
  }

  #paths(from: End, payee: NodeId, visited: readonly string[] = [from.name]): Step[][] {
    if (equalBytes(from.nodeId, payee)) return [[]];
    return this.#links.flatMap((link) => {
      const end = otherEnd(link, from.name);
      if (end === undefined || visited.includes(end)) return [];
      const to = this.#node(end);
      return this.#paths(to, payee, [...visited, end]).map((rest) => [{ link, from, to }, ...rest]);
    });
  }
}

export function otherEnd({ ends }: Link, name: string): string | undefined {
  if (ends[0] === name) return ends[1];
  return ends[1] === name ? ends[0] : undefined;
}

function routeAlong(path: readonly Step[], request: RouteRequest): Route {
  const hops: RouteHop[] = [];
  let { amount, finalExpiry: cltvExpiry } = request;
  for (const { link, to } of path.toReversed()) {
    hops.unshift({
      nodeId: to.nodeId,
      shortChannelId: shortChannelId(link.shortChannelId),
      amount,
      cltvExpiry,
    });
    amount = msat(amount + forwardingFee(POLICY, amount));
    cltvExpiry += POLICY.cltvExpiryDelta;
  }
  const first = path[0];
  if (first === undefined) throw new Error('a path without steps');
  return { channelId: first.link.channelId, hops };
}

function isExcluded(path: readonly Step[], { hops }: Route, { exclusions }: RouteRequest): boolean {
  return path.some(({ link, from, to }, index) =>
    exclusions.some((exclusion) => {
      if (exclusion.type === 'node') return equalBytes(exclusion.nodeId, to.nodeId);
      if ((hops[index]?.amount ?? 0n) < (exclusion.leastAmount ?? 0n)) return false;
      if (exclusion.type === 'own_channel')
        return index === 0 && equalBytes(exclusion.channelId, link.channelId);
      return exclusion.shortChannelId === link.shortChannelId && equalBytes(exclusion.from, from.nodeId);
    }),
  );
}
