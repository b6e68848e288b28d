import type { TowerMessageType, WireMessageType } from './messages/index.ts';

/** Why bytes are not a message of this protocol. */
export type WireErrorCode =
  /** A frame's length prefix is not a minimal varint or exceeds `MAX_FRAME_LENGTH`. */
  | 'bad_frame_length'
  /** A frame is not one length-delimited field with a BOLT message type for a number. */
  | 'bad_envelope'
  /** The message type is unknown and even. */
  | 'unknown_even_message'
  /** The message is not protobuf, or a field has another wire type than it should. */
  | 'malformed'
  /** The message has a second encoding, and this is it. */
  | 'not_canonical'
  /** A fixed field that this version does not have. */
  | 'unknown_field'
  /** A record of unknown even type. */
  | 'unknown_even_record'
  /** A fixed field is absent. */
  | 'missing_field'
  /** Bytes of another length than the field's. */
  | 'wrong_length'
  /** A number, or a list's length, outside of the field's range. */
  | 'out_of_range'
  /** Not a point of the curve in compressed form. */
  | 'invalid_point'
  /** Not a signature with scalars in range and low s. */
  | 'invalid_signature'
  /** Not valid UTF-8 or ASCII where text is needed. */
  | 'invalid_text'
  /** An address descriptor that ends too early. */
  | 'invalid_address'
  /** The BOLT encoding would be longer than `MAX_BOLT_SIZE`. */
  | 'too_long';

/**
 * What to do with the peer that sent it. `warn`: send a `warning`, drop the message, go on. `disconnect`: send a
 * `warning` and close the connection. No channel has to fail for it (BOLT 1 leaves that open).
 */
export type WireReaction = 'warn' | 'disconnect';

export interface WireError {
  readonly code: WireErrorCode;
  readonly reaction: WireReaction;
  /** The message that was being read, once its type is known. */
  readonly messageType?: WireMessageType | TowerMessageType;
  /** The field at fault, as the domain message names it. */
  readonly field?: string;
  /** For people; fit to be sent to the peer in a `warning`. */
  readonly message: string;
}
