import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  channelId,
  formatShortChannelId,
  msat,
  msatToSat,
  nodeId,
  outputPosition,
  parseShortChannelId,
  point,
  sat,
  satPerKw,
  satToMsat,
  shortChannelId,
  shortChannelIdOf,
  signature,
} from '../src/index.ts';

test('amounts are whole numbers of 64 bits', () => {
  assert.equal(msat(5), 5n);
  assert.equal(sat(2n ** 64n - 1n), 2n ** 64n - 1n);
  assert.throws(() => msat(-1n), RangeError);
  assert.throws(() => sat(2n ** 64n), RangeError);
  assert.throws(() => msat(0.5), RangeError);
});

test('satoshis become a thousand millisatoshis, and fractions are cut off on the way back', () => {
  assert.equal(satToMsat(sat(21)), 21_000n);
  assert.equal(msatToSat(msat(1999)), 1n);
  assert.throws(() => satToMsat(sat(2n ** 63n)), RangeError);
});

test('feerates are whole numbers of 32 bits', () => {
  assert.equal(satPerKw(2 ** 32 - 1), 2 ** 32 - 1);
  for (const bad of [-1, 0.5, Number.NaN, 2 ** 32]) assert.throws(() => satPerKw(bad), RangeError);
});

test('ids, points and signatures of the wrong form throw', () => {
  assert.throws(() => channelId(new Uint8Array(31)), RangeError);
  assert.throws(() => point(new Uint8Array(33)), RangeError);
  assert.throws(() => nodeId(new Uint8Array(32)), RangeError);
  assert.throws(() => signature(new Uint8Array(64)), RangeError);
});

test('a short channel id has the three numbers of its place', () => {
  const id = shortChannelIdOf({ blockHeight: 539_268, txIndex: 845, outputIndex: 1 });
  assert.equal(id, 0x083a8400034d0001n);
  assert.equal(formatShortChannelId(id), '539268x845x1');
  assert.equal(parseShortChannelId('539268x845x1'), id);
});

test('any 64 bits have a human form and come back from it', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
      const id = shortChannelId(value);
      assert.equal(parseShortChannelId(formatShortChannelId(id)), id);
      assert.equal(shortChannelIdOf(outputPosition(id)), id);
    }),
  );
});

test('what does not fit is no short channel id', () => {
  for (const text of [
    '',
    '1x2',
    '1x2x3x4',
    '01x2x3',
    '-1x2x3',
    '16777216x0x0',
    '0x16777216x0',
    '0x0x65536',
    '1x2x3 ',
  ]) {
    assert.equal(parseShortChannelId(text), undefined, text);
  }
  assert.throws(() => shortChannelIdOf({ blockHeight: 2 ** 24, txIndex: 0, outputIndex: 0 }), RangeError);
});
