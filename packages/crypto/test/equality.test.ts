/** All implementations of secp256k1 say the same on anything: else nodes of one network could disagree. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  availableBackends,
  backendName,
  bytesToHex,
  CURVE_ORDER,
  concatBytes,
  ecdh,
  hexToBytes,
  isValidPublicKey,
  isValidSecretKey,
  pointAdd,
  pointMultiply,
  pointTweakAdd,
  publicKey,
  type RecoveryId,
  recover,
  schnorrVerify,
  selectBackend,
  sign,
  signatureToDer,
  signRecoverable,
  verify,
  verifyConsensus,
} from '../src/index.ts';

const RUNS = 40;
const native = availableBackends().filter((name) => name !== 'noble');
const skip = native.length > 0 ? false : 'libsecp256k1 does not load on this system';

/** The outcome on one implementation in a form that compares; a throw is an outcome, its text is not. */
function outcome(operation: () => unknown): string {
  try {
    return JSON.stringify(operation(), (_key, value: unknown) =>
      value instanceof Uint8Array ? bytesToHex(value) : value,
    );
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error));
    return 'throws';
  }
}

function same(operation: () => unknown): void {
  const before = backendName();
  try {
    selectBackend('noble');
    const onNoble = outcome(operation);
    for (const name of native) {
      selectBackend(name);
      assert.equal(outcome(operation), onNoble, name);
    }
  } finally {
    selectBackend(before);
  }
}

const toBytes = (value: bigint) => hexToBytes(value.toString(16).padStart(64, '0'));
const FIELD = 2n ** 256n - 2n ** 32n - 977n;
const EDGES = [
  0n,
  1n,
  2n,
  CURVE_ORDER >> 1n,
  (CURVE_ORDER >> 1n) + 1n,
  CURVE_ORDER - 1n,
  CURVE_ORDER,
  CURVE_ORDER + 1n,
  FIELD - CURVE_ORDER,
  FIELD - CURVE_ORDER - 1n,
  FIELD - 1n,
  FIELD,
  2n ** 256n - 1n,
].map(toBytes);

const random32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const number32 = fc.oneof(
  { weight: 3, arbitrary: random32 },
  { weight: 1, arbitrary: fc.constantFrom(...EDGES) },
);
const secretKey = random32.filter((bytes) => isValidSecretKey(bytes));
const validPoint = secretKey.map((key) => publicKey(key));
const anyPoint = fc.oneof(
  { weight: 3, arbitrary: validPoint },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(7), number32).map(([prefix, x]) => concatBytes(Uint8Array.of(prefix), x)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 66 }) },
);
const hybridKey = fc
  .tuple(fc.nat(8), number32, number32)
  .map(([prefix, x, y]) => concatBytes(Uint8Array.of(prefix), x, y));
const recoveryId = fc.constantFrom<RecoveryId>(0, 1, 2, 3);
const signature = fc.oneof(
  fc.tuple(number32, number32).map(([r, s]) => concatBytes(r, s)),
  fc.uint8Array({ maxLength: 65 }),
);

const settings = { numRuns: RUNS };

test('validity of keys is the same', { skip }, () => {
  fc.assert(
    fc.property(number32, anyPoint, (scalar, point) => {
      same(() => isValidSecretKey(scalar));
      same(() => isValidPublicKey(point));
      same(() => publicKey(scalar));
    }),
    settings,
  );
});

test('signatures and recovery ids are the same to the byte, also of digests beyond the order', {
  skip,
}, () => {
  fc.assert(
    fc.property(number32, number32, (digest, key) => same(() => signRecoverable(digest, key))),
    settings,
  );
});

test('genuine and altered signatures have the same verdict', { skip }, () => {
  const altered = fc.tuple(number32, secretKey, fc.nat(63), fc.nat(255));
  fc.assert(
    fc.property(altered, ([digest, key, index, mask]) => {
      const bytes = sign(digest, key);
      bytes[index] = (bytes[index] ?? 0) ^ mask;
      same(() => verify(digest, bytes, publicKey(key)));
      same(() => verifyConsensus(digest, signatureToDer(bytes), publicKey(key)));
    }),
    settings,
  );
});

test('arbitrary signatures have the same verdict and the same recovered key', { skip }, () => {
  fc.assert(
    fc.property(number32, signature, anyPoint, recoveryId, (digest, bytes, point, id) => {
      same(() => verify(digest, bytes, point));
      same(() => recover(digest, bytes, id));
    }),
    settings,
  );
});

test('recovered keys verify what they were recovered from', { skip }, () => {
  fc.assert(
    fc.property(random32, random32, random32, recoveryId, (digest, r, s, id) => {
      const bytes = concatBytes(r, s);
      const key = recover(digest, bytes, id);
      if (key === undefined) return;
      same(() => verifyConsensus(digest, signatureToDer(bytes), key));
      assert.equal(verifyConsensus(digest, signatureToDer(bytes), key), true);
    }),
    settings,
  );
});

test('consensus has the same verdict on rubbish for DER and on hybrid keys', { skip }, () => {
  const der = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.tuple(number32, number32).map(([r, s]) => signatureToDer(concatBytes(r, s))),
  );
  const key = fc.oneof(hybridKey, anyPoint);
  fc.assert(
    fc.property(number32, der, key, (digest, bytes, point) =>
      same(() => verifyConsensus(digest, bytes, point)),
    ),
    settings,
  );
});

test('point arithmetic is the same, at infinity too', { skip }, () => {
  fc.assert(
    fc.property(anyPoint, anyPoint, number32, secretKey, (p, q, scalar, key) => {
      same(() => pointAdd(p, q));
      same(() => pointMultiply(p, scalar));
      same(() => pointTweakAdd(p, scalar));
      same(() => ecdh(p, scalar));
      const point = publicKey(key);
      const opposite = concatBytes(Uint8Array.of(5 - (point[0] ?? 0)), point.subarray(1));
      same(() => pointAdd(point, opposite));
      same(() => pointAdd(point, point));
      same(() => pointTweakAdd(point, toBytes(CURVE_ORDER - BigInt(`0x${bytesToHex(key)}`))));
      same(() => schnorrVerify(scalar, concatBytes(scalar, key), point.subarray(1)));
    }),
    settings,
  );
});
