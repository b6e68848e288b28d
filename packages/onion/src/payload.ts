import {
  ByteReader,
  ByteWriter,
  type DecodedTlvRecord,
  DecodeError,
  decoding,
  encodeTlvStream,
  encodeTu32,
  encodeTu64,
  err,
  FIRST_CUSTOM_TLV_TYPE,
  type Result,
  readTlvStream,
  readTlvValue,
  type TlvRecord,
} from '@sferic/codec';
import type { InvalidOnionPayload } from './peel.ts';

/** Record types of the `payload` TLV stream (BOLT 4, "`payload` format"). */
const AMT_TO_FORWARD = 2n;
const OUTGOING_CLTV_VALUE = 4n;
const SHORT_CHANNEL_ID = 6n;
const PAYMENT_DATA = 8n;
const PAYMENT_METADATA = 16n;

/** The preimage of a spontaneous payment. Even: who does not know it must refuse, since nobody else can fulfil. */
export const KEYSEND_PREIMAGE_TYPE = 5482373484n;

/** 21 million bitcoins in millisatoshis: no amount is higher (BOLT 1, "Fundamental Types"). */
const MAX_AMOUNT_MSAT = 0x1d24b2dfac520000n;

/** What the origin tells a hop that forwards. */
export interface ForwardPayload {
  readonly type: 'forward';
  /** Amount of the outgoing HTLC in millisatoshis. */
  readonly amtToForward: bigint;
  /** `cltv_expiry` of the outgoing HTLC: a block height. */
  readonly outgoingCltvValue: number;
  /** The outgoing channel, or another one to the same peer. */
  readonly shortChannelId: bigint;
}

export interface PaymentData {
  /** 32 bytes from the invoice: proof that the sender has seen it. */
  readonly paymentSecret: Uint8Array;
  /** Amount of all parts of the payment together, in millisatoshis. */
  readonly totalMsat: bigint;
}

/** What the origin tells the final node. */
export interface FinalPayload {
  readonly type: 'final';
  /** The least amount of this HTLC in millisatoshis. */
  readonly amtToForward: bigint;
  /** The least `cltv_expiry` of this HTLC: a block height. */
  readonly outgoingCltvValue: number;
  readonly paymentData?: PaymentData;
  /** Opaque bytes from the invoice. */
  readonly paymentMetadata?: Uint8Array;
  /** 32 bytes, in a spontaneous payment. */
  readonly keysendPreimage?: Uint8Array;
  /** Records of types from 65536 on that are none of the above, in any order when encoding, ascending when decoded. */
  readonly customRecords: readonly TlvRecord[];
}

export type HopPayload = ForwardPayload | FinalPayload;

/** Says which custom records of even type the final node understands; it gets odd ones regardless. */
export type AcceptsCustomType = (type: bigint) => boolean;

const FORWARD_TYPES = new Set([AMT_TO_FORWARD, OUTGOING_CLTV_VALUE, SHORT_CHANNEL_ID]);
const FINAL_TYPES = new Set([
  AMT_TO_FORWARD,
  OUTGOING_CLTV_VALUE,
  SHORT_CHANNEL_ID,
  PAYMENT_DATA,
  PAYMENT_METADATA,
  KEYSEND_PREIMAGE_TYPE,
]);

/**
 * The TLV stream of a payload, without length prefix (BOLT 4, "`payload` format"). Throws `RangeError` on duplicate
 * custom records and on those of a type below 65536.
 */
export function encodePayload(payload: HopPayload): Uint8Array {
  const records: TlvRecord[] = [
    { type: AMT_TO_FORWARD, value: encodeTu64(payload.amtToForward) },
    { type: OUTGOING_CLTV_VALUE, value: encodeTu32(payload.outgoingCltvValue) },
  ];
  if (payload.type === 'forward') {
    records.push({ type: SHORT_CHANNEL_ID, value: new ByteWriter(8).u64(payload.shortChannelId).finish() });
  } else {
    records.push(...finalRecords(payload));
  }
  return encodeTlvStream(records);
}

/** Reads the payload of a hop that forwards. Even types of no meaning there are refused, odd ones ignored. */
export function decodeForwardPayload(bytes: Uint8Array): Result<ForwardPayload, InvalidOnionPayload> {
  return reading(() => {
    const records = readRecords(bytes, (type) => FORWARD_TYPES.has(type));
    return {
      type: 'forward',
      amtToForward: required(records, AMT_TO_FORWARD, readAmount),
      outgoingCltvValue: required(records, OUTGOING_CLTV_VALUE, (reader) => reader.tu32()),
      shortChannelId: required(records, SHORT_CHANNEL_ID, (reader) => reader.u64()),
    };
  });
}

