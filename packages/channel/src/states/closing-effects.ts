import type { ClosingVariant } from '../bitcoin/closing-transaction.ts';
import type { Side } from '../dual.ts';
import type { ClosingTerms, SignedClosing } from './closing-state.ts';

/** Effects of the cooperative close; each needs a signature of ours when it is released. */
export type ClosingEffect =
  | { readonly type: 'send_closing_complete'; readonly terms: ClosingTerms }
  /** Our signature for the peer's closing transaction. */
  | { readonly type: 'send_closing_sig'; readonly terms: ClosingTerms; readonly variant: ClosingVariant }
  /** The transaction whose fee `closer` pays, with both signatures. */
  | { readonly type: 'publish_closing'; readonly closer: Side; readonly closing: SignedClosing };
