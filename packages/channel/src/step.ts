import type { Result } from '@sferic/codec';
import type { CommitToken } from './commit-token.ts';
import type { Effect, SealedEffect } from './effect.ts';
import type { Refusal } from './error.ts';
import type { ChannelEnv, ChannelInput, PeerMessage } from './input.ts';
import type { ChannelSigner, SignatureCheck } from './signer.ts';
import type { ChannelState, StoredState } from './state.ts';
import type { ChannelAnnouncement, ChannelMessage } from '@sferic/wire';
import type { Transaction } from './bitcoin/transaction.ts';

/** One change of a stored row: `null` deletes it. Of several writes to one key the last holds. */
export interface Write {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export interface Step {
  readonly next: ChannelState;
  /** To be stored in one transaction, before `next` is adopted and `effects` run. */
  readonly writes: readonly Write[];
  /** In order; to be run, and released with this `next`, once the writes are on disk. */
  readonly effects: readonly Effect[];
}

/** What a sealed effect was made into. */
export interface Released {
  /** For the peer, in order. */
  readonly messages: readonly ChannelMessage[];
  /** For the chain: parents before children. */
  readonly transactions: readonly Transaction[];
  /** For the graph. */
  readonly announcements: readonly ChannelAnnouncement[];
}

/**
 * One input. Only commands are refused; a wrong message of the peer leads to a step whose effects answer it
 * (warning, disconnection, or the channel's failure), with an event that says why.
 */
export type StepFunction = (
  state: ChannelState,
  input: ChannelInput,
  env: ChannelEnv,
) => Result<Step, Refusal>;

/** The signatures in `message` to verify before it is given to `step`, in the order of its `verdicts`. */
export type SignaturesToCheckFunction = (
  state: ChannelState,
  message: PeerMessage,
  env: ChannelEnv,
) => readonly SignatureCheck[];

/** Makes what an effect describes, with the state that came of the same step. */
export type ReleaseFunction = (
  state: ChannelState,
  effect: SealedEffect,
  signer: ChannelSigner,
  token: CommitToken,
) => Released;

/** Every effect that is outstanding in a stored state: to be run after a restart, before the first input. */
export type DerivedEffectsFunction = (state: StoredState) => readonly Effect[];

/** Whether changes wait for the command `sign`, and it can be given now. */
export type CanSignFunction = (state: ChannelState) => boolean;
