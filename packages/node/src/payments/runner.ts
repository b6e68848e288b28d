/**
 * Carries a payment forward: each change of its record is stored before what follows from it happens. Parts are HTLCs of their own; what
 * to do next follows from all of them together.
 */
import type { HtlcOutcome } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { Secret } from '@sferic/crypto';
import { readFulfillmentHoldTimes } from '@sferic/onion';
import type { ChannelHtlcs } from '../channels/htlc-port.ts';
import type { Logger } from '../log.ts';
import type { Store, Work } from '../store/index.ts';
import { encodeOrigin } from '../switch/index.ts';
import { InFlight } from './in-flight.ts';
import { judgeOutcome, judgeRefusal } from './judge-failure.ts';
import { lessonOf } from './lessons.ts';
import { MIN_PART_AMOUNT, type NextStep, nextStep, noRouteReason } from './next-step.ts';
import {
  type Attempt,
  type AttemptFailure,
  currentAttempts,
  exclusionsOf,
  feeOf,
  nextAttemptNumber,
  type Payment,
  type PaymentState,
  pendingAttempts,
  withAttempt,
} from './payment.ts';
import { paymentOnion, routeSecrets } from './payment-onion.ts';
import { endAttempt, insertAttempt, updatePayment } from './payment-rows.ts';
import type { PayAnswer, PendingPayment } from './pending-payment.ts';
import type { NoRoute, Route, RouteFinder, RouteKnowledge } from './ports.ts';

export interface RunnerModules {
  readonly channels: Pick<ChannelHtlcs, 'addHtlc'>;
  readonly store: Pick<Store, 'commit'>;
  readonly routes: RouteFinder;
  /** Where what attempts teach is kept. */
  readonly knowledge?: RouteKnowledge;
  /** Height of the chain's tip. */
  readonly height: () => number;
  /** Whether that height may be far behind the chain: then no HTLC is offered. */
  readonly isHeightStale: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 fresh random bytes. */
  readonly entropy: () => Uint8Array;
  /** A payment has changed, and the change is durable. */
  readonly changed: (payment: Payment) => void;
  readonly log: Logger;
}

/** Blocks that may be found while the HTLC is on its way: the payee must still find enough of them left. */
const BLOCKS_ON_THE_WAY = 3;

export const STALE_HEIGHT =
  'the Bitcoin server has not answered for a while, and nothing is sent by a block height that may be old';

const NOTHING_MORE = () => undefined;

/** A route and the onion for it. */
interface PreparedAttempt {
  readonly route: Route;
  readonly sessionKey: Secret;
  readonly onion: Uint8Array;
}

export class Runner {
  readonly #modules: RunnerModules;
  readonly #inFlight = new InFlight();
  readonly #over: (pending: PendingPayment) => void;
  readonly #waits: () => void;

  /** `over`: nothing is to be done for it any more; `waits`: it waits for a place. */
  constructor(
    modules: RunnerModules,
    { over, waits }: { over: (pending: PendingPayment) => void; waits: () => void },
  ) {
    this.#modules = modules;
    this.#over = over;
    this.#waits = waits;
  }

  /** To be called for each payment that a restart finds pending, before anything else is done with it. */
  resumed({ payment }: PendingPayment): void {
    for (const { route } of pendingAttempts(payment)) this.#inFlight.begun(route);
  }

  /**
   * Does what comes next; resolves when that is durable. `changes` go into the same commit; `queued` runs when that is queued: what it
   * queues itself is stored no earlier.
   */
  advance(
    pending: PendingPayment,
    changes: readonly Work[],
    queued: () => void = NOTHING_MORE,
  ): Promise<void> {
    return this.#run(pending, this.#advance(pending, changes, queued));
  }

  /** Takes in what came of an attempt; `queued` as for `advance`. */
  settled(pending: PendingPayment, attempt: Attempt, outcome: HtlcOutcome, queued: () => void): void {
    const { route, sessionKey } = attempt;
    const secrets = routeSecrets(route, sessionKey);
    if (outcome.type === 'fulfill') {
      void this.#run(pending, this.#succeed(pending, attempt, secrets, outcome, queued));
      return;
    }
    const { failure, holdTimes } = judgeOutcome(route, secrets, outcome);
    void this.advance(pending, [this.fail(pending, attempt, failure, holdTimes)], queued);
  }

