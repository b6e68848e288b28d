/** What remains to be done once a transaction has spent a funding output (BOLT 5). */
import type { Point, Preimage, Signature, TxId } from '@sferic/wire';
import type { OutPoint, TxOutput } from '../bitcoin/transaction.ts';
import type { HtlcFacts } from '../commitment/htlc.ts';

/** Which transaction of the channel spends a funding output. Stored by their place in the list. */
export const SPEND_KINDS = [
  'mutual_close',
  'local_commitment',
  /** The peer's latest commitment, or the one before as long as it is not revoked. */
  'remote_commitment',
  'revoked_commitment',
  /** None that this node could have signed with what it knows: its keys have leaked, or its state is lost altogether. */
  'unknown',
  /** A commitment of the peer's that is newer than all we know: we have lost state. */
  'future_commitment',
] as const;

export type SpendKind = (typeof SPEND_KINDS)[number];

/** How a funding output came to be spent. */
export interface FundingSpend {
  readonly fundingTxid: TxId;
  readonly txid: TxId;
  readonly kind: SpendKind;
  /** Absent while unconfirmed. */
  readonly height?: number;
  /** Of a commitment whose keys we can derive. */
  readonly commitment?: { readonly number: number; readonly point: Point };
}

/** What the resolution has to know of an HTLC. */
export type ResolvingHtlc = Pick<HtlcFacts, 'offeredBy' | 'id' | 'paymentHash' | 'cltvExpiry'>;

/** What an output is; whose commitment it comes from, and whether that is revoked, is told by the {@link SpendKind}. */
export type OutputRole =
  /** Ours at once, in a commitment of the peer's. */
  | { readonly type: 'to_remote' }
  /** Its owner's after a delay, the other end's when revoked: `to_local`, and what HTLC transactions pay to. */
  | { readonly type: 'delayed' }
  | {
      readonly type: 'htlc';
      readonly htlc: ResolvingHtlc;
      /** In our commitment: the peer's signature of the HTLC transaction. */
      readonly remoteSignature?: Signature;
    }
  /** Of a commitment that we cannot read: watched for the preimages that its spenders show. */
  | { readonly type: 'foreign' };

/** A confirmed transaction that spends an output. */
export interface OutputSpend {
  readonly txid: TxId;
  readonly height: number;
}

/** An output that concerns us, of the transaction that spends the funding or of an HTLC transaction behind it. */
export interface TrackedOutput {
  readonly outPoint: OutPoint;
  readonly output: TxOutput;
  /** Empty where we do not know it. */
  readonly witnessScript: Uint8Array;
  readonly role: OutputRole;
  /** The key of the output whose spender created this one; absent in the commitment itself. */
  readonly parent?: string;
  readonly spend?: OutputSpend;
}

/** By `formatOutPoint`. */
export type TrackedOutputs = ReadonlyMap<string, TrackedOutput>;

/** The way through the script by which a claim spends, with what its witness holds besides signature and script. */
export type ClaimPath =
  | { readonly type: 'to_remote' }
  /** The owner's, after the delay. */
  | { readonly type: 'delayed'; readonly commitmentNumber: number; readonly point: Point }
  /** Of the peer's commitment, with the HTLC key. */
  | { readonly type: 'htlc_timeout'; readonly commitmentNumber: number; readonly point: Point }
  | {
      readonly type: 'htlc_preimage';
      readonly commitmentNumber: number;
      readonly point: Point;
      readonly preimage: Preimage;
    }
  /**
   * An HTLC transaction of our own commitment: the peer has signed input and `output` alone (`SINGLE|ANYONECANPAY`), so
   * that several can be one transaction. Input and output have the same amount: the fee has to come from elsewhere.
   */
  | {
      readonly type: 'second_stage';
      readonly commitmentNumber: number;
      readonly point: Point;
      readonly remoteSignature: Signature;
      /** For HTLC-success; absent for HTLC-timeout. */
      readonly preimage?: Preimage;
      readonly output: TxOutput;
    }
  /** With the revocation key: of `to_local` and second-stage outputs, or of HTLC outputs. */
  | { readonly type: 'penalty'; readonly commitmentNumber: number; readonly of: 'delayed' | 'htlc' };

/** One output that we can take. */
export interface Claim {
  readonly outPoint: OutPoint;
  readonly spent: TxOutput;
  readonly witnessScript: Uint8Array;
  readonly path: ClaimPath;
  readonly sequence: number;
  /** The least that the claiming transaction may have; of a second stage exactly this. */
  readonly locktime: number;
  /** Height of the first block that may hold it. */
  readonly from: number;
  /** Height of the block in which it should be at the latest: beyond it another may take the output. */
  readonly deadline?: number;
  /** Weight of the input with its witness, and of the output that belongs to it. */
  readonly weight: number;
  /** What is left for its last stage, in weight: a second stage is worth nothing until its output is swept. */
  readonly laterWeight: number;
}
