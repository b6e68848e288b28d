/** A payment that this node makes, as a value. */
import type { Secret } from '@sferic/crypto';
import { type Msat, msat, type NodeId, type PaymentHash, type Preimage } from '@sferic/wire';
import type { Exclusion, Route } from './ports.ts';

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

/** Times are seconds since 1970. No attempt is pending once the payment has succeeded or failed. */
export interface Payment {
  readonly paymentHash: PaymentHash;
  readonly invoice: string;
  readonly payee: NodeId;
  readonly amount: Msat;
  readonly maxFee: Msat;
  readonly createdAt: number;
  /** From then on no attempt is made. */
  readonly deadline: number;
  /** Attempts before this number belong to earlier requests, which failed. */
  readonly firstAttempt: number;
  readonly state: PaymentState;
  /** In the order of their numbers. */
  readonly attempts: readonly Attempt[];
}

export function routeFee(route: Route, amount: Msat): Msat {
  const sent = route.hops[0]?.amount ?? amount;
  return msat(sent - amount);
}

/** Attempts of the latest request. */
export function currentAttempts({ attempts, firstAttempt }: Payment): readonly Attempt[] {
  return attempts.filter(({ number }) => number >= firstAttempt);
}

/**
 * What the attempts of the latest request have shown not to work. Temporary failures of attempts before the number
 * `forgiven` do not count.
 */
export function exclusionsOf(payment: Payment, forgiven: number): readonly Exclusion[] {
  return currentAttempts(payment).flatMap(({ number, state }) => {
    if (state.type !== 'failed' || (state.failure.temporary && number < forgiven)) return [];
    return state.failure.exclude;
  });
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
