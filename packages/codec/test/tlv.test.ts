import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hexToBytes as hex } from '@sferic/crypto';
import fc from 'fast-check';
import {
  type DecodeErrorCode,
  decodeTlvStream,
  decoding,
  encodeTlvStream,
  readTlvValue,
  type TlvRecord,
  unwrap,
} from '../src/index.ts';

const noneKnown = () => false;

describe('TLV streams (BOLT 1, Appendix B)', () => {
  const invalid: readonly (readonly [string, DecodeErrorCode, string])[] = [
    ['fd01', 'truncated', 'type truncated'],
    ['fd0001', 'not_minimal', 'type not minimal'],
    ['0f', 'truncated', 'missing length'],
    ['0ffd', 'truncated', 'length truncated'],
    ['0ffd2602', 'truncated', 'missing value'],
    ['0ffd000100', 'not_minimal', 'length not minimal'],
    ['1200', 'tlv_unknown_even', 'unknown even type'],
    ['ff010000000000000200', 'tlv_unknown_even', 'unknown even type of 8 bytes'],
    ['1f000f012a', 'tlv_order', 'descending types'],
    ['1f001f012a', 'tlv_order', 'duplicate type'],
  ];
  for (const [stream, code, name] of invalid) {
    test(`${name} (${stream}) is ${code}`, () => {
      const result = decodeTlvStream(hex(stream), noneKnown);
      assert.equal(result.ok ? undefined : result.error.code, code);
    });
  }

  test('an empty stream has no records', () => {
    assert.deepEqual(decodeTlvStream(hex(''), noneKnown), { ok: true, value: [] });
  });

  test('unknown odd records are returned, known even ones too, with the place of their values', () => {
    const result = decodeTlvStream(
      hex('020101' + 'fd00fd00' + 'ff020000000000000101ab'),
      (type) => type === 2n,
    );
    assert.deepEqual(result, {
      ok: true,
      value: [
        { type: 2n, value: hex('01'), valueOffset: 2 },
        { type: 253n, value: hex(''), valueOffset: 7 },
        { type: 0x0200000000000001n, value: hex('ab'), valueOffset: 17 },
      ],
    });
  });

  test('an error names type and offset of the record', () => {
    const result = decodeTlvStream(hex('0101aa' + '0400'), noneKnown);
    assert.ok(!result.ok);
    assert.equal(result.error.tlvType, 4n);
    assert.equal(result.error.offset, 3);
  });

  test('an error inside a value points into the stream', () => {
    const [record] = unwrap(decodeTlvStream(hex('0103020001'), noneKnown));
    const result = decoding(() =>
      readTlvValue(record!, (reader) => {
        reader.u8();
        return reader.tu32();
      }),
    );
    assert.ok(!result.ok);
    assert.deepEqual([result.error.code, result.error.tlvType, result.error.offset], ['not_minimal', 1n, 3]);
  });

  test('a value that is longer than its field is refused', () => {
    const [record] = unwrap(decodeTlvStream(hex('01020102'), noneKnown));
    const result = decoding(() => readTlvValue(record!, (reader) => reader.u8()));
    assert.equal(result.ok ? undefined : result.error.code, 'trailing_bytes');
  });

  const stream = fc
    .uniqueArray(fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.uint8Array({ maxLength: 300 })), {
      selector: ([type]) => type,
      maxLength: 8,
    })
    .map((entries): TlvRecord[] =>
      entries.map(([type, value]) => ({ type, value })).sort((a, b) => (a.type < b.type ? -1 : 1)),
    );

  test('any records in ascending order read back', () => {
    fc.assert(
      fc.property(stream, (records) => {
        const decoded = unwrap(decodeTlvStream(encodeTlvStream(records), () => true));
        assert.deepEqual(
          decoded.map(({ type, value }) => ({ type, value })),
          records.map(({ type, value }) => ({ type, value: new Uint8Array(value) })),
        );
      }),
    );
  });

  test('any bytes either fail with a typed error or are exactly what their records encode to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const result = decodeTlvStream(bytes, () => true);
        if (result.ok) assert.deepEqual(encodeTlvStream(result.value), new Uint8Array(bytes));
      }),
    );
  });

  test('encoding records out of order is a broken invariant', () => {
    const record = (type: bigint) => ({ type, value: new Uint8Array(0) });
    assert.throws(() => encodeTlvStream([record(2n), record(1n)]), RangeError);
    assert.throws(() => encodeTlvStream([record(1n), record(1n)]), RangeError);
    assert.throws(() => encodeTlvStream([record(2n ** 64n)]), RangeError);
  });
});
