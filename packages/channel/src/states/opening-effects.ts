import type { Sat, SatPerKw, TxId } from '@sferic/wire';
import type { Transaction, TxOutput } from '../bitcoin/transaction.ts';

export type OpeningEffect =
  /** A peer opens a channel: the wallet decides what we add, and answers with the command `accept` or `abort`. */
  | {
      readonly type: 'contribution_wanted';
      /** What the peer puts in. */
      readonly remoteAmount: Sat;
      readonly fundingFeerate: SatPerKw;
      readonly requireConfirmedInputs: boolean;
    }
  /** Sign our inputs of the funding transaction; answered with the input `wallet_signed`. */
  | {
      readonly type: 'sign_wallet_inputs';
      readonly transaction: Transaction;
      /** Of our inputs, in the order of the answer: which input it is and what it spends. */
      readonly inputs: readonly { readonly index: number; readonly spent: TxOutput }[];
    }
  /** The opening is over without a channel: the wallet may use our inputs again. */
  | { readonly type: 'release_wallet_inputs'; readonly txid?: TxId };
