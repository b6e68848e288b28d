/**
 * A message's codec, made of a table of its fields. The table is in BOLT's order, which is also that of the proto's
 * field numbers, and its type makes sure that it names every field of the domain message and no other.
 */
import { ByteWriter } from '@sferic/codec';
import { Reader, type Writer } from 'protobufjs/minimal.js';
import { messageFields } from '../generated/schema.ts';
import { sferic } from '../generated/sferic.js';
import type { WireMessageOf, WireMessageType } from '../messages/index.ts';
import { checkCanonical, type ProtoName } from './canonical.ts';
import { Fault } from './fault.ts';
import { bigSize, type Kind } from './kinds.ts';

/** One field of a message. */
export interface Field<T> {
  readonly kind: Kind<T>;
  /** The type of the TLV record, for a field that is one. */
  readonly record: number | undefined;
  /** Its name in the generated code, where that is not the domain's name. */
  readonly protoName: string | undefined;
}

/** A fixed field. */
export function field<T>(kind: Kind<T>, protoName?: string): Field<T> {
  return { kind, record: undefined, protoName };
}

/** A TLV record. */
export function record<T>(type: number, kind: Kind<T>, protoName?: string): Field<T> {
  return { kind, record: type, protoName };
}

/** A field for every property of a message. */
export type FieldTable<M> = { readonly [K in Exclude<keyof M, 'type'>]-?: Field<NonNullable<M[K]>> };

/** A field of a table, with its names in the domain and in the generated code. */
export interface NamedField extends Field<unknown> {
  readonly name: string;
  readonly proto: string;
}

type Properties = Record<string, unknown>;

/** The generated code of one message. */
interface GeneratedCode {
  encode(message: Properties, writer: Writer): Writer;
  decode(reader: Reader, length?: number): Properties;
}

/** The fields of a message, or of a message inside of one, in both encodings. */
export class FieldsCodec {
  readonly protoName: ProtoName;
  readonly fields: readonly NamedField[];
  readonly #code: GeneratedCode;

  constructor(protoName: ProtoName, table: Readonly<Record<string, Field<never>>>) {
    this.protoName = protoName;
    this.fields = Object.entries(table).map(([name, spec]) => ({
      ...(spec as Field<unknown>),
      name,
      proto: spec.protoName ?? name,
    }));
    this.#code = sferic.v1[protoName] as unknown as GeneratedCode;
  }

  /** Bytes of the BOLT encoding. */
  size(value: Properties): number {
    let size = 0;
    for (const { name, kind, record } of this.fields) {
      const property = value[name];
      if (property === undefined) continue;
      const length = kind.size(property);
      size += length;
      if (record !== undefined) size += bigSize.size(BigInt(record)) + bigSize.size(BigInt(length));
    }
    return size;
  }

  /** Writes the BOLT encoding: the fixed fields, then the TLV stream. */
  write(writer: ByteWriter, value: Properties): void {
    for (const { name, kind, record } of this.fields) {
      const property = value[name];
      if (property === undefined) continue;
      if (record !== undefined) writer.bigSize(record).bigSize(kind.size(property));
      kind.write(writer, property);
    }
  }

  /** The value as the generated encoder takes it. */
  toProto(value: Properties): Properties {
    const raw: Properties = {};
    for (const { name, proto, kind } of this.fields) {
      const property = value[name];
      if (property !== undefined) raw[proto] = kind.toProto(property);
    }
    return raw;
  }

  /** Fills `into` with the fields of what the generated decoder gave. */
  fromProto(raw: Properties, into: Properties): Fault | undefined {
    for (const { name, proto, kind, record } of this.fields) {
      const property = raw[proto];
      if (property === null || property === undefined) {
        if (record === undefined) return new Fault('missing_field', 'missing', name);
        continue;
      }
      const value = kind.fromProto(property);
      if (value instanceof Fault) return value.within(name);
      into[name] = value;
    }
    return undefined;
  }

  encode(value: Properties, writer: Writer): void {
    this.#code.encode(this.toProto(value), writer);
  }

  /** Reads the fields at `bytes[start, end)` into `into`. */
  decode(bytes: Uint8Array, start: number, end: number, into: Properties): Fault | undefined {
    const fault = checkCanonical(bytes, start, end, this.protoName);
    if (fault !== undefined) return fault;
    const reader = new Reader(bytes.subarray(start, end));
    // Unknown odd records were seen by the canonical check and are of no further use.
    reader.discardUnknown = true;
    return this.fromProto(this.#code.decode(reader), into);
  }
}

/** A record that is a message of its own: `protoName` with the fields of `table`. */
export function nested<T extends object>(
  protoName: ProtoName,
  table: { readonly [K in keyof T]-?: Field<T[K]> },
): Kind<T> {
  const codec = new FieldsCodec(protoName, table as unknown as Readonly<Record<string, Field<never>>>);
  return {
    size: (value) => codec.size(value as Properties),
    write: (writer, value) => codec.write(writer, value as Properties),
    toProto: (value) => codec.toProto(value as Properties),
    fromProto(raw) {
      const value: Properties = {};
      return codec.fromProto(raw as Properties, value) ?? (value as T);
    },
  };
}

/** The messages that hold all others, each for streams of its own. */
export type EnvelopeName = 'Envelope' | 'TowerEnvelope';

/** The codec of one type of message. */
export class MessageCodec<Type extends string = WireMessageType> {
  readonly type: Type;
  /** The field number in the envelope: of `Envelope`, BOLT's message type. */
  readonly number: number;
  readonly #fields: FieldsCodec;

  /** Name of the message in the proto files. */
  get protoName(): ProtoName {
    return this.#fields.protoName;
  }

  get fields(): readonly NamedField[] {
    return this.#fields.fields;
  }

  constructor(
    type: Type,
    protoName: ProtoName,
    table: Readonly<Record<string, Field<never>>>,
    envelope: EnvelopeName = 'Envelope',
  ) {
    const envelopeField = messageFields[envelope].find((field) => field.type === protoName);
    if (envelopeField === undefined) throw new Error(`no ${protoName} in the envelope`);
    this.type = type;
    this.number = envelopeField.number;
    this.#fields = new FieldsCodec(protoName, table);
  }

  /** Bytes of the BOLT encoding, message type included. */
  boltSize(message: object): number {
    return 2 + this.#fields.size(message as Properties);
  }

  /** The BOLT encoding, message type included. */
  encodeBolt(message: object): Uint8Array {
    const writer = new ByteWriter(this.boltSize(message));
    writer.u16(this.number);
    this.#fields.write(writer, message as Properties);
    return writer.finish();
  }

  encode(message: object, writer: Writer): void {
    this.#fields.encode(message as Properties, writer);
  }

  decode(bytes: Uint8Array, start: number, end: number): Readonly<{ type: Type }> | Fault {
    const message = { type: this.type };
    return this.#fields.decode(bytes, start, end, message) ?? message;
  }
}

/** Defines the codec of the message `type`, which is `protoName` in the proto files. */
export function messageCodec<Type extends WireMessageType>(
  type: Type,
  protoName: ProtoName,
  table: FieldTable<WireMessageOf<Type>>,
): MessageCodec {
  return new MessageCodec(type, protoName, table as unknown as Readonly<Record<string, Field<never>>>);
}
