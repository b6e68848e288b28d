import { p2wpkh } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import type { Point } from '@sferic/wire';
import type { WalletBranch } from './keys.ts';

/** A key of the wallet by its place in the BIP 84 account. */
export interface WalletKey {
  readonly branch: WalletBranch;
  readonly index: number;
}

/** The next key of each branch that was not given out. */
export type NextKeys = Readonly<Record<WalletBranch, number>>;

/**
 * How many keys beyond the last used one are looked for in blocks (BIP 44's gap limit is 20): a wallet that is
 * restored finds its coins over gaps of openings that came to nothing.
 */
export const GAP_LIMIT = 40;

export const WALLET_BRANCHES: readonly WalletBranch[] = ['receive', 'change'];

/** Knows which output scripts are the wallet's: those of all keys given out, and of the next `GAP_LIMIT`. */
export class Keyring {
  readonly #publicKey: (branch: WalletBranch, index: number) => Point;
  readonly #keys = new Map<string, WalletKey>();
  readonly #scripts: Record<WalletBranch, Uint8Array[]> = { receive: [], change: [] };
  readonly #next: Record<WalletBranch, number>;

  constructor(publicKey: (branch: WalletBranch, index: number) => Point, next: NextKeys) {
    this.#publicKey = publicKey;
    this.#next = { ...next };
    for (const branch of WALLET_BRANCHES) this.lookBeyond({ branch, index: next[branch] - 1 });
  }

  /** The key that an output script pays to. */
  find(scriptPubKey: Uint8Array): WalletKey | undefined {
    // Everything of the wallet is P2WPKH: most scripts of a block need no further look.
    if (scriptPubKey.length !== 22 || scriptPubKey[0] !== 0) return undefined;
    return this.#keys.get(bytesToHex(scriptPubKey));
  }

  /** The output script of a key that was given out, or is within the gap. */
  script(key: WalletKey): Uint8Array {
    const script = this.#scripts[key.branch][key.index];
    if (script === undefined) throw new RangeError(`key ${key.branch}/${key.index} is beyond the gap`);
    return script;
  }

  /** The next key to give out. */
  next(branch: WalletBranch): WalletKey {
    return { branch, index: this.#next[branch] };
  }

  /** Marks a key, and those before it, as given out. */
  use(key: WalletKey): void {
    this.#next[key.branch] = Math.max(this.#next[key.branch], key.index + 1);
    this.lookBeyond(key);
  }

  /** Looks for the keys of the gap after `key` too. */
  lookBeyond({ branch, index }: WalletKey): void {
    const scripts = this.#scripts[branch];
    while (scripts.length <= index + GAP_LIMIT) {
      const key = { branch, index: scripts.length };
      const script = p2wpkh(this.#publicKey(branch, key.index));
      this.#keys.set(bytesToHex(script), key);
      scripts.push(script);
    }
  }
}
