import type { OutPoint, TxOut } from './transaction.ts';

/** An unspent output and what its spending rules need of its transaction. */
export interface Coin {
  readonly output: TxOut;
  /** Height of the block that holds it. */
  readonly height: number;
  readonly coinbase: boolean;
}

/** A set of unspent outputs to look into. */
export interface CoinView {
  get(outpoint: OutPoint): Coin | undefined;
}
