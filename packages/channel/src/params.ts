import type { ChainHash, ChannelId, Msat, NodeId, Point, Sat } from '@sferic/wire';
import type { Basepoints } from './bitcoin/keys.ts';
import type { Dual, Side } from './dual.ts';

/** What one end stated in its opening message, fixed for the life of the channel. */
export interface ParticipantParams {
  readonly nodeId: NodeId;
  readonly fundingPubkey: Point;
  readonly basepoints: Basepoints;
  /** Outputs below it are trimmed from this end's commitments. */
  readonly dustLimit: Sat;
  /** The most that this end accepts in HTLCs offered to it. */
  readonly maxHtlcValueInFlight: Msat;
  /** The smallest HTLC that this end accepts. */
  readonly htlcMinimum: Msat;
  /** Blocks that the other end's delayed outputs must wait, as this end demands. */
  readonly toSelfDelay: number;
  /** The most HTLCs that this end accepts at once. */
  readonly maxAcceptedHtlcs: number;
  /** The only script that this end may close to; absent when it left that open. */
  readonly upfrontShutdownScript?: Uint8Array;
}

/** What both ends agreed upon when the channel opened. */
export interface ChannelParams extends Dual<ParticipantParams> {
  readonly channelId: ChannelId;
  readonly chainHash: ChainHash;
  /** Pays commitment fees and anchors (BOLT 3, "Fee Payment"). */
  readonly opener: Side;
  /** Feature bits of `channel_type`. */
  readonly channelType: Uint8Array;
  /** `announce_channel`: whether the graph shall learn of the channel. */
  readonly announce: boolean;
  /** Confirmations of the funding transaction before this end sends `channel_ready`. */
  readonly minimumDepth: number;
}
