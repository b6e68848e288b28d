/** Keys and points of secp256k1. Points are compressed: 33 bytes. */
import { backend } from './backend.ts';
import { assertLength } from './lengths.ts';

const SECRET_KEY_LENGTH = 32;
const POINT_LENGTH = 33;

function valid(point: Uint8Array | undefined, operation: string): Uint8Array {
  if (point === undefined) throw new RangeError(`${operation}: invalid point or scalar`);
  return point;
}

/** Whether the bytes are a secret key: 32 of them, a number from 1 to n − 1. */
export function isValidSecretKey(secretKey: Uint8Array): boolean {
  return secretKey.length === SECRET_KEY_LENGTH && backend().isValidSecretKey(secretKey);
}

/** Whether the bytes are a compressed public key: 33 of them, a point on the curve. */
export function isValidPublicKey(publicKey: Uint8Array): boolean {
  return publicKey.length === POINT_LENGTH && backend().isValidPublicKey(publicKey);
}

/** secretKey · G. @throws RangeError on an invalid secret key. */
export function publicKey(secretKey: Uint8Array): Uint8Array {
  assertLength('secret key', secretKey, SECRET_KEY_LENGTH);
  return valid(backend().publicKey(secretKey), 'publicKey');
}

/**
 * SHA-256 of the compressed shared point, BOLT 4's and BOLT 8's ECDH.
 * @throws RangeError on an invalid point or secret key: check with {@link isValidPublicKey} before.
 */
export function ecdh(theirPublicKey: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return valid(ecdhIfValid(theirPublicKey, secretKey), 'ecdh');
}

/** As {@link ecdh}, `undefined` on an invalid point or secret key: for a key of a stranger's, which then need not be checked before. */
export function ecdhIfValid(theirPublicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | undefined {
  assertLength('public key', theirPublicKey, POINT_LENGTH);
  assertLength('secret key', secretKey, SECRET_KEY_LENGTH);
  return backend().ecdh(theirPublicKey, secretKey);
}

/** p + q, `undefined` when they cancel out. @throws RangeError on an invalid point. */
export function pointAdd(p: Uint8Array, q: Uint8Array): Uint8Array | undefined {
  if (!isValidPublicKey(p) || !isValidPublicKey(q)) throw new RangeError('pointAdd: invalid point');
  return backend().pointAdd(p, q);
}

/** scalar · p, for public scalars: with a secret one use {@link ecdh}. @throws RangeError on an invalid point, or a scalar that is zero or at or above the order. */
export function pointMultiply(p: Uint8Array, scalar: Uint8Array): Uint8Array {
  assertLength('point', p, POINT_LENGTH);
  assertLength('scalar', scalar, SECRET_KEY_LENGTH);
  return valid(backend().pointMultiply(p, scalar), 'pointMultiply');
}

/** p + tweak · G. @throws RangeError on an invalid point, a tweak at or above the order, or a result at infinity. */
export function pointTweakAdd(p: Uint8Array, tweak: Uint8Array): Uint8Array {
  assertLength('point', p, POINT_LENGTH);
  assertLength('tweak', tweak, SECRET_KEY_LENGTH);
  return valid(backend().pointTweakAdd(p, tweak), 'pointTweakAdd');
}
