/** Who has channels with whom, how large, and for what they forward: drawn from a seed. */
import type { Random } from '../../chaos/random.ts';

export interface PlannedNode {
  readonly name: string;
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
}

export interface PlannedChannel {
  readonly opener: string;
  readonly accepter: string;
  readonly openerSat: number;
  /** 0: the opener alone pays for it. */
  readonly accepterSat: number;
}

export interface Topology {
  readonly nodes: readonly PlannedNode[];
  readonly channels: readonly PlannedChannel[];
}

/** Channels for each node, beside those that connect all: four at each end on average. */
const CHANNELS_PER_NODE = 2;
const SMALLEST_SAT = 100_000;
const LARGEST_SAT = 4_000_000;
/** Of ten channels so many are paid for by both ends. */
const SHARED_IN_TEN = 5;
const MAX_FEE_BASE_MSAT = 1000;
const MAX_FEE_PROPORTIONAL = 500;

/** A tree by lot, so that all are connected, and channels between any two beside. */
export function drawTopology(nodes: number, random: Random): Topology {
  const names = Array.from({ length: nodes }, (_, index) => `node${index + 1}`);
  const pairs: (readonly [string, string])[] = names
    .slice(1)
    .map((name, index) => [name, random.pick(names.slice(0, index + 1))]);
  while (pairs.length < nodes * CHANNELS_PER_NODE) {
    const [opener, accepter] = random.some(names, 2);
    if (opener !== undefined && accepter !== undefined) pairs.push([opener, accepter]);
  }
  return {
    nodes: names.map((name) => ({
      name,
      feeBaseMsat: random.below(MAX_FEE_BASE_MSAT + 1),
      feeProportionalMillionths: random.below(MAX_FEE_PROPORTIONAL + 1),
    })),
    channels: pairs.map(([opener, accepter]) => {
      const capacity = Math.round(logUniform(SMALLEST_SAT, LARGEST_SAT, random));
      const isShared = random.below(10) < SHARED_IN_TEN;
      const accepterSat = isShared ? Math.round((capacity * (20 + random.below(41))) / 100) : 0;
      return { opener, accepter, openerSat: capacity - accepterSat, accepterSat };
    }),
  };
}

/** A number from `least` to `most` whose logarithm is evenly distributed. */
export function logUniform(least: number, most: number, random: Random): number {
  return least * (most / least) ** (random.below(0x1_0000_0000) / 0x1_0000_0000);
}
