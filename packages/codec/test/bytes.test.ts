import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesToHex, hexToBytes as hex } from '@sferic/crypto';
import fc from 'fast-check';
import {
  ByteReader,
  ByteWriter,
  bigSizeLength,
  type DecodeErrorCode,
  decodeBigSize,
  decoding,
  encodeBigSize,
  encodeTu32,
  encodeTu64,
} from '../src/index.ts';

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

function errorCode(decode: () => unknown): DecodeErrorCode | undefined {
  const result = decoding(decode);
  return result.ok ? undefined : result.error.code;
}

describe('BigSize (BOLT 1, Appendix A)', () => {
  const cases: readonly (readonly [bigint, string])[] = [
    [0n, '00'],
    [252n, 'fc'],
    [253n, 'fd00fd'],
    [65535n, 'fdffff'],
    [65536n, 'fe00010000'],
    [4294967295n, 'feffffffff'],
    [4294967296n, 'ff0000000100000000'],
    [18446744073709551615n, 'ffffffffffffffffff'],
  ];
  for (const [value, encoded] of cases) {
    test(`${value} is ${encoded}`, () => {
      assert.equal(bytesToHex(encodeBigSize(value)), encoded);
      assert.deepEqual(decodeBigSize(hex(encoded)), { ok: true, value });
      assert.equal(bigSizeLength(value), encoded.length / 2);
    });
  }

  for (const encoded of ['fd00fc', 'fe0000ffff', 'ff00000000ffffffff']) {
    test(`${encoded} is refused as not minimal`, () => {
      assert.equal(
        errorCode(() => new ByteReader(hex(encoded)).bigSize()),
        'not_minimal',
      );
    });
  }

  for (const encoded of ['', 'fd', 'fd00', 'feffff', 'ffffffffff']) {
    test(`'${encoded}' is refused as truncated`, () => {
      assert.equal(
        errorCode(() => new ByteReader(hex(encoded)).bigSize()),
        'truncated',
      );
    });
  }

  test('a byte behind it is refused', () => {
    const result = decodeBigSize(hex('0001'));
    assert.equal(result.ok ? undefined : result.error.code, 'trailing_bytes');
  });

  test('a length beyond the input is refused before anything is allocated for it', () => {
    assert.equal(
      errorCode(() => new ByteReader(hex('ffffffffffffffffff00')).bigSizeBytes()),
      'truncated',
    );
  });
});

describe('CompactSize', () => {
  test('is the little-endian sibling of BigSize', () => {
    assert.equal(
      bytesToHex(new ByteWriter().compactSize(0x0102).compactSize(0x01020304).finish()),
      'fd0201fe04030201',
    );
    assert.equal(new ByteReader(hex('fd0201')).compactSize(), 0x0102n);
  });

  test('is refused when not minimal', () => {
    assert.equal(
      errorCode(() => new ByteReader(hex('fdfc00')).compactSize()),
      'not_minimal',
    );
  });
});

describe('truncated integers', () => {
  test('zero takes no bytes', () => {
    assert.equal(encodeTu64(0n).length, 0);
    assert.equal(encodeTu32(0).length, 0);
    assert.equal(new ByteReader(new Uint8Array()).tu64(), 0n);
  });

  test('tu64 of any u64 reads back and has no leading zero', () => {
    fc.assert(
      fc.property(u64, (value) => {
        const bytes = encodeTu64(value);
        assert.notEqual(bytes[0], 0);
        assert.equal(new ByteReader(bytes).tu64(), value);
      }),
    );
  });

  test('a leading zero is refused', () => {
    assert.equal(
      errorCode(() => new ByteReader(hex('0001')).tu64()),
      'not_minimal',
    );
  });

  test('more bytes than the type has are refused', () => {
    assert.equal(
      errorCode(() => new ByteReader(hex('010203')).tu16()),
      'out_of_range',
    );
    assert.equal(
      errorCode(() => new ByteReader(hex('0102030405')).tu32()),
      'out_of_range',
    );
    assert.equal(
      errorCode(() => new ByteReader(hex('010203040506070809')).tu64()),
      'out_of_range',
    );
  });
});

