import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import {
  bytesToHex,
  concatBytes,
  constantTimeEqual,
  equalBytes,
  hexToBytes,
  randomBytes,
  Secret,
} from '../src/index.ts';

test('hex reads back, also of a view into a larger array', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(4), (bytes, skipped) => {
      const view = bytes.subarray(skipped);
      assert.deepEqual(hexToBytes(bytesToHex(view)), view.slice());
      assert.deepEqual(hexToBytes(bytesToHex(view).toUpperCase()), view.slice());
    }),
  );
});

test('hex of an odd length or with another character throws', () => {
  for (const bad of ['0', '0g', '0x00', ' 00', '00\n']) assert.throws(() => hexToBytes(bad), RangeError);
});

test('both comparisons agree with the comparison of hex', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2 }), fc.uint8Array({ maxLength: 2 }), (a, b) => {
      const expected = bytesToHex(a) === bytesToHex(b);
      assert.equal(equalBytes(a, b), expected);
      assert.equal(constantTimeEqual(a, b), expected);
    }),
  );
});

test('joining copies', () => {
  const part = Uint8Array.of(1, 2);
  const joined = concatBytes(part);
  part[0] = 9;
  assert.deepEqual(joined, Uint8Array.of(1, 2));
  assert.deepEqual(concatBytes(), new Uint8Array(0));
});

test('random bytes have the length asked for, and none is given twice or left out', () => {
  for (const length of [0, 1, 31, 64, 4095, 4096, 4097, 100_000]) {
    const bytes = randomBytes(length);
    assert.equal(bytes.length, length);
    // One in 2^64 of 8 that are zeros is chance.
    for (let at = 0; at + 8 <= length; at += 8)
      assert.ok(bytes.subarray(at, at + 8).some((byte) => byte !== 0));
  }
  for (const length of [-1, -(2 ** 32), 1.5, Number.NaN])
    assert.throws(() => randomBytes(length), RangeError);
  const keys = Array.from({ length: 1000 }, () => bytesToHex(randomBytes(32)));
  assert.equal(new Set(keys).size, keys.length);
  const parts = Array.from({ length: 2000 }, () => bytesToHex(randomBytes(9)));
  assert.equal(new Set(parts).size, parts.length);
  assert.ok(parts.every((part) => part.length === 18));
});

test('a secret shows its bytes only when asked', () => {
  const bytes = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);
  const secret = new Secret(bytes);
  const holder = { secret };
  for (const printed of [
    `${secret}`,
    JSON.stringify(holder),
    inspect(holder, { depth: 9, showHidden: true }),
  ]) {
    assert.match(printed, /\[secret\]/);
    assert.doesNotMatch(printed, /222|173|190|dead/i);
  }
  assert.deepEqual(secret.expose(), bytes);
  secret.expose().fill(0);
  bytes.fill(0);
  assert.deepEqual(secret.expose(), Uint8Array.of(0xde, 0xad, 0xbe, 0xef));
});
