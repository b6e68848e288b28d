/** When a stream pays how much. Pure: times are milliseconds since 1970, and given. */
import type { Secret } from '@sferic/crypto';
import { type Msat, msat, type NodeId } from '@sferic/wire';
import type { Rate } from './stream-record.ts';

/** What the payer asked for. */
export interface StreamTerms {
  readonly payee: NodeId;
  readonly rate: Rate;
  /** Between payments. */
  readonly everyMilliseconds: number;
  /** The most that the payee gets. */
  readonly budget?: Msat;
  /** For how long, without pauses. */
  readonly forMilliseconds?: number;
  /** Of one payment; the default of payments unless given. */
  readonly maxFee?: Msat;
}

export type StreamState =
  | { readonly type: 'running' }
  /** By its owner. */
  | { readonly type: 'paused' }
  /** Nothing further is begun; what is on its way ends by itself. */
  | { readonly type: 'ended'; readonly reason: string; readonly at: number };

/** A stream that this node pays, as it is stored. */
export interface OutgoingStream {
  readonly sessionId: Uint8Array;
  /** What the preimages of its payments are made from. */
  readonly secret: Secret;
  readonly terms: StreamTerms;
  readonly createdAt: number;
  readonly state: StreamState;
  /** For how long it has run until `countedAt`, pauses and stops of this node left out. */
  readonly ranMilliseconds: number;
  readonly countedAt: number;
  /** Of that time, what is not paid for: the route was gone for too long. */
  readonly forgivenMilliseconds: number;
  /** Of the next payment. */
  readonly nextNumber: bigint;
  /** What has arrived, and what that cost beside. */
  readonly sent: Msat;
  readonly fees: Msat;
  readonly payments: number;
  readonly lastPaidAt?: number;
}

/** What is on its way. */
export interface Underway {
  readonly count: number;
  readonly amount: bigint;
}

export type StreamStep =
  | { readonly type: 'pay'; readonly amount: Msat }
  | { readonly type: 'wait' }
  | { readonly type: 'end'; readonly reason: string };

/** Of the time in which nothing could be paid, so much is paid for afterwards: a pause of the route is no debt for ever. */
export const MAX_CATCH_UP_MS = 60_000;
/** Payments of a stream that may be on their way at once: a slow payee must not fill our channels. */
export const MAX_UNDERWAY = 30;

/** The stream with its time counted up to `now`, and without what is too late to be caught up. */
export function counted(stream: OutgoingStream, underway: Underway, now: number): OutgoingStream {
  if (stream.state.type !== 'running') return { ...stream, countedAt: now };
  const passed = Math.max(0, now - stream.countedAt);
  const { everyMilliseconds, rate } = stream.terms;
  const ranMilliseconds = stream.ranMilliseconds + passed;
  const paidFor = timeFor(rate, stream.sent + underway.amount);
  const due = Math.min(ranMilliseconds, stream.terms.forMilliseconds ?? ranMilliseconds);
  const late = due - stream.forgivenMilliseconds - paidFor - (MAX_CATCH_UP_MS + everyMilliseconds);
  const forgivenMilliseconds = stream.forgivenMilliseconds + Math.max(0, Math.floor(late));
  return { ...stream, ranMilliseconds, countedAt: now, forgivenMilliseconds };
}

/** What to do with a stream whose time is counted up to now. */
export function nextStep(stream: OutgoingStream, underway: Underway): StreamStep {
  if (stream.state.type !== 'running') return { type: 'wait' };
  const { budget, forMilliseconds } = stream.terms;
  const isOver = forMilliseconds !== undefined && stream.ranMilliseconds >= forMilliseconds;
  const promised = stream.sent + underway.amount;
  const due = owed(stream) - promised;
  if (due > 0n && underway.count < MAX_UNDERWAY) return { type: 'pay', amount: msat(due) };
  if (underway.count > 0 || due > 0n) return { type: 'wait' };
  if (budget !== undefined && promised >= budget) return { type: 'end', reason: 'the budget is used up' };
  return isOver ? { type: 'end', reason: 'its time is over' } : { type: 'wait' };
}

/** What should have arrived by now. */
export function owed({ terms, ranMilliseconds, forgivenMilliseconds }: OutgoingStream): bigint {
  const { rate, budget, forMilliseconds } = terms;
  const ran = Math.min(ranMilliseconds, forMilliseconds ?? ranMilliseconds) - forgivenMilliseconds;
  const amount = (rate.amount * BigInt(Math.max(0, Math.floor(ran)))) / BigInt(rate.milliseconds);
  return budget !== undefined && amount > budget ? budget : amount;
}

/** For how long the rate pays with an amount, in milliseconds. */
function timeFor({ amount, milliseconds }: Rate, paid: bigint): number {
  return Number((paid * BigInt(milliseconds)) / amount);
}
