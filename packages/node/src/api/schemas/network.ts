/** See `service/network.ts`. */
import { boolean, described, integer, list, number, object, optional, type Schema, text } from '../schema.ts';
import type {
  FigureQuantiles,
  NetworkChannel,
  NetworkGraphInfo,
  NetworkHub,
  NetworkInfo,
  NetworkNode,
  NetworkTerms,
  RoutePart,
  RouteReport,
  RouteReportHop,
} from '../service/network.ts';
import {
  amount,
  counter,
  MAX_NAME_LENGTH,
  millisatoshis,
  nodeId,
  satoshis,
  seconds,
  word,
  words,
} from './values.ts';

/** Of the graph's channels in one reply: some megabytes of text. */
export const MAX_GRAPH_REPLY = 10_000;
/** Parts of a payment: as many as an HTLC table usually takes. */
const MAX_ROUTE_PARTS = 100;

const probability = described('From 0 to 1', number({ minimum: 0, maximum: 1 }));

const quantiles: Schema<FigureQuantiles> = object({ low: amount, median: amount, high: amount });

const hub: Schema<NetworkHub> = object({
  nodeId,
  alias: optional(word),
  channels: amount,
  capacitySat: satoshis,
});

export const networkInfo: Schema<NetworkInfo> = object({
  nodes: amount,
  channels: amount,
  capacitySat: counter,
  averageChannelSat: amount,
  channelSat: quantiles,
  feeBaseMsat: quantiles,
  feeProportionalMillionths: quantiles,
  directions: described('Channel ends whose node has told its terms', amount),
  unusableDirections: amount,
  hubs: list(hub),
});

const terms: Schema<NetworkTerms> = object({
  feeBaseMsat: amount,
  feeProportionalMillionths: amount,
  cltvExpiryDelta: amount,
  htlcMinimumMsat: counter,
  htlcMaximumMsat: counter,
  usable: boolean(),
  updatedAt: seconds,
});

const channel: Schema<NetworkChannel> = object({
  shortChannelId: word,
  node1: nodeId,
  node2: nodeId,
  capacitySat: satoshis,
  terms1: optional(terms),
  terms2: optional(terms),
});

export const graphQuery = object({
  limit: described('How many of the largest channels', integer({ minimum: 1, maximum: MAX_GRAPH_REPLY })),
});

export const networkGraphInfo: Schema<NetworkGraphInfo> = object({
  nodes: amount,
  channels: amount,
  largest: list(channel),
});

export const networkNodeName = object({
  nodeId: text({
    pattern: /^0[23][0-9a-f]{2,64}$/,
    expected: 'a node id, or the beginning of one: 4 to 66 lower-case hex digits',
    description: 'A node id, or the beginning of one that no other node has',
  }),
});

export const networkNode: Schema<NetworkNode> = object({
  nodeId,
  alias: optional(word),
  color: optional(word),
  announcedAt: optional(seconds),
  addresses: words,
  features: words,
  channels: amount,
  capacitySat: satoshis,
  largest: list(channel),
});

export const routeQuery = object({
  target: text({ maxLength: 8 * MAX_NAME_LENGTH, description: 'A node id or an invoice' }),
  amountMsat: optional(millisatoshis),
  maxFeeMsat: optional(millisatoshis),
  maxParts: optional(integer({ minimum: 1, maximum: MAX_ROUTE_PARTS })),
});

const hop: Schema<RouteReportHop> = object({
  nodeId,
  alias: optional(word),
  shortChannelId: word,
  amountMsat: millisatoshis,
  cltvExpiry: amount,
  feeMsat: millisatoshis,
  blocks: amount,
  probability,
  capacitySat: optional(satoshis),
});

const part: Schema<RoutePart> = object({
  channelId: word,
  amountMsat: millisatoshis,
  feeMsat: millisatoshis,
  blocks: amount,
  probability,
  hops: list(hop),
});

export const routeReport: Schema<RouteReport> = object({
  payee: nodeId,
  amountMsat: millisatoshis,
  feeMsat: millisatoshis,
  probability,
  parts: list(part),
});
