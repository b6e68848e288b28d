/**
 * Networks with the shape of the public Lightning Network, from a seed. What is drawn, and from where the figures are:
 *
 * - Degrees. Of 14,142 nodes in the middle of 2024 with 53,000 channels, 9,020 had fewer than two ("Mapping the Lightning
 *   Network: Node Metrics and Fee Rates", mlmrehab.com, 2024); the others follow a power law with hubs (Seres, Gulyás, Nagy,
 *   Burcsi, "Topological Analysis of Bitcoin's Lightning Network", 2019, arXiv:1901.04972). So 64 % of the nodes open one
 *   channel, and the rest as many as a Pareto distribution says, all to nodes of that rest in proportion to their channels.
 * - Capacities. The median channel had 1.07 million sat (mlmrehab.com, as above), the mean, of some 5,000 BTC in 53,000
 *   channels, 9.4 million: a log-normal distribution with these two.
 * - Fees. 40 % of channel ends ask no base fee, 10 % no proportional one ("Fee Distribution By Channel size", Pleb Dashboard,
 *   2024); the medians were 0.94 sat and 85 millionths (1ml.com, 2024). The width of the latter is assumed.
 * - Time locks are defaults of the implementations: 80 and 40 blocks (lnd, now and before), 34 (Core Lightning), 144 (eclair),
 *   72 (LDK). Their shares, and that of disabled ends, are assumed.
 */
import { Random } from '../chaos/random.ts';

const LEAF_PART = 0.64;
const LEAST_OF_OTHERS = 2;
/** A hub has at most this part of all nodes as peers that it chose itself. */
const MAX_OPENED_PART = 0.02;

const MEDIAN_CAPACITY = 1_070_000;
const MEAN_CAPACITY = 9_400_000;
const CAPACITY_SIGMA = Math.sqrt(2 * Math.log(MEAN_CAPACITY / MEDIAN_CAPACITY));
const MIN_CAPACITY = 20_000;
const MAX_CAPACITY = 1_000_000_000;

const NO_BASE_FEE_PART = 0.4;
const USUAL_BASE_FEE = 1000;
const USUAL_BASE_FEE_PART = 0.45;
const MAX_BASE_FEE = 10_000;
const NO_RATE_PART = 0.1;
/** Of those that ask for something: then half of all are below 85. */
const MEDIAN_RATE = 110;
const RATE_SIGMA = 1.8;
const MAX_RATE = 20_000;

const DELTAS: readonly (readonly [blocks: number, part: number])[] = [
  [80, 0.45],
  [40, 0.25],
  [34, 0.15],
  [144, 0.1],
  [72, 0.05],
];
const DISABLED_PART = 0.05;

/** What a node asks for an HTLC over its end of a channel. */
export interface SyntheticTerms {
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
  readonly htlcMinimumMsat: number;
  readonly htlcMaximumMsat: number;
  readonly isDisabled: boolean;
}

export interface SyntheticChannel {
  /** By their numbers; never the same. */
  readonly nodes: readonly [number, number];
  /** Satoshis. */
  readonly capacity: number;
  /** Of the first and of the second node. */
  readonly terms: readonly [SyntheticTerms, SyntheticTerms];
}

/**
 * `channels` channels between `nodes` nodes, which are all connected, one by one. Two nodes may have several. There must be as
 * many channels as nodes at least.
 */
export function* syntheticNetwork(
  nodes: number,
  channels: number,
  seed: number,
): Generator<SyntheticChannel> {
  if (nodes < 3 || channels < nodes) throw new RangeError('a network needs 3 nodes, and a channel for each');
  const random = new Random(seed);
  for (const pair of syntheticPairs(nodes, channels, random)) yield channelOf(pair, random);
}

function* syntheticPairs(
  nodes: number,
  channels: number,
  random: Random,
): Generator<readonly [number, number]> {
  // Each end of each channel between nodes that are no leaves: who is drawn from it is drawn by degree.
  const ends: number[] = [0, 1];
  yield [0, 1];
  let left = channels - 1;
  const perOther = (channels / nodes - LEAF_PART) / (1 - LEAF_PART);
  for (let node = 2; node < nodes; node++) {
    // What comes later needs a channel each.
    const spare = left - (nodes - node) + 1;
    const isLeaf = unit(random) < LEAF_PART;
    const wanted = isLeaf ? 1 : opened(perOther, nodes, random);
    const count = Math.max(1, Math.min(wanted, spare));
    const first = ends.length;
    for (let index = 0; index < count; index++) {
      const peer = ends[random.below(first)] ?? 0;
      yield [node, peer];
      ends.push(peer);
      if (!isLeaf) ends.push(node);
    }
    left -= count;
  }
  for (; left > 0; left--) {
    const one = ends[random.below(ends.length)] ?? 0;
    let other = one;
    while (other === one) other = ends[random.below(ends.length)] ?? 0;
    yield [one, other];
  }
}

/** How many channels a node opens that is no leaf: Pareto with this mean. */
function opened(mean: number, nodes: number, random: Random): number {
  const most = Math.max(LEAST_OF_OTHERS, Math.floor(nodes * MAX_OPENED_PART));
  if (mean <= LEAST_OF_OTHERS) return LEAST_OF_OTHERS;
  const exponent = mean / (mean - LEAST_OF_OTHERS);
  const drawn = Math.floor(LEAST_OF_OTHERS * (1 - unit(random)) ** (-1 / exponent));
  return Math.min(drawn, most);
}

function channelOf(nodes: readonly [number, number], random: Random): SyntheticChannel {
  const drawn = Math.round(MEDIAN_CAPACITY * Math.exp(CAPACITY_SIGMA * normal(random)));
  const capacity = Math.min(MAX_CAPACITY, Math.max(MIN_CAPACITY, drawn));
  return { nodes, capacity, terms: [termsOf(capacity, random), termsOf(capacity, random)] };
}

function termsOf(capacity: number, random: Random): SyntheticTerms {
  const [base, rate] = [unit(random), unit(random)];
  const drawnRate = Math.round(MEDIAN_RATE * Math.exp(RATE_SIGMA * normal(random)));
  const otherBase = Math.round(MAX_BASE_FEE ** unit(random));
  const usualBase = base < NO_BASE_FEE_PART + USUAL_BASE_FEE_PART ? USUAL_BASE_FEE : otherBase;
  return {
    feeBaseMsat: base < NO_BASE_FEE_PART ? 0 : usualBase,
    feeProportionalMillionths: rate < NO_RATE_PART ? 0 : Math.min(MAX_RATE, drawnRate),
    cltvExpiryDelta: drawDelta(unit(random)),
    htlcMinimumMsat: unit(random) < 0.5 ? 1 : 1000,
    // A hundredth is the reserve.
    htlcMaximumMsat: Math.floor(capacity * 990),
    isDisabled: unit(random) < DISABLED_PART,
  };
}

function drawDelta(at: number): number {
  let sum = 0;
  for (const [blocks, part] of DELTAS) {
    sum += part;
    if (at < sum) return blocks;
  }
  return DELTAS[0]?.[0] ?? 0;
}

/** From 0 up to but not including 1. */
function unit(random: Random): number {
  return random.below(2 ** 32) / 2 ** 32;
}

/** Normally distributed, by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - unit(random))) * Math.cos(2 * Math.PI * unit(random));
}
