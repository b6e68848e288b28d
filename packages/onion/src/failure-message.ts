import { ByteReader, ByteWriter, decoding, encodeTlvStream, type TlvRecord } from '@sferic/codec';

/** Flags in the top byte of a failure code (BOLT 4, "Failure Messages"). */
export const BADONION = 0x8000;
export const PERM = 0x4000;
export const NODE = 0x2000;
export const UPDATE = 0x1000;

/** Numeric values of the failure codes. */
const FAILURE_CODES = {
  temporary_node_failure: NODE | 2,
  permanent_node_failure: PERM | NODE | 2,
  required_node_feature_missing: PERM | NODE | 3,
  invalid_onion_version: BADONION | PERM | 4,
  invalid_onion_hmac: BADONION | PERM | 5,
  invalid_onion_key: BADONION | PERM | 6,
  temporary_channel_failure: UPDATE | 7,
  permanent_channel_failure: PERM | 8,
  required_channel_feature_missing: PERM | 9,
  unknown_next_peer: PERM | 10,
  amount_below_minimum: UPDATE | 11,
  fee_insufficient: UPDATE | 12,
  incorrect_cltv_expiry: UPDATE | 13,
  expiry_too_soon: UPDATE | 14,
  incorrect_or_unknown_payment_details: PERM | 15,
  final_incorrect_cltv_expiry: 18,
  final_incorrect_htlc_amount: 19,
  channel_disabled: UPDATE | 20,
  expiry_too_far: 21,
  invalid_onion_payload: PERM | 22,
  mpp_timeout: 23,
  invalid_onion_blinding: BADONION | PERM | 24,
} as const;

type KnownFailureType = keyof typeof FAILURE_CODES;

/**
 * `channelUpdate` is the BOLT 7 message with its type, or empty. Nodes should leave it empty, since who applies it gives
 * itself away as the payer; a payer may use it for retries of the same payment and nothing else.
 */
interface WithChannelUpdate {
  readonly channelUpdate: Uint8Array;
}

/**
 * Why a payment failed, as its origin is told (BOLT 4, "Failure Messages"). Amounts in millisatoshis, expiries as block
 * heights.
 */
export type FailureMessage =
  | {
      readonly type:
        | 'temporary_node_failure'
        | 'permanent_node_failure'
        | 'required_node_feature_missing'
        | 'permanent_channel_failure'
        | 'required_channel_feature_missing'
        | 'unknown_next_peer'
        | 'expiry_too_far'
        | 'mpp_timeout';
    }
  | {
      readonly type: BadOnionType;
      readonly sha256OfOnion: Uint8Array;
    }
  | ({ readonly type: 'temporary_channel_failure' | 'expiry_too_soon' } & WithChannelUpdate)
  | ({
      readonly type: 'amount_below_minimum' | 'fee_insufficient';
      readonly htlcMsat: bigint;
    } & WithChannelUpdate)
  | ({ readonly type: 'incorrect_cltv_expiry'; readonly cltvExpiry: number } & WithChannelUpdate)
  | {
      readonly type: 'incorrect_or_unknown_payment_details';
      readonly htlcMsat: bigint;
      /** The final node's block height. */
      readonly height: number;
    }
  | { readonly type: 'final_incorrect_cltv_expiry'; readonly cltvExpiry: number }
  | { readonly type: 'final_incorrect_htlc_amount'; readonly incomingHtlcAmt: bigint }
  | ({ readonly type: 'channel_disabled'; readonly disabledFlags: number } & WithChannelUpdate)
  | {
      readonly type: 'invalid_onion_payload';
      /** The TLV type at fault and its offset in the payload; both 0 when it can't be narrowed down. */
      readonly tlvType: bigint;
      readonly offset: number;
    }
  /** A code that we do not know, or a known one with data that we cannot read. */
  | { readonly type: 'unknown_failure'; readonly failureCode: number; readonly data: Uint8Array };

/** What a peer may tell in `update_fail_malformed_htlc`. */
export type BadOnionType =
  | 'invalid_onion_version'
  | 'invalid_onion_hmac'
  | 'invalid_onion_key'
  | 'invalid_onion_blinding';

const TYPE_OF_CODE: ReadonlyMap<number, KnownFailureType> = new Map(
  Object.entries(FAILURE_CODES).map(([type, code]) => [code, type as KnownFailureType]),
);

/** Numeric code of a failure, flags included. */
export function failureCode(failure: FailureMessage): number {
  return failure.type === 'unknown_failure' ? failure.failureCode : FAILURE_CODES[failure.type];
}

/** `failure_code` for `update_fail_malformed_htlc`. */
export function badOnionCode(type: BadOnionType): number {
  return FAILURE_CODES[type];
}

