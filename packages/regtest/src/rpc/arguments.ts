import { hexToBytes } from '@sferic/crypto';
import { parseAmount } from '../money.ts';
import type { Sat } from '../transaction.ts';
import { parseDisplayId } from '../transaction.ts';
import { RPC, RpcError } from './errors.ts';

export type ParameterType = 'string' | 'number' | 'boolean' | 'array' | 'amount' | 'any';

export interface Parameter {
  /** Spellings are separated by `|`; the first is the one in messages. */
  readonly name: string;
  readonly type: ParameterType;
  /** Default: false. */
  readonly required?: boolean;
}

const spellings = (parameter: Parameter): readonly string[] => parameter.name.split('|');
const mainName = (parameter: Parameter): string => spellings(parameter)[0] ?? parameter.name;

function jsonTypeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

const EXPECTED_NAME = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  array: 'array',
  amount: 'number or string',
};

function hasType(value: unknown, type: ParameterType): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'amount':
      return typeof value === 'number' || typeof value === 'string';
    case 'array':
      return Array.isArray(value);
    default:
      return typeof value === type;
  }
}

/** Puts named arguments into positional order. `args` holds leading positional ones, as in Bitcoin Core. */
function positional(parameters: readonly Parameter[], named: Readonly<Record<string, unknown>>): unknown[] {
  const values: unknown[] = Array.isArray(named['args']) ? [...named['args']] : [];
  for (const [name, value] of Object.entries(named)) {
    if (name === 'args' && Array.isArray(value)) continue;
    const position = parameters.findIndex((parameter) => spellings(parameter).includes(name));
    if (position < 0) throw new RpcError(RPC.invalidParameter, `Unknown named parameter ${name}`);
    if (values[position] !== undefined) {
      throw new RpcError(
        RPC.invalidParameter,
        `Parameter ${name} specified twice both as positional and named argument`,
      );
    }
    values[position] = value;
  }
  return values;
}

/** The arguments of one call, checked against the method's parameters. A null counts as left out. */
export class Arguments {
  readonly #values = new Map<string, unknown>();

  /** @param usage the method's help, which is the message when the number of arguments is wrong */
  constructor(parameters: readonly Parameter[], given: unknown, usage: string) {
    const values = Array.isArray(given)
      ? given
      : positional(parameters, (given ?? {}) as Readonly<Record<string, unknown>>);
    if (values.length > parameters.length) throw new RpcError(RPC.misc, usage);
    const mismatches: string[] = [];
    for (const [index, parameter] of parameters.entries()) {
      const value: unknown = values[index] ?? undefined;
      if (value === undefined) {
        if (parameter.required) throw new RpcError(RPC.misc, usage);
      } else if (parameter.type !== 'any' && !hasType(value, parameter.type)) {
        mismatches.push(
          `    "Position ${index + 1} (${mainName(parameter)})": "JSON value of type ${jsonTypeName(value)} ` +
            `is not of expected type ${EXPECTED_NAME[parameter.type]}"`,
        );
      }
      this.#values.set(mainName(parameter), value);
    }
    if (mismatches.length > 0) {
      throw new RpcError(RPC.type, `Wrong type passed:\n{\n${mismatches.join(',\n')}\n}`);
    }
  }

  /** The argument as it came; undefined when left out. */
  raw(name: string): unknown {
    if (!this.#values.has(name)) throw new Error(`no parameter ${name}`);
    return this.#values.get(name);
  }

  string(name: string): string {
    const value = this.raw(name);
    if (typeof value !== 'string') throw wrongType(value, 'string');
    return value;
  }

  optionalString(name: string): string | undefined {
    return this.raw(name) === undefined ? undefined : this.string(name);
  }

  /** A whole number that fits 32 bits, as Bitcoin Core's int arguments. */
  integer(name: string): number {
    const value = this.raw(name);
    if (typeof value !== 'number') throw wrongType(value, 'number');
    if (!Number.isInteger(value) || Math.abs(value) > 0x7fff_ffff) {
      throw new RpcError(RPC.misc, 'JSON integer out of range');
    }
    return value;
  }

  integerOr(name: string, fallback: number): number {
    return this.raw(name) === undefined ? fallback : this.integer(name);
  }

  booleanOr(name: string, fallback: boolean): boolean {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    if (typeof value !== 'boolean') throw wrongType(value, 'bool');
    return value;
  }

  /** A verbosity: a number, or false and true for 0 and 1. */
  verbosityOr(name: string, fallback: number): number {
    const value = this.raw(name);
    return typeof value === 'boolean' ? Number(value) : this.integerOr(name, fallback);
  }

  /** An amount in bitcoin, as satoshis. */
  amountOr(name: string, fallback: Sat): Sat {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    const sats = parseAmount(value);
    if (sats === undefined) throw new RpcError(RPC.type, 'Invalid amount');
    return sats;
  }

  strings(name: string): readonly string[] {
    const value = this.raw(name);
    if (!Array.isArray(value)) throw wrongType(value, 'array');
    for (const member of value) {
      if (typeof member !== 'string') throw wrongType(member, 'string');
    }
    return value;
  }

  /** A block hash or transaction id, in internal byte order. */
  hash(name: string): Uint8Array {
    return parseHash(this.string(name), name);
  }
}

const wrongType = (value: unknown, expected: string): RpcError =>
  new RpcError(RPC.type, `JSON value of type ${jsonTypeName(value)} is not of expected type ${expected}`);

/** A 32-byte hash in display order; `name` is what messages call it. */
export function parseHash(text: string, name: string): Uint8Array {
  if (text.length !== 64) {
    throw new RpcError(
      RPC.invalidParameter,
      `${name} must be of length 64 (not ${text.length}, for '${text}')`,
    );
  }
  const hash = parseDisplayId(text);
  if (hash === undefined) {
    throw new RpcError(RPC.invalidParameter, `${name} must be hexadecimal string (not '${text}')`);
  }
  return hash;
}

/** Bytes of a hex string of any even length, undefined if it is none. */
export function parseHex(text: string): Uint8Array | undefined {
  return text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text) ? hexToBytes(text) : undefined;
}
