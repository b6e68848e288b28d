/** Values of the API in words for people. */

const MSAT_PER_SAT = 1000n;
/** How much of an id a table shows: enough to tell any two apart, and to be taken back by commands. */
const SHORT_ID_LENGTH = 12;

/** `1,000,000` */
export function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Satoshis: `25,000`. */
export function satoshis(amountSat: string): string {
  return grouped(amountSat);
}

/** Millisatoshis in satoshis: `25,000`, or `2.005` where there is a fraction. */
export function satoshisOfMsat(amountMsat: string): string {
  const amount = BigInt(amountMsat);
  const fraction = amount % MSAT_PER_SAT;
  const whole = grouped(String(amount / MSAT_PER_SAT));
  return fraction === 0n ? whole : `${whole}.${String(fraction).padStart(3, '0')}`;
}

export function shortId(id: string): string {
  return id.slice(0, SHORT_ID_LENGTH);
}

/** Local time: `2026-01-31 13:45:06`. */
export function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** `1 channel`, `2 channels`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `0.12 s`, `45 ms`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

export function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
