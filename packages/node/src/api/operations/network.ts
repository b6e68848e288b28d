import { bytesToHex } from '@sferic/crypto';
import { decodeFeatures, formatShortChannelId, type NodeAnnouncement } from '@sferic/wire';
import type { ChannelFigures, EdgeTerms, NodeFigures } from '../../graph/index.ts';
import { routeTerms } from '../../payments/index.ts';
import type { ExplainedHop, ExplainedRoute } from '../../routing/index.ts';
import {
  type NetworkChannel,
  type NetworkHub,
  type NetworkOperations,
  type NetworkTerms,
  type RoutePart,
  type RouteQuery,
  type RouteReport,
  ServiceError,
} from '../service.ts';
import type { NodeModules } from './modules.ts';
import { parseMaxFee, parseMsat, parseNodeId } from './values.ts';

/** Channels of a node that are told one by one. */
const CHANNELS_OF_NODE = 100;

export function networkOperations(modules: NodeModules): NetworkOperations {
  const { graph } = modules;
  const aliasOf = (id: string): string | undefined => aliasIn(graph.announcementOf(id));
  const hubOf = ({ nodeId, channels, capacitySat }: NodeFigures): NetworkHub => {
    const alias = aliasOf(nodeId);
    return { nodeId, ...(alias && { alias }), channels, capacitySat: capacitySat.toString() };
  };
  return {
    async network() {
      const { hubs, capacitySat, ...figures } = graph.figures();
      return { ...figures, capacitySat: capacitySat.toString(), hubs: hubs.map(hubOf) };
    },

    async networkGraph(limit) {
      return { ...graph.size, largest: graph.largestChannels(limit).map(describeChannel) };
    },

    async networkNode(text) {
      const [nodeId, another] = graph.nodesBeginningWith(text, 2);
      const figures = nodeId === undefined ? undefined : graph.figuresOf(nodeId);
      if (nodeId === undefined || figures === undefined)
        throw new ServiceError('not_found', `no node of the network has an id that begins with ${text}`);
      if (another !== undefined)
        throw new ServiceError('invalid_argument', `several nodes have ids that begin with ${text}`);
      const announcement = graph.announcementOf(nodeId);
      return {
        ...hubOf(figures),
        ...(announcement && {
          color: `#${bytesToHex(announcement.rgbColor)}`,
          announcedAt: announcement.timestamp,
        }),
        addresses: graph.endpointsOf(nodeId).map(({ host, port }) => `${host}:${port}`),
        features: announcement ? Object.keys(decodeFeatures(announcement.features)) : [],
        largest: graph.largestChannels(CHANNELS_OF_NODE, nodeId).map(describeChannel),
      };
    },

    async route(query) {
      return explainRoute(modules, query, aliasOf);
    },
  };
}

function explainRoute(
  { router, follower, host, chain: { network }, now }: NodeModules,
  { target, amountMsat, maxFeeMsat, maxParts }: RouteQuery,
  aliasOf: (nodeId: string) => string | undefined,
): RouteReport {
  const wishes = {
    ...(amountMsat !== undefined && { amount: parseMsat('amountMsat', amountMsat) }),
    ...(maxFeeMsat !== undefined && { maxFee: parseMaxFee(maxFeeMsat) }),
    ...(maxParts !== undefined && { maxParts }),
    height: follower.tip.height,
  };
  const payer = { nodeId: parseNodeId(host.nodeId), network, now: now() };
  const terms = routeTerms(parseTarget(target), wishes, payer);
  if (!terms.ok) throw new ServiceError(terms.error.code, terms.error.message);
  const found = router.explain(terms.value);
  if (!found.ok) throw new ServiceError('no_route', found.error.message);
  const parts = found.value.map((part) => describePart(part, aliasOf));
  return {
    payee: bytesToHex(terms.value.payee),
    amountMsat: terms.value.amount.toString(),
    feeMsat: parts.reduce((sum, { feeMsat }) => sum + BigInt(feeMsat), 0n).toString(),
    probability: parts.reduce((product, { probability }) => product * probability, 1),
    parts,
  };
}

/** A node id as such; anything else is read as an invoice. */
function parseTarget(target: string): Parameters<typeof routeTerms>[0] {
  return /^0[23][0-9a-f]{64}$/i.test(target)
    ? { payee: parseNodeId(target.toLowerCase()) }
    : { invoice: target };
}

function describePart(
  { route, hops }: ExplainedRoute,
  aliasOf: (nodeId: string) => string | undefined,
): RoutePart {
  const [first, last] = [hops[0]?.hop, hops.at(-1)?.hop];
  return {
    channelId: bytesToHex(route.channelId),
    amountMsat: String(last?.amount ?? 0n),
    feeMsat: String((first?.amount ?? 0n) - (last?.amount ?? 0n)),
    blocks: (first?.cltvExpiry ?? 0) - (last?.cltvExpiry ?? 0),
    probability: hops.reduce((product, { probability }) => product * probability, 1),
    hops: hops.map((hop) => describeHop(hop, aliasOf)),
  };
}

function describeHop(
  { hop, fee, blocks, probability, capacity }: ExplainedHop,
  aliasOf: (nodeId: string) => string | undefined,
): RoutePart['hops'][number] {
  const nodeId = bytesToHex(hop.nodeId);
  const alias = aliasOf(nodeId);
  return {
    nodeId,
    ...(alias && { alias }),
    shortChannelId: formatShortChannelId(hop.shortChannelId),
    amountMsat: hop.amount.toString(),
    cltvExpiry: hop.cltvExpiry,
    feeMsat: fee.toString(),
    blocks,
    probability,
    ...(capacity !== undefined && { capacitySat: String(capacity) }),
  };
}

function describeChannel({ shortChannelId, nodes, capacitySat, terms }: ChannelFigures): NetworkChannel {
  const [first, second] = terms.map((one) => one && describeTerms(one));
  return {
    shortChannelId,
    node1: nodes[0],
    node2: nodes[1],
    capacitySat: String(capacitySat),
    ...(first && { terms1: first }),
    ...(second && { terms2: second }),
  };
}

function describeTerms(terms: EdgeTerms): NetworkTerms {
  return {
    feeBaseMsat: terms.feeBase,
    feeProportionalMillionths: terms.feeProportionalMillionths,
    cltvExpiryDelta: terms.cltvExpiryDelta,
    htlcMinimumMsat: BigInt(terms.htlcMinimum).toString(),
    htlcMaximumMsat: BigInt(terms.htlcMaximum).toString(),
    usable: terms.isUsable,
    updatedAt: terms.timestamp,
  };
}

/** BOLT 7: UTF-8, with zeros behind it. */
function aliasIn(announcement: NodeAnnouncement | undefined): string | undefined {
  if (announcement === undefined) return undefined;
  const text = new TextDecoder().decode(announcement.alias).replace(/\0+$/, '');
  return text === '' ? undefined : text;
}
