/**
 * Which coins pay for a transaction: pure, and the same for sends and for contributions to shared transactions, since
 * both are charged by weight in the same way (BOLT 3, appendix G).
 */
import {
  dustThreshold,
  INPUT_WEIGHT,
  outputWeight,
  P2WPKH_WITNESS_WEIGHT,
  SEGWIT_FIELDS_WEIGHT,
  TRANSACTION_FIELDS_SIZE,
  WITNESS_SCALE_FACTOR,
} from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import type { Sat, SatPerKw } from '@sferic/wire';

/** Weight of what a transaction has besides inputs and outputs, with up to 252 of each. */
export const COMMON_WEIGHT = TRANSACTION_FIELDS_SIZE * WITNESS_SCALE_FACTOR + SEGWIT_FIELDS_WEIGHT;
/** Weight of an input of the wallet with its witness, at most. */
export const COIN_WEIGHT = INPUT_WEIGHT + P2WPKH_WITNESS_WEIGHT;
/**
 * Inputs in one transaction: more would need a longer count, and an interactive transaction takes no more (BOLT 2,
 * "Interactive Transaction Construction").
 */
export const MAX_INPUTS = 252;
/** Bound of the search for coins that need no change; beyond it a selection with change does. */
const MAX_SEARCH_STEPS = 50_000;
/** Coins that are searched: the search recurses once for each. */
const MAX_SEARCHED_COINS = 1000;

/** What the selection needs to know of a coin. */
export interface Candidate {
  readonly amount: Sat;
  /** Coins without a block are taken only when those with one do not suffice. */
  readonly confirmed: boolean;
}

export interface SelectionRequest<C extends Candidate> {
  readonly candidates: readonly C[];
  /** What the inputs must hold beyond fees. */
  readonly amount: Sat;
  readonly feerate: SatPerKw;
  /** Weight that is paid for besides inputs and change. */
  readonly fixedWeight: number;
  /** Where change would go. */
  readonly changeScript: Uint8Array;
  /** Are spent in any case, besides what is chosen of `candidates`. */
  readonly required?: readonly C[];
}

export interface Selection<C extends Candidate> {
  readonly coins: readonly C[];
  /** 0 where there is none; what would be dust goes to the fee. */
  readonly change: Sat;
  readonly fee: Sat;
}

export interface InsufficientFunds {
  readonly code: 'insufficient_funds';
  readonly message: string;
}

/** The fee of a weight, rounded up, so that whoever checks does not find it short. */
export function feeOf(weight: number, feerate: SatPerKw): Sat {
  return ((BigInt(weight) * BigInt(feerate) + 999n) / 1000n) as Sat;
}

/** Adds to the coins that are spent in any case what they do not suffice for: see {@link selectSome}. */
export function selectCoins<C extends Candidate>(
  request: SelectionRequest<C>,
): Result<Selection<C>, InsufficientFunds> {
  const { required = [], amount, feerate, fixedWeight } = request;
  if (required.length === 0) return selectSome(request);
  const rest = {
    ...request,
    amount: (amount - total(required)) as Sat,
    fixedWeight: fixedWeight + required.length * COIN_WEIGHT,
  };
  if (rest.amount + feeOf(rest.fixedWeight, feerate) <= 0n) return ok(withChange(request, required));
  const more = selectSome(rest);
  return more.ok ? ok(withChange(request, [...required, ...more.value.coins])) : more;
}

/**
 * Chooses coins: confirmed ones if they suffice; without change where a combination of coins nearly fits; else the
 * largest ones first, with change.
 */
function selectSome<C extends Candidate>(
  request: SelectionRequest<C>,
): Result<Selection<C>, InsufficientFunds> {
  const economic = request.candidates
    .filter((coin) => coin.amount > feeOf(COIN_WEIGHT, request.feerate))
    .toSorted((a, b) => compare(b.amount, a.amount));
  const confirmed = economic.filter((coin) => coin.confirmed);
  return (
    select(request, confirmed) ??
    select(request, [...confirmed, ...economic.filter((coin) => !coin.confirmed)]) ??
    insufficient(request, economic)
  );
}

/** Spends all of the coins that are worth their fee, the largest first, into one output that is not part of `fixedWeight`'s amount. */
export function selectAll<C extends Candidate>(
  request: Omit<SelectionRequest<C>, 'amount' | 'changeScript'>,
): Result<{ readonly coins: readonly C[]; readonly amount: Sat; readonly fee: Sat }, InsufficientFunds> {
  const { feerate, fixedWeight } = request;
  const coins = request.candidates
    .filter((coin) => coin.amount > feeOf(COIN_WEIGHT, feerate))
    .toSorted((a, b) => compare(b.amount, a.amount))
    .slice(0, MAX_INPUTS);
  const fee = feeOf(fixedWeight + coins.length * COIN_WEIGHT, feerate);
  const amount = total(coins) - fee;
  if (coins.length === 0 || amount <= 0n)
    return err({ code: 'insufficient_funds', message: 'the wallet has no coins that are worth their fee' });
  return ok({ coins, amount: amount as Sat, fee });
}

