/** Rates as people write them: `50sat/min`, `1500msat/s`, `0.01btc/day`. */
import { err, ok, type Result } from '@sferic/codec';
import type { Rate } from '../streams/index.ts';
import { parseAmount } from './amount.ts';

export const RATE_HELP = '50sat/min, 1500msat/s, 3000sat/h, 0.001btc/day';

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
};

/** The error is a sentence for a person. */
export function parseRate(text: string): Result<Rate, string> {
  const [amountText = '', unit = '', ...rest] = text.trim().split('/');
  const milliseconds = UNITS[unit.trim().toLowerCase()];
  if (milliseconds === undefined || rest.length > 0)
    return err(`"${text}" is not a rate: write ${RATE_HELP}`);
  const amount = parseAmount(amountText);
  if (!amount.ok) return amount;
  return amount.value > 0n ? ok({ amount: amount.value, milliseconds }) : err('a rate must be more than 0');
}