/**
 * The failure that the origin is told when our downstream peer sent `update_fail_malformed_htlc` (BOLT 2, "Removing an
 * HTLC"). The caller has checked that the code carries the BADONION flag.
 */
export function failureFromMalformed(code: number, sha256OfOnion: Uint8Array): FailureMessage {
  return readFailure(code, sha256OfOnion);
}

/** `failuremsg`: code, data, and records of our own behind it, which receivers ignore. */
export function encodeFailureMessage(
  failure: FailureMessage,
  extension: readonly TlvRecord[] = [],
): Uint8Array {
  const writer = new ByteWriter().u16(failureCode(failure));
  writeData(writer, failure);
  return writer.bytes(encodeTlvStream(extension)).finish();
}

/**
 * Reads `failuremsg`. Never fails: what cannot be read is an `unknown_failure` (of code 0 when even the code is
 * missing). Bytes behind the data are ignored (BOLT 4, "Receiving Failure Codes").
 */
export function decodeFailureMessage(bytes: Uint8Array): FailureMessage {
  if (bytes.length < 2) return { type: 'unknown_failure', failureCode: 0, data: bytes };
  const reader = new ByteReader(bytes);
  return readFailure(reader.u16(), reader.rest());
}

function readFailure(code: number, data: Uint8Array): FailureMessage {
  const type = TYPE_OF_CODE.get(code);
  const decoded = type && decoding(() => readData(type, new ByteReader(data)));
  return decoded?.ok ? decoded.value : { type: 'unknown_failure', failureCode: code, data };
}

function writeData(writer: ByteWriter, failure: FailureMessage): void {
  switch (failure.type) {
    case 'temporary_node_failure':
    case 'permanent_node_failure':
    case 'required_node_feature_missing':
    case 'permanent_channel_failure':
    case 'required_channel_feature_missing':
    case 'unknown_next_peer':
    case 'expiry_too_far':
    case 'mpp_timeout':
      return;
    case 'invalid_onion_version':
    case 'invalid_onion_hmac':
    case 'invalid_onion_key':
    case 'invalid_onion_blinding':
      writer.bytes(failure.sha256OfOnion);
      return;
    case 'temporary_channel_failure':
    case 'expiry_too_soon':
      writer.u16Bytes(failure.channelUpdate);
      return;
    case 'amount_below_minimum':
    case 'fee_insufficient':
      writer.u64(failure.htlcMsat).u16Bytes(failure.channelUpdate);
      return;
    case 'incorrect_cltv_expiry':
      writer.u32(failure.cltvExpiry).u16Bytes(failure.channelUpdate);
      return;
    case 'incorrect_or_unknown_payment_details':
      writer.u64(failure.htlcMsat).u32(failure.height);
      return;
    case 'final_incorrect_cltv_expiry':
      writer.u32(failure.cltvExpiry);
      return;
    case 'final_incorrect_htlc_amount':
      writer.u64(failure.incomingHtlcAmt);
      return;
    case 'channel_disabled':
      writer.u16(failure.disabledFlags).u16Bytes(failure.channelUpdate);
      return;
    case 'invalid_onion_payload':
      writer.bigSize(failure.tlvType).u16(failure.offset);
      return;
    case 'unknown_failure':
      writer.bytes(failure.data);
  }
}

function readData(type: KnownFailureType, reader: ByteReader): FailureMessage {
  switch (type) {
    case 'temporary_node_failure':
    case 'permanent_node_failure':
    case 'required_node_feature_missing':
    case 'permanent_channel_failure':
    case 'required_channel_feature_missing':
    case 'unknown_next_peer':
    case 'expiry_too_far':
    case 'mpp_timeout':
      return { type };
    case 'invalid_onion_version':
    case 'invalid_onion_hmac':
    case 'invalid_onion_key':
    case 'invalid_onion_blinding':
      return { type, sha256OfOnion: reader.bytes(32) };
    case 'temporary_channel_failure':
    case 'expiry_too_soon':
      return { type, channelUpdate: reader.u16Bytes() };
    case 'amount_below_minimum':
    case 'fee_insufficient':
      return { type, htlcMsat: reader.u64(), channelUpdate: reader.u16Bytes() };
    case 'incorrect_cltv_expiry':
      return { type, cltvExpiry: reader.u32(), channelUpdate: reader.u16Bytes() };
    case 'incorrect_or_unknown_payment_details':
      return { type, htlcMsat: reader.u64(), height: reader.u32() };
    case 'final_incorrect_cltv_expiry':
      return { type, cltvExpiry: reader.u32() };
    case 'final_incorrect_htlc_amount':
      return { type, incomingHtlcAmt: reader.u64() };
    case 'channel_disabled':
      return { type, disabledFlags: reader.u16(), channelUpdate: reader.u16Bytes() };
    case 'invalid_onion_payload':
      return { type, tlvType: reader.bigSize(), offset: reader.u16() };
  }
}
