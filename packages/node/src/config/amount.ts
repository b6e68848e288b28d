/** Amounts as people write them: `25000sat`, `1500msat`, `0.01btc`, or a plain number of satoshis. */
import { err, ok, type Result } from '@sferic/codec';
import type { Msat, Sat } from '@sferic/wire';

export const AMOUNT_HELP = '25000sat, 1500msat, 0.01btc; a plain number is satoshis';

/** Decimal places of each unit down to the millisatoshi. */
const DECIMALS = { msat: 0, sat: 3, btc: 11 } as const;
/** 21 million bitcoin. */
export const MAX_MSAT = 21_000_000n * 10n ** 11n;
const MSAT_PER_SAT = 1000n;

/** Reads an amount exactly; the error is a sentence for a person. Digits may be grouped: `1_000_000sat`. */
export function parseAmount(text: string): Result<Msat, string> {
  const match = /^(\d+(?:_\d+)*)(?:\.(\d+))? ?(msat|sat|btc)?$/i.exec(text.trim());
  if (match === null) return err(`"${text}" is not an amount: write ${AMOUNT_HELP}`);
  const [, whole = '', fraction = '', unit = 'sat'] = match;
  const decimals = DECIMALS[unit.toLowerCase() as keyof typeof DECIMALS];
  if (fraction.length > decimals) return err(`"${text}" is finer than a millisatoshi`);
  const amount = BigInt(whole.replaceAll('_', '') + fraction.padEnd(decimals, '0'));
  if (amount > MAX_MSAT) return err(`"${text}" is more than all bitcoin there will be`);
  return ok(amount as Msat);
}

/** Reads an amount of whole satoshis, as transactions have them. */
export function parseSatAmount(text: string): Result<Sat, string> {
  const amount = parseAmount(text);
  if (!amount.ok) return amount;
  if (amount.value % MSAT_PER_SAT !== 0n)
    return err(`"${text}" has a fraction of a satoshi, which a transaction can't hold`);
  return ok((amount.value / MSAT_PER_SAT) as Sat);
}
