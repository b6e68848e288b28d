/**
 * secp256k1 in C: Bitcoin Core's library as the system has installed it, which is newer than the bundled one and a fifth to a
 * third faster. What is not needed often (Schnorr signatures) noble does.
 */
import { equalBytes, randomBytes } from './bytes.ts';
import { addressOf, type CFunction, type CLibrary, lendable, openLibrary } from './foreign.ts';
import { keepingLast } from './last-key.ts';
import { noble } from './noble.ts';
import { GENERATOR, type RecoverableSignature, type RecoveryId, type Secp256k1 } from './secp256k1.ts';

/**
 * The versions 0.2 to 0.8, by the number that changes when one is not like its predecessor: each but the first took away
 * functions that are not called here, and changed none. Linux looks in the system's directories alone. Others would look in the working
 * directory too, where anybody may have left a file: on macOS Homebrew's places are named, on Windows there is none.
 */
const VERSIONS = [7, 6, 5, 2, 1];
const HOMEBREW = ['/opt/homebrew/lib', '/usr/local/lib'];

function names(): readonly string[] {
  if (process.platform === 'linux') return VERSIONS.map((version) => `libsecp256k1.so.${version}`);
  if (process.platform !== 'darwin') return [];
  return HOMEBREW.flatMap((place) => VERSIONS.map((version) => `${place}/libsecp256k1.${version}.dylib`));
}

const OK = 1;
/** SECP256K1_CONTEXT_NONE. */
const CONTEXT_NONE = 1;
/** SECP256K1_EC_COMPRESSED. */
const COMPRESSED = 258;

const HASH_LENGTH = 32;
const SCALAR_LENGTH = 32;
const COMPRESSED_LENGTH = 33;
const UNCOMPRESSED_LENGTH = 65;
const SIGNATURE_LENGTH = 64;
/** Of the library's own, opaque forms. */
const POINT_LENGTH = 64;
const RECOVERABLE_LENGTH = 65;

/** The system's library, `undefined` where there is none that has all that is needed. */
export function loadSystem(): Secp256k1 | undefined {
  for (const name of names()) {
    const library = openLibrary(name);
    if (library === undefined) continue;
    try {
      const found = wrap(bind(library));
      if (isSound(found)) return found;
    } catch {
      // Built without a module that is needed.
    }
  }
  return undefined;
}

/** Whether it is what its name says. */
function isSound(library: Secp256k1): boolean {
  const one = new Uint8Array(SCALAR_LENGTH);
  one[SCALAR_LENGTH - 1] = 1;
  const point = library.publicKey(one);
  const signed = library.sign(one, one);
  if (point === undefined || signed === undefined || !equalBytes(point, GENERATOR)) return false;
  const recovered = library.recover(one, signed.signature, signed.recoveryId);
  return (
    library.verify(one, signed.signature, point) && recovered !== undefined && equalBytes(recovered, point)
  );
}

type Status = CFunction<number>;

interface Functions {
  readonly context: bigint;
  readonly secretKeyVerify: Status;
  readonly parsePoint: Status;
  readonly serializePoint: Status;
  readonly createPoint: Status;
  readonly combinePoints: Status;
  readonly tweakAdd: Status;
  readonly tweakMultiply: Status;
  readonly parseSignature: Status;
  readonly verify: Status;
  readonly sign: Status;
  readonly parseRecoverable: Status;
  readonly serializeRecoverable: Status;
  readonly recover: Status;
  readonly ecdh: Status;
}

function bind(library: CLibrary): Functions {
  const P = 'void *';
  const int = (name: string, ...parameters: Parameters<CLibrary['int']>[1][]) =>
    library.int(`secp256k1_${name}`, ...parameters);
  const createContext = library.pointer('secp256k1_context_create', 'unsigned int');
  const randomize = int('context_randomize', P, P);
  const functions = {
    secretKeyVerify: int('ec_seckey_verify', P, P),
    parsePoint: int('ec_pubkey_parse', P, P, P, 'size_t'),
    serializePoint: int('ec_pubkey_serialize', P, P, P, P, 'unsigned int'),
    createPoint: int('ec_pubkey_create', P, P, P),
    combinePoints: int('ec_pubkey_combine', P, P, P, 'size_t'),
    tweakAdd: int('ec_pubkey_tweak_add', P, P, P),
    tweakMultiply: int('ec_pubkey_tweak_mul', P, P, P),
    parseSignature: int('ecdsa_signature_parse_compact', P, P, P),
    verify: int('ecdsa_verify', P, P, P, P),
    sign: int('ecdsa_sign_recoverable', P, P, P, P, P, P),
    parseRecoverable: int('ecdsa_recoverable_signature_parse_compact', P, P, P, 'int'),
    serializeRecoverable: int('ecdsa_recoverable_signature_serialize_compact', P, P, P, P),
    recover: int('ecdsa_recover', P, P, P, P),
    ecdh: int('ecdh', P, P, P, P, P, P),
  };
  // Now that all of them are there.
  const context = createContext(CONTEXT_NONE);
  // Blinds the computations with a secret key against an observer of power or timing; results are the same.
  if (randomize(context, randomBytes(HASH_LENGTH)) !== OK)
    throw new Error('the context could not be blinded');
  return { ...functions, context };
}

