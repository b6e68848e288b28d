import { bytesToHex, publicKey, sha256 } from '@sferic/crypto';
import { channelId, msat, type NodeId, nodeId, type ShortChannelId, shortChannelId } from '@sferic/wire';
import type { ChannelView } from '../../src/channels/htlc-port.ts';
import type { GraphEdge, GraphView } from '../../src/graph/index.ts';
import type { RouteRequest } from '../../src/payments/ports.ts';
import type { RoutingFacts } from '../../src/routing/index.ts';

const text = new TextEncoder();
const ids = new Map<string, NodeId>();

/** The node id of a name. */
export function idOf(name: string): NodeId {
  const id = ids.get(name) ?? nodeId(publicKey(sha256(text.encode(name))));
  ids.set(name, id);
  return id;
}

export const keyOf = (name: string): string => bytesToHex(idOf(name));

/** A channel in one direction, as a test writes it. */
export interface TestEdge {
  readonly scid: number;
  readonly from: string;
  readonly to: string;
  readonly base?: number;
  readonly ppm?: number;
  readonly delta?: number;
  readonly min?: bigint;
  readonly max?: bigint;
}

export const scidOf = (number: number): ShortChannelId => shortChannelId(BigInt(number));

export class TestGraph implements GraphView {
  readonly #into = new Map<string, GraphEdge[]>();
  readonly #nodes = new Set<string>();
  readonly #unusable: ReadonlySet<string>;

  constructor(edges: readonly TestEdge[], unusable: readonly string[] = []) {
    this.#unusable = new Set(unusable.map(keyOf));
    for (const { scid, from, to, base = 0, ppm = 0, delta = 0, min = 0n, max = 10n ** 15n } of edges) {
      const edge: GraphEdge = {
        shortChannelId: scidOf(scid),
        from: keyOf(from),
        feeBase: msat(base),
        feeProportionalMillionths: ppm,
        cltvExpiryDelta: delta,
        htlcMinimum: msat(min),
        htlcMaximum: msat(max),
      };
      this.#into.set(keyOf(to), [...(this.#into.get(keyOf(to)) ?? []), edge]);
      for (const name of [from, to]) this.#nodes.add(keyOf(name));
    }
  }

  edgesInto(node: string): Iterable<GraphEdge> {
    return this.#into.get(node) ?? [];
  }

  canForward(node: string): boolean {
    return !this.#unusable.has(node);
  }

  hasNode(node: string): boolean {
    return this.#nodes.has(node);
  }
}

/** A channel of ours with `peer`. */
export function ownChannel(
  number: number,
  peer: string,
  sendable: bigint,
  change: Partial<ChannelView> = {},
): ChannelView {
  return {
    channelId: channelId(sha256(text.encode(`own ${number}`))),
    peer: keyOf(peer),
    state: 'normal',
    usable: true,
    opener: 'local',
    announce: true,
    shortChannelId: scidOf(number),
    localAlias: scidOf(number + 1_000_000),
    capacityMsat: msat(sendable),
    sendable: msat(sendable),
    receivable: msat(0n),
    remoteHtlcMinimum: msat(0n),
    remoteMaxInFlight: msat(sendable),
    remoteMaxAcceptedHtlcs: 483,
    ...change,
  };
}

export function facts(
  edges: readonly TestEdge[],
  channels: readonly ChannelView[],
  unusable: readonly string[] = [],
): RoutingFacts {
  return { self: keyOf('us'), graph: new TestGraph(edges, unusable), channels, height: 1000 };
}

export function request(payee: string, amount: bigint, change: Partial<RouteRequest> = {}): RouteRequest {
  return {
    payee: idOf(payee),
    amount: msat(amount),
    finalExpiry: 1018,
    maxFee: msat(10n ** 15n),
    routeHints: [],
    exclusions: [],
    ...change,
  };
}
