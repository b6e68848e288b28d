import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bytesToHex,
  CURVE_ORDER,
  hexToBytes,
  pointTweakAdd,
  publicKey,
  schnorrSign,
  schnorrVerify,
  xOnly,
  xOnlyTweakAdd,
} from '../src/index.ts';
import { onEachBackend } from './backends.ts';

/** BIP 340, test-vectors.csv, index 0. */
const VECTOR = {
  secretKey: hexToBytes('03'.padStart(64, '0')),
  publicKey: 'f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9',
  auxRand: new Uint8Array(32),
  message: new Uint8Array(32),
  signature:
    'e907831f80848d1069a5371b402410364bdf1c5f8307b0084c55f1ce2dca8215' +
    '25f66a4a85ea8b71e482a74f382d2ce5ebeee8fdb2172f477df4900d310536c0',
};

onEachBackend('Schnorr signatures', () => {
  test('signing gives the published signature, and it verifies for its message only', () => {
    const key = xOnly(publicKey(VECTOR.secretKey));
    assert.equal(bytesToHex(key), VECTOR.publicKey);
    const signature = schnorrSign(VECTOR.message, VECTOR.secretKey, VECTOR.auxRand);
    assert.equal(bytesToHex(signature), VECTOR.signature);
    assert.equal(schnorrVerify(VECTOR.message, signature, key), true);
    assert.equal(schnorrVerify(Uint8Array.of(1), signature, key), false);
  });

  test('messages of any length can be signed', () => {
    const key = xOnly(publicKey(VECTOR.secretKey));
    for (const length of [0, 1, 17, 100]) {
      const message = new Uint8Array(length).fill(7);
      assert.equal(schnorrVerify(message, schnorrSign(message, VECTOR.secretKey, VECTOR.auxRand), key), true);
    }
  });

  test('a key that is not on the curve, numbers out of range and wrong lengths are false', () => {
    const signature = hexToBytes(VECTOR.signature);
    const key = hexToBytes(VECTOR.publicKey);
    // BIP 340, test-vectors.csv, index 5: the key is not on the curve.
    const offCurve = hexToBytes('eefdea4cdb677750a420fee807eacf21eb9898ae79b9768766e4faa04a2d4a34');
    const bigS = Uint8Array.from([...signature.subarray(0, 32), ...hexToBytes(CURVE_ORDER.toString(16))]);
    assert.equal(schnorrVerify(VECTOR.message, signature, offCurve), false);
    assert.equal(schnorrVerify(VECTOR.message, bigS, key), false);
    assert.equal(schnorrVerify(VECTOR.message, signature.subarray(1), key), false);
    assert.equal(schnorrVerify(VECTOR.message, signature, key.subarray(1)), false);
  });

  test('tweaking an x-only key is tweaking the point of even y, and tells the parity', () => {
    const tweak = hexToBytes('42'.repeat(32));
    const key = xOnly(publicKey(VECTOR.secretKey));
    const tweaked = xOnlyTweakAdd(key, tweak);
    const point = pointTweakAdd(Uint8Array.of(2, ...key), tweak);
    assert.deepEqual(tweaked, { xOnly: point.slice(1), parity: point[0] === 3 ? 1 : 0 });
    assert.equal(xOnlyTweakAdd(key, hexToBytes(CURVE_ORDER.toString(16))), undefined);
    assert.equal(xOnlyTweakAdd(hexToBytes('ff'.repeat(32)), tweak), undefined);
  });
});
