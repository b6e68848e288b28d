import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import fc from 'fast-check';
import { ScriptFailure } from '../../src/script/errors.ts';
import { castToBoolean, decodeNumber, encodeNumber } from '../../src/script/number.ts';

describe('script numbers', () => {
  const known: readonly [number, string][] = [
    [0, ''],
    [1, '01'],
    [-1, '81'],
    [127, '7f'],
    [128, '8000'],
    [-128, '8080'],
    [255, 'ff00'],
    [256, '0001'],
    [-32768, '008080'],
    [2147483647, 'ffffff7f'],
    [-2147483647, 'ffffffff'],
    [4294967294, 'feffffff00'],
  ];
  for (const [value, hex] of known) {
    it(`${value} is ${hex || 'empty'}`, () => {
      assert.equal(bytesToHex(encodeNumber(value)), hex);
      assert.equal(decodeNumber(hexToBytes(hex), true, 5), value);
    });
  }

  it('come back from their encoding, which is minimal', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 39) + 1, max: 2 ** 39 - 1 }), (value) => {
        assert.equal(decodeNumber(encodeNumber(value), true, 5), value);
      }),
    );
  });

  it('are refused when longer than minimal only where that is demanded', () => {
    for (const hex of ['00', '80', '0100', '0180', 'ffff7f00']) {
      assert.throws(() => decodeNumber(hexToBytes(hex), true), ScriptFailure, hex);
      assert.doesNotThrow(() => decodeNumber(hexToBytes(hex), false), hex);
    }
    assert.ok(Object.is(decodeNumber(hexToBytes('80'), false), 0));
  });

  it('are refused beyond their size', () => {
    assert.throws(() => decodeNumber(hexToBytes('0000000001'), false), ScriptFailure);
    assert.equal(decodeNumber(hexToBytes('0000000001'), true, 5), 2 ** 32);
    assert.throws(() => decodeNumber(hexToBytes('000000000001'), false, 5), ScriptFailure);
  });

  it('as booleans: both zeros of any length are false', () => {
    for (const hex of ['', '00', '80', '0000', '000080'])
      assert.equal(castToBoolean(hexToBytes(hex)), false, hex);
    for (const hex of ['01', '81', '8000', '0001', '800080'])
      assert.equal(castToBoolean(hexToBytes(hex)), true, hex);
  });
});
