/** The HTLCs that together pay one invoice: BOLT 4, "Basic Multi-Part Payments". Pure. */
import { FULFILLED_HTLC_MARGIN } from '@sferic/channel';
import type { FailureMessage } from '@sferic/onion';
import type { ChannelId } from '@sferic/wire';
import type { ReceivedHtlc } from '../switch/index.ts';

/** At least so long a payee waits for the rest of a payment (BOLT 4: 60 seconds or more). */
export const MPP_TIMEOUT_MS = 60_000;

/**
 * HTLCs of one set. Payers split into a dozen or two; a set of many more would fill our channels' slots with crumbs, and cost
 * as many writes in one commit.
 */
export const MAX_SET_PARTS = 128;

/**
 * Blocks before its expiry by which a held HTLC is failed. From `FULFILLED_HTLC_MARGIN` on a preimage would have to be enforced on
 * chain at once; the two before that are for telling the peer.
 */
export const HELD_HTLC_MARGIN: number = FULFILLED_HTLC_MARGIN + 2;

export interface HtlcSet {
  /** What its parts shall come to, by what each of them says. */
  readonly totalMsat: bigint;
  /** In the order of arrival. */
  readonly parts: readonly ReceivedHtlc[];
}

export interface SetFacts {
  /** Of the chain's tip. */
  readonly height: number;
  /** Whether the channel has been closed, or is being closed, by force. */
  readonly isOnChain: (channelId: ChannelId) => boolean;
}

export type SetStep =
  /** More is to come. */
  | { readonly type: 'wait'; readonly set: HtlcSet }
  | { readonly type: 'complete'; readonly set: HtlcSet }
  /** All of its parts are to be failed with this. */
  | { readonly type: 'fail'; readonly set: HtlcSet; readonly failure: FailureMessage };

const TIMEOUT: FailureMessage = { type: 'mpp_timeout' };

/** Adds a part that was judged acceptable. `set`: what is held of the payment so far, and not complete. */
export function joinSet(
  set: HtlcSet | undefined,
  part: ReceivedHtlc,
  totalMsat: bigint,
  facts: SetFacts,
): SetStep {
  const joined: HtlcSet = {
    totalMsat: set?.totalMsat ?? totalMsat,
    parts: [...(set?.parts ?? []), part],
  };
  if (joined.totalMsat !== totalMsat) {
    const { amount: htlcMsat } = part;
    const failure = { type: 'incorrect_or_unknown_payment_details', htlcMsat, height: facts.height } as const;
    return { type: 'fail', set: joined, failure };
  }
  if (!isWhole(joined)) {
    return joined.parts.length < MAX_SET_PARTS
      ? { type: 'wait', set: joined }
      : { type: 'fail', set: joined, failure: TIMEOUT };
  }
  // An HTLC that came just now has the expiry that the invoice asks for; those before it may have waited for long.
  const isSpoilt = joined.parts.length > 1 && joined.parts.some((part) => isLost(part, facts));
  return isSpoilt ? { type: 'fail', set: joined, failure: TIMEOUT } : { type: 'complete', set: joined };
}

/**
 * Whether a set that waits has to wait no longer: a part of it is about to expire, or its channel is on chain, where it may be
 * worth nothing.
 */
export function isSpoilt({ parts }: HtlcSet, facts: SetFacts): boolean {
  return parts.some((part) => isDue(part, facts.height) || facts.isOnChain(part.channelId));
}

/** Whether a part that has waited cannot be fulfilled safely any more. */
function isLost({ cltvExpiry, channelId }: ReceivedHtlc, { height, isOnChain }: SetFacts): boolean {
  return height > cltvExpiry - FULFILLED_HTLC_MARGIN || isOnChain(channelId);
}

/** Whether a held HTLC must be failed now, lest its channel be closed for it. */
export function isDue({ cltvExpiry }: ReceivedHtlc, height: number): boolean {
  return height >= cltvExpiry - HELD_HTLC_MARGIN;
}

function isWhole({ parts, totalMsat }: HtlcSet): boolean {
  return parts.reduce((sum, { payload }) => sum + payload.amtToForward, 0n) >= totalMsat;
}
