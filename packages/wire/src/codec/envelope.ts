/** Messages to bytes and back: proto/sferic/v1/envelope.proto. */
import { err, ok, type Result } from '@sferic/codec';
import { Writer } from 'protobufjs/minimal.js';
import type { WireMessage, WireMessageType } from '../messages/index.ts';
import { MAX_BOLT_SIZE } from '../protocol.ts';
import { U16_MAX } from '../scalars.ts';
import type { WireError, WireReaction } from '../wire-error.ts';
import { WireCursor } from './canonical.ts';
import { Fault } from './fault.ts';
import type { MessageCodec } from './message-codec.ts';
import { codecByNumber, codecOf } from './registry.ts';

/** A message of a type that this version does not know and may ignore: BOLT 1, "Lightning Message Format". */
export interface UnknownOddMessage {
  readonly type: 'unknown_odd';
  /** BOLT message type. */
  readonly number: number;
}

const DELIMITED = 2;

/**
 * A message's BOLT encoding is longer than its protobuf encoding by less than this: every integer takes its full
 * width there, and no message has more than twenty. What is shorter than the limit by as much needs no measuring.
 */
const BOLT_EXCESS = 20 * 8;

/** The frame's content for a message: the protobuf encoding of its envelope. */
export function encodeMessage(message: WireMessage): Uint8Array {
  const writer = new Writer();
  writeEnvelope(message, writer);
  return writer.finish();
}

/** The whole frame for a message, length prefix included. */
export function encodeMessageFrame(message: WireMessage): Uint8Array {
  const writer = new Writer();
  writer.fork();
  writeEnvelope(message, writer);
  return writer.ldelim().finish();
}

function writeEnvelope(message: WireMessage, writer: Writer): void {
  const codec = codecOf(message.type);
  const size = codec.boltSize(message);
  if (size > MAX_BOLT_SIZE)
    throw new RangeError(`${message.type} would have ${size} bytes in BOLT's encoding`);
  writeField(codec, message, writer);
}

/** The one field of an envelope. */
export function writeField(codec: MessageCodec<string>, message: object, writer: Writer): void {
  writer.uint32(codec.number * 8 + DELIMITED).fork();
  codec.encode(message, writer);
  writer.ldelim();
}

/**
 * Reads the content of one frame. The message's byte strings are views of `bytes`, which must not change
 * afterwards. Everything that one message can show to be wrong is found here: what the result holds is in range, on the
 * curve and canonical.
 */
export function decodeMessage(bytes: Uint8Array): Result<WireMessage | UnknownOddMessage, WireError> {
  const decoded = decodeField(bytes, codecByNumber);
  if (!decoded.ok) return err(wireError(decoded.error.fault, decoded.error.codec?.type));
  if (decoded.value.type === 'unknown_odd') return ok(decoded.value);
  const { codec, message } = decoded.value;
  const oversize = checkSize(codec, message, bytes.length);
  if (oversize !== undefined) return err(wireError(oversize, codec.type));
  return ok(message as WireMessage);
}

/** What stands in an envelope: a message with its codec, or one to be ignored. */
export type DecodedField<Type extends string> =
  | { readonly type: 'message'; readonly codec: MessageCodec<Type>; readonly message: object }
  | UnknownOddMessage;

/** What is wrong, and in which message if that is known. */
export interface FieldFault<Type extends string> {
  readonly fault: Fault;
  readonly codec: MessageCodec<Type> | undefined;
}

/** Reads an envelope whose messages `codecFor` knows by their numbers. */
export function decodeField<Type extends string>(
  bytes: Uint8Array,
  codecFor: (number: number) => MessageCodec<Type> | undefined,
): Result<DecodedField<Type>, FieldFault<Type>> {
  const envelope = readEnvelope(bytes);
  if (envelope instanceof Fault) return err({ fault: envelope, codec: undefined });
  const { number, start } = envelope;
  const codec = codecFor(number);
  if (codec === undefined) {
    if (number % 2 === 1) return ok({ type: 'unknown_odd', number });
    const fault = new Fault('unknown_even_message', `unknown message type ${number}`);
    return err({ fault, codec: undefined });
  }
  // A Buffer's slices would be Buffers.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const message = codec.decode(plain, start, bytes.length);
  return message instanceof Fault ? err({ fault: message, codec }) : ok({ type: 'message', codec, message });
}

/** The one field of an envelope: its number and where its value starts; the value ends with `bytes`. */
function readEnvelope(bytes: Uint8Array): { readonly number: number; readonly start: number } | Fault {
  const cursor = new WireCursor(bytes);
  const tag = cursor.varint(32);
  const length = cursor.varint(32);
  if (cursor.fault !== undefined) return new Fault('bad_envelope', cursor.fault.detail);
  const number = Math.floor(tag / 8);
  if (number === 0 || number > U16_MAX) return new Fault('bad_envelope', `no message type ${number}`);
  if (tag % 8 !== DELIMITED) return new Fault('bad_envelope', `wire type ${tag % 8} where 2 is right`);
  const rest = bytes.length - cursor.position;
  if (length < rest) return new Fault('bad_envelope', 'more than one field');
  if (length > rest) return new Fault('bad_envelope', 'message ends too early');
  return { number, start: cursor.position };
}

function checkSize(codec: MessageCodec, message: object, protoSize: number): Fault | undefined {
  if (protoSize <= MAX_BOLT_SIZE - BOLT_EXCESS) return undefined;
  const size = codec.boltSize(message);
  if (size <= MAX_BOLT_SIZE) return undefined;
  return new Fault('too_long', `${size} bytes in BOLT's encoding where ${MAX_BOLT_SIZE} may be`);
}

export function wireError(fault: Fault, messageType: WireError['messageType']): WireError {
  const place = [messageType, fault.field].filter((part) => part !== undefined).join('.');
  return {
    code: fault.code,
    reaction: reactionTo(fault, messageType),
    ...(messageType === undefined ? {} : { messageType }),
    ...(fault.field === undefined ? {} : { field: fault.field }),
    message: place === '' ? fault.detail : `${place}: ${fault.detail}`,
  };
}

/**
 * A bad value in an announcement may come from a node far away, which the peer only passed on: BOLT 7 wants a
 * `warning` then. All else is the peer's own doing, and BOLT 1 has the connection closed.
 */
function reactionTo(fault: Fault, messageType: WireError['messageType']): WireReaction {
  if (
    messageType !== 'channel_announcement' &&
    messageType !== 'node_announcement' &&
    messageType !== 'channel_update'
  )
    return 'disconnect';
  switch (fault.code) {
    case 'invalid_point':
    case 'invalid_signature':
    case 'invalid_text':
    case 'invalid_address':
      return 'warn';
    default:
      return 'disconnect';
  }
}

/** The length in bytes of a message in BOLT's encoding, message type included; at most `MAX_BOLT_SIZE` can be sent. */
export function boltSize(message: WireMessage): number {
  return codecOf(message.type).boltSize(message);
}

/** A message in BOLT's encoding, message type included. */
export function encodeBolt(message: WireMessage): Uint8Array {
  return codecOf(message.type).encodeBolt(message);
}

/** BOLT's number of a message type. */
export function messageNumber(type: WireMessageType): number {
  return codecOf(type).number;
}
