/** Amounts as people read them. */
const SAT_IN_MSAT = 1000n;
const COIN_IN_SAT = 100_000_000n;
/** JSON-RPC gives bitcoins as a number with up to 8 decimals; below 2^53 satoshis it rounds back exactly. */
const COIN_IN_SAT_NUMBER = 1e8;

/** Bitcoins of Bitcoin Core's JSON, in satoshis. */
export function satOfCoins(coins: number): bigint {
  return BigInt(Math.round(coins * COIN_IN_SAT_NUMBER));
}

/** `1,234,567 sat`, with the millisatoshis as decimals where there are any; `1 msat` below a satoshi. */
export function formatMsat(msat: bigint): string {
  if (msat > 0n && msat < SAT_IN_MSAT) return `${msat} msat`;
  return `${formatSatOfMsat(msat, msat % SAT_IN_MSAT !== 0n)} sat`;
}

/** `1,234,567 sat` */
export function formatSat(sat: bigint): string {
  return `${formatCount(sat)} sat`;
}

/** Satoshis with three decimals, so that columns align. */
export function formatColumn(msat: bigint): string {
  return formatSatOfMsat(msat, true);
}

/** `50 BTC`, `0.015 BTC` */
export function formatCoins(sat: bigint): string {
  const decimals = (sat % COIN_IN_SAT).toString().padStart(8, '0').replace(/0+$/, '');
  return `${formatCount(sat / COIN_IN_SAT)}${decimals === '' ? '' : `.${decimals}`} BTC`;
}

export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
}

function formatSatOfMsat(msat: bigint, decimals: boolean): string {
  const sign = msat < 0n ? '-' : '';
  const size = msat < 0n ? -msat : msat;
  const rest = decimals ? `.${(size % SAT_IN_MSAT).toString().padStart(3, '0')}` : '';
  return `${sign}${formatCount(size / SAT_IN_MSAT)}${rest}`;
}

/** `1,234,567` */
export function formatCount(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}
