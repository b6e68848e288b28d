import type { Sat, SatPerKw, ShortChannelId } from '@sferic/wire';
import type { TxOutput } from '../bitcoin/transaction.ts';
import type { Coin } from '../interactive/types.ts';

/** An output of our wallet that we put into a funding transaction. */
export interface ContributedCoin extends Coin {
  readonly confirmed: boolean;
}

/** What this end puts into a funding transaction, chosen by the wallet. */
export interface FundingContribution {
  /** Our part of the funding output; 0 when we do not take part. */
  readonly amount: Sat;
  readonly inputs: readonly ContributedCoin[];
  /** Change: what the inputs hold beyond `amount` and our share of the fee (`contributionFee`). */
  readonly outputs: readonly TxOutput[];
}

export type OpeningCommand =
  /** Begin to open a channel, as the opener. */
  | {
      readonly type: 'open';
      readonly contribution: FundingContribution;
      readonly fundingFeerate: SatPerKw;
      readonly commitmentFeerate: SatPerKw;
      readonly announce: boolean;
      readonly requireConfirmedInputs: boolean;
      readonly locktime: number;
      /** By which the peer may call the channel; unique in this node. */
      readonly alias: ShortChannelId;
      readonly upfrontShutdownScript?: Uint8Array;
    }
  /** Answer the effect `contribution_wanted`, as the accepter. */
  | {
      readonly type: 'accept';
      readonly contribution: FundingContribution;
      readonly requireConfirmedInputs: boolean;
      readonly alias: ShortChannelId;
      readonly upfrontShutdownScript?: Uint8Array;
    }
  /** Begin to replace the funding transaction, which waits for a block, by one that pays more. */
  | {
      readonly type: 'replace_funding';
      /** With all that we have put into the transaction before. */
      readonly contribution: FundingContribution;
      readonly fundingFeerate: SatPerKw;
      readonly requireConfirmedInputs: boolean;
      readonly locktime: number;
    }
  /** Answer `contribution_wanted` of a replacement. Once that is over the coins are free again. */
  | {
      readonly type: 'accept_replacement';
      readonly contribution: FundingContribution;
      readonly requireConfirmedInputs: boolean;
    }
  /** Give up an opening, or a replacement, that is not signed yet. `reason` goes to the peer. */
  | { readonly type: 'abort'; readonly reason: string };

export type OpeningInput =
  /** The wallet answers the effect `sign_wallet_inputs`: a witness for each of our inputs, in the order asked. */
  | { readonly type: 'wallet_signed'; readonly witnesses: readonly (readonly Uint8Array[])[] }
  /** Answers the effect `check_inputs`. */
  | { readonly type: 'inputs_checked'; readonly confirmed: boolean };
