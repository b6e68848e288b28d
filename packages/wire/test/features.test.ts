import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hexToBytes } from '@sferic/crypto';
import fc from 'fast-check';
import {
  combineFeatures,
  compareFeatures,
  decodeFeatures,
  encodeFeatures,
  FEATURE_BITS,
  type FeatureSet,
  hasBit,
  setBits,
  supports,
  vectorOf,
} from '../src/index.ts';

const bits = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 10 });
const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

const OURS: FeatureSet = {
  option_anchors: 'mandatory',
  option_dual_fund: 'mandatory',
  option_shutdown_anysegwit: 'optional',
  option_simple_close: 'mandatory',
  basic_mpp: 'optional',
};

test('known vectors', () => {
  assert.deepEqual(vectorOf([]), new Uint8Array(0));
  assert.deepEqual(vectorOf([0]), hexToBytes('01'));
  assert.deepEqual(vectorOf([8]), hexToBytes('0100'));
  assert.deepEqual(vectorOf([12, 22]), hexToBytes('401000'));
  assert.deepEqual(
    encodeFeatures({ option_anchors: 'optional', var_onion_optin: 'mandatory' }),
    hexToBytes('800100'),
  );
  assert.throws(() => vectorOf([-1]), RangeError);
});

test('a vector has the bits that it was made of, and no zero byte in front', () => {
  fc.assert(
    fc.property(bits, (list) => {
      const vector = vectorOf(list);
      assert.deepEqual(setBits(vector), sorted(list));
      assert.ok(list.every((bit) => hasBit(vector, bit)));
      assert.notEqual(vector[0], 0);
    }),
  );
});

test('bits beyond a vector are not set', () => assert.equal(hasBit(Uint8Array.of(0xff), 8), false));

test('two vectors combine to one with the bits of both, whichever is longer', () => {
  fc.assert(
    fc.property(bits, bits, (a, b) => {
      const combined = combineFeatures(vectorOf(a), vectorOf(b));
      assert.deepEqual(setBits(combined), sorted([...new Set([...a, ...b])]));
    }),
  );
});

test('with both bits of a pair a feature is mandatory', () => {
  assert.deepEqual(decodeFeatures(vectorOf([22, 23, 29])), {
    option_anchors: 'mandatory',
    option_dual_fund: 'optional',
  });
});

test('assumed features are supported without their bits', () => {
  assert.ok(supports(new Uint8Array(0), 'var_onion_optin'));
  assert.equal(supports(new Uint8Array(0), 'option_anchors'), false);
});

describe('compared with ours, a peer', () => {
  const codes = (vector: Uint8Array) => compareFeatures(OURS, vector).map(({ code }) => code);
  const same = encodeFeatures(OURS);

  test('with the same features is fine', () => assert.deepEqual(codes(same), []));
  test('with what we demand as optional is fine', () =>
    assert.deepEqual(codes(vectorOf([23, 27, 29, 61])), []));
  test('with unknown odd bits is fine', () =>
    assert.deepEqual(codes(combineFeatures(same, vectorOf([1001]))), []));
  test('with an unknown even bit is refused', () => {
    const [problem] = compareFeatures(OURS, combineFeatures(same, vectorOf([1000])));
    assert.deepEqual(problem, {
      code: 'unknown_required_feature',
      bit: 1000,
      message: 'feature bit 1000 is required and not known here',
    });
  });
  test('that demands a feature with a name which we lack is refused', () =>
    assert.deepEqual(codes(combineFeatures(same, vectorOf([FEATURE_BITS.option_splice]))), [
      'unknown_required_feature',
    ]));
  test('that demands an assumed feature is fine', () =>
    assert.deepEqual(codes(combineFeatures(same, vectorOf([FEATURE_BITS.option_static_remotekey]))), []));
  test('without a feature that we demand is refused', () =>
    assert.deepEqual(codes(vectorOf([23, 27, 61])), ['missing_required_feature']));
  test('without a dependency is refused', () =>
    assert.deepEqual(codes(vectorOf([23, 29, 61])), ['missing_dependency']));
});
