import { hexToBytes } from './bytes.ts';

/** G, the generator of the group (SEC 2, "Recommended Parameters secp256k1"). */
export const GENERATOR: Uint8Array = hexToBytes(
  '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
);

/**
 * What an implementation of secp256k1 gives. Three stand behind it, and the package's tests hold
 * them equal on valid and on malicious input; `backend.ts` chooses one when the process starts.
 *
 * Callers of these methods have checked lengths. Whatever else is wrong with a secret key or a
 * point gives `undefined`, so that each implementation says no in the same way.
 */
export interface Secp256k1 {
  readonly name: BackendName;

  /** Whether 32 bytes are a number from 1 to n − 1. */
  isValidSecretKey(secretKey: Uint8Array): boolean;
  /** Whether 33 bytes (02, 03) or 65 bytes (04) are a point on the curve. */
  isValidPublicKey(publicKey: Uint8Array): boolean;
  /** secretKey · G, 33 bytes. */
  publicKey(secretKey: Uint8Array): Uint8Array | undefined;

  /** ECDSA with the nonce of RFC 6979 and low S: r ‖ s. */
  sign(digest: Uint8Array, secretKey: Uint8Array): RecoverableSignature | undefined;
  /** ECDSA over r ‖ s and a key of 33 or 65 bytes (04). High S is false, as is any malformed input. */
  verify(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
  /** The key that made r ‖ s (of either S), 33 bytes. */
  recover(digest: Uint8Array, signature: Uint8Array, recoveryId: RecoveryId): Uint8Array | undefined;

  /** SHA-256 of the compressed secretKey · publicKey, in constant time as far as the implementation can. */
  ecdh(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | undefined;
  /** p + q, `undefined` also at infinity. */
  pointAdd(p: Uint8Array, q: Uint8Array): Uint8Array | undefined;
  /** scalar · p for a scalar from 1 to n − 1, which is public: its timing may show. */
  pointMultiply(p: Uint8Array, scalar: Uint8Array): Uint8Array | undefined;
  /** p + tweak · G for a tweak from 0 to n − 1, `undefined` also at infinity. */
  pointTweakAdd(p: Uint8Array, tweak: Uint8Array): Uint8Array | undefined;

  /** BIP 340 signature, 64 bytes. */
  schnorrSign(message: Uint8Array, secretKey: Uint8Array, auxRand: Uint8Array): Uint8Array | undefined;
  /** BIP 340 verification. */
  schnorrVerify(message: Uint8Array, signature: Uint8Array, xOnlyPublicKey: Uint8Array): boolean;
}

/** The slowest first: TypeScript, the library in C that an npm package brings, and the one that the system has. */
export const BACKEND_NAMES = ['noble', 'bundled', 'system'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** Which of up to four candidate keys a signature belongs to (SEC 1, 4.1.6). */
export type RecoveryId = 0 | 1 | 2 | 3;

/** An ECDSA signature from which the key can be recovered. */
export interface RecoverableSignature {
  /** r ‖ s, 64 bytes, low S. */
  readonly signature: Uint8Array;
  readonly recoveryId: RecoveryId;
}
