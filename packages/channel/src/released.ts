import type { ChannelAnnouncement, ChannelMessage } from '@sferic/wire';
import type { Transaction } from './bitcoin/transaction.ts';

/** What a sealed effect was made into. */
export interface Released {
  /** For the peer, in order. */
  readonly messages: readonly ChannelMessage[];
  /** For the chain. */
  readonly transactions: readonly Transaction[];
  /** For the graph. */
  readonly announcements: readonly ChannelAnnouncement[];
}

export const NOTHING: Released = { messages: [], transactions: [], announcements: [] };
