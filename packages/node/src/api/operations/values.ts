/** Values of requests, which are text and numbers of JSON, as domain values; each refusal names its field. */
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import {
  type ChannelId,
  channelId,
  type Msat,
  msat,
  type NodeId,
  nodeId as nodeIdOf,
  type Sat,
  type SatPerKw,
  sat,
  satPerKw,
} from '@sferic/wire';
import type { PaymentError } from '../../payments/index.ts';
import { ServiceError } from '../service.ts';

/** A kiloweight has 250 virtual bytes. */
const VBYTES_PER_KILOWEIGHT = 250;
/** No fee of ours is above it: 1000 sat/vbyte. */
const MAX_SAT_PER_VBYTE = 1000;
const MAX_MONEY_SAT = 2_100_000_000_000_000n;

/** Entries of a list; older ones are there by their hash. */
export const LIST_LIMIT = 1000;

export function refusal({ code, message }: PaymentError): ServiceError {
  return new ServiceError(code, message);
}

/** As the refusal of a schema: the message begins with the field, and `details` names it. */
function wrongField(field: string, message: string): ServiceError {
  return new ServiceError('invalid_argument', `${field} ${message}`, { field });
}

export function parseSat(field: string, text: string): Sat {
  return sat(parseAmount(field, text, MAX_MONEY_SAT));
}

export function parseMsat(field: string, text: string): Msat {
  return msat(parseAmount(field, text, MAX_MONEY_SAT * 1000n));
}

/** The most that nodes on the way may get; of nothing where only a way without fees will do. */
export function parseMaxFee(text: string): Msat {
  return text === '0' ? msat(0n) : parseMsat('maxFeeMsat', text);
}

export function parseFeerate(field: string, satPerVbyte: number): SatPerKw {
  const feerate = Math.ceil(satPerVbyte * VBYTES_PER_KILOWEIGHT);
  if (!(satPerVbyte > 0) || satPerVbyte > MAX_SAT_PER_VBYTE)
    throw wrongField(field, `must be above 0 and at most ${MAX_SAT_PER_VBYTE} sat/vbyte`);
  return satPerKw(feerate);
}

export function parseChannelId(text: string): ChannelId {
  return channelId(parseHash('channelId', text));
}

export function parseNodeId(text: string): NodeId {
  try {
    return nodeIdOf(hexToBytes(text));
  } catch {
    throw new ServiceError('invalid_argument', `${text} is not the id of a node`);
  }
}

/** 32 bytes of hex. */
export function parseHash(field: string, text: string): Uint8Array {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw wrongField(field, `must be 64 hex digits`);
  return hexToBytes(text.toLowerCase());
}

/** A txid as people write it: the reverse of its internal byte order. */
export function displayId(id: Uint8Array): string {
  return bytesToHex(Uint8Array.from(id).reverse());
}

function parseAmount(field: string, text: string, most: bigint): bigint {
  if (!/^[0-9]{1,20}$/.test(text)) throw wrongField(field, `must be a whole number in decimal digits`);
  const amount = BigInt(text);
  if (amount === 0n || amount > most) throw wrongField(field, `must be from 1 to ${most}`);
  return amount;
}
