import type {
  ChainHash,
  ChannelMessage,
  CommitmentSigned,
  Msat,
  PaymentHash,
  Point,
  Preimage,
  Sat,
  SatPerKw,
  TxId,
} from '@sferic/wire';
import type { OutPoint, Transaction } from './bitcoin/transaction.ts';
import type { PastHtlc } from './commitment/commitments.ts';
import type { ChannelKeys } from './signer.ts';
import type { ClosingCommand } from './states/closing-commands.ts';
import type { OpeningCommand, OpeningInput } from './states/opening-commands.ts';

/** A command of this node's switch, API or policy. */
export type ChannelCommand =
  | OpeningCommand
  | ClosingCommand
  /** Offer an HTLC. `origin` is 1 to 64 bytes, unique among the HTLCs that this end has offered and not acknowledged. */
  | {
      readonly type: 'add_htlc';
      readonly amount: Msat;
      readonly paymentHash: PaymentHash;
      readonly cltvExpiry: number;
      readonly onion: Uint8Array;
      readonly pathKey?: Point;
      readonly origin: Uint8Array;
    }
  /** Remove an HTLC that the peer offered. Repeating it, or coming after another removal, does nothing. */
  | {
      readonly type: 'fulfill_htlc';
      readonly htlcId: bigint;
      readonly preimage: Preimage;
      readonly attributionData?: Uint8Array;
    }
  | {
      readonly type: 'fail_htlc';
      readonly htlcId: bigint;
      readonly reason: Uint8Array;
      readonly attributionData?: Uint8Array;
    }
  | {
      readonly type: 'fail_malformed_htlc';
      readonly htlcId: bigint;
      readonly sha256OfOnion: Uint8Array;
      readonly failureCode: number;
    }
  /** The switch has stored what came of an HTLC that we offered. Repeating it does nothing. */
  | { readonly type: 'acknowledge_settlement'; readonly origin: Uint8Array }
  /** Sign the remote end's next commitment: when `canSign` says so, once for all that is pending. */
  | { readonly type: 'sign' }
  /** As the opener. */
  | { readonly type: 'update_fee'; readonly feerate: SatPerKw }
  | { readonly type: 'force_close' };

/** What the chain follower reports, in the order of the chain. */
export type ChainEvent =
  | { readonly type: 'new_block'; readonly height: number }
  | {
      readonly type: 'funding_confirmed';
      readonly txid: TxId;
      readonly height: number;
      readonly txIndex: number;
    }
  /** A reorganisation took the block away. */
  | { readonly type: 'funding_unconfirmed'; readonly txid: TxId }
  /** `height` is absent while the spender waits in the mempool. */
  | {
      readonly type: 'funding_spent';
      readonly fundingTxid: TxId;
      readonly transaction: Transaction;
      readonly height?: number;
      /** What `restorePast` gives for the `revokedNumber` of the transaction, where there is one. */
      readonly past?: readonly PastHtlc[];
    }
  /** A reorganisation took away the block that held the spender. */
  | { readonly type: 'funding_unspent'; readonly fundingTxid: TxId }
  /** A block holds a transaction that spends an output of a closed channel. */
  | {
      readonly type: 'output_spent';
      readonly outPoint: OutPoint;
      readonly transaction: Transaction;
      readonly height: number;
    }
  /** A reorganisation took that block away. */
  | { readonly type: 'output_unspent'; readonly outPoint: OutPoint };

/** All commitments of one `start_batch`: the shell groups them (BOLT 2, "Batching channel messages"). */
export interface CommitmentBatch {
  readonly type: 'commitment_signed_batch';
  readonly messages: readonly CommitmentSigned[];
}

export type PeerMessage = ChannelMessage | CommitmentBatch;

export type ChannelInput =
  /** `verdicts[i]` tells whether `signaturesToCheck(state, message, env)[i]` holds. */
  | { readonly type: 'message'; readonly message: PeerMessage; readonly verdicts: readonly boolean[] }
  | { readonly type: 'command'; readonly command: ChannelCommand }
  | { readonly type: 'chain'; readonly event: ChainEvent }
  /** `init` was exchanged with the peer. */
  | { readonly type: 'connected' }
  /** Also to be given once after `restore`. */
  | { readonly type: 'disconnected' }
  | OpeningInput;

/** Feerates of the moment, as this node estimates them. */
export interface Feerates {
  /** What we want for commitment transactions. */
  readonly commitment: SatPerKw;
  /** Bounds of what the peer may propose. */
  readonly minimum: SatPerKw;
  readonly maximum: SatPerKw;
  /** For closing transactions. */
  readonly closing: SatPerKw;
}

/** This node's policy for its channels. */
export interface ChannelPolicy {
  /** The chain on which channels are opened. */
  readonly chainHash: ChainHash;
  /** The largest channel that is opened: below 2^24 sat unless both ends take larger ones. */
  readonly maxCapacity: Sat;
  /** The terms that this end states when a channel opens. */
  readonly dustLimit: Sat;
  readonly maxHtlcValueInFlight: Msat;
  readonly htlcMinimum: Msat;
  readonly toSelfDelay: number;
  readonly maxAcceptedHtlcs: number;
  readonly minimumDepth: number;
  /** The longest delay that a peer may ask of our own funds, in blocks. */
  readonly maxToSelfDelay: number;
  /** The most that trimmed HTLCs may be worth in either commitment (`max_dust_htlc_exposure_msat`). */
  readonly maxDustExposure: Msat;
  /** Confirmations of the funding transaction before it is announced. */
  readonly announcementDepth: number;
  /** Confirmations of a closing transaction before the channel is forgotten. */
  readonly closingDepth: number;
  /** Reorganisations of so many blocks lose nothing: what is deeper may be acted upon (BOLT 5, "reasonable depth"). */
  readonly maxReorgDepth: number;
  /** Confirmations of the last claim of a commitment before the channel is forgotten (BOLT 5, "irrevocably resolved"). */
  readonly irrevocableDepth: number;
}

/** What a step may know beyond the state and its input: values, no functions with effects. */
export interface ChannelEnv {
  readonly height: number;
  /** Seconds since 1970. */
  readonly now: number;
  readonly feerates: Feerates;
  readonly policy: ChannelPolicy;
  readonly keys: ChannelKeys;
  /** An output script of our wallet, the same for the life of the channel: a close pays to it unless told otherwise. */
  readonly shutdownScript: Uint8Array;
  /** 32 fresh random bytes for this input, from which a step derives what must be unpredictable. */
  readonly entropy: Uint8Array;
}
