import type { ChainHash, ChannelId, Msat, Point, Sat, SatPerKw, ShortChannelId } from '../scalars.ts';

/** What each side says of itself in either opening message of BOLT 2, "Channel Establishment v2". */
interface OpeningTerms {
  readonly temporaryChannelId: ChannelId;
  /** What the sender puts into the funding output. */
  readonly fundingSatoshis: Sat;
  readonly dustLimitSatoshis: Sat;
  readonly maxHtlcValueInFlightMsat: Msat;
  readonly htlcMinimumMsat: Msat;
  /** Blocks that the receiver's own delayed outputs must wait. */
  readonly toSelfDelay: number;
  readonly maxAcceptedHtlcs: number;
  readonly fundingPubkey: Point;
  readonly revocationBasepoint: Point;
  readonly paymentBasepoint: Point;
  readonly delayedPaymentBasepoint: Point;
  readonly htlcBasepoint: Point;
  readonly firstPerCommitmentPoint: Point;
  readonly secondPerCommitmentPoint: Point;
  /** TLV 0: the script that a mutual close must pay to; empty means that the sender leaves it open. */
  readonly upfrontShutdownScript?: Uint8Array;
  /** TLV 1: feature bits (BOLT 9, context T) that describe the channel. */
  readonly channelType?: Uint8Array;
  /** TLV 2, without a value: the receiver may only use confirmed inputs. */
  readonly requireConfirmedInputs?: true;
}

/** BOLT 2, "The open_channel2 Message". */
export interface OpenChannel2 extends OpeningTerms {
  readonly type: 'open_channel2';
  readonly chainHash: ChainHash;
  readonly fundingFeeratePerkw: SatPerKw;
  readonly commitmentFeeratePerkw: SatPerKw;
  readonly locktime: number;
  /** Bit 0, `announce_channel`: the sender wants the channel announced. The other bits have no meaning. */
  readonly channelFlags: number;
}

/** BOLT 2, "The accept_channel2 Message". */
export interface AcceptChannel2 extends OpeningTerms {
  readonly type: 'accept_channel2';
  /** Confirmations that the sender wants before `channel_ready`; 0 takes an unconfirmed channel. */
  readonly minimumDepth: number;
}

/** BOLT 2, "The channel_ready Message". */
export interface ChannelReady {
  readonly type: 'channel_ready';
  readonly channelId: ChannelId;
  readonly secondPerCommitmentPoint: Point;
  /** TLV 1, `short_channel_id`: a name by which the receiver may call the channel in onions and invoices. */
  readonly alias?: ShortChannelId;
}

export type OpenMessage = OpenChannel2 | AcceptChannel2 | ChannelReady;
