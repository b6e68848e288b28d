/**
 * Pays invoices. Each payment is a durable record of its attempts: an attempt is stored no later than its HTLC, its
 * outcome is stored before the channel may forget it, and what to do next follows from the record. So a restart
 * resumes where the node stopped, and nothing is paid twice.
 */
import type { HtlcOutcome, Network, Settlement } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, Secret } from '@sferic/crypto';
import { readFulfillmentHoldTimes } from '@sferic/onion';
import type { ChannelId, NodeId, PaymentHash } from '@sferic/wire';
import type { ChannelHtlcs } from '../channels/htlc-port.ts';
import type { Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Store, Work } from '../store/index.ts';
import { decodeOrigin, encodeOrigin, type Payer, type PaymentOrigin } from '../switch/index.ts';
import type { PaymentError } from './errors.ts';
import { judgeNeverOffered, judgeOutcome, judgeRefusal } from './judge-failure.ts';
import { nextStep, noRouteReason } from './next-step.ts';
import {
  type Attempt,
  type AttemptFailure,
  currentAttempts,
  exclusionsOf,
  nextAttemptNumber,
  type Payment,
  type PaymentState,
  routeFee,
  withAttempt,
} from './payment.ts';
import { paymentOnion, routeSecrets } from './payment-onion.ts';
import { listPayments, pendingPayments, readPayment, writeAttempt, writePayment } from './payment-rows.ts';
import { type PayAnswer, PendingPayment } from './pending-payment.ts';
import type { Route, RouteFinder } from './ports.ts';
import { checkNotExpired, checkRequest, type PaymentTerms, type PayRequest } from './request.ts';

/** Payments that may be pending at once: about what the HTLCs of two channels can hold. */
export const MAX_PENDING_PAYMENTS = 1000;

/** Blocks that may be found while the HTLC is on its way: the payee must still find enough of them left. */
const BLOCKS_ON_THE_WAY = 3;

export interface SenderModules {
  readonly channels: ChannelHtlcs;
  readonly store: Pick<Store, 'get' | 'all' | 'commit'>;
  readonly routes: RouteFinder;
  readonly nodeId: NodeId;
  readonly network: Network;
  /** Height of the chain's tip. */
  readonly height: () => number;
  /** Whether that height may be far behind the chain: then no HTLC is offered. */
  readonly isHeightStale: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 fresh random bytes. */
  readonly entropy: () => Uint8Array;
  readonly after: Timer;
  /** A payment has changed, and the change is durable. */
  readonly changed: (payment: Payment) => void;
  /** Payments that may be pending at once; `MAX_PENDING_PAYMENTS` unless given. */
  readonly maxPending?: number;
  readonly log: Logger;
}

const STALE_HEIGHT =
  'the Bitcoin server has not answered for a while, and nothing is sent by a block height that may be old';

const NOTHING_MORE = () => undefined;

export class Sender implements Payer {
  readonly #modules: SenderModules;
  /** By payment hash, as hex. */
  readonly #pending = new Map<string, PendingPayment>();
  #isStopped = false;

  constructor(modules: SenderModules) {
    this.#modules = modules;
  }