describe('ByteWriter and ByteReader', () => {
  test('every fixed-size field reads back as it was written, from any capacity', () => {
    const field = fc.record({
      u8: fc.integer({ min: 0, max: 0xff }),
      u16: fc.integer({ min: 0, max: 0xffff }),
      u32: fc.integer({ min: 0, max: 0xffff_ffff }),
      u64,
      s8: fc.integer({ min: -0x80, max: 0x7f }),
      s16: fc.integer({ min: -0x8000, max: 0x7fff }),
      s32: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
      s64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      bytes: fc.uint8Array({ maxLength: 300 }),
      capacity: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(field, (f) => {
        const bytes = new ByteWriter(f.capacity)
          .u8(f.u8)
          .u16(f.u16)
          .u16LE(f.u16)
          .u32(f.u32)
          .u32LE(f.u32)
          .u64(f.u64)
          .u64LE(f.u64)
          .s8(f.s8)
          .s16(f.s16)
          .s32(f.s32)
          .s64(f.s64)
          .u16Bytes(f.bytes)
          .bigSizeBytes(f.bytes)
          .compactSizeBytes(f.bytes)
          .finish();
        const r = new ByteReader(bytes);
        assert.equal(r.u8(), f.u8);
        assert.equal(r.u16(), f.u16);
        assert.equal(r.u16LE(), f.u16);
        assert.equal(r.u32(), f.u32);
        assert.equal(r.u32LE(), f.u32);
        assert.equal(r.u64(), f.u64);
        assert.equal(r.u64LE(), f.u64);
        assert.equal(r.s8(), f.s8);
        assert.equal(r.s16(), f.s16);
        assert.equal(r.s32(), f.s32);
        assert.equal(r.s64(), f.s64);
        assert.deepEqual(r.u16Bytes(), f.bytes);
        assert.deepEqual(r.bigSizeBytes(), f.bytes);
        assert.deepEqual(r.compactSizeBytes(), f.bytes);
        r.end();
      }),
    );
  });

  test('integers are big-endian unless the name says otherwise', () => {
    const bytes = new ByteWriter().u16(1).u32(2).u64(3n).u16LE(1).u32LE(2).u64LE(3n).finish();
    assert.equal(bytesToHex(bytes), '0001000000020000000000000003' + '0100020000000300000000000000');
  });

  test('signed integers are two’s complement (BOLT 1, Appendix D)', () => {
    const bytes = new ByteWriter().s8(-128).s16(-129).s32(-32769).s64(-2147483649n).finish();
    assert.equal(bytesToHex(bytes), '80' + 'ff7f' + 'ffff7fff' + 'ffffffff7fffffff');
  });

  test('reading past the end is truncation, at any field and offset', () => {
    for (const read of [
      'u8',
      'u16',
      'u32',
      'u64',
      's8',
      's16',
      's32',
      's64',
      'u16LE',
      'u32LE',
      'u64LE',
    ] as const) {
      assert.equal(
        errorCode(() => new ByteReader(new Uint8Array(0))[read]()),
        'truncated',
      );
    }
    const reader = new ByteReader(hex('01020304'), 100);
    reader.u16();
    const result = decoding(() => reader.u32());
    assert.equal(result.ok ? undefined : result.error.offset, 102);
  });

  test('a reader over a view reads the view, not the buffer beneath', () => {
    const view = hex('0011223344').subarray(1, 3);
    const reader = new ByteReader(view);
    assert.equal(reader.u16(), 0x1122);
    assert.equal(reader.remaining, 0);
  });

  test('values out of range are broken invariants of the writer', () => {
    const write = (encode: (writer: ByteWriter) => unknown) => () => encode(new ByteWriter());
    for (const encode of [
      write((w) => w.u8(256)),
      write((w) => w.u16(-1)),
      write((w) => w.u32(2 ** 32)),
      write((w) => w.u32(1.5)),
      write((w) => w.u64(-1n)),
      write((w) => w.u64(2n ** 64n)),
      write((w) => w.s8(128)),
      write((w) => w.s64(2n ** 63n)),
      write((w) => w.tu16(65536)),
      write((w) => w.tu32(2 ** 32)),
      write((w) => w.tu64(2n ** 64n)),
      write((w) => w.bigSize(2n ** 64n)),
      write((w) => w.bigSize(-1)),
    ]) {
      assert.throws(encode, RangeError);
    }
  });

  test('an error that is no DecodeError passes through decoding', () => {
    assert.throws(() => decoding(() => JSON.parse('{')), SyntaxError);
  });
});

describe('a writer that is used again', () => {
  test('gives copies with take, and with lend what it has until it is used again', () => {
    const writer = new ByteWriter(2);
    const taken = writer.u8(1).take();
    const lent = writer.u8(2).u32(3).lend();
    assert.deepEqual(lent, Uint8Array.of(2, 0, 0, 0, 3));
    assert.equal(writer.length, 0);
    assert.deepEqual(writer.u8(9).take(), Uint8Array.of(9));
    assert.equal(lent[0], 9);
    assert.deepEqual(taken, Uint8Array.of(1));
  });
});
