/** What a way costs: fees, the time that money may be held up, and the chance of failure, in one sum of millisatoshis. */

/** How much blocks and failures weigh beside fees. */
export interface Weights {
  /** For a millisatoshi that is locked for a block. */
  readonly perBlock: number;
  /** For an attempt whose success has a probability of 1/e: a constant in millisatoshis, and a part of the amount. */
  readonly failure: number;
  readonly failureProportional: number;
}

/** docs/decisions/0112 argues for these. */
export const WEIGHTS: Weights = { perBlock: 15e-9, failure: 10_000, failureProportional: 1e-3 };

/** Fees alone count. */
export const FEES_ONLY: Weights = { perBlock: 0, failure: 0, failureProportional: 0 };

/** What a node that is asked to forward does in 199 cases of 200, if its channel can: answer. */
const NODE_PROBABILITY = 0.995;
export const NODE_DOUBT = -Math.log(NODE_PROBABILITY);

/** However sure it seems that a channel can't carry an amount: what is known may be wrong, and it is better than nothing. */
const LEAST_PROBABILITY = 1e-3;

/** How much of the prior is uniform; the rest lies towards the ends. */
const UNIFORM = 0.5;

const MILLION = 1_000_000;

/**
 * What a node charges for forwarding `amount`, rounded down: BOLT 7, "HTLC Fees". Exact for amounts up to 2^53;
 * `Infinity` where the fee is beyond that.
 */
export function feeFor(amount: number, feeBase: number, feeProportional: number): number {
  const product = amount * feeProportional;
  if (product <= Number.MAX_SAFE_INTEGER) return feeBase + Math.floor(product / MILLION);
  const rest = amount % MILLION;
  const whole = ((amount - rest) / MILLION) * feeProportional;
  if (whole > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
  const fee = feeBase + whole + Math.floor((rest * feeProportional) / MILLION);
  return fee > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : fee;
}

/**
 * The chance that a channel can carry `amount` in a direction in which it has at least `lower` and at most `upper` of
 * `capacity`. Before anything is known a channel's money lies anywhere, or on one side of it, as likely as not.
 */
export function probabilityOf(amount: number, lower: number, upper: number, capacity: number): number {
  if (amount <= lower) return 1;
  if (amount > upper) return LEAST_PROBABILITY;
  const above = below(upper / capacity);
  const known = above - below(lower / capacity);
  const probability = known > 0 ? (above - below(amount / capacity)) / known : 0;
  return Math.max(probability, LEAST_PROBABILITY);
}

/** The prior's distribution function: the part of all channels that have less than this part of their capacity. */
function below(part: number): number {
  const fromMiddle = 2 * part - 1;
  const square = fromMiddle * fromMiddle;
  const fourth = square * square;
  return UNIFORM * part + (1 - UNIFORM) * 0.5 * (1 + fourth * fourth * fromMiddle);
}
