/**
 * Makes payments. Each is a durable record of its attempts: an attempt is stored no later than its HTLC, its outcome is stored before
 * the channel may forget it, and what to do next follows from the record. So a restart resumes where the node stopped, and
 * nothing is paid twice.
 */
import type { Network, Settlement } from '@sferic/channel';
import { err, ok, type Result, type TlvRecord } from '@sferic/codec';
import { bytesToHex, Secret, sha256 } from '@sferic/crypto';
import { type ChannelId, type Msat, type NodeId, type PaymentHash, paymentHash } from '@sferic/wire';
import type { ChannelHtlcs } from '../channels/htlc-port.ts';
import type { Timer } from '../clock.ts';
import type { Store } from '../store/index.ts';
import { decodeOrigin, type Payer, type PaymentOrigin } from '../switch/index.ts';
import type { Turns } from '../turns.ts';
import { type Delivery, invoiceDelivery } from './delivery.ts';
import type { PaymentError } from './errors.ts';
import { judgeNeverOffered } from './judge-failure.ts';
import {
  currentAttempts,
  nextAttemptNumber,
  type Payment,
  type Purpose,
  pendingAttempts,
  routeFee,
} from './payment.ts';
import {
  listPayments,
  pendingPayments,
  pruneUninvoiced,
  readPayment,
  storePayment,
  updatePayment,
} from './payment-rows.ts';
import { type PayAnswer, PendingPayment } from './pending-payment.ts';
import { PlaceWatch } from './place-watch.ts';
import type { Route } from './ports.ts';
import {
  type Budget,
  checkNotExpired,
  checkRequest,
  checkSpontaneous,
  type PayRequest,
  type SpontaneousRequest,
} from './request.ts';
import { Runner, type RunnerModules, STALE_HEIGHT } from './runner.ts';

/** Payments that may be pending at once: about what the HTLCs of two channels can hold. */
export const MAX_PENDING_PAYMENTS = 1000;
/** Where payments wait to be begun: beside the HTLCs of each channel, not behind them. */
const PAYMENTS_LANE = 'payments';

export interface SenderModules extends RunnerModules {
  readonly channels: ChannelHtlcs;
  readonly store: Pick<Store, 'get' | 'all' | 'commit'>;
  readonly nodeId: NodeId;
  readonly network: Network;
  readonly after: Timer;
  readonly turns: Turns;
  /** Payments that may be pending at once; `MAX_PENDING_PAYMENTS` unless given. */
  readonly maxPending?: number;
}

/** What a probe has found. */
export type ProbeReport =
  | {
      readonly type: 'reached';
      readonly route: Route;
      readonly fee: Msat;
      /** From the HTLC to its return; absent if the node was restarted in between. */
      readonly milliseconds?: number;
    }
  | { readonly type: 'not_reached'; readonly reason: string };

/** What a payment is to be. */
interface Draft extends Budget {
  readonly paymentHash: PaymentHash;
  readonly purpose: Purpose;
  readonly payee: NodeId;
  readonly delivery?: Delivery;
}

export class Sender implements Payer {
  readonly #modules: SenderModules;
  readonly #runner: Runner;
  readonly #places: PlaceWatch;
  /** By payment hash, as hex. */
  readonly #pending = new Map<string, PendingPayment>();
  #isStopped = false;