/** Reads the payload of the final node. A `short_channel_id` has no meaning there and is ignored. */
export function decodeFinalPayload(
  bytes: Uint8Array,
  acceptsCustom: AcceptsCustomType = () => false,
): Result<FinalPayload, InvalidOnionPayload> {
  return reading(() => {
    const records = readRecords(
      bytes,
      (type) => FINAL_TYPES.has(type) || (type >= FIRST_CUSTOM_TLV_TYPE && acceptsCustom(type)),
    );
    const amtToForward = required(records, AMT_TO_FORWARD, readAmount);
    const outgoingCltvValue = required(records, OUTGOING_CLTV_VALUE, (reader) => reader.tu32());
    // A known type must be well-formed even where it has no meaning (BOLT 1, "Type-Length-Value Format").
    optional(records, SHORT_CHANNEL_ID, (reader) => reader.u64());
    const paymentData = optional(records, PAYMENT_DATA, readPaymentData);
    const paymentMetadata = optional(records, PAYMENT_METADATA, (reader) => reader.rest());
    const keysendPreimage = optional(records, KEYSEND_PREIMAGE_TYPE, (reader) => reader.bytes(32));
    return {
      type: 'final',
      amtToForward,
      outgoingCltvValue,
      ...(paymentData && { paymentData }),
      ...(paymentMetadata && { paymentMetadata }),
      ...(keysendPreimage && { keysendPreimage }),
      customRecords: customRecords(records),
    };
  });
}

function finalRecords(payload: FinalPayload): TlvRecord[] {
  const { paymentData, paymentMetadata, keysendPreimage } = payload;
  const records: TlvRecord[] = [];
  if (paymentData !== undefined) {
    const value = new ByteWriter(40).bytes(paymentData.paymentSecret).tu64(paymentData.totalMsat).finish();
    records.push({ type: PAYMENT_DATA, value });
  }
  if (paymentMetadata !== undefined) records.push({ type: PAYMENT_METADATA, value: paymentMetadata });
  const custom = [...payload.customRecords];
  if (custom.some(({ type }) => type < FIRST_CUSTOM_TLV_TYPE)) {
    throw new RangeError(`types of custom records begin at ${FIRST_CUSTOM_TLV_TYPE}`);
  }
  if (keysendPreimage !== undefined) custom.push({ type: KEYSEND_PREIMAGE_TYPE, value: keysendPreimage });
  custom.sort((a, b) => (a.type < b.type ? -1 : 1));
  return [...records, ...custom];
}

/** Runs a payload decoder and says what is wrong as `invalid_onion_payload` says it. */
function reading<T extends HopPayload>(decode: () => T): Result<T, InvalidOnionPayload> {
  const result = decoding(decode);
  if (result.ok) return result;
  const { message, offset, tlvType } = result.error;
  return err({ code: 'invalid_onion_payload', message, tlvType: tlvType ?? 0n, offset });
}

type Records = ReadonlyMap<bigint, DecodedTlvRecord>;

function readRecords(bytes: Uint8Array, isKnown: (type: bigint) => boolean): Records {
  return new Map(readTlvStream(new ByteReader(bytes), isKnown).map((record) => [record.type, record]));
}

function required<T>(records: Records, type: bigint, read: (reader: ByteReader) => T): T {
  const record = records.get(type);
  if (record === undefined) throw new DecodeError('tlv_missing', `TLV type ${type} is missing`, 0, type);
  return readTlvValue(record, read);
}

function optional<T>(records: Records, type: bigint, read: (reader: ByteReader) => T): T | undefined {
  const record = records.get(type);
  return record && readTlvValue(record, read);
}

function customRecords(records: Records): TlvRecord[] {
  return [...records.values()]
    .filter(({ type }) => type >= FIRST_CUSTOM_TLV_TYPE && type !== KEYSEND_PREIMAGE_TYPE)
    .map(({ type, value }) => ({ type, value }));
}

function readAmount(reader: ByteReader): bigint {
  const { offset } = reader;
  const amount = reader.tu64();
  if (amount > MAX_AMOUNT_MSAT)
    throw new DecodeError('out_of_range', 'more than 21 million bitcoins', offset);
  return amount;
}

function readPaymentData(reader: ByteReader): PaymentData {
  return { paymentSecret: reader.bytes(32), totalMsat: readAmount(reader) };
}
