import { concatBytes } from '@sferic/crypto';
import { err, ok, type Result } from './result.ts';

/** Why bytes from outside were not a transaction, block or script. */
export interface DecodeError {
  readonly code: 'decode';
  readonly message: string;
}

/** Largest length that a compact size may announce: Bitcoin Core's MAX_SIZE, 32 MiB. */
export const MAX_COMPACT_SIZE = 0x0200_0000;

/** Carries a `DecodeError` out of nested readers; `decode` turns it back into a value. */
class DecodeFailure extends Error {}

/** Reads little-endian Bitcoin serialisation from one buffer. Failures leave by `decode`. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  fail(message: string): never {
    throw new DecodeFailure(`${message} at byte ${this.#offset}`);
  }

  #advance(length: number): number {
    if (length > this.remaining) this.fail('end of data');
    const start = this.#offset;
    this.#offset += length;
    return start;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  /** A copy, so that what is parsed does not keep the whole buffer alive. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.slice(start, start + length);
  }

  /** A compact size in its shortest form, at most `MAX_COMPACT_SIZE`. */
  compactSize(): number {
    const first = this.u8();
    if (first < 0xfd) return first;
    const value = first === 0xfd ? this.u16() : first === 0xfe ? this.u32() : this.u64();
    const least = first === 0xfd ? 0xfd : first === 0xfe ? 0x1_0000 : 0x1_0000_0000;
    if (value < least) this.fail('non-canonical compact size');
    if (value > MAX_COMPACT_SIZE) this.fail('compact size too large');
    return Number(value);
  }

  /** Bytes with a compact size before them. */
  varBytes(): Uint8Array {
    return this.bytes(this.compactSize());
  }

  /** A counted list whose members take at least `minimumSize` bytes: a false count cannot make it allocate. */
  list<T>(minimumSize: number, readMember: (reader: Reader) => T): T[] {
    const count = this.compactSize();
    if (count * minimumSize > this.remaining) this.fail('list longer than the data');
    const members: T[] = [];
    for (let i = 0; i < count; i++) members.push(readMember(this));
    return members;
  }
}

/** Reads the whole of `bytes` with `read`; trailing bytes are an error. */
export function decode<T>(bytes: Uint8Array, read: (reader: Reader) => T): Result<T, DecodeError> {
  const reader = new Reader(bytes);
  try {
    const value = read(reader);
    if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes left over`);
    return ok(value);
  } catch (failure) {
    if (failure instanceof DecodeFailure) return err({ code: 'decode', message: failure.message });
    throw failure;
  }
}

/** Collects little-endian Bitcoin serialisation. */
export class Writer {
  readonly #parts: Uint8Array[] = [];

  #number(size: number, set: (view: DataView) => void): this {
    const part = new Uint8Array(size);
    set(new DataView(part.buffer));
    this.#parts.push(part);
    return this;
  }

  u8(value: number): this {
    return this.#number(1, (view) => view.setUint8(0, value));
  }

  u16(value: number): this {
    return this.#number(2, (view) => view.setUint16(0, value, true));
  }

  /** Takes signed values too: the lowest 32 bits are what counts. */
  u32(value: number): this {
    return this.#number(4, (view) => view.setUint32(0, value, true));
  }

  /** Takes signed values too: the lowest 64 bits are what counts. */
  u64(value: bigint): this {
    return this.#number(8, (view) => view.setBigUint64(0, BigInt.asUintN(64, value), true));
  }

  bytes(value: Uint8Array): this {
    this.#parts.push(value);
    return this;
  }

  compactSize(value: number): this {
    if (value < 0xfd) return this.u8(value);
    if (value <= 0xffff) return this.u8(0xfd).u16(value);
    if (value <= 0xffff_ffff) return this.u8(0xfe).u32(value);
    return this.u8(0xff).u64(BigInt(value));
  }

  varBytes(value: Uint8Array): this {
    return this.compactSize(value.length).bytes(value);
  }

  list<T>(members: readonly T[], writeMember: (writer: Writer, member: T) => void): this {
    this.compactSize(members.length);
    for (const member of members) writeMember(this, member);
    return this;
  }

  finish(): Uint8Array {
    return concatBytes(...this.#parts);
  }
}

/** Length in bytes of the compact size that encodes `value`. */
export function compactSizeLength(value: number): number {
  return value < 0xfd ? 1 : value <= 0xffff ? 3 : value <= 0xffff_ffff ? 5 : 9;
}
