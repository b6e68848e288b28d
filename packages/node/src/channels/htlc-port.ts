/**
 * Where channels meet the switch and payments. A channel carries an `origin` with each HTLC that this node offers and
 * repeats its outcome after restarts until that is acknowledged: the stored origin is the circuit, so that forwards and
 * payments need no record of their own to resume.
 */
import type { HtlcFacts, MustFail, Refusal, Removal, Settlement } from '@sferic/channel';
import type { Result } from '@sferic/codec';
import type { ChannelId, Msat, PaymentHash, Point, ShortChannelId } from '@sferic/wire';

/** An HTLC to offer. */
export interface HtlcOffer {
  readonly amount: Msat;
  readonly paymentHash: PaymentHash;
  /** Block height. */
  readonly cltvExpiry: number;
  readonly onion: Uint8Array;
  readonly pathKey?: Point;
  /** 1 to 64 bytes, unique among the HTLCs that this node has offered and not acknowledged. */
  readonly origin: Uint8Array;
}

/** The channel has ended, or has stopped, since its storage failed. */
export interface ChannelGone {
  /**
   * `channel_gone`: it took nothing, and never will. `outcome_unknown`: it was at it, and what it has stored shows when that is repeated,
   * at the next start at the latest.
   */
  readonly code: 'channel_gone' | 'outcome_unknown';
  readonly severity: 'fail_htlc';
  readonly message: string;
}

/** A channel as the rest of the node sees it: what path finding, forwarding and people want to know. */
export interface ChannelView {
  readonly channelId: ChannelId;
  /** Node id as hex. */
  readonly peer: string;
  /** The state's `type` in packages/channel; `offline: normal` and the like without a connection that is in sync. */
  readonly state: string;
  /** New HTLCs can be offered now. */
  readonly usable: boolean;
  readonly opener: 'local' | 'remote';
  readonly announce: boolean;
  /** Of the confirmed funding transaction. */
  readonly shortChannelId?: ShortChannelId;
  /** By which the peer calls the channel in onions for us. */
  readonly localAlias: ShortChannelId;
  /** By which we call it in route hints: the peer's side of it. */
  readonly remoteAlias?: ShortChannelId;
  readonly capacityMsat: Msat;
  /** What one HTLC could carry now in each direction, after reserves, fees, what is in flight and what this node has just offered. */
  readonly sendable: Msat;
  readonly receivable: Msat;
  /**
   * What one could carry once nothing is in flight any more, should the peer take all that it was offered, and we nothing. What has just been
   * offered does not count: it may be refused.
   */
  readonly sendableWhenSettled: Msat;
  /** The smallest HTLC that the peer takes, and the most that it takes in flight. */
  readonly remoteHtlcMinimum: Msat;
  readonly remoteMaxInFlight: Msat;
  /** As many HTLCs of ours does it take at once. */
  readonly remoteMaxAcceptedHtlcs: number;
}

/** What the switch and payments may do with channels. */
export interface ChannelHtlcs {
  /** Offers an HTLC; resolves once it is durable and on its way, or with the reason why not. */
  addHtlc(channelId: ChannelId, offer: HtlcOffer): Promise<Result<void, Refusal | ChannelGone>>;
  /**
   * Removes an HTLC that the peer offered; idempotent, and `ok` for one that is gone already. Resolves once durable; `taken` may run
   * before: whatever any channel is told from then on is durable no earlier.
   */
  settleHtlc(
    channelId: ChannelId,
    htlcId: bigint,
    removal: Removal,
    taken?: () => void,
  ): Promise<Result<void, Refusal | ChannelGone>>;
  /** The outcome is stored where it belongs: the channel may forget it. Idempotent. */
  acknowledge(channelId: ChannelId, origin: Uint8Array): void;
  /** Origins of all that we have offered and not acknowledged, in every channel. */
  origins(): Iterable<{ readonly channelId: ChannelId; readonly origin: Uint8Array }>;
  /** HTLCs that peers have offered to us and that are not removed, in every channel. */
  incoming(): Iterable<{ readonly channelId: ChannelId; readonly htlc: HtlcFacts }>;
  channels(): readonly ChannelView[];
}

/** What the switch does for channels. Called after the commit of the step that it follows from. */
export interface HtlcHandler {
  /** A peer proposes an HTLC, neither irrevocable nor stored yet: what follows from it may be worked out, and nothing be done. */
  htlcProposed(htlc: HtlcFacts): void;
  /**
   * An HTLC offered to us is irrevocably committed. Called again after each start while it is unresolved: idempotent.
   * `mustFail`: the channel's policy wants it failed.
   */
  htlcReceived(channelId: ChannelId, htlc: HtlcFacts, mustFail?: MustFail): void;
  /** What came of an HTLC that we offered. Called again after each start until `acknowledge`: idempotent. */
  htlcSettled(channelId: ChannelId, settlement: Settlement): void;
}