  constructor(modules: SenderModules) {
    this.#modules = modules;
    this.#runner = new Runner(modules, {
      over: (pending) => this.#forget(pending),
      waits: () => this.#places.waits(),
    });
    const { now, after } = modules;
    this.#places = new PlaceWatch({
      ...{ now, after },
      pending: () => this.#pending.values(),
      advance: (pending) => void this.#runner.advance(pending, []),
    });
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
      this.#runner.resumed(pending);
      const lost = pendingAttempts(payment).filter(
        ({ number }) => !inFlight.has(attemptKey(payment.paymentHash, number)),
      );
      const changes = lost.map((attempt) => this.#runner.fail(pending, attempt, judgeNeverOffered(), []));
      void this.#runner.advance(pending, changes);
    }
  }

  /** Ends all waiting. What is pending goes on with the next start. */
  stop(): void {
    this.#isStopped = true;
    this.#places.stop();
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
    const turn = this.#turn();
    const refusal = turn && (await turn);
    if (refusal !== undefined) return refusal;
    const { nodeId, network } = this.#modules;
    const now = this.#seconds();
    const checked = checkRequest(request, { nodeId, network, now });
    if (!checked.ok) return checked;
    const { invoice, ...budget } = checked.value;
    const purpose: Purpose = { type: 'invoice', text: request.invoice };
    const { paymentHash, payee } = invoice;
    const draft = {
      ...budget,
      paymentHash,
      payee,
      purpose,
      delivery: invoiceDelivery(invoice, budget.amount),
    };
    return this.#begin(draft, () => checkNotExpired(invoice, now)).answer;
  }

  /**
   * Pays a node without an invoice (bLIP 3), in one part. A `preimage` of the caller's makes it idempotent, as `pay` is; it must never have
   * been used for anything else.
   */
  async sendSpontaneous(request: SpontaneousRequest): Promise<PayAnswer> {
    const turn = this.#turn();
    const refusal = turn && (await turn);
    if (refusal !== undefined) return refusal;
    const checked = checkSpontaneous(request, this.#modules.nodeId);
    if (!checked.ok) return checked;
    const preimage = new Secret(request.preimage ?? this.#modules.entropy());
    const { payee, records = [] } = request;
    const purpose: Purpose = { type: 'spontaneous', preimage, records: sorted(records) };
    const hash = paymentHash(sha256(preimage.expose()));
    return this.#begin({ ...checked.value, paymentHash: hash, payee, purpose }).answer;
  }

  /** Finds out whether an amount would reach a node, with an HTLC that nobody can take. Resolves with `timeout` where nobody answers. */
  async probe(
    request: Omit<SpontaneousRequest, 'records' | 'preimage'>,
  ): Promise<Result<ProbeReport, PaymentError>> {
    const checked = checkSpontaneous(request, this.#modules.nodeId);
    if (!checked.ok) return checked;
    // Of a hash: nobody knows what it is the hash of.
    const hash = paymentHash(sha256(this.#modules.entropy()));
    const begun = this.#begin({
      ...checked.value,
      paymentHash: hash,
      payee: request.payee,
      purpose: { type: 'probe' },
    });
    const answer = await begun.answer;
    if (answer.ok)
      return err({ code: 'internal', message: 'a probe was paid: its preimage cannot be known' });
    if (answer.error.code !== 'no_route' && answer.error.code !== 'payment_failed') return answer;
    return ok(reportOf(this.payment(hash), begun.pending?.lastLatency, answer.error.message));
  }

  /** No further attempt is made. What is in flight decides: it may still succeed. Resolves when that is durable; idempotent. */
  async cancel(hash: Uint8Array): Promise<PayAnswer> {
    const pending = this.#pending.get(bytesToHex(hash));
    if (pending === undefined || pending.payment.state.type !== 'pending') {
      const payment = this.payment(hash);
      if (payment === undefined)
        return err({ code: 'not_found', message: 'this node has made no payment with that hash' });
      return payment.state.type === 'failed' ? ok(payment) : conflict('the payment has succeeded');
    }
    const canceled: Payment = { ...pending.payment, canceled: true };
    pending.payment = canceled;
    pending.endPause();
    await this.#runner.advance(pending, [(tx) => updatePayment(tx, canceled)]);
    return ok(pending.payment);
  }

  payment(paymentHash: Uint8Array): Payment | undefined {
    return readPayment(this.#modules.store, paymentHash);
  }

  /** The latest first, without probes. */
  payments(limit: number): readonly Payment[] {
    return listPayments(this.#modules.store, limit);
  }

  /** A channel can take HTLCs: payments that wait for that go on. */
  channelUsable(): void {
    this.#places.channelUsable();
  }

  /** A block was connected: time to forget what is long over. */
  newBlock(): void {
    this.#modules.store
      .commit((tx) => pruneUninvoiced(tx))
      .catch((error: Error) => {
        this.#modules.log.error('old payments cannot be pruned', { error });
      });
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
    // The channel forgets the outcome in the very commit that stores it here.
    this.#runner.settled(pending, attempt, outcome, acknowledge);
  }

  /** To be waited for, if it is a promise, before a payment is begun; it resolves with the answer where none is to be begun. */
  #turn(): Promise<PayAnswer | undefined> | undefined {
    const { turns, maxPending = MAX_PENDING_PAYMENTS } = this.#modules;
    if (turns.waitingIn(PAYMENTS_LANE) >= maxPending) return Promise.resolve(conflict(tooMany(maxPending)));
    return turns
      .next(PAYMENTS_LANE)
      ?.then(() =>
        this.#isStopped ? err({ code: 'internal', message: 'the node is stopping' } as const) : undefined,
      );
  }

  /** Begins a payment, or joins or tells of the one that was made. */
  #begin(
    draft: Draft,
    check: () => Result<void, PaymentError> = () => ok(undefined),
  ): { readonly answer: Promise<PayAnswer>; readonly pending?: PendingPayment } {
    const { store, isHeightStale, after, maxPending = MAX_PENDING_PAYMENTS } = this.#modules;
    const key = bytesToHex(draft.paymentHash);
    const joined = this.#pending.get(key);
    if (joined !== undefined) {
      const isPaid = joined.payment.state.type === 'succeeded';
      return { answer: isPaid ? Promise.resolve(ok(joined.payment)) : joined.wait(draft.timeoutSeconds) };
    }
    const earlier = readPayment(store, draft.paymentHash);
    const refusal = this.#refusal(draft, earlier, maxPending, isHeightStale(), check);
    if (refusal !== undefined) return { answer: Promise.resolve(refusal) };
    const payment = beginPayment(draft, earlier, this.#seconds());
    const pending = new PendingPayment(payment, after, 'now', draft.delivery);
    this.#pending.set(key, pending);
    const answer = pending.wait(draft.timeoutSeconds);
    void this.#runner.advance(pending, [(tx) => storePayment(tx, payment)]);
    return { answer, pending };
  }

  /** The answer where nothing is begun. */
  #refusal(
    { purpose }: Draft,
    earlier: Payment | undefined,
    maxPending: number,
    isHeightStale: boolean,
    check: () => Result<void, PaymentError>,
  ): PayAnswer | undefined {
    if (earlier?.state.type === 'succeeded') return ok(earlier);
    if (earlier?.state.type === 'pending')
      return conflict('the node is still starting: try again in a moment');
    if (earlier !== undefined && earlier.purpose.type !== purpose.type)
      return conflict('another payment has had that payment hash');
    const checked = check();
    if (!checked.ok) return checked;
    if (isHeightStale) return err({ code: 'chain_unavailable', message: STALE_HEIGHT });
    return this.#pending.size >= maxPending ? conflict(tooMany(maxPending)) : undefined;
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

  #forget(pending: PendingPayment): void {
    const key = bytesToHex(pending.payment.paymentHash);
    if (this.#pending.get(key) === pending) this.#pending.delete(key);
  }

  #seconds(): number {
    return Math.floor(this.#modules.now() / 1000);
  }
}

function beginPayment(draft: Draft, earlier: Payment | undefined, now: number): Payment {
  const { paymentHash, purpose, payee, amount, maxFee, timeoutSeconds } = draft;
  return {
    paymentHash,
    purpose,
    payee,
    amount,
    maxFee,
    createdAt: earlier?.createdAt ?? now,
    deadline: now + Math.ceil(timeoutSeconds),
    canceled: false,
    firstAttempt: earlier === undefined ? 0 : nextAttemptNumber(earlier),
    state: { type: 'pending' },
    attempts: earlier?.attempts ?? [],
  };
}

/** A probe has come through when the payee itself does not know what it pays for. */
function reportOf(payment: Payment | undefined, latency: number | undefined, reason: string): ProbeReport {
  const last = payment && currentAttempts(payment).at(-1);
  if (last?.state.type !== 'failed') return { type: 'not_reached', reason };
  const { code, hop } = last.state.failure;
  const isFromPayee = hop === last.route.hops.length - 1 && code === 'incorrect_or_unknown_payment_details';
  if (!isFromPayee) return { type: 'not_reached', reason };
  return {
    type: 'reached',
    route: last.route,
    fee: routeFee(last.route),
    ...(latency !== undefined && { milliseconds: latency }),
  };
}

function sorted(records: readonly TlvRecord[]): readonly TlvRecord[] {
  return records.toSorted((a, b) => (a.type < b.type ? -1 : 1));
}

function attemptKey(hash: PaymentHash, attempt: number): string {
  return `${bytesToHex(hash)}:${attempt}`;
}

function tooMany(maxPending: number): string {
  return `${maxPending} payments are pending already: wait until some are done`;
}

function conflict(message: string): Result<never, PaymentError> {
  return err({ code: 'conflict', message });
}
