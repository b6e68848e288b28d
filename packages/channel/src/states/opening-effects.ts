import type { Sat, SatPerKw } from '@sferic/wire';
import type { OutPoint, Transaction, TxOutput } from '../bitcoin/transaction.ts';

export type OpeningEffect =
  /** A peer opens a channel: the wallet decides what we add, and answers with the command `accept` or `abort`. */
  | {
      readonly type: 'contribution_wanted';
      /** What the peer puts in. */
      readonly remoteAmount: Sat;
      readonly fundingFeerate: SatPerKw;
      /** The peer takes no unconfirmed coins. */
      readonly requireConfirmedInputs: boolean;
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
  /** The opening is over without a channel: the wallet may use our inputs again. */
  | { readonly type: 'release_wallet_inputs' };
