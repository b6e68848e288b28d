/** The part of an invoice before the separator: network and amount (BOLT 11, "Human-Readable Part"). */
import type { Network } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { type Msat, msat } from '@sferic/wire';
import type { InvoiceError } from './invoice.ts';

const CURRENCY: Readonly<Record<Network, string>> = {
  mainnet: 'bc',
  testnet: 'tb',
  signet: 'tbs',
  regtest: 'bcrt',
};

/** Pico-bitcoin, a tenth of a millisatoshi, in each unit; the largest comes first. */
const PICO_PER_UNIT = [
  ['', 1_000_000_000_000n],
  ['m', 1_000_000_000n],
  ['u', 1_000_000n],
  ['n', 1_000n],
  ['p', 1n],
] as const;
const PICO_PER_MSAT = 10n;

/** All bitcoin that there will be: a larger amount is a mistake. */
const MAX_AMOUNT_MSAT = 21_000_000n * 100_000_000_000n;
/** Enough for all bitcoin in pico-bitcoin; bounds the work on a hostile text. */
const MAX_DIGITS = 20;

export interface HumanReadablePart {
  readonly network: Network;
  readonly amountMsat?: Msat;
}

/** Writes the shortest form of the amount. */
export function formatHumanReadable({
  network,
  amountMsat,
}: HumanReadablePart): Result<string, InvoiceError> {
  const prefix = `ln${CURRENCY[network]}`;
  if (amountMsat === undefined) return ok(prefix);
  if (amountMsat <= 0n || amountMsat > MAX_AMOUNT_MSAT) return fail(`${amountMsat} msat cannot be asked for`);
  const pico = amountMsat * PICO_PER_MSAT;
  for (const [letter, size] of PICO_PER_UNIT) {
    if (pico % size === 0n) return ok(`${prefix}${pico / size}${letter}`);
  }
  throw new Error('every amount is a multiple of a pico-bitcoin');
}

/** Reads a lower-case human-readable part. */
export function parseHumanReadable(hrp: string): Result<HumanReadablePart, InvoiceError> {
  const match = /^ln([a-z]+?)(\d.*)?$/.exec(hrp);
  const network = Object.entries(CURRENCY).find(([, currency]) => currency === match?.[1])?.[0];
  if (network === undefined) {
    if (!hrp.startsWith('ln'))
      return err({ code: 'not_an_invoice', message: `an invoice begins with 'ln', not '${hrp}'` });
    return err({ code: 'unknown_network', message: `'${hrp}' names no known network` });
  }
  const part = { network: network as Network };
  const text = match?.[2];
  if (text === undefined) return ok(part);
  const amount = parseAmount(text);
  return amount.ok ? ok({ ...part, amountMsat: amount.value }) : amount;
}

function parseAmount(text: string): Result<Msat, InvoiceError> {
  const [, digits, letter] = /^(\d+)([munp]?)$/.exec(text) ?? [];
  const size = PICO_PER_UNIT.find(([unit]) => unit === letter)?.[1];
  if (digits === undefined || size === undefined)
    return fail(`'${text}' is not a number with one of the units m, u, n, p`);
  if (digits.startsWith('0')) return fail(`'${text}' has a leading zero`);
  if (digits.length > MAX_DIGITS) return fail(`'${text}' is more than all bitcoin`);
  const pico = BigInt(digits) * size;
  if (pico % PICO_PER_MSAT !== 0n) return fail(`'${text}' is not a whole number of millisatoshis`);
  const amount = pico / PICO_PER_MSAT;
  if (amount > MAX_AMOUNT_MSAT) return fail(`'${text}' is more than all bitcoin`);
  return ok(msat(amount));
}

function fail(what: string): Result<never, InvoiceError> {
  return err({ code: 'invalid_amount', message: `the amount of the invoice is invalid: ${what}` });
}
