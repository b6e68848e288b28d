import { compareBytes } from '@sferic/channel';
import { bytesToHex, publicKey, sha256 } from '@sferic/crypto';
import {
  channelId,
  msat,
  type NodeId,
  nodeId,
  type ShortChannelId,
  sat,
  shortChannelId,
  vectorOf,
} from '@sferic/wire';
import type { ChannelView } from '../../src/channels/htlc-port.ts';
import type { GraphView } from '../../src/graph/index.ts';
import { NetworkGraph } from '../../src/graph/network-graph.ts';
import type { RouteRequest } from '../../src/payments/ports.ts';
import { Knowledge, type RoutingFacts } from '../../src/routing/index.ts';

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
  /** Satoshis. */
  readonly capacity?: bigint;
}

export const scidOf = (number: number): ShortChannelId => shortChannelId(BigInt(number));

/** So large that every amount of a test is as good as certain to pass. */
const CAPACITY = 2_100_000_000_000_000n;

/** A graph of these edges; those of one channel have the same id. `unusable`: nodes that demand an unknown feature. */
export function testGraph(edges: readonly TestEdge[], unusable: readonly string[] = []): NetworkGraph {
  const graph = new NetworkGraph({});
  for (const edge of edges) {
    const [nodeId1, nodeId2] = [idOf(edge.from), idOf(edge.to)].sort(compareBytes) as [NodeId, NodeId];
    const id = scidOf(edge.scid);
    if (!graph.has(id))
      graph.addChannel({
        shortChannelId: id,
        nodeId1,
        nodeId2,
        features: new Uint8Array(0),
        fundingTxid: sha256(text.encode(`funding ${id}`)),
        capacity: sat(edge.capacity ?? CAPACITY),
        addedAt: 0,
      });
    graph.putTerms(edgeOf(graph, edge), termsOf(edge));
  }
  for (const name of unusable) {
    const node = graph.nodeIndex(keyOf(name));
    if (node >= 0) graph.putNode(node, { timestamp: 1, checksum: 0, features: vectorOf([100]) });
  }
  return graph;
}

/** The index of an edge. */
export function edgeOf(graph: GraphView, { scid, from }: Pick<TestEdge, 'scid' | 'from'>): number {
  const channel = graph.channelIndex(scidOf(scid));
  return graph.edgeStart(2 * channel) === graph.nodeIndex(keyOf(from)) ? 2 * channel : 2 * channel + 1;
}

function termsOf({ base = 0, ppm = 0, delta = 0, min = 0n, max = 10n ** 15n }: TestEdge) {
  return {
    timestamp: 1,
    feeBase: base,
    feeProportionalMillionths: ppm,
    cltvExpiryDelta: delta,
    htlcMinimum: Number(min),
    htlcMaximum: Number(max),
    isDisabled: false,
    checksum: 0,
  };
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
    sendableWhenSettled: msat(sendable),
    ...change,
  };
}

export function facts(
  edges: readonly TestEdge[],
  channels: readonly ChannelView[],
  change: {
    readonly unusable?: readonly string[];
    readonly knowledge?: Knowledge;
    readonly now?: number;
  } = {},
): RoutingFacts {
  const { unusable = [], knowledge = new Knowledge(), now = 0 } = change;
  return { self: keyOf('us'), graph: testGraph(edges, unusable), channels, height: 1000, knowledge, now };
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
