import { equalBytes } from '@sferic/crypto';
import type { Msat, PaymentHash, Point, Sat, SatPerKw, Signature, TxId } from '@sferic/wire';
import type { Shachain } from '../bitcoin/shachain.ts';
import type { Dual, Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { AddStageName, Htlc, Removal } from './htlc.ts';
import type { HtlcTable } from './htlc-table.ts';
import type { ByOrigin } from './origins.ts';

/** A feerate that the opener proposed and that both commitments do not have yet for good. */
export interface PendingFeerate {
  readonly feerate: SatPerKw;
  /** A feerate takes the way of an HTLC's add, offered by the opener. */
  readonly stage: AddStageName;
}

/** What both ends have proposed to change, and how far each change has come. All fundings share it. */
export interface Updates {
  /** By the end that offered them. */
  readonly htlcs: Dual<HtlcTable>;
  readonly nextHtlcId: Dual<bigint>;
  /** The feerate that both commitments had before any pending change. */
  readonly feerate: SatPerKw;
  /** In the order of proposal, at most one at each stage. */
  readonly pendingFeerates: readonly PendingFeerate[];
}

/** Where the remote end's commitments stand. */
export interface RemoteCommits {
  /** Number of the latest commitment that we signed. */
  readonly number: number;
  /** Its per-commitment point. */
  readonly point: Point;
  /** Whether the commitment before it is revoked, so that we may sign the next. */
  readonly revocation:
    | { readonly type: 'received'; readonly nextPoint: Point }
    | { readonly type: 'awaited'; readonly previousPoint: Point };
}

/** What came of an HTLC that we offered. */
export type HtlcOutcome =
  | Removal
  /** The peer never was bound to it: the connection broke before we signed. It may be offered elsewhere. */
  | { readonly type: 'not_sent' }
  /** The channel was closed, and the chain has given the HTLC back to us for good. */
  | { readonly type: 'returned' };

/** An outcome that the switch has not acknowledged. */
export interface Settlement {
  /** The `origin` of the command that offered the HTLC. */
  readonly origin: Uint8Array;
  readonly htlcId: bigint;
  readonly paymentHash: PaymentHash;
  readonly outcome: HtlcOutcome;
}

export type SettlementTable = ByOrigin<Settlement>;

/** Where a funding transaction stands in the chain that we follow. */
export type Confirmation =
  | { readonly type: 'unconfirmed' }
  | { readonly type: 'confirmed'; readonly height: number; readonly txIndex: number };

/** The peer's signatures of our latest commitment on one funding. */
export interface CommitmentSignatures {
  readonly commitmentNumber: number;
  readonly signature: Signature;
  /** In the order of the commitment's HTLC outputs. */
  readonly htlcSignatures: readonly Signature[];
}

/**
 * One funding transaction. What the commitments that spend it hold follows from `balances` and the updates that all
 * fundings share; their numbers and points are shared too.
 */
export interface Funding {
  /** 0 is the first. */
  readonly index: number;
  readonly txid: TxId;
  readonly outputIndex: number;
  readonly capacity: Sat;
  readonly fundingPubkeys: Dual<Point>;
  readonly confirmation: Confirmation;
  /** What each end owns once every HTLC in flight is given back to its offerer. */
  readonly balances: Dual<Msat>;
}

/** From which the funding keys are derived: all candidates for one opening share those of the first. */
export function fundingKeyIndex({ local }: ChannelParams, { index, fundingPubkeys }: Funding): number {
  return equalBytes(fundingPubkeys.local, local.fundingPubkey) ? 0 : index;
}

/** A funding of which we hold a commitment that the peer has signed. */
export interface FundingCommitments extends Funding {
  readonly localSignatures: CommitmentSignatures;
}

/** All that concerns commitments: pure data, changed by the functions of this folder alone. */
export interface Commitments {
  /** Number of our latest commitment, whose signatures we hold; all before it are revoked. */
  readonly localNumber: number;
  readonly remote: RemoteCommits;
  /** Secrets of the remote commitments that are revoked. */
  readonly secrets: Shachain;
  /** Which of the two we sent last: a reconnection repeats them in the same order. */
  readonly lastSent: 'commitment_signed' | 'revoke_and_ack';
  readonly updates: Updates;
  /** By the `origin`, as hex. */
  readonly settlements: SettlementTable;
  /** The fundings that may still confirm; the last is the newest. Never empty. */
  readonly active: readonly FundingCommitments[];
}

/** The newest funding that is confirmed. */
export function confirmedFunding({ active }: Pick<Commitments, 'active'>): FundingCommitments | undefined {
  return active.findLast(({ confirmation }) => confirmation.type === 'confirmed');
}

/** The funding that the channel is known by: the newest that is confirmed; before any is, the newest. */
export function currentFunding(commitments: Pick<Commitments, 'active'>): FundingCommitments {
  const funding = confirmedFunding(commitments) ?? commitments.active.at(-1);
  if (funding === undefined) throw new Error('a channel without a funding');
  return funding;
}

/** What one commitment sums up to, without its single HTLCs: enough for limits and balances. */
export interface CommitmentFigures {
  readonly owner: Side;
  readonly feerate: SatPerKw;
  /** Without the HTLCs. */
  readonly balances: Dual<Msat>;
  /** HTLCs by who offered them. */
  readonly count: Dual<number>;
  readonly amount: Dual<bigint>;
  /** How many of them have an output, and what the others are worth. */
  readonly untrimmed: number;
  readonly trimmedAmount: bigint;
}

/** What one commitment transaction shall hold (BOLT 3), before trimming, fees and anchors. */
export interface CommitmentSpec {
  /** The end that can broadcast it. */
  readonly owner: Side;
  readonly feerate: SatPerKw;
  /** Without the HTLCs. */
  readonly balances: Dual<Msat>;
  readonly htlcs: readonly Htlc[];
}

/** A revoked commitment's HTLC that is gone since: what a penalty transaction has to know of it. */
export interface PastHtlc {
  readonly offeredBy: Side;
  readonly id: bigint;
  readonly amount: Msat;
  readonly paymentHash: PaymentHash;
  readonly cltvExpiry: number;
  readonly firstRemoteCommit: number;
  readonly lastRemoteCommit: number;
}
