/** secp256k1, hashes and ciphers behind one interface: the only package that imports crypto libraries. */
export { availableBackends, backendName, selectBackend } from './backend.ts';
export { base58CheckDecode, base58CheckEncode, base58Decode, base58Encode } from './base58.ts';
export {
  bytesToHex,
  concatBytes,
  constantTimeEqual,
  equalBytes,
  hexToBytes,
  randomBytes,
} from './bytes.ts';
export {
  chacha20,
  chacha20Poly1305Decrypt,
  chacha20Poly1305Encrypt,
  chacha20Stream,
  isChacha20Poly1305Native,
  POLY1305_TAG_LENGTH,
} from './ciphers.ts';
export { signatureFromDer, signatureToDer } from './der.ts';
export { hkdfSha256, type ScryptCost, scrypt } from './derivation.ts';
export { recover, sign, signRecoverable, verify, verifyConsensus } from './ecdsa.ts';
export {
  hash160,
  hmacSha256,
  hmacSha256Under,
  hmacSha512,
  ripemd160,
  sha1,
  sha256,
  sha256d,
} from './hashes.ts';
export { HdKey, type HdVersions } from './hdkey.ts';
export {
  ecdh,
  ecdhIfValid,
  isValidPublicKey,
  isValidSecretKey,
  pointAdd,
  pointMultiply,
  pointTweakAdd,
  publicKey,
} from './keys.ts';
export { isValidMnemonic, mnemonicFromEntropy, mnemonicToSeed } from './mnemonic.ts';
export { CURVE_ORDER, scalarAdd, scalarMultiply, scalarNegate } from './scalar.ts';
export { schnorrSign, schnorrVerify, xOnly, xOnlyTweakAdd } from './schnorr.ts';
export { type BackendName, GENERATOR, type RecoverableSignature, type RecoveryId } from './secp256k1.ts';
export { Secret } from './secret.ts';
export { decodeWif, encodeWif, type WifKey, type WifNetwork } from './wif.ts';
