/** What the network looks like: figures, single nodes, and all of it for other programs. Pure. */
import { bytesToHex } from '@sferic/crypto';
import { formatShortChannelId } from '@sferic/wire';
import type { EdgeTerms } from './channel-columns.ts';
import type { NetworkGraph } from './network-graph.ts';

/** The value below which a tenth, half and nine tenths of all are. */
export interface Quantiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface NetworkFigures {
  readonly nodes: number;
  readonly channels: number;
  readonly capacitySat: bigint;
  readonly averageChannelSat: number;
  readonly channelSat: Quantiles;
  /** Of all directions whose node has said something. */
  readonly feeBaseMsat: Quantiles;
  readonly feeProportionalMillionths: Quantiles;
  readonly directions: number;
  /** Of these, how many cannot be used now. */
  readonly unusableDirections: number;
  /** The nodes with the most channels. */
  readonly hubs: readonly NodeFigures[];
}

export interface NodeFigures {
  readonly nodeId: string;
  readonly channels: number;
  readonly capacitySat: bigint;
}

export interface ChannelFigures {
  readonly shortChannelId: string;
  readonly nodes: readonly [string, string];
  readonly capacitySat: number;
  /** Of the first and of the second node, where they have said something. */
  readonly terms: readonly [EdgeTerms | undefined, EdgeTerms | undefined];
}

const HUBS = 10;

export function networkFigures(graph: NetworkGraph): NetworkFigures {
  const capacities: number[] = [];
  const bases: number[] = [];
  const rates: number[] = [];
  let unusable = 0;
  for (const channel of graph.channels()) {
    capacities.push(graph.capacityAt(channel));
    for (const edge of [2 * channel, 2 * channel + 1]) {
      const terms = graph.termsAt(edge);
      if (terms === undefined) continue;
      bases.push(terms.feeBase);
      rates.push(terms.feeProportionalMillionths);
      if (!terms.isUsable) unusable += 1;
    }
  }
  const sum = capacities.reduce((total, one) => total + BigInt(one), 0n);
  return {
    ...graph.size,
    capacitySat: sum,
    averageChannelSat: capacities.length === 0 ? 0 : Math.round(Number(sum) / capacities.length),
    channelSat: quantilesOf(capacities),
    feeBaseMsat: quantilesOf(bases),
    feeProportionalMillionths: quantilesOf(rates),
    directions: bases.length,
    unusableDirections: unusable,
    hubs: graph
      .nodes()
      .toArray()
      .toSorted((a, b) => graph.degreeOf(b) - graph.degreeOf(a))
      .slice(0, HUBS)
      .map((node) => nodeFigures(graph, node)),
  };
}

export function nodeFigures(graph: NetworkGraph, node: number): NodeFigures {
  const channels = graph.channelsOf(node);
  return {
    nodeId: bytesToHex(graph.nodeIdAt(node)),
    channels: channels.length,
    capacitySat: channels.reduce((sum, channel) => sum + BigInt(graph.capacityAt(channel)), 0n),
  };
}

/** These channels, the largest first, no more than `limit`. */
export function channelFigures(
  graph: NetworkGraph,
  channels: Iterable<number>,
  limit: number,
): readonly ChannelFigures[] {
  return [...channels]
    .toSorted((a, b) => graph.capacityAt(b) - graph.capacityAt(a))
    .slice(0, limit)
    .map((channel) => ({
      shortChannelId: formatShortChannelId(graph.shortChannelIdAt(channel)),
      nodes: [
        bytesToHex(graph.nodeIdAt(graph.edgeStart(2 * channel))),
        bytesToHex(graph.nodeIdAt(graph.edgeStart(2 * channel + 1))),
      ],
      capacitySat: graph.capacityAt(channel),
      terms: [graph.termsAt(2 * channel), graph.termsAt(2 * channel + 1)],
    }));
}

function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).sort();
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { low: at(0.1), median: at(0.5), high: at(0.9) };
}
