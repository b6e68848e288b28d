import type { Sat } from './transaction.ts';

const SATS_PER_COIN = 100_000_000n;
const DECIMALS = 8;

/** An amount in bitcoin with all eight decimals. */
export function coinText(sats: Sat): string {
  const size = sats < 0n ? -sats : sats;
  const fraction = (size % SATS_PER_COIN).toString().padStart(DECIMALS, '0');
  return `${sats < 0n ? '-' : ''}${size / SATS_PER_COIN}.${fraction}`;
}

/** An amount in bitcoin as Core writes it in messages: at least two decimals, no further trailing zeros. */
export const moneyText = (sats: Sat): string => coinText(sats).replace(/(\.\d\d\d*?)0+$/, '$1');

/** Satoshis from a JSON number or string in bitcoin; undefined when negative, not a number or finer than a satoshi. */
export function parseAmount(value: unknown): Sat | undefined {
  const text = typeof value === 'number' ? value.toFixed(DECIMALS) : value;
  if (typeof text !== 'string' || (typeof value === 'number' && Number(text) !== value)) return undefined;
  const parts = /^(\d{1,10})(?:\.(\d{1,8}))?$/.exec(text);
  if (parts === null) return undefined;
  const [, whole = '0', fraction = ''] = parts;
  return BigInt(whole) * SATS_PER_COIN + BigInt(fraction.padEnd(DECIMALS, '0'));
}
