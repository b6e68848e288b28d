import { COIN, type Sat } from '../transaction.ts';

/** BIP 141: the most that a block may weigh. */
export const MAX_BLOCK_WEIGHT = 4_000_000;
/** BIP 141: the most that the signature operations of a block may cost. */
export const MAX_BLOCK_SIGOPS_COST = 80_000;
/** Blocks on top of a coinbase's own, its spender's included, before its outputs can be spent. */
export const COINBASE_MATURITY = 100;
/** A block's time may be ahead of the clock by at most this many seconds. */
export const MAX_FUTURE_BLOCK_TIME = 2 * 60 * 60;

/** Regtest halves the subsidy soon, so that tests can see it. */
const SUBSIDY_HALVING_INTERVAL = 150;
const INITIAL_SUBSIDY: Sat = 50n * COIN;

/** What the coinbase of a block at `height` may create beside fees. */
export function blockSubsidy(height: number): Sat {
  return INITIAL_SUBSIDY >> BigInt(Math.floor(height / SUBSIDY_HALVING_INTERVAL));
}
