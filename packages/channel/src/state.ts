import type { ShortChannelId, Signature, TxId } from '@sferic/wire';
import type { Commitments } from './commitment/commitments.ts';
import type { Dual } from './dual.ts';
import type { ChannelParams } from './params.ts';
import type { NegotiatingState } from './states/closing-state.ts';
import type { SigningFundingState, TransientOpeningState } from './states/opening-state.ts';

/** The parts of every state that is stored. */
export interface Established {
  readonly params: ChannelParams;
  readonly commitments: Commitments;
  /** By which each end may call the channel; the remote one came with `channel_ready`. */
  readonly aliases: { readonly local: ShortChannelId; readonly remote?: ShortChannelId };
}

/** The funding transaction is signed by both; until it is deep enough and both said `channel_ready`. */
export interface WaitForReadyState extends Established {
  readonly type: 'wait_for_ready';
  /** Which end has said `channel_ready`; ours stands once the depth was reached, whatever the chain does later. */
  readonly ready: Dual<boolean>;
}

/** The peer's half of the announcement. */
export interface RemoteAnnouncementSignatures {
  readonly shortChannelId: ShortChannelId;
  readonly nodeSignature: Signature;
  readonly bitcoinSignature: Signature;
}

/** HTLCs flow. With a `shutdown` no new ones are offered, and once all are settled the close is negotiated. */
export interface NormalState extends Established {
  readonly type: 'normal';
  /** The scripts of the `shutdown` messages that each end has sent. */
  readonly shutdown: Partial<Dual<Uint8Array>>;
  readonly remoteAnnouncement?: RemoteAnnouncementSignatures;
}

/** How a funding output came to be spent. */
export interface FundingSpend {
  readonly fundingTxid: TxId;
  readonly txid: TxId;
  readonly kind: 'mutual_close' | 'local_commitment' | 'remote_commitment' | 'revoked_commitment' | 'unknown';
  /** Absent while unconfirmed. */
  readonly height?: number;
}

/** The channel has failed: our commitment is published unless the peer proved that it would be an old one. */
export interface FailedState extends Established {
  readonly type: 'failed';
  /** The text of our `error` message, repeated at each reconnection. */
  readonly reason: string;
  readonly publishes: boolean;
}

/** The funding output is spent; the channel ends when the spending transaction is deep enough. */
export interface ClosingState extends Established {
  readonly type: 'closing';
  readonly spend: FundingSpend;
}

/** Over: nothing is stored, every input is ignored. */
export interface ClosedState {
  readonly type: 'closed';
}

/** States that hold a channel which survives disconnections and restarts. */
export type StoredState =
  | SigningFundingState
  | WaitForReadyState
  | NormalState
  | NegotiatingState
  | FailedState
  | ClosingState;

/** No connection with the peer, as after each restart. */
export interface OfflineState {
  readonly type: 'offline';
  readonly state: StoredState;
}

/** Connected; waiting for the peer's `channel_reestablish` after having sent ours. */
export interface SyncingState {
  readonly type: 'syncing';
  readonly state: StoredState;
}

export type ChannelState = TransientOpeningState | StoredState | OfflineState | SyncingState | ClosedState;

/** What `restore` gives back of a state: the connection is not stored. */
export function storedState(state: ChannelState): StoredState | undefined {
  switch (state.type) {
    case 'offline':
    case 'syncing':
      return state.state;
    case 'signing_funding':
    case 'wait_for_ready':
    case 'normal':
    case 'negotiating':
    case 'failed':
    case 'closing':
      return state;
    default:
      return undefined;
  }
}
