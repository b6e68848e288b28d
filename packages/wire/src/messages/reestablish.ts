import type { ChannelId, PerCommitmentSecret, Point, TxId } from '../scalars.ts';

/** Bit 0 of `nextFunding.retransmitFlags`: send `commitment_signed` for that funding transaction again. */
export const RETRANSMIT_COMMITMENT_SIGNED = 1;
/** Bit 0 of `myCurrentFundingLocked.retransmitFlags`: send `announcement_signatures` again. */
export const RETRANSMIT_ANNOUNCEMENT_SIGNATURES = 1;

/** A funding transaction and what the receiver shall send again for it. */
export interface FundingReference {
  readonly txid: TxId;
  /** Eight bits; those without a meaning are ignored. */
  readonly retransmitFlags: number;
}

/** BOLT 2, "Message Retransmission". */
export interface ChannelReestablish {
  readonly type: 'channel_reestablish';
  readonly channelId: ChannelId;
  /** The number of the next `commitment_signed` that the sender expects. */
  readonly nextCommitmentNumber: bigint;
  /** The number of the next `revoke_and_ack` that the sender expects. */
  readonly nextRevocationNumber: bigint;
  /** The last secret that the sender received; zeros if none. */
  readonly yourLastPerCommitmentSecret: PerCommitmentSecret;
  readonly myCurrentPerCommitmentPoint: Point;
  /** TLV 1: an interactive transaction that the sender has begun to sign. */
  readonly nextFunding?: FundingReference;
  /** TLV 5: the latest funding transaction that the sender has locked. */
  readonly myCurrentFundingLocked?: FundingReference;
}
