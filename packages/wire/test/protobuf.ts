/** Protobuf's raw fields, for tests that take messages apart and put them together again in wrong ways. */
import { ByteWriter } from '@sferic/codec';

export interface RawField {
  readonly number: number;
  readonly wireType: number;
  /** The value's bytes, with the length prefix of wire type 2 left out. */
  readonly value: Uint8Array;
}

export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

export function writeProtobuf(fields: readonly RawField[]): Uint8Array {
  const writer = new ByteWriter();
  for (const { number, wireType, value } of fields) {
    writer.bytes(varint(number * 8 + wireType));
    if (wireType === 2) writer.bytes(varint(value.length));
    writer.bytes(value);
  }
  return writer.finish();
}

/** Reads fields of wire types 0, 1, 2 and 5; throws on anything that is not well-formed. */
export function readProtobuf(bytes: Uint8Array): RawField[] {
  const fields: RawField[] = [];
  let position = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[position++];
      if (byte === undefined) throw new Error('truncated');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (position < bytes.length) {
    const tag = Number(readVarint());
    const start = position;
    let from = start;
    if (tag % 8 === 0) readVarint();
    else if (tag % 8 === 1) position += 8;
    else if (tag % 8 === 5) position += 4;
    else if (tag % 8 === 2) {
      const length = Number(readVarint());
      from = position;
      position += length;
    } else throw new Error(`wire type ${tag % 8}`);
    if (position > bytes.length) throw new Error('truncated');
    fields.push({ number: Math.floor(tag / 8), wireType: tag % 8, value: bytes.slice(from, position) });
  }
  return fields;
}

/** A message's envelope with its fields changed. */
export function withFields(
  envelope: Uint8Array,
  change: (fields: readonly RawField[]) => readonly RawField[],
): Uint8Array {
  const [message] = readProtobuf(envelope);
  if (message === undefined) throw new Error('empty envelope');
  return writeProtobuf([{ ...message, value: writeProtobuf(change(readProtobuf(message.value))) }]);
}