function select<C extends Candidate>(
  request: SelectionRequest<C>,
  coins: readonly C[],
): Result<Selection<C>, never> | undefined {
  const chosen = exactMatch(request, coins) ?? largestFirst(request, coins);
  if (chosen === undefined) return undefined;
  return ok(withChange(request, chosen));
}

/** Gives change if it is worth an output that can be spent again; otherwise the rest is fee. */
function withChange<C extends Candidate>(request: SelectionRequest<C>, coins: readonly C[]): Selection<C> {
  const { amount, feerate, fixedWeight, changeScript } = request;
  const weight = fixedWeight + coins.length * COIN_WEIGHT;
  const change = total(coins) - amount - feeOf(weight + outputWeight(changeScript), feerate);
  const worthIt = change >= dustThreshold(changeScript) && change > feeOf(COIN_WEIGHT, feerate);
  const kept = worthIt ? change : 0n;
  return { coins, change: kept as Sat, fee: (total(coins) - amount - kept) as Sat };
}

/** The largest coins until they pay for the amount and for themselves. */
function largestFirst<C extends Candidate>(
  { amount, feerate, fixedWeight }: SelectionRequest<C>,
  coins: readonly C[],
): readonly C[] | undefined {
  let sum = 0n;
  for (const [index, coin] of coins.slice(0, MAX_INPUTS).entries()) {
    sum += coin.amount;
    if (sum >= amount + feeOf(fixedWeight + (index + 1) * COIN_WEIGHT, feerate))
      return coins.slice(0, index + 1);
  }
  return undefined;
}

/**
 * Coins whose sum exceeds what is needed by less than change would cost: branch and bound over coins from the largest
 * down, each taken or left. Of the matches found within the bounded search, the one that wastes least.
 */
function exactMatch<C extends Candidate>(
  { amount, feerate, fixedWeight, changeScript }: SelectionRequest<C>,
  coins: readonly C[],
): readonly C[] | undefined {
  const values = coins.map((coin) => coin.amount - feeOf(COIN_WEIGHT, feerate));
  const target = amount + feeOf(fixedWeight, feerate);
  const tolerance = feeOf(outputWeight(changeScript) + COIN_WEIGHT, feerate);
  const remaining = suffixSums(values);
  let best: { readonly excess: bigint; readonly chosen: readonly number[] } | undefined;
  let steps = 0;
  const chosen: number[] = [];
  const search = (index: number, sum: bigint): void => {
    steps += 1;
    const excess = sum - target;
    if (excess >= 0n) {
      if (excess <= tolerance && (best === undefined || excess < best.excess))
        best = { excess, chosen: [...chosen] };
      return;
    }
    const value = values[index];
    if (value === undefined || sum + (remaining[index] ?? 0n) < target) return;
    if (steps >= MAX_SEARCH_STEPS || best?.excess === 0n) return;
    if (chosen.length < MAX_INPUTS) {
      chosen.push(index);
      search(index + 1, sum + value);
      chosen.pop();
    }
    // A coin of the same value as the one left out leads nowhere new.
    let next = index + 1;
    while (values[next] === value) next += 1;
    search(next, sum);
  };
  if (coins.length <= MAX_SEARCHED_COINS) search(0, 0n);
  return best?.chosen.flatMap((index) => coins[index] ?? []);
}

function suffixSums(values: readonly bigint[]): readonly bigint[] {
  const sums: bigint[] = [];
  let sum = 0n;
  for (const value of values.toReversed()) {
    sum += value;
    sums.push(sum);
  }
  return sums.reverse();
}

function insufficient<C extends Candidate>(
  { amount, feerate, fixedWeight }: SelectionRequest<C>,
  coins: readonly C[],
): Result<never, InsufficientFunds> {
  const usable = coins.slice(0, MAX_INPUTS);
  const fee = feeOf(fixedWeight + Math.max(1, usable.length) * COIN_WEIGHT, feerate);
  const limit = coins.length > MAX_INPUTS ? ` in the ${MAX_INPUTS} largest coins` : '';
  return err({
    code: 'insufficient_funds',
    message: `${amount} sat and a fee of about ${fee} sat are needed; ${total(usable)} sat can be spent${limit}`,
  });
}

function total(coins: readonly Candidate[]): bigint {
  return coins.reduce((sum, coin) => sum + coin.amount, 0n);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
