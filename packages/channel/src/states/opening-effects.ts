import type { Sat, SatPerKw, TxId } from '@sferic/wire';
import type { OutPoint, Transaction, TxOutput } from '../bitcoin/transaction.ts';

export type OpeningEffect =
  /**
   * A peer opens a channel: the wallet decides what we add, and answers with the command `accept` or `abort`. With
   * `before` it replaces the funding transaction of one, and the answer is `accept_replacement` or `abort`.
   */
  | {
      readonly type: 'contribution_wanted';
      /** What the peer puts in. */
      readonly remoteAmount: Sat;
      readonly fundingFeerate: SatPerKw;
      /** The peer takes no unconfirmed coins. */
      readonly requireConfirmedInputs: boolean;
      /** What we have in the transaction that is replaced. */
      readonly before?: OwnPart;
    }
  /** Are these unspent and confirmed? Answered with the input `inputs_checked`. */
  | { readonly type: 'check_inputs'; readonly outPoints: readonly OutPoint[] }
  /** Sign our inputs of the funding transaction; answered with the input `wallet_signed`. */
  | {
      readonly type: 'sign_wallet_inputs';
      readonly transaction: Transaction;
      /** What all inputs of `transaction` spend, by index. */
      readonly spent: readonly TxOutput[];
      /** Indices of our inputs, in the order of the answer. */
      readonly ours: readonly number[];
    }
  /** The opening, or the replacement, came to nothing: the wallet may use our inputs again, but for those to `keep`. */
  | { readonly type: 'release_wallet_inputs'; readonly keep?: readonly OutPoint[] };

/** What we have put into a funding transaction. */
export interface OwnPart {
  readonly amount: Sat;
  /** All of these go into whatever replaces it, so that both cannot confirm. */
  readonly inputs: readonly OutPoint[];
  /** The transaction. */
  readonly txid: TxId;
}
