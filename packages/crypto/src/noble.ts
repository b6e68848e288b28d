/** secp256k1 in TypeScript: works wherever the project runs. */
import * as secp from '@noble/secp256k1';
import { concatBytes } from './bytes.ts';
import { hmacSha256, sha256 } from './hashes.ts';
import { bytesToNumber, CURVE_ORDER } from './scalar.ts';
import type { RecoveryId, Secp256k1 } from './secp256k1.ts';

secp.hashes.sha256 = (message) => sha256(message);
secp.hashes.hmacSha256 = (key, message) => hmacSha256(key, message);

const DIGEST = { prehash: false } as const;

/** noble throws on input that the interface answers with `undefined`. */
function attempt<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch {
    return undefined;
  }
}

function toCompressed(point: secp.Point): Uint8Array | undefined {
  return point.is0() ? undefined : point.toBytes(true);
}

function isRecoveryId(value: number | undefined): value is RecoveryId {
  return value === 0 || value === 1 || value === 2 || value === 3;
}

export const noble: Secp256k1 = {
  name: 'noble',

  isValidSecretKey: (secretKey) => secp.utils.isValidSecretKey(secretKey),

  isValidPublicKey: (publicKey) => secp.utils.isValidPublicKey(publicKey),

  publicKey: (secretKey) => attempt(() => secp.getPublicKey(secretKey, true)),

  sign: (digest, secretKey) =>
    attempt(() => {
      const signed = secp.sign(digest, secretKey, { ...DIGEST, format: 'recovered' });
      const recoveryId = signed[0];
      if (!isRecoveryId(recoveryId)) throw new Error('noble gave an unknown recovery id');
      return { signature: signed.slice(1), recoveryId };
    }),

  verify: (digest, signature, publicKey) =>
    attempt(() => secp.verify(signature, digest, publicKey, { ...DIGEST, lowS: true })) ?? false,

  recover: (digest, signature, recoveryId) =>
    attempt(() => secp.recoverPublicKey(concatBytes(Uint8Array.of(recoveryId), signature), digest, DIGEST)),

  ecdh: (publicKey, secretKey) => attempt(() => sha256(secp.getSharedSecret(secretKey, publicKey, true))),

  pointAdd: (p, q) => attempt(() => toCompressed(secp.Point.fromBytes(p).add(secp.Point.fromBytes(q)))),

  pointMultiply: (p, scalar) =>
    attempt(() => toCompressed(secp.Point.fromBytes(p).multiply(bytesToNumber(scalar)))),

  pointTweakAdd: (p, tweak) =>
    attempt(() => {
      const point = secp.Point.fromBytes(p);
      const scalar = bytesToNumber(tweak);
      if (scalar >= CURVE_ORDER) return undefined;
      return toCompressed(scalar === 0n ? point : point.add(secp.Point.BASE.multiply(scalar)));
    }),

  schnorrSign: (message, secretKey, auxRand) => attempt(() => secp.schnorr.sign(message, secretKey, auxRand)),

  schnorrVerify: (message, signature, xOnlyPublicKey) =>
    attempt(() => secp.schnorr.verify(signature, message, xOnlyPublicKey)) ?? false,
};
