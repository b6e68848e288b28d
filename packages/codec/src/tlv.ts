import { bigSizeLength } from './bigsize.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { DecodeError, decoding } from './decode-error.ts';
import type { Result } from './result.ts';

/** Types from here on are for custom records (BOLT 1, "Type-Length-Value Format"). */
export const FIRST_CUSTOM_TLV_TYPE = 65536n;

export interface TlvRecord {
  readonly type: bigint;
  readonly value: Uint8Array;
}

/** A record and where its value begins in the stream's input, for errors that must name the place. */
export interface DecodedTlvRecord extends TlvRecord {
  readonly valueOffset: number;
}

/** Says which types the reader of a stream understands. */
export type IsKnownTlvType = (type: bigint) => boolean;

const U64_MAX = 0xffff_ffff_ffff_ffffn;

/**
 * The concatenated records of a TLV stream (BOLT 1). Records must be given in strictly increasing order of type:
 * anything else is a broken invariant and throws `RangeError`.
 */
export function encodeTlvStream(records: readonly TlvRecord[]): Uint8Array {
  let length = 0;
  for (const { type, value } of records) {
    length += bigSizeLength(type) + bigSizeLength(value.length) + value.length;
  }
  const writer = new ByteWriter(length);
  let previous = -1n;
  for (const { type, value } of records) {
    if (type <= previous || type > U64_MAX) throw new RangeError(`TLV type ${type} after ${previous}`);
    previous = type;
    writer.bigSize(type).bigSizeBytes(value);
  }
  return writer.finish();
}

/**
 * All records of a stream, unknown odd ones included; the caller ignores what it does not know.
 * Fails on types that are not strictly increasing, on lengths or types that are not minimal, on truncation and on unknown even
 * types (BOLT 1, "Type-Length-Value Format", Requirements). Values are views of `bytes`.
 */
export function decodeTlvStream(
  bytes: Uint8Array,
  isKnown: IsKnownTlvType,
): Result<DecodedTlvRecord[], DecodeError> {
  return decoding(() => readTlvStream(new ByteReader(bytes), isKnown));
}

/** `decodeTlvStream` over all that remains of a reader; throws `DecodeError`. */
export function readTlvStream(reader: ByteReader, isKnown: IsKnownTlvType): DecodedTlvRecord[] {
  const records: DecodedTlvRecord[] = [];
  let previous = -1n;
  while (reader.remaining > 0) {
    const offset = reader.offset;
    const type = reader.bigSize();
    if (type <= previous) {
      throw new DecodeError('tlv_order', `TLV type ${type} after ${previous}`, offset, type);
    }
    previous = type;
    const length = inRecord(type, () => reader.bigSizeLength());
    if (type % 2n === 0n && !isKnown(type)) {
      throw new DecodeError('tlv_unknown_even', `unknown even TLV type ${type}`, offset, type);
    }
    const valueOffset = reader.offset;
    records.push({ type, value: reader.bytes(length), valueOffset });
  }
  return records;
}

/**
 * Decodes the value of one record; the decoder must take the value whole. A `DecodeError` thrown inside names the
 * record and its place in the stream.
 */
export function readTlvValue<T>(record: DecodedTlvRecord, decode: (reader: ByteReader) => T): T {
  return inRecord(record.type, () => {
    const reader = new ByteReader(record.value, record.valueOffset);
    const value = decode(reader);
    reader.end();
    return value;
  });
}

function inRecord<T>(type: bigint, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof DecodeError) || error.tlvType !== undefined) throw error;
    throw new DecodeError(error.code, `TLV type ${type}: ${error.message}`, error.offset, type);
  }
}
