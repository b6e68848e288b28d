/** Schnorr signatures and x-only keys, BIP 340 and 341. */
import { backend } from './backend.ts';
import { concatBytes } from './bytes.ts';
import { assertLength } from './lengths.ts';

const SIGNATURE_LENGTH = 64;
const X_ONLY_LENGTH = 32;

/** The x coordinate of a compressed point, which stands for the point with an even y. */
export function xOnly(publicKey: Uint8Array): Uint8Array {
  assertLength('public key', publicKey, X_ONLY_LENGTH + 1);
  return publicKey.slice(1);
}

/**
 * Signs a message of any length: 64 bytes (BIP 340, "Default Signing").
 * @param auxRand 32 bytes: fresh entropy, or zeros for a deterministic signature.
 * @throws RangeError on an invalid secret key.
 */
export function schnorrSign(message: Uint8Array, secretKey: Uint8Array, auxRand: Uint8Array): Uint8Array {
  assertLength('secret key', secretKey, 32);
  assertLength('auxiliary randomness', auxRand, 32);
  const signature = backend().schnorrSign(message, secretKey, auxRand);
  if (signature === undefined) throw new RangeError('invalid secret key');
  return signature;
}

/** Verifies a signature of 64 bytes by an x-only key (BIP 340, "Verification"). Malformed input is false. */
export function schnorrVerify(
  message: Uint8Array,
  signature: Uint8Array,
  xOnlyPublicKey: Uint8Array,
): boolean {
  if (signature.length !== SIGNATURE_LENGTH || xOnlyPublicKey.length !== X_ONLY_LENGTH) return false;
  return backend().schnorrVerify(message, signature, xOnlyPublicKey);
}

/**
 * The x-only key plus tweak · G, and the parity of the result's y (BIP 341, "Constructing and spending").
 * `undefined` when the key is not on the curve, the tweak is out of range or the result is infinity.
 */
export function xOnlyTweakAdd(
  xOnlyPublicKey: Uint8Array,
  tweak: Uint8Array,
): { readonly xOnly: Uint8Array; readonly parity: 0 | 1 } | undefined {
  assertLength('x-only public key', xOnlyPublicKey, X_ONLY_LENGTH);
  assertLength('tweak', tweak, 32);
  const tweaked = backend().pointTweakAdd(concatBytes(Uint8Array.of(0x02), xOnlyPublicKey), tweak);
  if (tweaked === undefined) return undefined;
  return { xOnly: tweaked.slice(1), parity: tweaked[0] === 0x03 ? 1 : 0 };
}
