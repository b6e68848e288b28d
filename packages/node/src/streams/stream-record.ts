/**
 * What each payment of a stream carries: the custom record by which the payee knows to which session it belongs.
 *
 *     16 bytes  id of the session, drawn by the payer
 *      8 bytes  number of the payment in the session, counted from 0
 *      8 bytes  the rate: so many millisatoshis
 *      4 bytes  in so many milliseconds
 *
 * Integers are big-endian.
 */
import { ByteReader, ByteWriter, decoding, type TlvRecord } from '@sferic/codec';
import { type Msat, msat } from '@sferic/wire';

/** Odd: whoever does not know it takes the payment as any other (BOLT 1, "Type-Length-Value Format"). */
export const STREAM_RECORD_TYPE = 5_347_117n;

export const SESSION_ID_LENGTH = 16;
/** The longest period of a rate: a day. */
export const MAX_RATE_MILLISECONDS = 86_400_000;
/** All bitcoins that there will be. */
export const MAX_RATE_AMOUNT: Msat = msat(2_100_000_000_000_000_000n);

/** So much in so long. */
export interface Rate {
  /** At most `MAX_RATE_AMOUNT`. */
  readonly amount: Msat;
  /** At least 1, at most `MAX_RATE_MILLISECONDS`. */
  readonly milliseconds: number;
}

export interface StreamRecord {
  readonly sessionId: Uint8Array;
  readonly number: bigint;
  readonly rate: Rate;
}

export function encodeStreamRecord({ sessionId, number, rate }: StreamRecord): TlvRecord {
  const value = new ByteWriter()
    .bytes(sessionId)
    .u64(number)
    .u64(rate.amount)
    .u32(rate.milliseconds)
    .finish();
  return { type: STREAM_RECORD_TYPE, value };
}

/** `undefined` without the record, `'malformed'` with one that does not say what it must. */
export function findStreamRecord(records: readonly TlvRecord[]): StreamRecord | 'malformed' | undefined {
  const record = records.find(({ type }) => type === STREAM_RECORD_TYPE);
  if (record === undefined) return undefined;
  const decoded = decoding((): StreamRecord => {
    const reader = new ByteReader(record.value);
    const sessionId = reader.bytes(SESSION_ID_LENGTH);
    const number = reader.u64();
    const rate = { amount: msat(reader.u64()), milliseconds: reader.u32() };
    reader.end();
    return { sessionId, number, rate };
  });
  if (!decoded.ok) return 'malformed';
  const { amount, milliseconds } = decoded.value.rate;
  const isPossible = milliseconds >= 1 && milliseconds <= MAX_RATE_MILLISECONDS && amount <= MAX_RATE_AMOUNT;
  return isPossible ? decoded.value : 'malformed';
}

/** Whether the first is less than the second. */
export function isSlower(rate: Rate, than: Rate): boolean {
  return rate.amount * BigInt(than.milliseconds) < than.amount * BigInt(rate.milliseconds);
}
