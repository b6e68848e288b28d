/**
 * The closing transactions that both ends have signed. They spend the same output, and any of them may confirm: all are kept
 * until one does (BOLT 2, "Closing Negotiation: closing_complete and closing_sig").
 */
import { equalBytes } from '@sferic/crypto';
import type { Sat, TxId } from '@sferic/wire';
import { buildClosingTransaction } from '../bitcoin/closing-transaction.ts';
import { dustThreshold } from '../bitcoin/output-scripts.ts';
import { isOpReturn } from '../bitcoin/shutdown-scripts.ts';
import { type Transaction, transactionId } from '../bitcoin/transaction.ts';
import { feeForWeight } from '../bitcoin/weights.ts';
import { currentFunding } from '../commitment/commitments.ts';
import { type Dual, SIDES, type Side } from '../dual.ts';
import type { ChannelEnv } from '../input.ts';
import type { ClosingTerms, NegotiatingState, SignedClosing } from './closing-state.ts';
import { closingParams, closingWeight, expectedWeight, likelyVariant, sameTerms } from './closing-terms.ts';
import { MIN_FUNDING_FEERATE } from './opening-checks.ts';

/**
 * Kept of each end: more often than that nobody raises a fee by hand. Of more the one that pays least is forgotten, which the
 * chain would take last; a peer crowds out none but its own.
 */
export const MAX_CLOSING_CANDIDATES = 8;

/** What a replacement pays for its own relay: Bitcoin Core's `incrementalrelayfee` up to version 29, the highest default. */
const INCREMENTAL_FEERATE = MIN_FUNDING_FEERATE;
/** Below it a locktime is a height, from it on seconds (BIP 65). */
const LOCKTIME_THRESHOLD = 500_000_000;
/** Signatures may come out shorter than their longest by so much in all: what waits may pay a little more than reckoned. */
const SHORTER_SIGNATURES = 4;

/** A closing transaction that may confirm. */
export interface ClosingCandidate extends Unsigned {
  /** Who pays its fee. */
  readonly closer: Side;
  readonly closing: SignedClosing;
}

interface Unsigned {
  /** Without its witness. */
  readonly transaction: Transaction;
  readonly txid: TxId;
  /** All that its outputs leave. */
  readonly fee: Sat;
  /** With a witness as long as it can be. */
  readonly weight: number;
}

/** All of them, what pays the highest feerate first. */
export function closingCandidates(state: NegotiatingState): readonly ClosingCandidate[] {
  return SIDES.flatMap((closer) =>
    state.signed[closer].map((closing) => ({ closer, closing, ...unsigned(state, closer, closing) })),
  ).toSorted((a, b) => feerateOf(b) - feerateOf(a));
}

/** With one more; the same one again only moves to the end. */
export function withCandidate(
  state: NegotiatingState,
  closer: Side,
  closing: SignedClosing,
): Dual<readonly SignedClosing[]> {
  const others = state.signed[closer].filter(
    ({ terms, variant }) => variant !== closing.variant || !sameTerms(terms, closing.terms),
  );
  const kept = others.length < MAX_CLOSING_CANDIDATES ? others : withoutCheapest(state, closer, others);
  return { ...state.signed, [closer]: [...kept, closing] };
}

function withoutCheapest(
  state: NegotiatingState,
  closer: Side,
  closings: readonly SignedClosing[],
): readonly SignedClosing[] {
  const rate = (closing: SignedClosing) => feerateOf(unsigned(state, closer, closing));
  const cheapest = closings.reduce((least, closing) => (rate(closing) < rate(least) ? closing : least));
  return closings.filter((closing) => closing !== cheapest);
}

/** Our own with these scripts that pays most. */
export function bestOffer(
  { signed }: NegotiatingState,
  { closerScript, closeeScript }: ClosingTerms,
): ClosingTerms | undefined {
  const same = signed.local
    .map(({ terms }) => terms)
    .filter(
      (terms) => equalBytes(terms.closerScript, closerScript) && equalBytes(terms.closeeScript, closeeScript),
    );
  return same.reduce<ClosingTerms | undefined>(
    (best, terms) => (best === undefined || terms.fee > best.fee ? terms : best),
    undefined,
  );
}

/** What is in the way of a transaction that pays too little to take the place of another. */
export interface Underpaid {
  /** The one that is to be outbid. */
  readonly best: ClosingCandidate;
  /** The least that would do, in satoshis per 1000 weight units. */
  readonly feerate: number;
  readonly fee: Sat;
}

/**
 * Whether the chain would take our transaction by `terms` instead of those that are signed: it must pay more than each that is
 * relayed, in all and for its weight, and for its own relay (Bitcoin Core, "Mempool Replacements").
 */
export function underpaid(
  state: NegotiatingState,
  terms: ClosingTerms,
  env: Pick<ChannelEnv, 'height' | 'now'>,
): Underpaid | undefined {
  const params = closingParams(state, 'local', terms);
  const ours = unsigned(state, 'local', { terms, variant: likelyVariant(params) });
  const rivals = closingCandidates(state).filter((rival) => isRelayed(rival, env));
  const [best] = rivals.toSorted((a, b) => leastFee(ours, b) - leastFee(ours, a));
  if (best === undefined) return undefined;
  const least = leastFee(ours, best);
  if (Number(ours.fee) >= least) return undefined;
  // An output that is dropped, or burnt, goes to the fee as well.
  const fee = (terms.fee + (BigInt(least) - ours.fee)) as Sat;
  return { best, fee, feerate: Math.ceil((Number(fee) * 1000) / expectedWeight(params)) };
}

function leastFee(ours: Unsigned, rival: Unsigned): number {
  const more = Number(rival.fee + feeForWeight(INCREMENTAL_FEERATE, ours.weight)) + 1;
  const rate = Number(rival.fee) / (rival.weight - SHORTER_SIGNATURES);
  return Math.max(more, Math.floor(rate * ours.weight) + 1);
}

/** Not with an output of dust, nor before its locktime: the peer may ask us to sign what nobody relays. */
function isRelayed({ transaction }: ClosingCandidate, { height, now }: Pick<ChannelEnv, 'height' | 'now'>) {
  const { outputs, locktime } = transaction;
  const isFinal = locktime < LOCKTIME_THRESHOLD ? locktime <= height : locktime <= now;
  return (
    isFinal &&
    outputs.every(
      ({ amount, scriptPubKey }) => isOpReturn(scriptPubKey) || amount >= dustThreshold(scriptPubKey),
    )
  );
}

function unsigned(
  state: NegotiatingState,
  closer: Side,
  { terms, variant }: Pick<SignedClosing, 'terms' | 'variant'>,
): Unsigned {
  const transaction = buildClosingTransaction(closingParams(state, closer, terms), variant);
  const paid = transaction.outputs.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    transaction,
    txid: transactionId(transaction),
    fee: (currentFunding(state.commitments).capacity - paid) as Sat,
    weight: closingWeight(transaction),
  };
}

function feerateOf({ fee, weight }: Unsigned): number {
  return Number(fee) / weight;
}
