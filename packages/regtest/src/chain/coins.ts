import type { Coin, CoinView } from '../coin.ts';
import { isUnspendable } from '../script/parse.ts';
import { type OutPoint, outPointKey, type Sat, type Tx, txid } from '../transaction.ts';

/** A coin with its outpoint, for listing. */
export interface CoinEntry {
  readonly outpoint: OutPoint;
  readonly coin: Coin;
}

/** What a block or transaction does to a set of coins. */
export interface CoinChanges {
  readonly spent: ReadonlyMap<string, CoinEntry>;
  readonly added: ReadonlyMap<string, CoinEntry>;
}

/** The unspent outputs of the best chain. */
export class CoinSet implements CoinView {
  readonly #coins = new Map<string, CoinEntry>();

  get(outpoint: OutPoint): Coin | undefined {
    return this.#coins.get(outPointKey(outpoint))?.coin;
  }

  get size(): number {
    return this.#coins.size;
  }

  entries(): MapIterator<CoinEntry> {
    return this.#coins.values();
  }

  total(): Sat {
    let sum = 0n;
    for (const { coin } of this.#coins.values()) sum += coin.output.value;
    return sum;
  }

  /** Throws when the changes do not fit: the set would no longer be that of any chain. */
  apply(changes: CoinChanges): void {
    for (const key of changes.spent.keys()) {
      if (!this.#coins.delete(key)) throw new Error(`spent coin ${key} is not in the set`);
    }
    for (const [key, entry] of changes.added) this.#coins.set(key, entry);
  }
}

/** A view over another that remembers what was spent and added, so that it can be applied or dropped as a whole. */
export class CoinOverlay implements CoinView {
  readonly #base: CoinView;
  readonly #spent = new Map<string, CoinEntry>();
  readonly #added = new Map<string, CoinEntry>();

  constructor(base: CoinView) {
    this.#base = base;
  }

  get(outpoint: OutPoint): Coin | undefined {
    const key = outPointKey(outpoint);
    const added = this.#added.get(key);
    if (added !== undefined) return added.coin;
    return this.#spent.has(key) ? undefined : this.#base.get(outpoint);
  }

  /** Removes a coin and returns it; throws when it is not there. */
  spend(outpoint: OutPoint): Coin {
    const coin = this.get(outpoint);
    const key = outPointKey(outpoint);
    if (coin === undefined) throw new Error(`coin ${key} is not there to spend`);
    if (!this.#added.delete(key)) this.#spent.set(key, { outpoint, coin });
    return coin;
  }

  add(outpoint: OutPoint, coin: Coin): void {
    this.#added.set(outPointKey(outpoint), { outpoint, coin });
  }

  /** Adds every output of a transaction that can be spent. */
  addOutputs(tx: Tx, height: number, coinbase: boolean): void {
    for (const [index, output] of tx.outputs.entries()) {
      if (!isUnspendable(output.scriptPubKey))
        this.add({ txid: txid(tx), index }, { output, height, coinbase });
    }
  }

  changes(): CoinChanges {
    return { spent: this.#spent, added: this.#added };
  }
}
