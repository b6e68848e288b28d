import { err, type Result } from '@sferic/codec';
import type { Timer } from '../clock.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import type { PaymentError } from './errors.ts';
import { currentAttempts, nextAttemptNumber, type Payment, pendingAttempts } from './payment.ts';

export type PayAnswer = Result<Payment, PaymentError>;

/**
 * How often a payment waits for something that may pass, such as a peer that restarts: 1, 2 and 4 seconds. With a part on its way it goes on
 * until its time is over: the payee may be waiting for the rest.
 */
const MAX_PAUSES = 3;
const MAX_PAUSE_SECONDS = 8;
/** A caller waits a little longer than the payment tries, to hear how that ended. */
const CALLER_GRACE_MS = 1000;

/** A payment that is not over, with what is in memory only: who waits for it, and when it goes on. */
export class PendingPayment {
  payment: Payment;
  readonly #after: Timer;
  /** Resumed after a restart, and nothing sent since: our own channels may take a while to come back. */
  awaitsChannels: boolean;
  /** Why there is no route, where HTLCs on their way are in the way of it in our own channels. */
  heldUp: string | undefined;
  #delivery: Delivery | undefined;
  #pauses = 0;
  #cancelPause: (() => void) | undefined;
  /** Temporary failures of attempts before this number are forgiven. */
  forgiven = 0;
  /** Of attempts that this process has made, when. */
  readonly #begun = new Map<number, number>();
  /** Milliseconds from the last attempt that ended to its outcome, where this process has made it. */
  lastLatency: number | undefined;
  readonly #callers = new Set<(answer: PayAnswer) => void>();

  /** `delivery`: where it is known already, which saves to read the invoice again. */
  constructor(payment: Payment, after: Timer, begun: 'now' | 'resumed', delivery?: Delivery) {
    this.payment = payment;
    this.#after = after;
    this.awaitsChannels = begun === 'resumed';
    this.#delivery = delivery;
  }

  /** What its onions say; `undefined` only if a stored invoice can't be read any more. */
  get delivery(): Delivery | undefined {
    if (this.#delivery === undefined) {
      const delivery = deliveryOf(this.payment);
      if (delivery.ok) this.#delivery = delivery.value;
    }
    return this.#delivery;
  }

  /** Nothing is to be done nor awaited any more. */
  get isOver(): boolean {
    return this.payment.state.type !== 'pending' && pendingAttempts(this.payment).length === 0;
  }

  /** It goes on when HTLCs on their way give back what they hold. */
  get awaitsPlace(): boolean {
    return this.heldUp !== undefined;
  }

  get isPaused(): boolean {
    return this.#cancelPause !== undefined;
  }

  /** An attempt was made, at a time in milliseconds. */
  begun(attempt: number, now: number): void {
    this.#begun.set(attempt, now);
  }

  /** It has ended. */
  ended(attempt: number, now: number): void {
    const begun = this.#begun.get(attempt);
    this.#begun.delete(attempt);
    this.lastLatency = begun === undefined ? undefined : now - begun;
  }

  /** Resolves when the payment is over, or with `timeout` when the caller's time is. */
  wait(timeoutSeconds: number): Promise<PayAnswer> {
    return new Promise((resolve) => {
      const answer = (value: PayAnswer): void => {
        cancel();
        this.#callers.delete(answer);
        resolve(value);
      };
      const cancel = this.#after(timeoutSeconds * 1000 + CALLER_GRACE_MS, () => {
        answer(err({ code: 'timeout', message: this.#describeDelay(timeoutSeconds) }));
      });
      this.#callers.add(answer);
    });
  }

  /** Why it ends; with what it has waited for, if its time is over. */
  inWords(reason: string, now: number): string {
    return this.heldUp === undefined || now < this.payment.deadline ? reason : `${reason}: ${this.heldUp}`;
  }

  answer(answer: PayAnswer): void {
    for (const caller of [...this.#callers]) caller(answer);
  }

  /** For how many seconds to wait for a route, `undefined` when there is nothing to wait for. */
  pauseSeconds(now: number): number | undefined {
    const left = Math.max(0, this.payment.deadline - now);
    // Somebody else looks after it.
    if (this.awaitsPlace) return left;
    const hasTemporaryFailure = currentAttempts(this.payment).some(
      ({ state }) => state.type === 'failed' && state.failure.temporary,
    );
    const isHeld = pendingAttempts(this.payment).length > 0;
    const mayPass = this.awaitsChannels || (hasTemporaryFailure && (this.#pauses < MAX_PAUSES || isHeld));
    if (!mayPass) return undefined;
    return Math.min(2 ** this.#pauses, MAX_PAUSE_SECONDS, left);
  }

  pause(seconds: number, then: () => void): void {
    if (!this.awaitsPlace) this.#pauses++;
    this.#cancelPause?.();
    this.#cancelPause = this.#after(seconds * 1000, () => {
      this.endPause();
      then();
    });
  }

  /** What failed temporarily may be tried again. */
  endPause(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.forgiven = nextAttemptNumber(this.payment);
  }

  #describeDelay(seconds: number): string {
    return pendingAttempts(this.payment).length > 0
      ? `no outcome within ${seconds} s: the payment is still in flight, and may succeed or fail later`
      : `no outcome within ${seconds} s: the payment is still being tried`;
  }
}
