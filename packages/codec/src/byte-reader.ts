import { DecodeError } from './decode-error.ts';

/**
 * A cursor over immutable bytes. Integers are big-endian, as in the BOLTs, unless the name ends in `LE`
 * (Bitcoin's serialization). Every method throws `DecodeError` on invalid input and leaves the cursor unspecified
 * then. Byte strings are views of the input, not copies: neither side may write to them.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #base: number;
  #position = 0;

  /** `base` is the offset of `bytes` in the whole input, so that errors inside a nested value point into the whole. */
  constructor(bytes: Uint8Array, base = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#base = base;
  }

  /** Offset of the next byte in the whole input. */
  get offset(): number {
    return this.#base + this.#position;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8));
  }

  u16LE(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32LE(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  u64LE(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  /** Signed integers are two's complement (BOLT 1, "Fundamental Types"). */
  s8(): number {
    return this.#view.getInt8(this.#advance(1));
  }

  s16(): number {
    return this.#view.getInt16(this.#advance(2));
  }

  s32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  s64(): bigint {
    return this.#view.getBigInt64(this.#advance(8));
  }

  s32LE(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** BigSize (BOLT 1, Appendix A); refuses encodings longer than necessary. */
  bigSize(): bigint {
    return this.#variable(false);
  }

  /** A BigSize that counts bytes or items of this input, so that it must fit in what remains. */
  bigSizeLength(): number {
    return this.#length(false);
  }

  /** Bitcoin's CompactSize, little-endian; refuses encodings longer than necessary. */
  compactSize(): bigint {
    return this.#variable(true);
  }

  /** A CompactSize that counts bytes or items (of at least one byte each) of this input. */
  compactSizeLength(): number {
    return this.#length(true);
  }

  /** Truncated integers take all that remains of a TLV value (BOLT 1, "Fundamental Types"). */
  tu16(): number {
    return Number(this.#truncated(2));
  }

  tu32(): number {
    return Number(this.#truncated(4));
  }

  tu64(): bigint {
    return this.#truncated(8);
  }

  /** The next `length` bytes. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Bytes after a u16 length. */
  u16Bytes(): Uint8Array {
    return this.bytes(this.u16());
  }

  /** Bytes after a BigSize length. */
  bigSizeBytes(): Uint8Array {
    return this.bytes(this.bigSizeLength());
  }

  /** Bytes after a CompactSize length. */
  compactSizeBytes(): Uint8Array {
    return this.bytes(this.compactSizeLength());
  }

  /** All that remains. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** Requires that everything was read. */
  end(): void {
    if (this.remaining !== 0) throw this.#error('trailing_bytes', `${this.remaining} bytes left over`);
  }

  #advance(length: number): number {
    const start = this.#position;
    if (length > this.#bytes.length - start) {
      throw this.#error('truncated', `${length} bytes wanted, ${this.remaining} left`);
    }
    this.#position = start + length;
    return start;
  }

  #variable(littleEndian: boolean): bigint {
    const start = this.offset;
    const first = this.u8();
    if (first < 0xfd) return BigInt(first);
    let value: bigint;
    let minimum: bigint;
    if (first === 0xfd) {
      value = BigInt(this.#view.getUint16(this.#advance(2), littleEndian));
      minimum = 0xfdn;
    } else if (first === 0xfe) {
      value = BigInt(this.#view.getUint32(this.#advance(4), littleEndian));
      minimum = 0x1_0000n;
    } else {
      value = this.#view.getBigUint64(this.#advance(8), littleEndian);
      minimum = 0x1_0000_0000n;
    }
    if (value < minimum) throw new DecodeError('not_minimal', 'integer is not minimally encoded', start);
    return value;
  }

  #length(littleEndian: boolean): number {
    const length = this.#variable(littleEndian);
    if (length > BigInt(this.remaining)) {
      throw this.#error('truncated', `length ${length} exceeds the ${this.remaining} bytes left`);
    }
    return Number(length);
  }

  #truncated(maxBytes: number): bigint {
    const length = this.remaining;
    if (length > maxBytes) {
      throw this.#error('out_of_range', `truncated integer of ${length} bytes, at most ${maxBytes}`);
    }
    const start = this.offset;
    let value = 0n;
    for (let i = 0; i < length; i++) {
      const byte = this.u8();
      if (i === 0 && byte === 0)
        throw new DecodeError('not_minimal', 'truncated integer has a leading zero', start);
      value = (value << 8n) | BigInt(byte);
    }
    return value;
  }

  #error(code: 'truncated' | 'trailing_bytes' | 'out_of_range', message: string): DecodeError {
    return new DecodeError(code, message, this.offset);
  }
}
