import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { type DecodeError, decoding } from './decode-error.ts';
import type { Result } from './result.ts';

/** The length in bytes of `value` as BigSize (and equally as CompactSize). */
export function bigSizeLength(value: bigint | number): 1 | 3 | 5 | 9 {
  if (value < 0xfd) return 1;
  if (value <= 0xffff) return 3;
  if (value <= 0xffff_ffff) return 5;
  return 9;
}

/** BigSize of a u64 (BOLT 1, Appendix A). Throws `RangeError` outside of u64. */
export function encodeBigSize(value: bigint | number): Uint8Array {
  return new ByteWriter(bigSizeLength(value)).bigSize(value).finish();
}

/** The value of bytes that are exactly one BigSize. */
export function decodeBigSize(bytes: Uint8Array): Result<bigint, DecodeError> {
  return decoding(() => {
    const reader = new ByteReader(bytes);
    const value = reader.bigSize();
    reader.end();
    return value;
  });
}

/** A u64 as tu64, the value of a TLV record whose only field is an amount. */
export function encodeTu64(value: bigint): Uint8Array {
  return new ByteWriter(8).tu64(value).finish();
}

/** A u32 as tu32. */
export function encodeTu32(value: number): Uint8Array {
  return new ByteWriter(4).tu32(value).finish();
}
