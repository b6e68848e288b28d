/** What waits in a channel's mailbox, and what is folded of it into one commit. */
import type { ChannelInput, ChannelState, Effect, PeerMessage, Refusal, Write } from '@sferic/channel';
import type { Result } from '@sferic/codec';
import type { ChannelMessage } from '@sferic/wire';
import type { ChannelGone } from './htlc-port.ts';

/** The peer's end of the session in which an input came or an effect shall go. */
export interface MailboxPeer {
  send(message: ChannelMessage): boolean;
  disconnect(reason: string): Promise<void>;
}

export type Answer = Result<ChannelState, Refusal | ChannelGone>;

export type Item =
  | {
      readonly type: 'input';
      readonly input: Exclude<ChannelInput, { type: 'message' }>;
      readonly answer?: (answer: Answer) => void;
      /** It has been done, and will be durable with what is folded now. */
      readonly taken?: (() => void) | undefined;
      /** The durable state has it, or will never have it. */
      readonly over?: (() => void) | undefined;
    }
  | { readonly type: 'message'; readonly message: PeerMessage }
  | { readonly type: 'connected'; readonly peer: MailboxPeer }
  | { readonly type: 'disconnected' }
  /** A signature that was put off is due. */
  | { readonly type: 'sign' }
  /** After a restart: whatever is outstanding in the stored state is done again. */
  | { readonly type: 'resume' };

/** What has been folded and is not durable yet. */
export interface Fold {
  /** Items that it holds. */
  count: number;
  state: ChannelState;
  /** With the state that came of the same step, which is what a sealed effect is made from. */
  readonly effects: {
    readonly effect: Effect;
    readonly state: ChannelState;
    readonly peer: MailboxPeer | undefined;
  }[];
  readonly answers: ((failure?: string) => void)[];
  /** See `Item`. */
  readonly over: (() => void)[];
  /** Whether anybody waits for it. Mere proposals of the peer's are made durable with what comes next. */
  isUrgent: boolean;
  /** The broken invariant that ended it: what came before it stands. */
  fault?: string;
}

/** What a fold has become when its transaction begins. */
export interface SealedFold {
  readonly writes: readonly Write[];
  readonly state: ChannelState;
}

export function newFold(state: ChannelState): Fold {
  return { count: 0, state, effects: [], answers: [], over: [], isUrgent: false };
}

/** What the peer proposes binds nobody before it is signed: after a crash the peer proposes it again. */
export function isProposal(item: Item): boolean {
  return item.type === 'message' && item.message.type.startsWith('update_');
}

/** A breach is answered by rows that are not in memory: see `ChainEvent`. */
export function readsStore(item: Item): boolean {
  return item.type === 'input' && item.input.type === 'chain' && item.input.event.type === 'funding_spent';
}
