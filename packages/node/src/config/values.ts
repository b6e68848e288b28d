/** How the text of each kind of option is read. Errors are the end of a sentence whose subject is the option. */
import { isIP } from 'node:net';
import { err, ok, type Result } from '@sferic/codec';
import type { SatPerKw } from '@sferic/wire';
import type { FundingPolicy } from '../channels/index.ts';
import { parseSatAmount } from './amount.ts';

export type Parse<T> = (text: string) => Result<T, string>;

export interface TcpAddress {
  /** An IP address, or a name to announce. */
  readonly host: string;
  /** 0 where the system is to choose. */
  readonly port: number;
}

const MAX_PORT = 0xffff;
/** BOLT 7: an alias has 32 bytes. */
const MAX_ALIAS_BYTES = 32;
const WEIGHT_PER_VBYTE = 4;
/** What Bitcoin Core relays at least, rounded up as weights are. */
const MIN_SAT_PER_KW = 253;
const MAX_SAT_PER_VBYTE = 1000;

export const parseText: Parse<string> = (text) => (text === '' ? err('must not be empty') : ok(text));

export function parseOneOf<const T extends string>(values: readonly T[]): Parse<T> {
  return (text) => {
    const found = values.find((value) => value === text);
    return found === undefined ? err(`must be one of ${values.join(', ')}, not "${text}"`) : ok(found);
  };
}

export function parseInteger(minimum: number, maximum: number): Parse<number> {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return ok(value);
    return err(`must be a whole number from ${minimum} to ${maximum}, not "${text}"`);
  };
}

export const parsePort = parseInteger(0, MAX_PORT);

export const parseUrl: Parse<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    return err(`must be a URL like http://127.0.0.1:8332, not "${text}"`);
  if (url.username !== '' || url.password !== '')
    return err('must not hold a user and a password: they have options of their own');
  return ok(text);
};

export const parseAlias: Parse<string> = (text) => {
  if (new TextEncoder().encode(text).length > MAX_ALIAS_BYTES)
    return err(`must have at most ${MAX_ALIAS_BYTES} bytes in UTF-8`);
  // Control characters would let one node's name disturb the terminal of another's operator.
  return /^[^\p{Cc}\p{Cs}]+$/u.test(text) ? ok(text) : err('must be printable text');
};

export const parseColor: Parse<string> = (text) =>
  /^#[0-9a-fA-F]{6}$/.test(text) ? ok(text.toLowerCase()) : err(`must be like #3399ff, not "${text}"`);

/** `host:port`, `[::1]:port` or `/ip4/…/tcp/…`. */
const parseTcpAddress: Parse<TcpAddress> = (text) => {
  const match =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/@\s]+)):(\d{1,5})$/.exec(text) ??
    /^\/(?:ip6\/([0-9a-fA-F:.]+)|(?:ip4|dns[46]?)\/([^:[\]/@\s]+))\/tcp\/(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > MAX_PORT || (match?.[1] !== undefined && isIP(host) !== 6))
    return err(`must be host:port, [ipv6]:port or /ip4/…/tcp/…, not "${text}"`);
  return ok({ host, port });
};

export const parseListenAddress: Parse<TcpAddress> = (text) => {
  const address = parseTcpAddress(text);
  if (!address.ok || isIP(address.value.host) !== 0) return address;
  return err(`must have an IP address of this machine, such as 0.0.0.0, not "${address.value.host}"`);
};

export const parseAnnounceAddress: Parse<TcpAddress> = (text) => {
  const address = parseTcpAddress(text);
  if (address.ok && address.value.port === 0) return err(`must name the port that others reach: "${text}"`);
  return address;
};

/** Satoshis per virtual byte as a person writes them, in satoshis per kiloweight as transactions need them. */
export const parseFeerate: Parse<SatPerKw> = (text) => {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= MAX_SAT_PER_VBYTE))
    return err(`must be from 1 to ${MAX_SAT_PER_VBYTE} sat/vbyte, not "${text}"`);
  return ok(Math.max(MIN_SAT_PER_KW, Math.ceil((value * 1000) / WEIGHT_PER_VBYTE)) as SatPerKw);
};

/** `none`, `match 1000000sat` (up to a limit) or `fixed 50000sat`. */
export const parseFundingPolicy: Parse<FundingPolicy> = (text) => {
  const [type = '', amountText, ...rest] = text.trim().split(/\s+/);
  if (type === 'none' && amountText === undefined) return ok({ type });
  if ((type !== 'match' && type !== 'fixed') || amountText === undefined || rest.length > 0)
    return err(`must be none, "match LIMIT" or "fixed AMOUNT", not "${text}"`);
  const amount = parseSatAmount(amountText);
  if (!amount.ok) return amount;
  return ok(type === 'match' ? { type, limit: amount.value } : { type, amount: amount.value });
};
