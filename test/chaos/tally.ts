/** What a run has done and seen, and how it is told at the end. */
import type { PaymentInfo } from '@sferic/node';
import { formatCount, formatMilliseconds } from '../demo/amounts.ts';

/** Reasons of failed payments that are told; the rest is summed up. */
const TOLD_REASONS = 6;

export class Tally {
  readonly #killed = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #inFlight: number[] = [];
  readonly #up: number[] = [];
  readonly #recovered: number[] = [];
  #succeeded = 0;
  #neverBegun = 0;
  rounds = 0;
  opened = 0;
  closed = 0;
  abandonedOpenings = 0;

  /** `inFlight`: HTLCs in the channels of the node a moment before; unknown where it was not up yet. */
  killed(kind: string, inFlight?: number): void {
    count(this.#killed, kind);
    if (inFlight !== undefined) this.#inFlight.push(inFlight);
  }

  /** From the start of the process to its first answer. */
  up(milliseconds: number): void {
    this.#up.push(milliseconds);
  }

  /** From the last start of a round until all channels could be used again. */
  recovered(milliseconds: number): void {
    this.#recovered.push(milliseconds);
  }

  ended({ state, failure }: PaymentInfo): void {
    if (state === 'succeeded') this.#succeeded += 1;
    else count(this.#failures, reasonOf(failure ?? ''));
  }

  notBegun(): void {
    this.#neverBegun += 1;
  }

  get kills(): number {
    return sum(this.#killed.values());
  }

  get succeeded(): number {
    return this.#succeeded;
  }

  get begun(): number {
    return this.#succeeded + sum(this.#failures.values());
  }

  /** Lines for a person. */
  *tell(): Generator<string> {
    const kinds = [...this.#killed].map(([kind, times]) => `${kind} ${times}`).join(', ');
    const rounds = this.rounds > 0 ? ` in ${this.rounds} rounds` : '';
    yield `kills       ${this.kills}${rounds}: ${kinds}`;
    const hit = this.#inFlight.filter((htlcs) => htlcs > 0);
    yield `in flight   ${told(sum(hit))} HTLCs in the channels of the killed: ${hit.length} of ${this.#inFlight.length} kills met some`;
    const failed = sum(this.#failures.values());
    yield `payments    ${told(this.begun)} begun: ${told(this.#succeeded)} succeeded, ${told(failed)} failed; ${told(this.#neverBegun)} more were lost with their payer before they had begun`;
    const reasons = [...this.#failures].sort(([, a], [, b]) => b - a);
    for (const [reason, times] of reasons.slice(0, TOLD_REASONS))
      yield `            ${told(times)} × ${reason}`;
    const rest = sum(reasons.slice(TOLD_REASONS).map(([, times]) => times));
    if (rest > 0) yield `            ${told(rest)} × for other reasons`;
    if (this.rounds > 0)
      yield `channels    ${this.opened} opened and ${this.closed} closed while a node was killed, ${this.abandonedOpenings} openings abandoned by both ends`;
    yield `recovery    a node answers ${spread(this.#up)} after its start`;
    if (this.#recovered.length > 0)
      yield `            all channels are usable and all payments over ${spread(this.#recovered)} after the last was up`;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** A reason without what differs from payment to payment. */
function reasonOf(failure: string): string {
  return failure.replace(/\b(\d+x\d+x\d+|[0-9a-f]{8,}|\d+(?= msat))\b/g, '…');
}

function sum(values: Iterable<number>): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}

function told(value: number): string {
  return formatCount(BigInt(value));
}

/** Median and greatest. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [median = 0, most = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
  return `${formatMilliseconds(median)} (median), ${formatMilliseconds(most)} (most)`;
}
