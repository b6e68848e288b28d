/**
 * The canonical form of a message, checked on the bytes before protobufjs sees them: its decoder takes oversized
 * varints, fields in any order, duplicates and wrong wire types, and drops what it does not know. After this
 * check a message has one encoding, and reading it again cannot fail.
 */
import { type FieldSchema, messageFields } from '../generated/schema.ts';
import { Fault } from './fault.ts';

/** Name of a message in the proto files. */
export type ProtoName = keyof typeof messageFields;

/** Field 1000 + t carries the TLV record of type t. */
export const TLV_BASE = 1000;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/** The wire type of each scalar type and the number of bits that its varint may have. */
const SCALARS: Readonly<Record<string, { readonly wireType: number; readonly bits: number }>> = {
  bool: { wireType: VARINT, bits: 1 },
  uint32: { wireType: VARINT, bits: 32 },
  uint64: { wireType: VARINT, bits: 64 },
  sint64: { wireType: VARINT, bits: 64 },
  fixed64: { wireType: FIXED64, bits: 64 },
  bytes: { wireType: DELIMITED, bits: 0 },
};

interface KnownField {
  readonly name: string;
  readonly wireType: number;
  readonly bits: number;
  readonly repeated: boolean;
  /** The fields of a field that is a message. */
  readonly fields: Fields | undefined;
}

type Fields = ReadonlyMap<number, KnownField>;

const compiled = new Map<string, Fields>();

function fieldsOf(name: string): Fields {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const schema: readonly FieldSchema[] = messageFields[name as ProtoName];
  const fields = new Map(schema.map((field) => [field.number, knownField(field)]));
  compiled.set(name, fields);
  return fields;
}

function knownField({ name, type, repeated }: FieldSchema): KnownField {
  const scalar = SCALARS[type];
  if (scalar !== undefined) return { name, repeated, ...scalar, fields: undefined };
  return { name, repeated, wireType: DELIMITED, bits: 0, fields: fieldsOf(type) };
}

/** Checks the fields of a `name` at `bytes[start, end)`: rules 2 to 4 of proto/sferic/v1/envelope.proto. */
export function checkCanonical(
  bytes: Uint8Array,
  start: number,
  end: number,
  name: ProtoName,
): Fault | undefined {
  return new CanonicalCheck(bytes).message(start, end, fieldsOf(name), 'records');
}

/**
 * A cursor over protobuf primitives. What is not in order sets `fault`, once, and makes every later read yield 0:
 * a caller may read several values before it looks.
 */
export class WireCursor {
  readonly bytes: Uint8Array;
  position = 0;
  end = 0;
  fault: Fault | undefined;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  fail(code: Fault['code'], detail: string): void {
    this.fault ??= new Fault(code, detail);
    this.position = this.end;
  }

  /** A minimal varint of at most `bits` bits; its value, exact up to 53 bits. */
  varint(bits: number): number {
    let value = 0;
    let scale = 1;
    for (let shift = 0; shift < bits; shift += 7) {
      if (this.position >= this.end) return this.#failed('malformed', 'varint ends too early');
      const byte = this.bytes[this.position++] ?? 0;
      const low = byte & 0x7f;
      if (shift + 7 > bits && low >> (bits - shift) !== 0)
        return this.#failed('out_of_range', `varint has more than ${bits} bits`);
      value += low * scale;
      scale *= 128;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0)
          return this.#failed('not_canonical', 'varint is not in its shortest form');
        return value;
      }
    }
    return this.#failed('out_of_range', `varint has more than ${bits} bits`);
  }

  /** Moves over `length` bytes. */
  skip(length: number): void {
    if (length > this.end - this.position) this.fail('malformed', 'field ends too early');
    else this.position += length;
  }

  #failed(code: Fault['code'], detail: string): number {
    this.fail(code, detail);
    return 0;
  }
}

class CanonicalCheck {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A message inside of a message is the value of a record, and has no records of its own to be extended by. */
  message(start: number, end: number, fields: Fields, extensible: 'records' | 'closed'): Fault | undefined {
    const cursor = new WireCursor(this.#bytes, start, end);
    let last = 0;
    while (cursor.position < end) {
      const tag = cursor.varint(32);
      const number = Math.floor(tag / 8);
      const wireType = tag % 8;
      if (cursor.fault !== undefined) return cursor.fault;
      if (number === 0) return new Fault('malformed', 'field number 0');
      const field = fields.get(number);
      const fault =
        this.#order(number, last, field) ??
        (field === undefined
          ? skipUnknown(cursor, number, wireType, extensible)
          : this.#known(cursor, wireType, field)?.within(field.name));
      if (fault !== undefined) return fault;
      last = number;
    }
    return undefined;
  }

  #order(number: number, last: number, field: KnownField | undefined): Fault | undefined {
    if (number > last) return undefined;
    // A record that is not known may be a list, so it may stand several times in a row.
    if (number === last && (field === undefined || field.repeated)) return undefined;
    const detail = number === last ? `field ${number} stands twice` : `field ${number} after field ${last}`;
    return new Fault('not_canonical', detail, field?.name);
  }

  #known(cursor: WireCursor, wireType: number, field: KnownField): Fault | undefined {
    if (wireType !== field.wireType)
      return new Fault('malformed', `wire type ${wireType} where ${field.wireType} is right`);
    if (wireType === VARINT) cursor.varint(field.bits);
    else if (wireType === FIXED64) cursor.skip(8);
    else {
      const length = cursor.varint(32);
      const start = cursor.position;
      cursor.skip(length);
      if (cursor.fault === undefined && field.fields !== undefined)
        return this.message(start, start + length, field.fields, 'closed');
    }
    return cursor.fault;
  }
}

function skipUnknown(
  cursor: WireCursor,
  number: number,
  wireType: number,
  extensible: 'records' | 'closed',
): Fault | undefined {
  if (number < TLV_BASE || extensible === 'closed')
    return new Fault('unknown_field', `unknown field ${number}`);
  if (number % 2 === 0) return new Fault('unknown_even_record', `unknown even record ${number - TLV_BASE}`);
  if (wireType === VARINT) cursor.varint(64);
  else if (wireType === FIXED64) cursor.skip(8);
  else if (wireType === DELIMITED) cursor.skip(cursor.varint(32));
  else if (wireType === FIXED32) cursor.skip(4);
  else cursor.fail('malformed', `wire type ${wireType} in field ${number}`);
  return cursor.fault;
}
