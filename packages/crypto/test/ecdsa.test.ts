import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bytesToHex,
  CURVE_ORDER,
  concatBytes,
  ecdh,
  hexToBytes,
  isValidPublicKey,
  publicKey,
  type RecoveryId,
  recover,
  scalarNegate,
  sha256,
  sign,
  signatureFromDer,
  signatureToDer,
  signRecoverable,
  verify,
  verifyConsensus,
} from '../src/index.ts';
import { onEachBackend } from './backends.ts';

const ONE = hexToBytes('01'.padStart(64, '0'));
const KEY = hexToBytes('11'.repeat(32));
const POINT = publicKey(KEY);
const DIGEST = sha256(new TextEncoder().encode('a sferic is heard far off'));
const ORDER = hexToBytes(CURVE_ORDER.toString(16));

function withHighS(signature: Uint8Array): Uint8Array {
  return concatBytes(signature.subarray(0, 32), scalarNegate(signature.subarray(32)));
}

onEachBackend('ECDSA', () => {
  test('the nonce of RFC 6979 gives the published signatures of secp256k1', () => {
    const cases = [
      // Known answers for (key, SHA-256 of the message), as Bitcoin software publishes them.
      [
        ONE,
        'Satoshi Nakamoto',
        '934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8' +
          '2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5',
      ],
      [
        ONE,
        'All those moments will be lost in time, like tears in rain. Time to die...',
        '8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b' +
          '547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21',
      ],
    ] as const;
    for (const [key, message, expected] of cases) {
      assert.equal(bytesToHex(sign(sha256(new TextEncoder().encode(message)), key)), expected);
    }
  });

  test('a signature verifies, and not for another digest or key', () => {
    const signature = sign(DIGEST, KEY);
    assert.equal(verify(DIGEST, signature, POINT), true);
    assert.equal(verify(sha256(DIGEST), signature, POINT), false);
    assert.equal(verify(DIGEST, signature, publicKey(ONE)), false);
  });

  test('high S is refused by verify and taken by recover and by consensus', () => {
    const { signature, recoveryId } = signRecoverable(DIGEST, KEY);
    const high = withHighS(signature);
    assert.equal(verify(DIGEST, high, POINT), false);
    const flipped = (recoveryId ^ 1) as 0 | 1;
    assert.deepEqual(recover(DIGEST, high, flipped), POINT);
    assert.equal(verifyConsensus(DIGEST, signatureToDer(high), POINT), true);
  });

  test('a recoverable signature gives its key back, and another id gives another key or none', () => {
    const { signature, recoveryId } = signRecoverable(DIGEST, KEY);
    assert.deepEqual(recover(DIGEST, signature, recoveryId), POINT);
    for (const other of [0, 1, 2, 3] as const) {
      if (other !== recoveryId) assert.notDeepEqual(recover(DIGEST, signature, other), POINT);
    }
  });

  test('r or s that is zero or at or above the order verifies nothing and recovers nothing', () => {
    const zero = new Uint8Array(32);
    const half = sign(DIGEST, KEY).subarray(0, 32);
    for (const [r, s] of [
      [zero, half],
      [half, zero],
      [ORDER, half],
      [half, ORDER],
      [zero, zero],
    ] as const) {
      const signature = concatBytes(r, s);
      assert.equal(verify(DIGEST, signature, POINT), false);
      for (const id of [0, 1, 2, 3] as const) assert.equal(recover(DIGEST, signature, id), undefined);
    }
  });

  test('a signature or key of a wrong length is false, a digest of a wrong length throws', () => {
    const signature = sign(DIGEST, KEY);
    assert.equal(verify(DIGEST, signature.subarray(1), POINT), false);
    assert.equal(verify(DIGEST, signature, POINT.subarray(1)), false);
    assert.equal(recover(DIGEST, signature.subarray(1), 0), undefined);
    assert.throws(() => verify(DIGEST.subarray(1), signature, POINT), RangeError);
    assert.throws(() => sign(DIGEST.subarray(1), KEY), RangeError);
  });

  test('signing with zero or the order of the curve throws', () => {
    assert.throws(() => sign(DIGEST, new Uint8Array(32)), RangeError);
    assert.throws(() => sign(DIGEST, ORDER), RangeError);
  });

  test('consensus takes uncompressed and hybrid keys, the latter with the right parity only', () => {
    const der = signatureToDer(sign(DIGEST, ONE));
    const x = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
    const y = '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8';
    for (const [prefix, expected] of [
      ['04', true],
      ['06', true],
      ['07', false],
      ['05', false],
      ['00', false],
    ] as const) {
      assert.equal(verifyConsensus(DIGEST, der, hexToBytes(prefix + x + y)), expected, prefix);
    }
    assert.equal(verifyConsensus(DIGEST, der, hexToBytes(`02${x}`)), true);
    assert.equal(verifyConsensus(DIGEST, der, hexToBytes(`04${x}`)), false);
    assert.equal(verifyConsensus(DIGEST, der, new Uint8Array(0)), false);
  });

  test('consensus reads DER that no strict reader takes', () => {
    // High S has its top bit set, so that without padding it reads as negative.
    const signature = withHighS(sign(DIGEST, KEY));
    const r = [...signature.subarray(0, 32)];
    const s = [...signature.subarray(32)];
    const zeros = [0, 0, 0];
    const variants = {
      'unpadded negative integers': [0x30, 68, 2, 32, ...r, 2, 32, ...s],
      'wrong length of the sequence': [0x30, 1, 2, 32, ...r, 2, 32, ...s],
      'long form of the sequence length': [0x30, 0x82, 9, 9, 2, 32, ...r, 2, 32, ...s],
      'long form of integer lengths': [0x30, 0, 2, 0x81, 32, ...r, 2, 0x83, 0, 0, 32, ...s],
      'padded integers': [0x30, 0, 2, 35, ...zeros, ...r, 2, 35, ...zeros, ...s],
      'rubbish behind': [0x30, 0, 2, 32, ...r, 2, 32, ...s, 1, 2, 3],
    };
    for (const [name, bytes] of Object.entries(variants)) {
      const der = Uint8Array.from(bytes);
      assert.equal(verifyConsensus(DIGEST, der, POINT), true, name);
      assert.equal(signatureFromDer(der), undefined, name);
    }
  });

  test('consensus refuses DER that cannot be read and numbers beyond the order', () => {
    const signature = sign(DIGEST, KEY);
    const r = [...signature.subarray(0, 32)];
    const s = [...signature.subarray(32)];
    const variants = {
      empty: [],
      'another tag': [0x31, 68, 2, 32, ...r, 2, 32, ...s],
      'another integer tag': [0x30, 68, 3, 32, ...r, 2, 32, ...s],
      'sequence length beyond the end': [0x30, 0xff, 2, 32, ...r, 2, 32, ...s],
      'integer beyond the end': [0x30, 68, 2, 32, ...r, 2, 33, ...s],
      'length of four significant bytes': [0x30, 0, 2, 0x84, 1, 0, 0, 32, ...r, 2, 32, ...s],
      'no second integer': [0x30, 68, 2, 32, ...r],
      'r of 33 significant bytes': [0x30, 0, 2, 33, 1, ...r, 2, 32, ...s],
      'empty integers': [0x30, 4, 2, 0, 2, 0],
    };
    for (const [name, bytes] of Object.entries(variants)) {
      assert.equal(verifyConsensus(DIGEST, Uint8Array.from(bytes), POINT), false, name);
    }
  });

  test('what is kept of the last key is of that key alone, and of nobody who was refused', () => {
    const signature = sign(DIGEST, KEY);
    const isRight = (point: Uint8Array) => verify(DIGEST, signature, point);
    const others = Array.from({ length: 256 }, (_, byte) =>
      concatBytes(POINT.subarray(0, 32), Uint8Array.of(byte)),
    );
    const neighbours = others.filter((other) => isValidPublicKey(other) && other[32] !== POINT[32]);
    assert.ok(neighbours.length > 0);
    for (const neighbour of neighbours.slice(0, 4)) {
      assert.equal(isRight(POINT), true);
      assert.equal(isRight(neighbour), false);
    }
    const prefix = Uint8Array.from(POINT).fill(0x05, 0, 1);
    assert.deepEqual([POINT, prefix, POINT, prefix, prefix].map(isRight), [true, false, true, false, false]);
    const point = Uint8Array.from(POINT);
    assert.equal(isRight(point), true);
    point.set(neighbours[0] ?? prefix);
    assert.equal(isRight(point), false);
  });

  test("what is given is the caller's: the next call leaves it alone", () => {
    const [one, two] = [signRecoverable(DIGEST, KEY), ecdh(POINT, KEY)];
    const [three, four] = [publicKey(KEY), recover(DIGEST, one.signature, one.recoveryId)];
    const shown = () => [one.signature, two, three, four ?? ONE].map(bytesToHex);
    const before = shown();
    const other = signRecoverable(ONE, ONE);
    ecdh(publicKey(ONE), ONE);
    recover(ONE, other.signature, other.recoveryId);
    assert.deepEqual(shown(), before);
  });

  test('a recovery id that there is not recovers nothing', () => {
    const { signature } = signRecoverable(DIGEST, KEY);
    for (const id of [-1, 4, 256, 0.5, Number.NaN])
      assert.equal(recover(DIGEST, signature, id as RecoveryId), undefined);
  });
});

test('strict DER of a compact signature reads back to the same bytes', () => {
  for (const fill of ['01', '7f', '80', 'ff00']) {
    const half = fill.padEnd(64, '00').slice(0, 64);
    const small = '00'.repeat(31) + fill.slice(0, 2);
    for (const hex of [small + small, small + half, half.replace('ff', 'fe') + small]) {
      const signature = hexToBytes(hex);
      assert.deepEqual(signatureFromDer(signatureToDer(signature)), signature);
    }
  }
});

test('strict DER refuses trailing bytes, needless padding, negative and zero numbers', () => {
  for (const hex of [
    '',
    '3006020101020101ff',
    '3007020101020101',
    '300702020001020101',
    '3006020181020101',
    '3006020100020101',
    '3005020002020101',
    '310602010102010101',
  ]) {
    assert.equal(signatureFromDer(hexToBytes(hex)), undefined, hex);
  }
  assert.equal(
    bytesToHex(signatureFromDer(hexToBytes('3006020101020102')) ?? new Uint8Array(0)),
    '01'.padStart(64, '0') + '02'.padStart(64, '0'),
  );
});
