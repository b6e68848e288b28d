/** ECDSA over secp256k1, as the Lightning protocol takes it and as Bitcoin's consensus does. */
import { backend } from './backend.ts';
import { concatBytes } from './bytes.ts';
import { signatureFromLaxDer } from './der.ts';
import { assertLength } from './lengths.ts';
import { bytesToNumber, CURVE_ORDER, isHighS, numberTo32Bytes } from './scalar.ts';
import type { RecoverableSignature, RecoveryId } from './secp256k1.ts';

const COMPRESSED_LENGTH = 33;
const UNCOMPRESSED_LENGTH = 65;
const SIGNATURE_LENGTH = 64;
const UNCOMPRESSED = 0x04;

/**
 * Signs a 32-byte digest: r ‖ s (64 bytes), low S, with the nonce of RFC 6979.
 * @throws RangeError on an invalid secret key.
 */
export function sign(digest: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return signRecoverable(digest, secretKey).signature;
}

/** As {@link sign}, with the id that {@link recover} needs (BOLT 11, "Encoding Overview"). */
export function signRecoverable(digest: Uint8Array, secretKey: Uint8Array): RecoverableSignature {
  assertLength('digest', digest, 32);
  assertLength('secret key', secretKey, 32);
  const signed = backend().sign(digest, secretKey);
  if (signed === undefined) throw new RangeError('invalid secret key');
  return signed;
}

/**
 * Verifies r ‖ s (64 bytes) by a compressed key. Malformed keys and signatures are false, and so is high S:
 * whoever takes it in a commitment can't broadcast that commitment (CVE-2020-26895).
 */
export function verify(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  assertLength('digest', digest, 32);
  if (signature.length !== SIGNATURE_LENGTH || publicKey.length !== COMPRESSED_LENGTH) return false;
  return backend().verify(digest, signature, publicKey);
}

/** The compressed key that made r ‖ s over the digest, `undefined` when there is none. High S is taken, as BOLT 11 does. */
export function recover(
  digest: Uint8Array,
  signature: Uint8Array,
  recoveryId: RecoveryId,
): Uint8Array | undefined {
  assertLength('digest', digest, 32);
  // Another id would end the process in C.
  if (signature.length !== SIGNATURE_LENGTH || ![0, 1, 2, 3].includes(recoveryId)) return undefined;
  return backend().recover(digest, signature, recoveryId);
}

/**
 * Verifies as Bitcoin's consensus does where no script flag asks for more: lax DER, high S, and keys that are
 * compressed, uncompressed or hybrid (06, 07). The signature comes without its sighash byte.
 */
export function verifyConsensus(
  digest: Uint8Array,
  signatureDer: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  assertLength('digest', digest, 32);
  const signature = signatureFromLaxDer(signatureDer);
  const key = withoutHybridPrefix(publicKey);
  if (signature === undefined || key === undefined) return false;
  return backend().verify(digest, withLowS(signature), key);
}

/** A key of 33 or 65 bytes with the hybrid prefixes 06 and 07, which repeat the parity of y, made 04. */
function withoutHybridPrefix(publicKey: Uint8Array): Uint8Array | undefined {
  if (publicKey.length === COMPRESSED_LENGTH) return publicKey;
  if (publicKey.length !== UNCOMPRESSED_LENGTH) return undefined;
  const prefix = publicKey[0];
  if (prefix !== 0x06 && prefix !== 0x07) return publicKey;
  const parity = (publicKey[UNCOMPRESSED_LENGTH - 1] ?? 0) & 1;
  if ((prefix & 1) !== parity) return undefined;
  return concatBytes(Uint8Array.of(UNCOMPRESSED), publicKey.subarray(1));
}

function withLowS(signature: Uint8Array): Uint8Array {
  const s = bytesToNumber(signature.subarray(32));
  if (!isHighS(s)) return signature;
  return concatBytes(signature.subarray(0, 32), numberTo32Bytes(CURVE_ORDER - s));
}
