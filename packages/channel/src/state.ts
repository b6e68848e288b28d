import type { ShortChannelId, Signature } from '@sferic/wire';
import type { Transaction } from './bitcoin/transaction.ts';
import type { Commitments } from './commitment/commitments.ts';
import type { Dual } from './dual.ts';
import type { ChannelParams } from './params.ts';
import type { FundingSpend, TrackedOutputs } from './resolution/types.ts';
import type { CloseRequest, ClosingNegotiation, NegotiatingState } from './states/closing-state.ts';
import type {
  FundingAttempt,
  FundingCandidates,
  SigningFundingState,
  TransientOpeningState,
} from './states/opening-state.ts';
import type { ReplacingState } from './states/replacing-state.ts';

/** The parts of every state whose funding transaction both ends have signed. */
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
  /** What may still confirm, by the index of its entry in `commitments.active`. */
  readonly candidates: FundingCandidates;
  /** A funding transaction that both ends are signing, to take the place of those. */
  readonly replacement?: FundingAttempt;
  /** Height since which no block has held it, of a channel that we have nothing in. */
  readonly unfundedSince?: number;
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
  /** Our own wish to close; `shutdown` goes out as soon as the peer has signatures for all our changes. */
  readonly close?: CloseRequest;
  /** The id under which the channel is to be announced: its funding transaction is deep enough. */
  readonly announcing?: ShortChannelId;
  readonly remoteAnnouncement?: RemoteAnnouncementSignatures;
}

/** The channel has failed: our commitment is published unless the peer proved that it would be an old one. */
export interface FailedState extends Established {
  readonly type: 'failed';
  /** The text of our `error` message, repeated at each reconnection. */
  readonly reason: string;
  readonly publishes: boolean;
  /** Of a channel that failed before it was ready: the commitment is worth nothing without it. */
  readonly candidates?: FundingCandidates;
  readonly unfundedSince?: number;
}

/** The funding output is spent; the channel ends when all that follows from it is irrevocable. */
export interface ClosingState extends Established {
  readonly type: 'closing';
  readonly spend: FundingSpend;
  /** What has spent it. */
  readonly transaction: Transaction;
  /** Whether our own commitment may be published, should the spender vanish again. */
  readonly publishes: boolean;
  /** Of a close in cooperation: what else may confirm, should this spender vanish again. */
  readonly negotiation?: ClosingNegotiation;
  readonly outputs: TrackedOutputs;
}

/** Over: nothing is stored, every input is ignored. */
export interface ClosedState {
  readonly type: 'closed';
  /** What has ended it; absent where the opening came to nothing. */
  readonly spend?: FundingSpend;
}

/** States with a funding transaction that both ends have signed. */
export type EstablishedState =
  | WaitForReadyState
  | NormalState
  | NegotiatingState
  | FailedState
  | ClosingState;

/** States that hold a channel which survives disconnections and restarts. */
export type StoredState = SigningFundingState | EstablishedState;

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

export type ChannelState =
  | TransientOpeningState
  | StoredState
  | ReplacingState
  | OfflineState
  | SyncingState
  | ClosedState;

/** Whether the state stands on its own in the store; a connection's wrapping around it is not stored. */
export function isStored(state: ChannelState): state is StoredState {
  return STORED_TYPES.has(state.type);
}

const STORED_TYPES: ReadonlySet<ChannelState['type']> = new Set<StoredState['type']>([
  'signing_funding',
  'wait_for_ready',
  'normal',
  'negotiating',
  'failed',
  'closing',
]);

/** The stored part of a state, which `restore` gives back; none for an opening that is not signed, or at the end. */
export function storedState(state: ChannelState): StoredState | undefined {
  if (state.type === 'offline' || state.type === 'syncing' || state.type === 'replacing') return state.state;
  return isStored(state) ? state : undefined;
}
