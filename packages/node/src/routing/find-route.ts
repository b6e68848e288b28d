/** Routes for payments, over our channels, the graph and what the invoice adds to it. Pure. */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import { MAX_ATTRIBUTED_HOPS } from '@sferic/onion';
import { type ChannelId, type Msat, msat, nodeId, type ShortChannelId, U64_MAX } from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { GraphEdge, GraphView, NodeKey } from '../graph/graph-view.ts';
import type { Exclusion, NoRoute, Route, RouteHop, RouteRequest } from '../payments/ports.ts';
import { findPath, type PathLimits, type PathNode, type SearchSpace } from './find-path.ts';
import { explainNoRoute } from './no-route.ts';

/** What is known when a route is asked for. */
export interface RoutingFacts {
  /** This node. */
  readonly self: NodeKey;
  readonly graph: GraphView;
  readonly channels: readonly ChannelView[];
  /** Of the chain's tip. */
  readonly height: number;
}

/** BOLT 4, "`max_htlc_cltv` Selection": nodes refuse HTLCs that lock funds up for more blocks than this. */
export const MAX_ROUTE_CLTV = 2016;

/** Failures of longer routes could not be attributed to a hop; their payloads would hardly fit into the onion either. */
export const MAX_ROUTE_HOPS = MAX_ATTRIBUTED_HOPS;

/** The route with the lowest fee that satisfies the request. */
export function findRoute(facts: RoutingFacts, request: RouteRequest): Result<Route, NoRoute> {
  const space = new RoutingSpace(facts, request);
  const payee = { node: bytesToHex(request.payee), amount: request.amount, expiry: request.finalExpiry };
  const limits: PathLimits = {
    maxAmount: request.amount + request.maxFee,
    maxExpiry: facts.height + MAX_ROUTE_CLTV,
    maxHops: MAX_ROUTE_HOPS,
  };
  const path = findPath(payee, space, limits);
  const channel = path && space.firstChannel(path.node, path.amount);
  if (path !== undefined && channel !== undefined) return ok(routeOf(path, channel));
  const dearer = findPath(payee, space, { ...limits, maxAmount: U64_MAX });
  return err({ message: explainNoRoute(facts, request, dearer && dearer.amount - request.amount) });
}

function routeOf(first: PathNode, channel: ChannelView): Route {
  const hops: RouteHop[] = [];
  let shortChannelId: ShortChannelId = channel.shortChannelId ?? channel.remoteAlias ?? channel.localAlias;
  for (let at: PathNode | undefined = first; at !== undefined; at = at.onward?.to) {
    hops.push({
      nodeId: nodeId(hexToBytes(at.node)),
      shortChannelId,
      amount: at.amount,
      cltvExpiry: at.expiry,
    });
    if (at.onward !== undefined) shortChannelId = at.onward.edge.shortChannelId;
  }
  return { channelId: channel.channelId, hops };
}

/** The graph and the route hints, without what is excluded. */
class RoutingSpace implements SearchSpace {
  readonly #facts: RoutingFacts;
  /** By the node where they end. */
  readonly #hints: ReadonlyMap<NodeKey, readonly GraphEdge[]>;
  readonly #excluded: ReadonlySet<string>;
  /** Our channels by peer, the one that can send least first: the larger ones stay free for larger payments. */
  readonly #own: ReadonlyMap<NodeKey, readonly ChannelView[]>;

  constructor(facts: RoutingFacts, request: RouteRequest) {
    this.#facts = facts;
    this.#excluded = new Set(request.exclusions.map(exclusionKey));
    this.#hints = hintEdges(request);
    const usable = facts.channels.filter(
      ({ usable, channelId }) => usable && !this.#excluded.has(ownKey(channelId)),
    );
    this.#own = Map.groupBy(
      usable.toSorted((a, b) => compare(a.sendable, b.sendable)),
      ({ peer }) => peer,
    );
  }

  firstChannel(peer: NodeKey, amount: Msat): ChannelView | undefined {
    return this.#own
      .get(peer)
      ?.find(({ sendable, remoteHtlcMinimum }) => amount <= sendable && amount >= remoteHtlcMinimum);
  }

  *edgesInto(node: NodeKey): Iterable<GraphEdge> {
    for (const edges of [this.#facts.graph.edgesInto(node), this.#hints.get(node) ?? []])
      for (const edge of edges) if (this.#mayUse(edge)) yield edge;
  }

  #mayUse({ from, shortChannelId }: GraphEdge): boolean {
    return (
      // A route does not come back to us: our own channels begin it.
      from !== this.#facts.self &&
      this.#facts.graph.canForward(from) &&
      !this.#excluded.has(nodeKey(from)) &&
      !this.#excluded.has(directionKey(shortChannelId, from))
    );
  }
}

/** BOLT 11, `r`: private channels that lead to the payee one after another. Of what they can carry nothing is said. */
function hintEdges({ payee, routeHints }: RouteRequest): ReadonlyMap<NodeKey, readonly GraphEdge[]> {
  const edges = routeHints.flatMap((hint) =>
    hint.map((hop, index) => ({
      to: bytesToHex(hint[index + 1]?.nodeId ?? payee),
      edge: {
        shortChannelId: hop.shortChannelId,
        from: bytesToHex(hop.nodeId),
        feeBase: msat(hop.feeBaseMsat),
        feeProportionalMillionths: hop.feeProportionalMillionths,
        cltvExpiryDelta: hop.cltvExpiryDelta,
        htlcMinimum: msat(0n),
        htlcMaximum: msat(U64_MAX),
      },
    })),
  );
  return new Map(
    [...Map.groupBy(edges, ({ to }) => to)].map(([to, group]) => [to, group.map(({ edge }) => edge)]),
  );
}

function exclusionKey(exclusion: Exclusion): string {
  switch (exclusion.type) {
    case 'node':
      return nodeKey(bytesToHex(exclusion.nodeId));
    case 'channel':
      return directionKey(exclusion.shortChannelId, bytesToHex(exclusion.from));
    case 'own_channel':
      return ownKey(exclusion.channelId);
  }
}

const nodeKey = (node: NodeKey): string => `node ${node}`;
const directionKey = (id: ShortChannelId, from: NodeKey): string => `channel ${id} ${from}`;
const ownKey = (id: ChannelId): string => `own ${bytesToHex(id)}`;

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
