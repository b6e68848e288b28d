/** Messages of the node in words for people: fields of the API by what commands call them, amounts as everywhere else. */
import { grouped, satoshisOfMsat } from './values.ts';

type Unit = 'sat' | 'msat' | 'sat/vbyte' | 's' | 'ms';

/** What a person knows each field of a request by, and the unit of the numbers that its rules name. */
const FIELDS: Readonly<Record<string, readonly [words: string, unit?: Unit]>> = {
  address: ['the address'],
  amountMsat: ['the amount', 'msat'],
  amountSat: ['the amount', 'sat'],
  announce: ['whether to announce the channel'],
  budgetMsat: ['the budget', 'msat'],
  channelId: ['the id of the channel'],
  cltvExpiryDelta: ['the number of blocks between HTLCs'],
  description: ['the description'],
  descriptionHash: ['the hash of the description'],
  disabled: ['whether to let payments through'],
  everyMilliseconds: ['the time between payments', 'ms'],
  expirySeconds: ['the expiry', 's'],
  feeBaseMsat: ['the base fee', 'msat'],
  feeProportionalMillionths: ['the fee rate in millionths'],
  feerateSatPerVbyte: ['the feerate', 'sat/vbyte'],
  force: ['whether to close by force'],
  forMilliseconds: ['the time of the stream', 'ms'],
  holdHash: ['the hash to hold for'],
  htlcMaximumMsat: ['the largest payment', 'msat'],
  htlcMinimumMsat: ['the smallest payment', 'msat'],
  invoice: ['the invoice'],
  limit: ['the number of channels'],
  maxFeeMsat: ['the limit for the fee', 'msat'],
  maxParts: ['the number of parts'],
  minFinalCltvExpiryDelta: ['the number of blocks before the last expiry'],
  nodeId: ['the node id'],
  paymentHash: ['the payment hash'],
  peer: ['the peer'],
  policy: ['the policy'],
  'policy.amountSat': ['the amount', 'sat'],
  'policy.limitSat': ['the limit', 'sat'],
  'policy.type': ['the policy'],
  preimage: ['the preimage'],
  rateMilliseconds: ['the time of the rate', 'ms'],
  rateMsat: ['the rate', 'msat'],
  records: ['the records'],
  'records.type': ['the type of a record'],
  'records.value': ['the value of a record'],
  reset: ['whether to reset'],
  serving: ['whether to serve'],
  sessionId: ['the id of the stream'],
  target: ['the node or invoice'],
  timeoutSeconds: ['the timeout', 's'],
};

/** In milliseconds, by what commands call them. */
const SPANS = [
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1000n],
] as const;

/** `message`, which begins with the name of `field` where one is to blame. */
export function inWords(message: string, field?: string): string {
  const [words, unit] = FIELDS[field?.replaceAll(/\[\d+\]/g, '') ?? ''] ?? [];
  if (field === undefined || words === undefined || !message.startsWith(`${field} `))
    return amountsInWords(message);
  const rule = message.slice(field.length);
  if (unit === undefined || /\d m?sat\b/.test(rule)) return words + amountsInWords(rule);
  return words + amountsInWords(rule.replaceAll(/\b\d+\b/g, (digits) => quantity(BigInt(digits), unit)));
}

function quantity(count: bigint, unit: Unit): string {
  if (unit !== 's' && unit !== 'ms') return `${count} ${unit}`;
  const milliseconds = unit === 's' ? count * 1000n : count;
  const [name, size] = SPANS.find(([, one]) => milliseconds % one === 0n) ?? ['ms', 1n];
  return `${milliseconds / size}${name}`;
}

/** `25000000 msat` is `25,000 sat`, `1000000 sat` is `1,000,000 sat`. */
function amountsInWords(text: string): string {
  return text
    .replaceAll(/(?<![\d.,])(\d+) msat\b/g, (_, amount: string) => `${satoshisOfMsat(amount)} sat`)
    .replaceAll(/(?<![\d.,])(\d+) sat\b(?!\/)/g, (_, amount: string) => `${grouped(amount)} sat`);
}