  /** To be called once all channels are restored, and before they repeat what is unresolved. */
  start(): void {
    const inFlight = new Set<string>();
    for (const { origin } of this.#modules.channels.origins()) {
      const decoded = decodeOrigin(origin);
      if (decoded?.type === 'payment') inFlight.add(attemptKey(decoded.paymentHash, decoded.attempt));
    }
    for (const payment of pendingPayments(this.#modules.store)) {
      const pending = new PendingPayment(payment, this.#modules.after, 'resumed');
      this.#pending.set(bytesToHex(payment.paymentHash), pending);
      const lost = payment.attempts.filter(
        ({ number, state }) =>
          state.type === 'pending' && !inFlight.has(attemptKey(payment.paymentHash, number)),
      );
      const changes = lost.map((attempt) => this.#fail(pending, attempt, judgeNeverOffered(), []));
      this.#run(pending, this.#advance(pending, changes));
    }
  }

  /** Ends all waiting. What is pending goes on with the next start. */
  stop(): void {
    this.#isStopped = true;
    for (const pending of this.#pending.values()) {
      pending.endPause();
      const message = 'the node is stopping: the payment goes on when it starts again';
      pending.answer(err({ code: 'internal', message }));
    }
    this.#pending.clear();
  }

  /**
   * Pays an invoice; resolves when that has succeeded or failed, or the time is over. Idempotent by payment hash: a
   * payment that was made is returned, one that is pending is joined, and one that failed is tried anew.
   */
  async pay(request: PayRequest): Promise<PayAnswer> {
    const { nodeId, network, store, maxPending = MAX_PENDING_PAYMENTS } = this.#modules;
    const now = this.#seconds();
    const checked = checkRequest(request, { nodeId, network, now });
    if (!checked.ok) return checked;
    const { invoice, timeoutSeconds } = checked.value;

    const joined = this.#pending.get(bytesToHex(invoice.paymentHash));
    if (joined !== undefined) return joined.wait(timeoutSeconds);
    const earlier = readPayment(store, invoice.paymentHash);
    if (earlier?.state.type === 'succeeded') return ok(earlier);
    if (earlier?.state.type === 'pending')
      return conflict('the node is still starting: try again in a moment');
    const inTime = checkNotExpired(invoice, now);
    if (!inTime.ok) return inTime;
    if (this.#modules.isHeightStale()) return err({ code: 'chain_unavailable', message: STALE_HEIGHT });
    if (this.#pending.size >= maxPending) {
      return conflict(`${maxPending} payments are pending already: wait until some are done`);
    }

    const payment = beginPayment(request, checked.value, earlier, now);
    const pending = new PendingPayment(payment, this.#modules.after, { invoice });
    this.#pending.set(bytesToHex(payment.paymentHash), pending);
    const answer = pending.wait(timeoutSeconds);
    this.#run(pending, this.#advance(pending, [(tx) => writePayment(tx, payment)]));
    return answer;
  }

  payment(paymentHash: Uint8Array): Payment | undefined {
    return readPayment(this.#modules.store, paymentHash);
  }

  /** The latest first. */
  payments(limit: number): readonly Payment[] {
    return listPayments(this.#modules.store, limit);
  }

  /** A channel can take HTLCs: payments that wait for that since a restart go on. */
  channelUsable(): void {
    for (const pending of this.#pending.values()) {
      if (!pending.isPaused || !pending.awaitsChannels) continue;
      pending.endPause();
      this.#run(pending, this.#advance(pending, []));
    }
  }

  attemptSettled(channelId: ChannelId, origin: PaymentOrigin, { origin: bytes, outcome }: Settlement): void {
    const acknowledge = () => this.#modules.channels.acknowledge(channelId, bytes);
    const pending = this.#pending.get(bytesToHex(origin.paymentHash));
    if (pending === undefined) {
      if (!this.#isStopped && this.#isStored(origin)) acknowledge();
      return;
    }
    const attempt = pending.payment.attempts.find(({ number }) => number === origin.attempt);
    if (attempt?.state.type !== 'pending') {
      // Queued for the store, ahead of this acknowledgement.
      acknowledge();
      return;
    }
    const { route, sessionKey } = attempt;
    const secrets = routeSecrets(route, sessionKey);
    if (outcome.type === 'fulfill') {
      this.#run(pending, this.#succeed(pending, attempt, secrets, outcome, acknowledge));
      return;
    }
    const { failure, holdTimes } = judgeOutcome(route, secrets, outcome);
    const change = this.#fail(pending, attempt, failure, holdTimes);
    this.#run(pending, this.#advance(pending, [change], acknowledge));
  }

  /** Whether the outcome of an attempt is on disk, from before a restart. If not, it waits for the next one. */
  #isStored({ paymentHash, attempt }: PaymentOrigin): boolean {
    const stored = this.payment(paymentHash)?.attempts.find(({ number }) => number === attempt);
    const isDone = stored !== undefined && stored.state.type !== 'pending';
    if (!isDone)
      this.#modules.log.error('an outcome came for an attempt that is not pending here', {
        paymentHash,
        attempt,
      });
    return isDone;
  }

  /**
   * Does what comes next, once no attempt is pending. `changes` go into the same commit; `stored` runs after it.
   */
  async #advance(
    pending: PendingPayment,
    changes: readonly Work[],
    stored: () => void = NOTHING_MORE,
  ): Promise<void> {
    const now = this.#seconds();
    const step = nextStep(pending.payment, now);
    switch (step.type) {
      case 'wait':
        return this.#store(pending, changes, stored);
      case 'fail':
        return this.#complete(pending, failed(step.reason, now), changes, stored);
      case 'attempt':
    }
    const found = this.#findRoute(pending);
    if (found.ok) return this.#attempt(pending, found.value, changes, stored);
    const pause = pending.pauseSeconds(now);
    if (pause === undefined) {
      const reason = noRouteReason(pending.payment, found.error.message);
      return this.#complete(pending, failed(reason, now), changes, stored);
    }
    pending.pause(pause, () => this.#run(pending, this.#advance(pending, [])));
    return this.#store(pending, changes, stored);
  }

  #findRoute(pending: PendingPayment): Result<PreparedAttempt, { readonly message: string }> {
    const { payment, invoice, forgiven } = pending;
    if (invoice === undefined) return err({ message: 'the stored invoice cannot be read any more' });
    const { height, isHeightStale, routes, entropy } = this.#modules;
    if (isHeightStale()) return err({ message: STALE_HEIGHT });
    const { paymentHash, amount, maxFee, payee } = payment;
    const route = routes.findRoute({
      payee,
      amount,
      maxFee,
      finalExpiry: height() + invoice.minFinalCltvExpiryDelta + BLOCKS_ON_THE_WAY,
      routeHints: invoice.routeHints,
      exclusions: exclusionsOf(payment, forgiven),
    });
    if (!route.ok) return route;
    const sessionKey = new Secret(entropy());
    const { paymentSecret, paymentMetadata } = invoice;
    const onion = paymentOnion({
      route: route.value,
      paymentHash,
      paymentSecret,
      ...(paymentMetadata && { paymentMetadata }),
      sessionKey,
    });
    return onion.ok ? ok({ route: route.value, sessionKey, onion: onion.value }) : onion;
  }

  /** The attempt and its HTLC are queued in one turn, the attempt first: an HTLC is never without its attempt. */
  async #attempt(
    pending: PendingPayment,
    { route, sessionKey, onion }: PreparedAttempt,
    changes: readonly Work[],
    stored: () => void,
  ): Promise<void> {
    const { paymentHash } = pending.payment;
    const number = nextAttemptNumber(pending.payment);
    const attempt: Attempt = { number, route, sessionKey, state: { type: 'pending' } };
    const first = route.hops[0];
    if (first === undefined) throw new Error('a route without hops');
    pending.payment = withAttempt(pending.payment, attempt);
    pending.awaitsChannels = false;
    const storing = this.#store(
      pending,
      [...changes, (tx) => writeAttempt(tx, paymentHash, attempt)],
      stored,
    );
    const offering = this.#modules.channels.addHtlc(route.channelId, {
      amount: first.amount,
      paymentHash,
      cltvExpiry: first.cltvExpiry,
      onion,
      origin: encodeOrigin({ type: 'payment', paymentHash, attempt: number }),
    });
    const [offered] = await Promise.all([offering, storing]);
    if (offered.ok) return;
    if (offered.error.code === 'channel_gone') {
      // Its storage may hold the HTLC or not: another attempt now could pay twice. A restart tells.
      const { message: reason } = offered.error;
      this.#modules.log.error('a payment is held until the next start', { paymentHash, reason });
      return;
    }
    const change = this.#fail(pending, attempt, judgeRefusal(route, offered.error), []);
    return this.#advance(pending, [change]);
  }

