import { err, type Result } from '@sferic/codec';
import type { Timer } from '../clock.ts';
import type { PaymentError } from './errors.ts';
import { decodeInvoice, type Invoice } from './invoice/index.ts';
import { currentAttempts, nextAttemptNumber, type Payment } from './payment.ts';

export type PayAnswer = Result<Payment, PaymentError>;

/** How often a payment waits for something that may pass, such as a peer that restarts: 1, 2 and 4 seconds. */
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
  #invoice: Invoice | undefined;
  #pauses = 0;
  #cancelPause: (() => void) | undefined;
  /** Temporary failures of attempts before this number are forgiven. */
  forgiven = 0;
  readonly #callers = new Set<(answer: PayAnswer) => void>();

  constructor(payment: Payment, after: Timer, begun: { readonly invoice: Invoice } | 'resumed') {
    this.payment = payment;
    this.#after = after;
    this.awaitsChannels = begun === 'resumed';
    if (begun !== 'resumed') this.#invoice = begun.invoice;
  }

  /** `undefined` only if the stored text can't be read any more. */
  get invoice(): Invoice | undefined {
    if (this.#invoice === undefined) {
      const decoded = decodeInvoice(this.payment.invoice);
      if (decoded.ok) this.#invoice = decoded.value;
    }
    return this.#invoice;
  }

  get isPaused(): boolean {
    return this.#cancelPause !== undefined;
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

  answer(answer: PayAnswer): void {
    for (const caller of [...this.#callers]) caller(answer);
  }

  /** For how many seconds to wait for a route, `undefined` when there is nothing to wait for. */
  pauseSeconds(now: number): number | undefined {
    const hasTemporaryFailure = currentAttempts(this.payment).some(
      ({ state }) => state.type === 'failed' && state.failure.temporary,
    );
    const mayPass = this.awaitsChannels || (hasTemporaryFailure && this.#pauses < MAX_PAUSES);
    if (!mayPass) return undefined;
    return Math.max(0, Math.min(2 ** this.#pauses, MAX_PAUSE_SECONDS, this.payment.deadline - now));
  }

  pause(seconds: number, then: () => void): void {
    this.#pauses++;
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
    const inFlight = this.payment.attempts.some(({ state }) => state.type === 'pending');
    return inFlight
      ? `no outcome within ${seconds} s: the payment is still in flight, and may succeed or fail later`
      : `no outcome within ${seconds} s: the payment is still being tried`;
  }
}
