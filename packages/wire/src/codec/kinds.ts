/**
 * The kinds of fields. A kind knows a value in both encodings: BOLT's, for sizes and for digests, and that of
 * the generated protobuf code, whose values it checks on the way in. `toProto` and `write` take domain values, so a
 * bad one is a broken invariant there and throws `RangeError`.
 */
import type { ByteWriter } from '@sferic/codec';
import { isValidPublicKey } from '@sferic/crypto';
import {
  type Brand,
  isCanonicalSignature,
  type Point,
  S64_MAX,
  S64_MIN,
  type Signature,
  U8_MAX,
  U16_MAX,
  U32_MAX,
  U64_MAX,
} from '../scalars.ts';
import { Fault } from './fault.ts';

export interface Kind<T> {
  /** Bytes of the BOLT encoding. */
  size(value: T): number;
  /** Writes the BOLT encoding. */
  write(writer: ByteWriter, value: T): void;
  /** The value as the generated encoder takes it. */
  toProto(value: T): unknown;
  /** The value out of what the generated decoder gives, whose type the canonical check has made sure of. */
  fromProto(raw: unknown): T | Fault;
}

/** What the generated code makes of 64-bit integers. */
interface Long {
  readonly low: number;
  readonly high: number;
}

function uint<T extends number>(bytes: 1 | 2 | 4): Kind<T> {
  const max = { 1: U8_MAX, 2: U16_MAX, 4: U32_MAX }[bytes];
  return {
    size: () => bytes,
    write(writer, value) {
      if (bytes === 1) writer.u8(value);
      else if (bytes === 2) writer.u16(value);
      else writer.u32(value);
    },
    toProto(value) {
      if (!Number.isInteger(value) || value < 0 || value > max)
        throw new RangeError(`${value} is above ${max}`);
      return value;
    },
    fromProto: (raw) =>
      (raw as number) > max ? new Fault('out_of_range', `${raw} is above ${max}`) : (raw as T),
  };
}

/** Numbers of one, two and four bytes. */
export const u8: Kind<number> = uint(1);
export const u16: Kind<number> = uint(2);
export const u32: Kind<number> = uint(4);

/** A branded number of four bytes. */
export const u32As = <T extends Brand<number, string>>(): Kind<T> => uint<T>(4);

function bigintOf(raw: unknown): bigint {
  const { low, high } = raw as Long;
  return high === 0 ? BigInt(low >>> 0) : (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function longOf(value: bigint): Long {
  return { low: Number(value & 0xffff_ffffn) | 0, high: Number((value >> 32n) & 0xffff_ffffn) | 0 };
}

function requireU64(value: bigint): void {
  if (value < 0n || value > U64_MAX) throw new RangeError(`${value} has more than 64 bits`);
}

/** A number of eight bytes, `uint64` or `fixed64` in the proto. */
export const u64As = <T extends bigint>(): Kind<T> => ({
  size: () => 8,
  write: (writer, value) => void writer.u64(value),
  toProto(value) {
    requireU64(value);
    return longOf(value);
  },
  fromProto: (raw) => bigintOf(raw) as T,
});

export const u64: Kind<bigint> = u64As<bigint>();

/** A signed number of eight bytes. */
export const s64: Kind<bigint> = {
  size: () => 8,
  write: (writer, value) => void writer.s64(value),
  toProto(value) {
    if (value < S64_MIN || value > S64_MAX) throw new RangeError(`${value} has more than 64 bits`);
    return longOf(BigInt.asUintN(64, value));
  },
  fromProto: (raw) => BigInt.asIntN(64, bigintOf(raw)),
};

/** A number that BOLT writes as BigSize. */
export const bigSize: Kind<bigint> = {
  size: (value) => (value < 0xfdn ? 1 : value <= 0xffffn ? 3 : value <= 0xffff_ffffn ? 5 : 9),
  write: (writer, value) => void writer.bigSize(value),
  toProto: u64.toProto,
  fromProto: u64.fromProto,
};

/** A record without a value: it is there or not. */
export const flag: Kind<true> = {
  size: () => 0,
  write: () => undefined,
  toProto: () => true,
  fromProto: (raw) => (raw === true ? true : new Fault('not_canonical', 'false instead of being absent')),
};

function checkedBytes<T extends Uint8Array>(
  check: (bytes: Uint8Array) => Fault | undefined,
  prefixed: boolean,
): Kind<T> {
  return {
    size: (value) => (prefixed ? 2 : 0) + value.length,
    write: (writer, value) => void (prefixed ? writer.u16Bytes(value) : writer.bytes(value)),
    toProto: (value) => value,
    fromProto: (raw) => check(raw as Uint8Array) ?? (raw as T),
  };
}

function requireLength(bytes: Uint8Array, length: number): Fault | undefined {
  if (bytes.length === length) return undefined;
  return new Fault('wrong_length', `${bytes.length} bytes where ${length} are right`);
}

/** Exactly `length` bytes. */
export function bytesOf<T extends Uint8Array>(
  length: number,
  check: (bytes: Uint8Array) => Fault | undefined = () => undefined,
): Kind<T> {
  const kind = checkedBytes<T>((bytes) => requireLength(bytes, length) ?? check(bytes), false);
  return {
    ...kind,
    toProto(value) {
      if (value.length !== length) throw new RangeError(`${value.length} bytes where ${length} are right`);
      return value;
    },
  };
}

/** 32 bytes of any value. */
export const bytes32 = <T extends Uint8Array>(): Kind<T> => bytesOf<T>(32);

/** A point of the curve, in compressed form. */
export const pointAs = <T extends Point>(): Kind<T> =>
  bytesOf<T>(33, (bytes) =>
    isValidPublicKey(bytes) ? undefined : new Fault('invalid_point', 'not a point of the curve'),
  );

export const point: Kind<Point> = pointAs();

/** A signature whose scalars are in range, with low s. */
export const signature: Kind<Signature> = bytesOf(64, (bytes) =>
  isCanonicalSignature(bytes) ? undefined : new Fault('invalid_signature', 'out of range or with high s'),
);

/** Bytes after a length of two bytes: at most 65,535. */
export const u16Bytes: Kind<Uint8Array> = checkedBytes(
  (bytes) =>
    bytes.length > U16_MAX ? new Fault('out_of_range', `${bytes.length} bytes are too many`) : undefined,
  true,
);

/** All bytes up to the end of the record or message. */
export const restBytes: Kind<Uint8Array> = checkedBytes(() => undefined, false);

/** A list of at most `max` items, after a count of two bytes in BOLT's encoding unless `uncounted`. */
export function list<T>(item: Kind<T>, max: number, counted: 'counted' | 'uncounted'): Kind<readonly T[]> {
  return {
    size(values) {
      let size = counted === 'counted' ? 2 : 0;
      for (const value of values) size += item.size(value);
      return size;
    },
    write(writer, values) {
      if (counted === 'counted') writer.u16(values.length);
      for (const value of values) item.write(writer, value);
    },
    toProto(values) {
      if (values.length > max) throw new RangeError(`${values.length} items where ${max} may be`);
      return values.map((value) => item.toProto(value));
    },
    fromProto(raw) {
      const items = raw as readonly unknown[];
      if (items.length > max) return new Fault('out_of_range', `${items.length} items where ${max} may be`);
      const values: T[] = [];
      for (const [index, itemRaw] of items.entries()) {
        const value = item.fromProto(itemRaw);
        if (value instanceof Fault) return value.within(`[${index}]`);
        values.push(value);
      }
      return values;
    },
  };
}
