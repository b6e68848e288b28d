/** Hierarchical deterministic keys, BIP 32. */
import { base58CheckDecode, base58CheckEncode } from './base58.ts';
import { hash160, hmacSha512 } from './hashes.ts';
import { isValidPublicKey, isValidSecretKey, pointTweakAdd, publicKey } from './keys.ts';
import { scalarAdd } from './scalar.ts';

/** The version bytes that extended keys are written with. */
export interface HdVersions {
  readonly private: number;
  readonly public: number;
}

/** `xprv` and `xpub`. */
const MAINNET: HdVersions = { private: 0x0488_ade4, public: 0x0488_b21e };
const MASTER_KEY = new TextEncoder().encode('Bitcoin seed');
const LEAST_SEED = 16;
const MOST_SEED = 64;
const HARDENED = 2 ** 31;
const KEY_LENGTH = 32;
/** Version, depth, fingerprint of the parent, index, chain code, key. */
const OFFSET = { depth: 4, parent: 5, index: 9, chainCode: 13, key: 45, end: 78 } as const;
const MAX_DEPTH = 255;
const STEP = /^(\d{1,10})('?)$/;

interface Fields {
  readonly versions: HdVersions;
  readonly depth: number;
  /** The first four bytes of the parent's identifier: computed only to be written. */
  readonly parent: () => Uint8Array;
  readonly index: number;
  readonly chainCode: Uint8Array;
  readonly key: { readonly private: Uint8Array } | { readonly public: Uint8Array };
}

/** A node of a BIP 32 tree: a key and what its children are derived from. Does not print its secrets. */
export class HdKey {
  readonly #fields: Fields;
  #publicKey: Uint8Array | undefined;

  private constructor(fields: Fields) {
    this.#fields = fields;
    this.#publicKey = 'public' in fields.key ? fields.key.public : undefined;
  }

  /** The root of a seed of 16 to 64 bytes (BIP 32, "Master key generation"). */
  static fromSeed(seed: Uint8Array, versions: HdVersions = MAINNET): HdKey {
    if (seed.length < LEAST_SEED || seed.length > MOST_SEED)
      throw new RangeError(`a seed has ${LEAST_SEED} to ${MOST_SEED} bytes, not ${seed.length}`);
    const { left, right } = halves(hmacSha512(MASTER_KEY, seed));
    if (!isValidSecretKey(left)) throw new RangeError('the seed has no master key');
    const root = { versions, depth: 0, index: 0, parent: () => new Uint8Array(4) };
    return new HdKey({ ...root, chainCode: right, key: { private: left } });
  }

  /** Reads an `xprv…` or `xpub…` (or what `versions` says); `undefined` when it is invalid. */
  static fromExtendedKey(text: string, versions: HdVersions = MAINNET): HdKey | undefined {
    const bytes = base58CheckDecode(text);
    if (bytes?.length !== OFFSET.end) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const key = readKey(bytes.subarray(OFFSET.key), view.getUint32(0), versions);
    if (key === undefined) return undefined;
    const depth = view.getUint8(OFFSET.depth);
    const index = view.getUint32(OFFSET.index);
    const parent = bytes.slice(OFFSET.parent, OFFSET.index);
    // A root has no parent, nor a place among its children.
    if (depth === 0 && (index !== 0 || parent.some((byte) => byte !== 0))) return undefined;
    const chainCode = bytes.slice(OFFSET.chainCode, OFFSET.key);
    return new HdKey({ versions, depth, parent: () => parent, index, chainCode, key });
  }

  /** The descendant at a path like `m/84'/0'/0'/0/1`. @throws on a malformed path, or a hardened step without a private key. */
  derive(path: string): HdKey {
    const [root, ...steps] = path.split('/');
    if (root !== 'm') throw new RangeError(`the path ${path} does not begin with m`);
    let key: HdKey = this;
    for (const step of steps) key = key.#child(readStep(step, path));
    return key;
  }

  /** The 33-byte public key. */
  get publicKey(): Uint8Array {
    this.#publicKey ??= publicKey(this.privateKey);
    return this.#publicKey;
  }

  /** The 32-byte private key. @throws when this is a public extended key. */
  get privateKey(): Uint8Array {
    const { key } = this.#fields;
    if (!('private' in key)) throw new RangeError('a public extended key has no private key');
    return key.private;
  }

  /** Whether private keys can be derived. */
  get hasPrivateKey(): boolean {
    return 'private' in this.#fields.key;
  }

  /** The serialised private key. A secret. */
  get extendedPrivateKey(): string {
    return this.#extended(this.#fields.versions.private, Uint8Array.of(0, ...this.privateKey));
  }

  /** The serialised public key. */
  get extendedPublicKey(): string {
    return this.#extended(this.#fields.versions.public, this.publicKey);
  }

  /** BIP 32, "Child key derivation (CKD) functions". One index in 2^127 has no key, and throws: nobody will see that. */
  #child(index: number): HdKey {
    const { chainCode, depth, versions, key } = this.#fields;
    if (depth === MAX_DEPTH) throw new RangeError(`a key at depth ${MAX_DEPTH} has no children`);
    const data = new Uint8Array(37);
    if (index < HARDENED) data.set(this.publicKey);
    else data.set(this.privateKey, 1);
    new DataView(data.buffer).setUint32(33, index);
    const { left, right } = halves(hmacSha512(chainCode, data));
    return new HdKey({
      versions,
      depth: depth + 1,
      parent: () => hash160(this.publicKey).slice(0, 4),
      index,
      chainCode: right,
      key:
        'private' in key
          ? { private: scalarAdd(left, key.private) }
          : { public: pointTweakAdd(key.public, left) },
    });
  }

  #extended(version: number, key: Uint8Array): string {
    const { depth, parent, index, chainCode } = this.#fields;
    const bytes = new Uint8Array(OFFSET.end);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, version);
    view.setUint8(OFFSET.depth, depth);
    bytes.set(parent(), OFFSET.parent);
    view.setUint32(OFFSET.index, index);
    bytes.set(chainCode, OFFSET.chainCode);
    bytes.set(key, OFFSET.key);
    return base58CheckEncode(bytes);
  }
}

function halves(bytes: Uint8Array): { readonly left: Uint8Array; readonly right: Uint8Array } {
  return { left: bytes.slice(0, KEY_LENGTH), right: bytes.slice(KEY_LENGTH) };
}

function readKey(bytes: Uint8Array, version: number, versions: HdVersions): Fields['key'] | undefined {
  if (version === versions.public) return isValidPublicKey(bytes) ? { public: bytes.slice() } : undefined;
  if (version !== versions.private || bytes[0] !== 0) return undefined;
  const secret = bytes.slice(1);
  return isValidSecretKey(secret) ? { private: secret } : undefined;
}

function readStep(step: string, path: string): number {
  const [, digits, mark] = STEP.exec(step) ?? [];
  const index = Number(digits ?? Number.NaN);
  if (!(index < HARDENED)) throw new RangeError(`the path ${path} has a step that is no index: "${step}"`);
  return mark === '' ? index : index + HARDENED;
}
