import type { ChannelId, Sat, Signature } from '../scalars.ts';

/** BOLT 2, "Closing Initiation: shutdown". */
export interface Shutdown {
  readonly type: 'shutdown';
  readonly channelId: ChannelId;
  readonly scriptpubkey: Uint8Array;
}

/** What both messages of BOLT 2, "Closing Negotiation: closing_complete and closing_sig", carry. */
interface ClosingTerms {
  readonly channelId: ChannelId;
  readonly closerScriptpubkey: Uint8Array;
  readonly closeeScriptpubkey: Uint8Array;
  readonly feeSatoshis: Sat;
  readonly locktime: number;
  /** TLV 1: signature of the transaction that pays to the closer alone. */
  readonly closerOutputOnly?: Signature;
  /** TLV 2: signature of the transaction that pays to the closee alone. */
  readonly closeeOutputOnly?: Signature;
  /** TLV 3: signature of the transaction that pays to both. */
  readonly closerAndCloseeOutputs?: Signature;
}

/** The closer's offer of one or more closing transactions. */
export interface ClosingComplete extends ClosingTerms {
  readonly type: 'closing_complete';
}

/** The closee's signature of one of them. */
export interface ClosingSig extends ClosingTerms {
  readonly type: 'closing_sig';
}

export type CloseMessage = Shutdown | ClosingComplete | ClosingSig;