/** The arguments of one call: nothing of a caller's is lent to C, and nothing here outlives the call. */
function argumentArrays() {
  const points = [lendable(POINT_LENGTH), lendable(POINT_LENGTH)] as const;
  return {
    point: points[0],
    other: points[1],
    both: BigUint64Array.from(points, addressOf),
    sum: lendable(POINT_LENGTH),
    bytes: lendable(UNCOMPRESSED_LENGTH),
    length: new BigUint64Array(1),
    digest: lendable(HASH_LENGTH),
    scalar: lendable(SCALAR_LENGTH),
    signature: lendable(SIGNATURE_LENGTH),
    parsed: lendable(RECOVERABLE_LENGTH),
    recoveryId: new Int32Array(1),
  };
}

function wrap(native: Functions): Secp256k1 {
  const { context } = native;
  const arrays = argumentArrays();

  function parse(publicKey: Uint8Array, into: Uint8Array): boolean {
    arrays.bytes.set(publicKey);
    return native.parsePoint(context, into, arrays.bytes, publicKey.length) === OK;
  }

  function serialize(point: Uint8Array): Uint8Array {
    arrays.length[0] = BigInt(COMPRESSED_LENGTH);
    native.serializePoint(context, arrays.bytes, arrays.length, point, COMPRESSED);
    return arrays.bytes.slice(0, COMPRESSED_LENGTH);
  }

  /** Runs what takes a secret key, which is in no array afterwards. */
  function withSecret<T>(secretKey: Uint8Array, operation: (scalar: Uint8Array) => T): T {
    arrays.scalar.set(secretKey);
    try {
      return operation(arrays.scalar);
    } finally {
      arrays.scalar.fill(0);
    }
  }

  function tweaked(tweak: Status, p: Uint8Array, scalar: Uint8Array): Uint8Array | undefined {
    if (!parse(p, arrays.point)) return undefined;
    arrays.scalar.set(scalar);
    return tweak(context, arrays.point, arrays.scalar) === OK ? serialize(arrays.point) : undefined;
  }

  function sign(digest: Uint8Array, secretKey: Uint8Array): RecoverableSignature | undefined {
    arrays.digest.set(digest);
    const status = withSecret(secretKey, (scalar) =>
      native.sign(context, arrays.parsed, arrays.digest, scalar, null, null),
    );
    if (status !== OK) return undefined;
    native.serializeRecoverable(context, arrays.signature, arrays.recoveryId, arrays.parsed);
    return { signature: arrays.signature.slice(), recoveryId: arrays.recoveryId[0] as RecoveryId };
  }

  function recover(
    digest: Uint8Array,
    signature: Uint8Array,
    recoveryId: RecoveryId,
  ): Uint8Array | undefined {
    arrays.signature.set(signature);
    arrays.digest.set(digest);
    if (native.parseRecoverable(context, arrays.parsed, arrays.signature, recoveryId) !== OK)
      return undefined;
    const found = native.recover(context, arrays.point, arrays.parsed, arrays.digest) === OK;
    return found ? serialize(arrays.point) : undefined;
  }

  function ecdh(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | undefined {
    if (!parse(publicKey, arrays.point)) return undefined;
    const status = withSecret(secretKey, (scalar) =>
      native.ecdh(context, arrays.digest, arrays.point, scalar, null, null),
    );
    if (status !== OK) return undefined;
    const shared = arrays.digest.slice();
    arrays.digest.fill(0);
    return shared;
  }

  return {
    name: 'system',
    isValidSecretKey: (secretKey) =>
      withSecret(secretKey, (scalar) => native.secretKeyVerify(context, scalar) === OK),
    isValidPublicKey: (publicKey) => parse(publicKey, arrays.point),
    publicKey: (secretKey) =>
      withSecret(secretKey, (scalar) => native.createPoint(context, arrays.point, scalar) === OK)
        ? serialize(arrays.point)
        : undefined,
    sign,
    verify: verifyWith(native, arrays),
    recover,
    ecdh,
    pointAdd(p, q) {
      if (!parse(p, arrays.point) || !parse(q, arrays.other)) return undefined;
      const added = native.combinePoints(context, arrays.sum, arrays.both, 2) === OK;
      return added ? serialize(arrays.sum) : undefined;
    },
    pointMultiply: (p, scalar) => tweaked(native.tweakMultiply, p, scalar),
    pointTweakAdd: (p, tweak) => tweaked(native.tweakAdd, p, tweak),
    schnorrSign: noble.schnorrSign,
    schnorrVerify: noble.schnorrVerify,
  };
}

function verifyWith(
  { context, parsePoint, parseSignature, verify }: Functions,
  { bytes, digest, signature, parsed }: ReturnType<typeof argumentArrays>,
): Secp256k1['verify'] {
  const point = lendable(POINT_LENGTH);
  const pointOf = keepingLast((publicKey) => {
    bytes.set(publicKey);
    return parsePoint(context, point, bytes, publicKey.length) === OK ? point : undefined;
  });
  return (digestToCheck, signatureToCheck, publicKey) => {
    if (pointOf(publicKey) === undefined) return false;
    signature.set(signatureToCheck);
    digest.set(digestToCheck);
    return parseSignature(context, parsed, signature) === OK && verify(context, parsed, digest, point) === OK;
  };
}