  /** Takes the failure of an attempt into the record; returns its change of the store. */
  fail(
    pending: PendingPayment,
    attempt: Attempt,
    failure: AttemptFailure,
    holdTimes: readonly number[],
  ): Work {
    const { paymentHash } = pending.payment;
    const { code, message } = failure;
    this.#modules.log.info('an attempt failed', { paymentHash, attempt: attempt.number, code, message });
    const ended: Attempt = { ...attempt, state: { type: 'failed', failure, holdTimes } };
    this.#ended(pending, ended);
    return (tx) => endAttempt(tx, paymentHash, ended);
  }

  async #advance(pending: PendingPayment, changes: readonly Work[], queued: () => void): Promise<void> {
    const now = this.#seconds();
    const step = nextStep(pending.payment, now, pending.delivery?.maxParts ?? 1);
    switch (step.type) {
      case 'wait':
        return this.#store(pending, [...changes, ...this.#feeChange(pending)], queued);
      case 'fail':
        return this.#complete(pending, failed(pending.inWords(step.reason, now), now), changes, queued);
      case 'attempt':
    }
    const found = this.#findRoutes(pending, step);
    if (found.ok) return this.#attempt(pending, found.value, changes, queued);
    pending.heldUp = found.error.passes === true ? found.error.message : undefined;
    const pause = pending.isPaused ? undefined : pending.pauseSeconds(now);
    if (pause !== undefined) {
      pending.pause(pause, () => void this.advance(pending, []));
      if (pending.awaitsPlace) this.#waits();
    } else if (!pending.isPaused && pendingAttempts(pending.payment).length === 0) {
      const reason = noRouteReason(pending.payment, found.error.message);
      return this.#complete(pending, failed(reason, now), changes, queued);
    }
    return this.#store(pending, changes, queued);
  }

  #findRoutes(
    pending: PendingPayment,
    step: Extract<NextStep, { readonly type: 'attempt' }>,
  ): Result<readonly PreparedAttempt[], NoRoute> {
    const { payment, delivery, forgiven, awaitsPlace: isWaiting } = pending;
    if (delivery === undefined) return err({ message: 'the stored invoice cannot be read any more' });
    const { height, isHeightStale, routes } = this.#modules;
    if (isHeightStale()) return err({ message: STALE_HEIGHT });
    const { amount, maxFee, maxParts } = step;
    const planned = routes.findParts({
      payee: payment.payee,
      amount,
      maxFee,
      maxParts,
      minPartAmount: MIN_PART_AMOUNT,
      finalExpiry: height() + delivery.minFinalCltvExpiryDelta + BLOCKS_ON_THE_WAY,
      routeHints: delivery.routeHints,
      exclusions: exclusionsOf(payment, forgiven),
      inFlight: this.#inFlight.held,
      isWaiting,
    });
    if (!planned.ok) return planned;
    const prepared: PreparedAttempt[] = [];
    for (const route of planned.value) {
      const sessionKey = new Secret(this.#modules.entropy());
      const onion = paymentOnion({ route, paymentHash: payment.paymentHash, delivery, sessionKey });
      if (!onion.ok) return onion;
      prepared.push({ route, sessionKey, onion: onion.value });
    }
    return ok(prepared);
  }

  /** The attempts and their HTLCs are queued in one turn, the attempts first: an HTLC is never without its attempt. */
  async #attempt(
    pending: PendingPayment,
    prepared: readonly PreparedAttempt[],
    changes: readonly Work[],
    queued: () => void,
  ): Promise<void> {
    const { paymentHash } = pending.payment;
    const attempts = prepared.map(({ route, sessionKey, onion }) => {
      const number = nextAttemptNumber(pending.payment);
      const attempt: Attempt = { number, route, sessionKey, state: { type: 'pending' } };
      pending.payment = withAttempt(pending.payment, attempt);
      pending.begun(number, this.#modules.now());
      this.#inFlight.begun(route);
      return { attempt, onion };
    });
    pending.awaitsChannels = false;
    pending.heldUp = undefined;
    const writes = attempts.map(
      ({ attempt }): Work =>
        (tx) =>
          insertAttempt(tx, paymentHash, attempt),
    );
    const storing = this.#store(pending, [...changes, ...writes], queued);
    await Promise.all([
      storing,
      ...attempts.map(({ attempt, onion }) => this.#offer(pending, attempt, onion, storing)),
    ]);
  }

  async #offer(
    pending: PendingPayment,
    attempt: Attempt,
    onion: Uint8Array,
    storing: Promise<void>,
  ): Promise<void> {
    const { paymentHash } = pending.payment;
    const { route, number } = attempt;
    const first = route.hops[0];
    if (first === undefined) throw new Error('a route without hops');
    const offering = this.#modules.channels.addHtlc(route.channelId, {
      amount: first.amount,
      paymentHash,
      cltvExpiry: first.cltvExpiry,
      onion,
      origin: encodeOrigin({ type: 'payment', paymentHash, attempt: number }),
    });
    const [offered] = await Promise.all([offering, storing]);
    if (offered.ok) return;
    if (offered.error.code === 'outcome_unknown') {
      // The channel's storage may hold the HTLC or not: another attempt now could pay twice. Its outcome tells, or a restart.
      const { message: reason } = offered.error;
      this.#modules.log.error('a part is held until it shows whether it was sent', {
        paymentHash,
        attempt: number,
        reason,
      });
      return;
    }
    const change = this.fail(pending, attempt, judgeRefusal(route, offered.error), []);
    return this.#advance(pending, [change], NOTHING_MORE);
  }

  /** The preimage is here, and with it the proof of payment: the payee takes the other parts too. */
  async #succeed(
    pending: PendingPayment,
    attempt: Attempt,
    secrets: readonly Secret[],
    { preimage, attributionData }: Extract<HtlcOutcome, { readonly type: 'fulfill' }>,
    queued: () => void,
  ): Promise<void> {
    const holdTimes = attributionData ? readFulfillmentHoldTimes(secrets, attributionData) : [];
    const ended: Attempt = { ...attempt, state: { type: 'succeeded', holdTimes } };
    this.#ended(pending, ended);
    const { payment } = pending;
    const change: Work = (tx) => endAttempt(tx, payment.paymentHash, ended);
    if (payment.state.type === 'succeeded') {
      return this.#store(pending, [change, ...this.#feeChange(pending)], queued);
    }
    pending.endPause();
    const fee = feeOf(payment);
    const state: PaymentState = { type: 'succeeded', preimage, fee, completedAt: this.#seconds() };
    return this.#complete(pending, state, [change], queued);
  }

  /** What a part that came back after all has not cost. */
  #feeChange(pending: PendingPayment): readonly Work[] {
    const { payment } = pending;
    const { state } = payment;
    const fee = feeOf(payment);
    if (state.type !== 'succeeded' || state.fee === fee) return [];
    const corrected: Payment = { ...payment, state: { ...state, fee } };
    pending.payment = corrected;
    return [(tx) => updatePayment(tx, corrected)];
  }

  async #complete(
    pending: PendingPayment,
    state: Exclude<PaymentState, { readonly type: 'pending' }>,
    changes: readonly Work[],
    queued: () => void,
  ): Promise<void> {
    const payment: Payment = { ...pending.payment, state };
    pending.payment = payment;
    await this.#store(pending, [...changes, (tx) => updatePayment(tx, payment)], queued);
    pending.answer(answerFor(payment, state));
  }

  async #store(pending: PendingPayment, changes: readonly Work[], queued: () => void): Promise<void> {
    const { payment } = pending;
    if (changes.length === 0) return;
    const storing = this.#modules.store.commit((tx) => {
      for (const change of changes) change(tx);
    }, 'vital');
    queued();
    await storing;
    this.#modules.changed(payment);
    if (pending.isOver) this.#over(pending);
  }

  #ended(pending: PendingPayment, attempt: Attempt): void {
    this.#inFlight.ended(attempt.route);
    pending.payment = withAttempt(pending.payment, attempt);
    pending.ended(attempt.number, this.#modules.now());
    this.#learn(attempt);
  }

  /** What breaks here must not keep the outcome from being stored. */
  #learn(attempt: Attempt): void {
    const { knowledge, log } = this.#modules;
    try {
      const outcome = lessonOf(attempt);
      if (outcome !== undefined) knowledge?.report({ route: attempt.route, outcome, at: this.#seconds() });
    } catch (error) {
      log.error('nothing is learned from an attempt', { error: error as Error });
    }
  }

  /** What breaks here, such as the store, leaves the payment to the next start. */
  #run(pending: PendingPayment, work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      const { paymentHash } = pending.payment;
      this.#modules.log.error('a payment cannot go on', { paymentHash, reason });
      const message = `the payment cannot go on before the node is started again: ${reason}`;
      pending.answer(err({ code: 'internal', message }));
    });
  }

  #seconds(): number {
    return Math.floor(this.#modules.now() / 1000);
  }
}

function failed(reason: string, completedAt: number): Extract<PaymentState, { type: 'failed' }> {
  return { type: 'failed', reason, completedAt };
}

export function answerFor(payment: Payment, state: Exclude<PaymentState, { type: 'pending' }>): PayAnswer {
  if (state.type === 'succeeded') return ok(payment);
  const code = currentAttempts(payment).length === 0 ? 'no_route' : 'payment_failed';
  return err({ code, message: state.reason });
}
