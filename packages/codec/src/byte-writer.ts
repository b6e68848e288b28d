const INITIAL_CAPACITY = 64;

/** For numbers of 8 bytes, on their way. A view of its own would cost each writer more than what it writes. */
const wide = new DataView(new ArrayBuffer(8));
const wideBytes = new Uint8Array(wide.buffer);

/**
 * Builds bytes field by field. Integers are big-endian unless the name ends in `LE`. Values are domain values that
 * were validated before, so a value out of range is a broken invariant and throws `RangeError`.
 * Methods return the writer, so that an encoding reads as one chain.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  /** `capacity` is a hint in bytes: an exact one spares every copy. */
  constructor(capacity = INITIAL_CAPACITY) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    return this.#unsigned(value, 1, false);
  }

  u16(value: number): this {
    return this.#unsigned(value, 2, false);
  }

  u32(value: number): this {
    return this.#unsigned(value, 4, false);
  }

  u64(value: bigint): this {
    return this.#unsigned64(value, false);
  }

  u16LE(value: number): this {
    return this.#unsigned(value, 2, true);
  }

  u32LE(value: number): this {
    return this.#unsigned(value, 4, true);
  }

  u64LE(value: bigint): this {
    return this.#unsigned64(value, true);
  }

  s8(value: number): this {
    return this.#signed(value, 1);
  }

  s16(value: number): this {
    return this.#signed(value, 2);
  }

  s32(value: number): this {
    return this.#signed(value, 4);
  }

  s64(value: bigint): this {
    if (value !== BigInt.asIntN(64, value)) throw new RangeError(`${value} is not an s64`);
    return this.#unsigned64(BigInt.asUintN(64, value), false);
  }

  /** BigSize (BOLT 1, Appendix A). */
  bigSize(value: bigint | number): this {
    return this.#variable(value, false);
  }

  /** Bitcoin's CompactSize. */
  compactSize(value: bigint | number): this {
    return this.#variable(value, true);
  }

  /** Truncated integers (BOLT 1, "Fundamental Types"): big-endian without leading zeros, nothing at all for 0. */
  tu16(value: number): this {
    if (value > 0xffff) throw new RangeError(`${value} is not a u16`);
    return this.tu64(BigInt(value));
  }

  tu32(value: number): this {
    if (value > 0xffff_ffff) throw new RangeError(`${value} is not a u32`);
    return this.tu64(BigInt(value));
  }

  tu64(value: bigint): this {
    checkU64(value);
    for (let shift = 56n; shift >= 0n; shift -= 8n) {
      const rest = value >> shift;
      if (rest !== 0n) this.u8(Number(rest & 0xffn));
    }
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const start = this.#grow(bytes.length);
    this.#bytes.set(bytes, start);
    return this;
  }

  /** Bytes after their u16 length. */
  u16Bytes(bytes: Uint8Array): this {
    return this.u16(bytes.length).bytes(bytes);
  }

  /** Bytes after their BigSize length. */
  bigSizeBytes(bytes: Uint8Array): this {
    return this.bigSize(bytes.length).bytes(bytes);
  }

  /** Bytes after their CompactSize length. */
  compactSizeBytes(bytes: Uint8Array): this {
    return this.compactSize(bytes.length).bytes(bytes);
  }

  zeros(count: number): this {
    const start = this.#grow(count);
    this.#bytes.fill(0, start, start + count);
    return this;
  }

  /** A copy of what was written; the writer begins anew. For who writes many short things: it spares the growing. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /**
   * What was written, without a copy: valid until the next call. The writer begins anew. For who only reads it, as a hash does: a
   * copy of more than 64 bytes costs more than hashing them.
   */
  lend(): Uint8Array {
    const lent = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return lent;
  }

  /** What was written; without a copy when the capacity was exact. The writer is spent afterwards. */
  finish(): Uint8Array {
    return this.#length === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, this.#length);
  }

  #grow(length: number): number {
    const start = this.#length;
    const end = start + length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#length = end;
    return start;
  }

  #unsigned(value: number, size: 1 | 2 | 4, littleEndian: boolean): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
      throw new RangeError(`${value} is not a u${8 * size}`);
    }
    const start = this.#grow(size);
    // What is above the byte is cut off.
    for (let index = 0; index < size; index++)
      this.#bytes[start + index] = value >>> (8 * (littleEndian ? index : size - 1 - index));
    return this;
  }

  #signed(value: number, size: 1 | 2 | 4): this {
    const limit = 2 ** (8 * size - 1);
    if (!Number.isInteger(value) || value < -limit || value >= limit) {
      throw new RangeError(`${value} is not an s${8 * size}`);
    }
    return this.#unsigned(value < 0 ? value + 2 * limit : value, size, false);
  }

  #unsigned64(value: bigint, littleEndian: boolean): this {
    checkU64(value);
    wide.setBigUint64(0, value, littleEndian);
    return this.bytes(wideBytes);
  }

  #variable(value: bigint | number, littleEndian: boolean): this {
    if (value < 0xfd) return this.u8(Number(value));
    if (value <= 0xffff) return this.u8(0xfd).#unsigned(Number(value), 2, littleEndian);
    if (value <= 0xffff_ffff) return this.u8(0xfe).#unsigned(Number(value), 4, littleEndian);
    return this.u8(0xff).#unsigned64(BigInt(value), littleEndian);
  }
}

function checkU64(value: bigint): void {
  if (value !== BigInt.asUintN(64, value)) throw new RangeError(`${value} is not a u64`);
}
