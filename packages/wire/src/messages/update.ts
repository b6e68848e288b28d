import type {
  ChannelId,
  Msat,
  PaymentHash,
  PerCommitmentSecret,
  Point,
  Preimage,
  SatPerKw,
  Signature,
  TxId,
} from '../scalars.ts';

/** Bytes of `onion_routing_packet`: BOLT 4, "Packet Structure". */
export const ONION_PACKET_LENGTH = 1366;

/** Bytes of `attribution_data`: 20 hold times of 4 bytes, then 210 HMACs cut to 4 bytes (BOLT 4, "Returning Errors"). */
export const ATTRIBUTION_DATA_LENGTH = 20 * 4 + 210 * 4;

/** BOLT 2, "Adding an HTLC: update_add_htlc". */
export interface UpdateAddHtlc {
  readonly type: 'update_add_htlc';
  readonly channelId: ChannelId;
  /** Counts from 0 for each side of the channel. */
  readonly id: bigint;
  readonly amountMsat: Msat;
  readonly paymentHash: PaymentHash;
  /** Block height. */
  readonly cltvExpiry: number;
  /** `ONION_PACKET_LENGTH` bytes. */
  readonly onionRoutingPacket: Uint8Array;
  /** TLV 0, `blinded_path`: the key to unblind the onion with. */
  readonly pathKey?: Point;
}

/** BOLT 2, "Removing an HTLC". */
export interface UpdateFulfillHtlc {
  readonly type: 'update_fulfill_htlc';
  readonly channelId: ChannelId;
  readonly id: bigint;
  readonly paymentPreimage: Preimage;
  /** TLV 1: `ATTRIBUTION_DATA_LENGTH` bytes, hold times then HMACs as BOLT 4 lays them out. */
  readonly attributionData?: Uint8Array;
}

/** BOLT 2, "Removing an HTLC". */
export interface UpdateFailHtlc {
  readonly type: 'update_fail_htlc';
  readonly channelId: ChannelId;
  readonly id: bigint;
  /** The failure onion, encrypted for the payment's origin: BOLT 4, "Returning Errors". */
  readonly reason: Uint8Array;
  /** TLV 1: as in `UpdateFulfillHtlc`. */
  readonly attributionData?: Uint8Array;
}

/** BOLT 2, "Removing an HTLC": the onion could not be read, so that no failure can be encrypted. */
export interface UpdateFailMalformedHtlc {
  readonly type: 'update_fail_malformed_htlc';
  readonly channelId: ChannelId;
  readonly id: bigint;
  readonly sha256OfOnion: Uint8Array;
  /** A code of BOLT 4, "Failure Messages"; that the BADONION bit is set is checked by the channel. */
  readonly failureCode: number;
}

/** BOLT 2, "Batching Channel Messages": the next `batchSize` messages are one. */
export interface StartBatch {
  readonly type: 'start_batch';
  readonly channelId: ChannelId;
  readonly batchSize: number;
  /** TLV 1: the BOLT type of the messages that follow. */
  readonly messageType?: number;
}

/** BOLT 2, "Committing Updates So Far: commitment_signed". */
export interface CommitmentSigned {
  readonly type: 'commitment_signed';
  readonly channelId: ChannelId;
  readonly signature: Signature;
  /** One for each untrimmed HTLC, in the order of BOLT 3's outputs. */
  readonly htlcSignatures: readonly Signature[];
  /** TLV 1: which funding transaction the commitment spends, when several are alive. */
  readonly fundingTxid?: TxId;
}

/** BOLT 2, "Completing the Transition to the Updated State: revoke_and_ack". */
export interface RevokeAndAck {
  readonly type: 'revoke_and_ack';
  readonly channelId: ChannelId;
  readonly perCommitmentSecret: PerCommitmentSecret;
  readonly nextPerCommitmentPoint: Point;
}

/** BOLT 2, "Updating Fees: update_fee". */
export interface UpdateFee {
  readonly type: 'update_fee';
  readonly channelId: ChannelId;
  readonly feeratePerKw: SatPerKw;
}

export type UpdateMessage =
  | UpdateAddHtlc
  | UpdateFulfillHtlc
  | UpdateFailHtlc
  | UpdateFailMalformedHtlc
  | UpdateFee;

export type CommitMessage = StartBatch | CommitmentSigned | RevokeAndAck;
