/** Compact binary encodings, each given once for both directions. */
import { type ByteReader, type ByteWriter, DecodeError } from '@sferic/codec';

/** An encoding of `T`; `read` throws `DecodeError`. */
export interface Codec<T> {
  readonly write: (writer: ByteWriter, value: T) => void;
  readonly read: (reader: ByteReader) => T;
}

/** For a property that may be absent. */
interface OptionalCodec<T> extends Codec<T> {
  readonly isOptional: true;
  /** The byte that tells whether it is there may be missing too. */
  readonly isAppended?: true;
}

export function integer<T extends number>(size: 'u8' | 'u16' | 'u32'): Codec<T> {
  return {
    write: (writer, value) => writer[size](value),
    read: (reader) => reader[size]() as T,
  };
}

export function u64<T extends bigint>(): Codec<T> {
  return { write: (writer, value) => writer.u64(value), read: (reader) => reader.u64() as T };
}

/** Commitment numbers: 48 bits. */
export const commitmentNumber: Codec<number> = {
  write: (writer, value) => writer.u16(Math.floor(value / 2 ** 32)).u32(value % 2 ** 32),
  read: (reader) => reader.u16() * 2 ** 32 + reader.u32(),
};

export const boolean: Codec<boolean> = {
  write: (writer, value) => writer.u8(value ? 1 : 0),
  read: (reader) => reader.u8() !== 0,
};

/** Bytes of a fixed length. */
export function fixed<T extends Uint8Array>(length: number): Codec<T> {
  return {
    write: (writer, value) => writer.bytes(value),
    // A copy, so that the row can be collected.
    read: (reader) => Uint8Array.from(reader.bytes(length)) as T,
  };
}

/** Bytes behind their length. */
export const bytes: Codec<Uint8Array> = {
  write: (writer, value) => writer.bigSizeBytes(value),
  read: (reader) => Uint8Array.from(reader.bigSizeBytes()),
};

export const text: Codec<string> = {
  write: (writer, value) => writer.bigSizeBytes(new TextEncoder().encode(value)),
  read: (reader) => new TextDecoder().decode(reader.bigSizeBytes()),
};

export function list<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    write: (writer, values) => {
      writer.u16(values.length);
      for (const value of values) item.write(writer, value);
    },
    read: (reader) => Array.from({ length: reader.u16() }, () => item.read(reader)),
  };
}

/** One of a few names, stored as its place among them: append only. */
export function oneOf<T extends string>(...names: readonly T[]): Codec<T> {
  return {
    write: (writer, value) => writer.u8(names.indexOf(value)),
    read: (reader) => named(names, reader),
  };
}

export function optional<T>(codec: Codec<T>): OptionalCodec<T> {
  return { ...codec, isOptional: true };
}

/** An optional property at the end of a row that earlier versions wrote without it. */
export function appended<T>(codec: Codec<T>): OptionalCodec<T> {
  return { ...codec, isOptional: true, isAppended: true };
}

type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? OptionalCodec<Exclude<T[K], undefined>>
    : Codec<T[K]>;
};

type AnyCodec = Codec<unknown> & { readonly isOptional?: true; readonly isAppended?: true };

/** An object: its fields in the order given here, an optional one behind a byte that tells whether it is there. */
export function record<T extends object>(fields: Fields<T>): Codec<T> {
  const entries = Object.entries(fields) as unknown as readonly (readonly [string, AnyCodec])[];
  return {
    write: (writer, value) => {
      for (const [name, codec] of entries) {
        const field: unknown = Reflect.get(value, name);
        if (codec.isOptional) writer.u8(field === undefined ? 0 : 1);
        if (!codec.isOptional || field !== undefined) codec.write(writer, field);
      }
    },
    read: (reader) => {
      const value: Record<string, unknown> = {};
      for (const [name, codec] of entries) if (isThere(codec, reader)) value[name] = codec.read(reader);
      return value as T;
    },
  };
}

function isThere({ isOptional, isAppended }: AnyCodec, reader: ByteReader): boolean {
  if (isAppended && reader.remaining === 0) return false;
  return !isOptional || reader.u8() !== 0;
}

type Variants<U extends { readonly type: string }> = {
  readonly [Type in U['type']]: Codec<Omit<Extract<U, { readonly type: Type }>, 'type'>>;
};

/** A union told apart by `type`, which is stored as its place among the variants: append only. */
export function tagged<U extends { readonly type: string }>(variants: Variants<U>): Codec<U> {
  const names = Object.keys(variants) as U['type'][];
  const codecOf = (type: U['type']) => variants[type] as Codec<object>;
  return {
    write: (writer, value) => {
      writer.u8(names.indexOf(value.type));
      codecOf(value.type).write(writer, value);
    },
    read: (reader) => {
      const type = named(names, reader);
      return { type, ...codecOf(type).read(reader) } as unknown as U;
    },
  };
}

/** The same value under another representation. */
export function mapped<T, U>(codec: Codec<U>, to: (value: T) => U, from: (value: U) => T): Codec<T> {
  return {
    write: (writer, value) => codec.write(writer, to(value)),
    read: (reader) => from(codec.read(reader)),
  };
}

function named<T extends string>(names: readonly T[], reader: ByteReader): T {
  const { offset } = reader;
  const name = names[reader.u8()];
  if (name === undefined) throw new DecodeError('out_of_range', `one of ${names.join(', ')}`, offset);
  return name;
}