  /** Takes the failure of an attempt into the record; returns its change of the store. */
  #fail(
    pending: PendingPayment,
    attempt: Attempt,
    failure: AttemptFailure,
    holdTimes: readonly number[],
  ): Work {
    const { paymentHash } = pending.payment;
    const { code, message } = failure;
    this.#modules.log.info('an attempt failed', { paymentHash, attempt: attempt.number, code, message });
    const ended: Attempt = { ...attempt, state: { type: 'failed', failure, holdTimes } };
    pending.payment = withAttempt(pending.payment, ended);
    return (tx) => writeAttempt(tx, paymentHash, ended);
  }

  async #succeed(
    pending: PendingPayment,
    attempt: Attempt,
    secrets: readonly Secret[],
    { preimage, attributionData }: Extract<HtlcOutcome, { readonly type: 'fulfill' }>,
    stored: () => void,
  ): Promise<void> {
    const holdTimes = attributionData ? readFulfillmentHoldTimes(secrets, attributionData) : [];
    const ended: Attempt = { ...attempt, state: { type: 'succeeded', holdTimes } };
    const { payment } = pending;
    pending.payment = withAttempt(payment, ended);
    const fee = routeFee(attempt.route, payment.amount);
    const state: PaymentState = { type: 'succeeded', preimage, fee, completedAt: this.#seconds() };
    return this.#complete(pending, state, [(tx) => writeAttempt(tx, payment.paymentHash, ended)], stored);
  }

  async #complete(
    pending: PendingPayment,
    state: Exclude<PaymentState, { readonly type: 'pending' }>,
    changes: readonly Work[],
    stored: () => void,
  ): Promise<void> {
    const payment: Payment = { ...pending.payment, state };
    pending.payment = payment;
    await this.#store(pending, [...changes, (tx) => writePayment(tx, payment)], stored);
    this.#pending.delete(bytesToHex(payment.paymentHash));
    pending.answer(answerFor(payment, state));
  }

  async #store(pending: PendingPayment, changes: readonly Work[], stored: () => void): Promise<void> {
    const { payment } = pending;
    if (changes.length === 0) return;
    await this.#modules.store.commit((tx) => {
      for (const change of changes) change(tx);
    });
    stored();
    this.#modules.changed(payment);
  }

  /** What breaks here, such as the store, leaves the payment to the next start. */
  #run(pending: PendingPayment, work: Promise<void>): void {
    work.catch((error: unknown) => {
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

/** A route and the onion for it. */
interface PreparedAttempt {
  readonly route: Route;
  readonly sessionKey: Secret;
  readonly onion: Uint8Array;
}

function beginPayment(
  request: PayRequest,
  { invoice, amount, maxFee, timeoutSeconds }: PaymentTerms,
  earlier: Payment | undefined,
  now: number,
): Payment {
  return {
    paymentHash: invoice.paymentHash,
    invoice: request.invoice,
    payee: invoice.payee,
    amount,
    maxFee,
    createdAt: earlier?.createdAt ?? now,
    deadline: now + Math.ceil(timeoutSeconds),
    firstAttempt: earlier === undefined ? 0 : nextAttemptNumber(earlier),
    state: { type: 'pending' },
    attempts: earlier?.attempts ?? [],
  };
}

function failed(reason: string, completedAt: number): Extract<PaymentState, { type: 'failed' }> {
  return { type: 'failed', reason, completedAt };
}

function answerFor(payment: Payment, state: Exclude<PaymentState, { type: 'pending' }>): PayAnswer {
  if (state.type === 'succeeded') return ok(payment);
  const code = currentAttempts(payment).length === 0 ? 'no_route' : 'payment_failed';
  return err({ code, message: state.reason });
}

function attemptKey(hash: PaymentHash, attempt: number): string {
  return `${bytesToHex(hash)}:${attempt}`;
}

function conflict(message: string): Result<never, PaymentError> {
  return err({ code: 'conflict', message });
}
