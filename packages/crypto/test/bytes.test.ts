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

test('random bytes have the length asked for and differ', () => {
  for (const length of [0, 1, 31, 32, 33, 64, 100_000]) assert.equal(randomBytes(length).length, length);
  assert.notDeepEqual(randomBytes(32), randomBytes(32));
  assert.notDeepEqual(randomBytes(64), randomBytes(64));
  assert.ok(
    randomBytes(33).some((byte) => byte !== 0),
    'not zeros',
  );
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
