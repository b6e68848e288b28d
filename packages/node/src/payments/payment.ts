/** A payment that this node makes, as a value. */
import type { TlvRecord } from '@sferic/codec';
import type { Secret } from '@sferic/crypto';
import { type Msat, msat, type NodeId, type PaymentHash, type Preimage } from '@sferic/wire';
import type { Exclusion, Route } from './ports.ts';

/** Failures that a smaller part may not meet. */
export const LIQUIDITY_FAILURES: ReadonlySet<string> = new Set([
  'temporary_channel_failure',
  'insufficient_balance',
]);

/** What an attempt failed of. */
export interface AttemptFailure {
  /** A failure of BOLT 4 by its name, or a reason of our own. */
  readonly code: string;
  /** For a person. */
  readonly message: string;
  /** Index in the route of the node that reported it. */
  readonly hop?: number;
  /** What to leave out of the next routes. */
  readonly exclude: readonly Exclusion[];
  /** The same may work a little later. */
  readonly temporary: boolean;
  /** No other route can help, now or later. */
  readonly final: boolean;
}

export type AttemptState =
  | { readonly type: 'pending' }
  | { readonly type: 'succeeded'; readonly holdTimes: readonly number[] }
  | {
      readonly type: 'failed';
      readonly failure: AttemptFailure;
      readonly holdTimes: readonly number[];
    };

/** One HTLC, offered or about to be. */
export interface Attempt {
  /** Counts from 0 over the whole life of the payment. */
  readonly number: number;
  readonly route: Route;
  /** Of the onion: what decodes the answer. */
  readonly sessionKey: Secret;
  readonly state: AttemptState;
}

export type PaymentState =
  | { readonly type: 'pending' }
  | {
      readonly type: 'succeeded';
      readonly preimage: Preimage;
      readonly fee: Msat;
      readonly completedAt: number;
    }
  | { readonly type: 'failed'; readonly reason: string; readonly completedAt: number };

/** What a payment is for. */
export type Purpose =
  | { readonly type: 'invoice'; readonly text: string }
  /** Without an invoice, the preimage in the onion: bLIP 3. */
  | { readonly type: 'spontaneous'; readonly preimage: Secret; readonly records: readonly TlvRecord[] }
  /** By a hash that nobody has the preimage of: it shows whether the payee can be reached, and comes back. */
  | { readonly type: 'probe' };

/**
 * Times are seconds since 1970. A payment has succeeded as soon as its preimage is known; other parts of it may be pending then, and will
 * be fulfilled too. No attempt is pending once it has failed.
 */
export interface Payment {
  readonly paymentHash: PaymentHash;
  readonly purpose: Purpose;
  readonly payee: NodeId;
  readonly amount: Msat;
  readonly maxFee: Msat;
  readonly createdAt: number;
  /** From then on no attempt is made. */
  readonly deadline: number;
  /** Its owner wants no further attempt. */
  readonly canceled: boolean;
  /** Attempts before this number belong to earlier requests, which failed. */
  readonly firstAttempt: number;
  readonly state: PaymentState;
  /** In the order of their numbers. */
  readonly attempts: readonly Attempt[];
}

/** What the payee gets by a route. */
export function delivered({ hops }: Route): Msat {
  return hops.at(-1)?.amount ?? msat(0n);
}

export function routeFee(route: Route): Msat {
  return msat((route.hops[0]?.amount ?? 0n) - delivered(route));
}

/** HTLCs that are on their way, or about to be. */
export function pendingAttempts({ attempts }: Payment): readonly Attempt[] {
  return attempts.filter(({ state }) => state.type === 'pending');
}

/** The fees of all parts that have arrived or may yet. */
export function feeOf(payment: Payment): Msat {
  let sum = 0n;
  for (const { route, state } of currentAttempts(payment))
    if (state.type !== 'failed') sum += routeFee(route);
  return msat(sum);
}

/** Attempts of the latest request. */
export function currentAttempts({ attempts, firstAttempt }: Payment): readonly Attempt[] {
  return attempts.filter(({ number }) => number >= firstAttempt);
}

/**
 * What the attempts of the latest request have shown not to work. Temporary failures of attempts before the number `forgiven` do not
 * count. A channel that could not carry an amount may carry a smaller one.
 */
export function exclusionsOf(payment: Payment, forgiven: number): readonly Exclusion[] {
  return currentAttempts(payment).flatMap(({ number, route, state }) => {
    if (state.type !== 'failed' || (state.failure.temporary && number < forgiven)) return [];
    const { code, exclude } = state.failure;
    return LIQUIDITY_FAILURES.has(code) ? exclude.map((one) => forAmountIn(one, route)) : exclude;
  });
}

function forAmountIn(exclusion: Exclusion, { hops }: Route): Exclusion {
  if (exclusion.type === 'node') return exclusion;
  const isFirst = exclusion.type === 'own_channel';
  const hop = isFirst ? hops[0] : hops.find(({ shortChannelId: id }) => id === exclusion.shortChannelId);
  return hop === undefined ? exclusion : { ...exclusion, leastAmount: hop.amount };
}

export function withAttempt(payment: Payment, attempt: Attempt): Payment {
  const others = payment.attempts.filter(({ number }) => number !== attempt.number);
  return {
    ...payment,
    attempts: [...others, attempt].sort((a, b) => a.number - b.number),
  };
}

/** The number of the next attempt: never used before for this payment hash. */
export function nextAttemptNumber({ attempts }: Payment): number {
  return (attempts.at(-1)?.number ?? -1) + 1;
}
