/**
 * secp256k1 in C: Bitcoin Core's library of 2021, as the npm package `secp256k1` brings and binds it. The bindings are loaded
 * by themselves: the package's entry point would fall back to a slow library without saying so.
 * What they lack (Schnorr signatures) noble does.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { randomBytes } from './bytes.ts';
import { keepingLast } from './last-key.ts';
import { noble } from './noble.ts';
import { reduceDigest } from './scalar.ts';
import type { RecoverableSignature, RecoveryId, Secp256k1 } from './secp256k1.ts';

/** A call into the bindings gives zero when it worked, and else a number for what was wrong. */
type Status = number;
const OK = 0;

/** The methods of the native object that are used here; results go into the first argument. */
interface Bindings {
  contextRandomize(seed: Uint8Array): Status;
  privateKeyVerify(secretKey: Uint8Array): Status;
  publicKeyVerify(publicKey: Uint8Array): Status;
  publicKeyConvert(output: Uint8Array, publicKey: Uint8Array): Status;
  publicKeyCreate(output: Uint8Array, secretKey: Uint8Array): Status;
  publicKeyCombine(output: Uint8Array, publicKeys: readonly Uint8Array[]): Status;
  publicKeyTweakAdd(output: Uint8Array, publicKey: Uint8Array, tweak: Uint8Array): Status;
  publicKeyTweakMul(output: Uint8Array, publicKey: Uint8Array, tweak: Uint8Array): Status;
  ecdsaSign(output: SignOutput, digest: Uint8Array, secretKey: Uint8Array): Status;
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): Status;
  ecdsaRecover(output: Uint8Array, signature: Uint8Array, recoveryId: RecoveryId, digest: Uint8Array): Status;
  ecdh(output: Uint8Array, publicKey: Uint8Array, secretKey: Uint8Array): Status;
}

interface SignOutput {
  readonly signature: Uint8Array;
  recid: RecoveryId | null;
}

type LoadPackage = (packageDirectory: string) => { readonly Secp256k1: new () => Bindings };

const POINT_LENGTH = 33;
const UNCOMPRESSED_LENGTH = 65;
const HASH_LENGTH = 32;
const SIGNATURE_LENGTH = 64;

/** Runs `fill` on a new array and gives the array when the call worked. */
function output(length: number, fill: (bytes: Uint8Array) => Status): Uint8Array | undefined {
  const bytes = new Uint8Array(length);
  return fill(bytes) === OK ? bytes : undefined;
}

/** Loads the bindings, `undefined` where there is no prebuilt library for this system. */
export function loadBundled(): Secp256k1 | undefined {
  const require = createRequire(import.meta.url);
  let bindings: Bindings;
  try {
    const load = require('node-gyp-build') as LoadPackage;
    bindings = new (load(dirname(require.resolve('secp256k1/package.json'))).Secp256k1)();
  } catch {
    return undefined;
  }
  // Blinds the computations with a secret key against an observer of power or timing; results are the same.
  bindings.contextRandomize(randomBytes(HASH_LENGTH));
  return wrap(bindings);
}

function wrap(native: Bindings): Secp256k1 {
  return {
    name: 'bundled',
    isValidSecretKey: (secretKey) => native.privateKeyVerify(secretKey) === OK,
    isValidPublicKey: (publicKey) => native.publicKeyVerify(publicKey) === OK,
    publicKey: (secretKey) => output(POINT_LENGTH, (out) => native.publicKeyCreate(out, secretKey)),
    sign: (digest, secretKey) => nativeSign(native, digest, secretKey),
    verify: nativeVerify(native),
    recover: (digest, signature, recoveryId) =>
      output(POINT_LENGTH, (out) => native.ecdsaRecover(out, signature, recoveryId, digest)),
    ecdh: (publicKey, secretKey) => output(HASH_LENGTH, (out) => native.ecdh(out, publicKey, secretKey)),
    pointAdd: (p, q) => output(POINT_LENGTH, (out) => native.publicKeyCombine(out, [p, q])),
    pointMultiply: (p, scalar) => output(POINT_LENGTH, (out) => native.publicKeyTweakMul(out, p, scalar)),
    pointTweakAdd: (p, tweak) => output(POINT_LENGTH, (out) => native.publicKeyTweakAdd(out, p, tweak)),
    schnorrSign: noble.schnorrSign,
    schnorrVerify: noble.schnorrVerify,
  };
}

function nativeVerify(native: Bindings): Secp256k1['verify'] {
  // With both coordinates: to find the second one is what takes time.
  const pointOf = keepingLast((publicKey) =>
    output(UNCOMPRESSED_LENGTH, (out) => native.publicKeyConvert(out, publicKey)),
  );
  return (digest, signature, publicKey) => {
    const point = pointOf(publicKey);
    return point !== undefined && native.ecdsaVerify(signature, digest, point) === OK;
  };
}

function nativeSign(
  native: Bindings,
  digest: Uint8Array,
  secretKey: Uint8Array,
): RecoverableSignature | undefined {
  const out: SignOutput = { signature: new Uint8Array(SIGNATURE_LENGTH), recid: null };
  if (native.ecdsaSign(out, reduceDigest(digest), secretKey) !== OK || out.recid === null) return undefined;
  return { signature: out.signature, recoveryId: out.recid };
}
