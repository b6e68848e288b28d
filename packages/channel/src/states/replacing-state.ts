/** Negotiating another funding transaction for a channel that waits for one (BOLT 2, "Fee bumping"). */
import type { Sat, SatPerKw } from '@sferic/wire';
import type { Dual } from '../dual.ts';
import type { Session } from '../interactive/types.ts';
import type { WaitForReadyState } from '../state.ts';
import type { FundingContribution } from './opening-commands.ts';

/** What `tx_init_rbf` says of the transaction. */
export interface ReplacementTerms {
  readonly feerate: SatPerKw;
  readonly locktime: number;
}

/** How far the negotiation has come. All of it is forgotten with the connection: nothing is signed. */
export type ReplacementNegotiation =
  /** We have sent `tx_init_rbf`. */
  | {
      readonly type: 'awaiting_ack';
      readonly terms: ReplacementTerms;
      readonly contribution: FundingContribution;
      readonly requireConfirmedInputs: boolean;
    }
  /** The peer has sent it: our wallet decides what we add. */
  | {
      readonly type: 'awaiting_contribution';
      readonly terms: ReplacementTerms;
      readonly remoteAmount: Sat;
      /** The peer takes no unconfirmed coins. */
      readonly confirmedOnly: boolean;
    }
  | {
      readonly type: 'constructing';
      readonly session: Session;
      readonly feerate: SatPerKw;
      readonly contributions: Dual<Sat>;
      readonly requireConfirmedInputs: boolean;
    }
  /** We have given up, and the peer has not confirmed it: what it said before is ignored. */
  | { readonly type: 'aborted' };

/** The stored state is the one inside. */
export interface ReplacingState {
  readonly type: 'replacing';
  readonly state: WaitForReadyState;
  readonly negotiation: ReplacementNegotiation;
}
