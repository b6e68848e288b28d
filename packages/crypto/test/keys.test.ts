import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bytesToHex,
  CURVE_ORDER,
  ecdh,
  GENERATOR,
  hexToBytes,
  isValidPublicKey,
  isValidSecretKey,
  pointAdd,
  pointMultiply,
  pointTweakAdd,
  publicKey,
  scalarAdd,
  scalarMultiply,
  scalarNegate,
  sha256,
} from '../src/index.ts';
import { onEachBackend } from './backends.ts';

const scalar = (value: bigint) => hexToBytes(value.toString(16).padStart(64, '0'));
const ZERO = scalar(0n);
const ONE = scalar(1n);
const ORDER = scalar(CURVE_ORDER);
const A = hexToBytes('11'.repeat(32));
const B = hexToBytes('22'.repeat(32));
const NOT_ON_CURVE = hexToBytes(`02${'05'.padStart(64, '0')}`);

function negated(point: Uint8Array): Uint8Array {
  const other = point.slice();
  other[0] = point[0] === 2 ? 3 : 2;
  return other;
}

onEachBackend('keys and points', () => {
  test('the keys of 1, 2 and n − 1 are the generator, its double and its negation', () => {
    assert.deepEqual(publicKey(ONE), GENERATOR);
    assert.equal(
      bytesToHex(publicKey(scalar(2n))),
      '02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5',
    );
    assert.deepEqual(publicKey(scalar(CURVE_ORDER - 1n)), negated(GENERATOR));
  });

  test('a secret key is a number from 1 to n − 1 in 32 bytes', () => {
    assert.equal(isValidSecretKey(ONE), true);
    assert.equal(isValidSecretKey(scalar(CURVE_ORDER - 1n)), true);
    for (const bad of [ZERO, ORDER, hexToBytes('ff'.repeat(32)), A.subarray(1), new Uint8Array(33)]) {
      assert.equal(isValidSecretKey(bad), false);
    }
    assert.throws(() => publicKey(ZERO), RangeError);
    assert.throws(() => publicKey(ORDER), RangeError);
  });

  test('a public key is a point on the curve in 33 bytes', () => {
    assert.equal(isValidPublicKey(GENERATOR), true);
    const fieldOverflow = hexToBytes(`02${'ff'.repeat(32)}`);
    const hybrid = Uint8Array.of(6, ...GENERATOR.subarray(1));
    const uncompressed = hexToBytes(
      '0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798' +
        '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
    );
    const infinity = new Uint8Array(33);
    for (const bad of [NOT_ON_CURVE, fieldOverflow, hybrid, uncompressed, infinity, new Uint8Array(0)]) {
      assert.equal(isValidPublicKey(bad), false, bytesToHex(bad));
    }
  });

  test('ECDH gives both sides the hash of the same point', () => {
    const shared = ecdh(publicKey(A), B);
    assert.deepEqual(shared, ecdh(publicKey(B), A));
    assert.deepEqual(shared, sha256(pointMultiply(publicKey(A), B)));
    assert.throws(() => ecdh(NOT_ON_CURVE, A), RangeError);
    assert.throws(() => ecdh(GENERATOR, ZERO), RangeError);
    assert.throws(() => ecdh(GENERATOR, ORDER), RangeError);
  });

  test('adding points is adding secrets, and a point with its negation is infinity', () => {
    const p = publicKey(A);
    assert.deepEqual(pointAdd(p, publicKey(B)), publicKey(scalarAdd(A, B)));
    assert.deepEqual(pointAdd(p, p), pointMultiply(p, scalar(2n)));
    assert.equal(pointAdd(p, negated(p)), undefined);
    assert.throws(() => pointAdd(p, NOT_ON_CURVE), RangeError);
  });

  test('multiplying and tweaking points is multiplying and adding secrets', () => {
    const p = publicKey(A);
    assert.deepEqual(pointMultiply(p, B), publicKey(scalarMultiply(A, B)));
    assert.deepEqual(pointMultiply(p, ONE), p);
    assert.deepEqual(pointMultiply(p, scalar(CURVE_ORDER - 1n)), negated(p));
    assert.deepEqual(pointTweakAdd(p, B), publicKey(scalarAdd(A, B)));
    assert.deepEqual(pointTweakAdd(p, ZERO), p);
    for (const bad of [ZERO, ORDER]) assert.throws(() => pointMultiply(p, bad), RangeError);
    assert.throws(() => pointTweakAdd(p, ORDER), RangeError);
    assert.throws(() => pointTweakAdd(p, scalarNegate(A)), RangeError);
    assert.throws(() => pointTweakAdd(NOT_ON_CURVE, B), RangeError);
  });
});

test('scalar arithmetic wraps at the order and throws on zero and on overflow', () => {
  const last = scalar(CURVE_ORDER - 1n);
  assert.deepEqual(scalarAdd(last, scalar(2n)), ONE);
  assert.deepEqual(scalarMultiply(last, last), ONE);
  assert.deepEqual(scalarNegate(ONE), last);
  assert.throws(() => scalarAdd(last, ONE), RangeError);
  assert.throws(() => scalarMultiply(A, ZERO), RangeError);
  assert.throws(() => scalarNegate(ZERO), RangeError);
  assert.throws(() => scalarAdd(ORDER, ONE), RangeError);
  assert.throws(() => scalarAdd(ONE.subarray(1), ONE), RangeError);
});
