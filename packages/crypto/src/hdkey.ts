/** Hierarchical deterministic keys, BIP 32. */
import { HDKey as ScureKey } from '@scure/bip32';

/** The version bytes that extended keys are written with. */
export interface HdVersions {
  readonly private: number;
  readonly public: number;
}

/** A node of a BIP 32 tree: a key and what its children are derived from. Does not print its secrets. */
export class HdKey {
  readonly #key: ScureKey;

  private constructor(key: ScureKey) {
    this.#key = key;
  }

  /** The root of a seed of 16 to 64 bytes (BIP 32, "Master key generation"). */
  static fromSeed(seed: Uint8Array, versions?: HdVersions): HdKey {
    return new HdKey(ScureKey.fromMasterSeed(seed, versions));
  }

  /** Reads an `xprv…` or `xpub…` (or what `versions` says); `undefined` when it is invalid. */
  static fromExtendedKey(text: string, versions?: HdVersions): HdKey | undefined {
    try {
      return new HdKey(ScureKey.fromExtendedKey(text, versions));
    } catch {
      return undefined;
    }
  }

  /** The descendant at a path like `m/84'/0'/0'/0/1`. @throws on a malformed path, or a hardened step without a private key. */
  derive(path: string): HdKey {
    return new HdKey(this.#key.derive(path));
  }

  /** The 33-byte public key. */
  get publicKey(): Uint8Array {
    const { publicKey } = this.#key;
    if (publicKey === null) throw new Error('an extended key always has a public key');
    return publicKey;
  }

  /** The 32-byte private key. @throws when this is a public extended key. */
  get privateKey(): Uint8Array {
    const { privateKey } = this.#key;
    if (privateKey === null) throw new RangeError('a public extended key has no private key');
    return privateKey;
  }

  /** Whether private keys can be derived. */
  get hasPrivateKey(): boolean {
    return this.#key.privateKey !== null;
  }

  /** The serialised private key. A secret. */
  get extendedPrivateKey(): string {
    return this.#key.privateExtendedKey;
  }

  /** The serialised public key. */
  get extendedPublicKey(): string {
    return this.#key.publicExtendedKey;
  }
}
