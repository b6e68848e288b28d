/** What a cooperative close needs to remember (BOLT 2, "Channel Close"). */
import type { Sat, SatPerKw, Signature } from '@sferic/wire';
import type { ClosingVariant } from '../bitcoin/closing-transaction.ts';
import type { Dual } from '../dual.ts';
import type { Established } from '../state.ts';

/** Our operator's wish to close: `scriptPubKey` is absent when the wallet chooses. */
export interface CloseRequest {
  readonly scriptPubKey?: Uint8Array;
  readonly feerate: SatPerKw;
}

/** What `closing_complete` proposes and `closing_sig` repeats. */
export interface ClosingTerms {
  readonly closerScript: Uint8Array;
  readonly closeeScript: Uint8Array;
  readonly fee: Sat;
  readonly locktime: number;
}

/** A closing transaction that the peer has signed. */
export interface SignedClosing {
  readonly terms: ClosingTerms;
  readonly variant: ClosingVariant;
  readonly remoteSignature: Signature;
}

/** What of a negotiation stays when a block holds one of its transactions: a reorganisation brings it back. */
export interface ClosingNegotiation {
  /** Where each end wants to be paid: the scripts that it has sent last. */
  readonly shutdown: Dual<Uint8Array>;
  /** What we pay for our own closing transaction; absent if nobody asked for a particular feerate. */
  readonly feerate?: SatPerKw;
  /** The transactions that may confirm, by the end that pays their fee, the latest last: see `MAX_CLOSING_CANDIDATES`. */
  readonly signed: Dual<readonly SignedClosing[]>;
}

/** Both ends sent `shutdown` and nothing is pending: each proposes closing transactions of its own. */
export interface NegotiatingState extends Established, ClosingNegotiation {
  readonly type: 'negotiating';
  /** Of this connection: whether the peer's `shutdown` is still to come, as after each reconnection. */
  readonly awaitsShutdown: boolean;
  /** Our `closing_complete` that the peer has not answered. */
  readonly offer?: ClosingTerms;
}
