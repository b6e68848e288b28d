/** The states of an opening (BOLT 2, "Channel Establishment v2"), in their order. */
import type { NodeId, OpenChannel2, Point, Sat, SatPerKw, ShortChannelId } from '@sferic/wire';
import type { CommitmentSignatures } from '../commitment/commitments.ts';
import type { Dual } from '../dual.ts';
import type { Session, SharedTransaction } from '../interactive/types.ts';
import type { Witness } from '../interactive/witnesses.ts';
import type { ChannelParams } from '../params.ts';
import type { FundingContribution } from './opening-commands.ts';

/** A channel before its first message. */
export interface IdleState {
  readonly type: 'idle';
  readonly remoteNodeId: NodeId;
}

/** As the opener: `open_channel2` is sent. */
export interface AwaitingAcceptState {
  readonly type: 'awaiting_accept';
  readonly remoteNodeId: NodeId;
  readonly open: OpenChannel2;
  readonly contribution: FundingContribution;
  readonly alias: ShortChannelId;
}

/** As the accepter: our wallet decides what we add. */
export interface AwaitingContributionState {
  readonly type: 'awaiting_contribution';
  readonly remoteNodeId: NodeId;
  readonly open: OpenChannel2;
}

/** What both opening messages fix. */
export interface OpeningAgreement {
  readonly params: ChannelParams;
  /** By which the peer may call the channel. */
  readonly alias: ShortChannelId;
  readonly commitmentFeerate: SatPerKw;
  /** What each end puts into the funding output: its first balance. */
  readonly contributions: Dual<Sat>;
  /** The peer's points for its commitments 0 and 1. */
  readonly remotePoints: { readonly first: Point; readonly second: Point };
  /** Whether we take confirmed inputs only. */
  readonly requireConfirmedInputs: boolean;
}

/** Both ends put the funding transaction together. */
export interface ConstructingState {
  readonly type: 'constructing';
  readonly agreement: OpeningAgreement;
  readonly session: Session;
}

/** Opening states that a disconnection ends: nothing is signed yet, nothing is stored. */
export type TransientOpeningState =
  | IdleState
  | AwaitingAcceptState
  | AwaitingContributionState
  | ConstructingState;

/** A funding transaction with the witnesses that we have so far. */
export interface FundingTransaction {
  readonly shared: SharedTransaction;
  readonly witnesses: Partial<Dual<readonly Witness[]>>;
}

/** A funding transaction that is agreed upon and being signed: both ends must be able to resume. */
export interface SigningExchange {
  readonly transaction: FundingTransaction;
  /** We sign nothing before the answer to `check_inputs`. */
  readonly awaitsInputCheck: boolean;
  /** The peer's signature of our first commitment, once it has come. */
  readonly localSignatures?: CommitmentSignatures;
}

/** The first funding transaction of a channel is being signed. */
export interface SigningFundingState extends SigningExchange {
  readonly type: 'signing_funding';
  readonly agreement: OpeningAgreement;
  /** At which the transaction was negotiated; earlier versions did not keep it. */
  readonly feerate?: SatPerKw;
  /** Height since which no block has held the transaction that the peer can publish, of one that we have nothing in. */
  readonly unfundedSince?: number;
}

/** Another funding transaction of an opening, which double-spends all before it (BOLT 2, "Fee bumping"). */
export interface FundingAttempt extends SigningExchange {
  /** The one that it will have among the fundings. */
  readonly index: number;
  readonly feerate: SatPerKw;
  /** What each end puts into this one. */
  readonly contributions: Dual<Sat>;
}

/** A funding transaction that may confirm: signed by both, or by us and in the hands of the peer. */
export interface FundingCandidate {
  /** Published until one confirms; our half of its signatures is sent again to a peer that lacks it. */
  readonly transaction: FundingTransaction;
  readonly feerate?: SatPerKw;
  /** The peer has our signatures and gave the attempt up: it will not send its own, but may publish. */
  readonly abandoned?: true;
}

export type FundingCandidates = ReadonlyMap<number, FundingCandidate>;
