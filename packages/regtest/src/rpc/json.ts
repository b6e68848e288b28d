import { coinText } from '../money.ts';
import type { Sat } from '../transaction.ts';

declare const decimal: unique symbol;

/** A JSON number with its digits as they are to be sent: Bitcoin Core prints amounts with eight decimals. */
export interface Decimal {
  readonly [decimal]: true;
}

/** What a method may answer. Members that are undefined are left out, as `JSON.stringify` does. */
export type Json = null | boolean | number | string | Decimal | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** ES2026's JSON.rawJSON, which the runtime has and TypeScript's library does not yet describe. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): Decimal };

/** An amount in bitcoin, exact. */
export const amount = (sats: Sat): Decimal => rawJSON(coinText(sats));

/** A feerate in bitcoin per 1000 virtual bytes, from satoshis per 1000 virtual bytes. */
export const feerate = (satsPerKvb: number): Decimal => amount(BigInt(satsPerKvb));
