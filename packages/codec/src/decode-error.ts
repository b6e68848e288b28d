import { err, ok, type Result } from './result.ts';

/** Why bytes are not a valid encoding. */
export type DecodeErrorCode =
  /** The input ends inside a field. */
  | 'truncated'
  /** Bytes are left after the last field. */
  | 'trailing_bytes'
  /** A variable-length integer is longer than it needs to be. */
  | 'not_minimal'
  /** A field's value or length is outside what the field allows. */
  | 'out_of_range'
  /** TLV types are not strictly increasing. */
  | 'tlv_order'
  /** A TLV record of unknown even type: its sender wants us to refuse what we cannot understand. */
  | 'tlv_unknown_even'
  /** A TLV record that the reader cannot do without is absent. */
  | 'tlv_missing';

/**
 * Invalid input bytes. `ByteReader` throws it so that decoders read as a list of fields; `decoding` turns it
 * into a `Result` at the border. Nothing else may catch it.
 */
export class DecodeError extends Error {
  readonly code: DecodeErrorCode;
  /** Byte offset, from the start of the decoded input, at which the problem was found. */
  readonly offset: number;
  /** The TLV record in which the problem lies, when there is one. */
  readonly tlvType: bigint | undefined;

  constructor(code: DecodeErrorCode, message: string, offset: number, tlvType?: bigint) {
    super(message);
    this.name = 'DecodeError';
    this.code = code;
    this.offset = offset;
    this.tlvType = tlvType;
  }
}

/** Runs a decoder made of `ByteReader` calls and returns its `DecodeError`, if any, as a value. */
export function decoding<T>(decode: () => T): Result<T, DecodeError> {
  try {
    return ok(decode());
  } catch (error) {
    if (error instanceof DecodeError) return err(error);
    throw error;
  }
}
