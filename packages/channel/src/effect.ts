import type { ChannelMessage, ShortChannelId, TxId } from '@sferic/wire';
import type { Transaction } from './bitcoin/transaction.ts';
import type { Settlement } from './commitment/commitments.ts';
import type { HtlcFacts } from './commitment/htlc.ts';
import type { ChannelError } from './error.ts';
import type { Claim, SpendKind } from './resolution/types.ts';
import type { ClosingEffect } from './states/closing-effects.ts';
import type { OpeningEffect } from './states/opening-effects.ts';

/** A message that is made when it is released, since it holds a signature or a secret. */
export type SealedMessage =
  /** Signatures of the remote commitment `commitmentNumber` on every active funding. */
  | { readonly type: 'commitment_signed'; readonly commitmentNumber: number }
  /** The signature of the remote commitment 0 on one funding of an opening. */
  | { readonly type: 'initial_commitment_signed'; readonly fundingIndex: number }
  /** The secret of our commitment `revokedNumber`. */
  | { readonly type: 'revoke_and_ack'; readonly revokedNumber: number }
  | { readonly type: 'channel_reestablish' }
  | { readonly type: 'announcement_signatures'; readonly shortChannelId: ShortChannelId };

/** What has to be signed before it can leave: `release` makes it, given the proof of the commit. */
export type SealedEffect =
  | { readonly type: 'send_sealed'; readonly message: SealedMessage }
  /** Our latest commitment on the funding with this index. */
  | { readonly type: 'publish_commitment'; readonly fundingIndex: number }
  | ClosingEffect
  /** Both ends have signed: the complete `channel_announcement` for the graph. */
  | { readonly type: 'announce_channel'; readonly shortChannelId: ShortChannelId };

/** Complete by its type: an effect that is sealed and not named here would be lost. */
const SEALED: Readonly<Record<SealedEffect['type'], true>> = {
  send_sealed: true,
  publish_commitment: true,
  send_closing_complete: true,
  send_closing_sig: true,
  publish_closing: true,
  announce_channel: true,
};

/** Whether `release` has to make what the effect describes. */
export function isSealed(effect: Effect): effect is SealedEffect {
  return effect.type in SEALED;
}

/** What a watched output or transaction is to us. */
export type Watch =
  /** Tell `funding_confirmed` and `funding_unconfirmed`. */
  | { readonly type: 'funding_confirmed'; readonly txid: TxId; readonly scriptPubKey: Uint8Array }
  /** Tell `funding_spent`. */
  | {
      readonly type: 'funding_spent';
      readonly txid: TxId;
      readonly outputIndex: number;
      readonly scriptPubKey: Uint8Array;
    }
  /** Tell `output_spent` and `output_unspent`. */
  | {
      readonly type: 'output_spent';
      readonly txid: TxId;
      readonly outputIndex: number;
      readonly scriptPubKey: Uint8Array;
    };

/** Why an HTLC that was offered to us must be failed, whatever it is for. */
export type MustFail =
  | 'dust_exposure'
  | 'shutting_down'
  /** No funding transaction is confirmed any more, or the channel has failed: what the HTLC promises may never be ours. */
  | 'not_backed';

/** What people and programs may want to know; nothing depends on it. */
export type ChannelEvent =
  | { readonly type: 'state_changed'; readonly from: string; readonly to: string }
  | { readonly type: 'funding_confirmed'; readonly shortChannelId: ShortChannelId }
  | { readonly type: 'shutdown_started' }
  | { readonly type: 'error'; readonly error: ChannelError }
  /** A transaction that we cannot answer has spent the funding output. */
  | { readonly type: 'funds_at_risk'; readonly txid: TxId; readonly kind: SpendKind }
  /** The peer proved that this node has lost state: its commitment must not be published. */
  | { readonly type: 'data_loss' };

/**
 * What shall happen after the writes of the same step are on disk, in this order. Effects are descriptions: each
 * can be derived again from the stored state, and running one twice does no harm.
 */
export type Effect =
  | SealedEffect
  | OpeningEffect
  | { readonly type: 'send'; readonly message: ChannelMessage }
  | { readonly type: 'publish'; readonly transaction: Transaction }
  | { readonly type: 'watch'; readonly watch: Watch }
  | { readonly type: 'unwatch'; readonly watch: Watch }
  /**
   * An HTLC offered to us is irrevocably committed: to be forwarded, fulfilled or failed. `mustFail` says that
   * the channel's own policy wants it failed. A restart repeats it: what was begun before stands, whatever `mustFail` says then.
   */
  | { readonly type: 'htlc_received'; readonly htlc: HtlcFacts; readonly mustFail?: MustFail }
  /** What came of an HTLC that we offered; repeated after restarts until `acknowledge_settlement`. */
  | { readonly type: 'htlc_settled'; readonly settlement: Settlement }
  /** All that is to be claimed of a closed channel from now on, instead of what was said before. */
  | { readonly type: 'claims'; readonly claims: readonly Claim[] }
  | { readonly type: 'event'; readonly event: ChannelEvent }
  /** Close the connection with the peer, after what was sent before. */
  | { readonly type: 'disconnect' }
  /** The channel is over: its rows may be deleted. */
  | { readonly type: 'forget' };
