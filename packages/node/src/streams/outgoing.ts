/**
 * Pays streams: a spontaneous payment for each interval, whose preimage follows from the secret of the session and its number.
 * A payment is stored as being on its way no later than it begins, and what came of it in one commit with the totals. So a restart finds
 * each payment again by its hash, and nothing is counted twice or lost.
 */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, hmacSha256, Secret, sha256 } from '@sferic/crypto';
import { type Msat, msat } from '@sferic/wire';
import type { Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { PayAnswer, Payment, PaymentError, SpontaneousRequest } from '../payments/index.ts';
import type { Store, Work } from '../store/index.ts';
import {
  counted,
  nextStep,
  type OutgoingStream,
  type StreamState,
  type StreamTerms,
  type Underway,
} from './pace.ts';
import { encodeStreamRecord, SESSION_ID_LENGTH } from './stream-record.ts';
import {
  deletePayment,
  insertPayment,
  listOutgoing,
  paymentsUnderway,
  readOutgoing,
  type StreamPayment,
  unfinishedOutgoing,
  writeOutgoing,
} from './stream-rows.ts';

/** Streams that may be open at once: each holds a timer and pays with every tick of it. */
export const MAX_OPEN_STREAMS = 100;

/** A payment that has not arrived by then is waited for, and the route counts as interrupted. */
const PAYMENT_TIMEOUT_SECONDS = 20;
/** After a failure nothing is tried for this long, doubled each time. */
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 15_000;
/** Between looks at a payment that is still on its way. */
const LOOK_AGAIN_MS = 1000;

/** What streams need of payments. */
export interface StreamPayer {
  sendSpontaneous(request: SpontaneousRequest): Promise<PayAnswer>;
  payment(paymentHash: Uint8Array): Payment | undefined;
}

export interface OutgoingStreamsModules {
  readonly store: Pick<Store, 'get' | 'all' | 'commit'>;
  readonly payer: StreamPayer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly after: Timer;
  readonly entropy: (length: number) => Uint8Array;
  readonly changed: (view: OutgoingView) => void;
  readonly log: Logger;
}

/** A stream with what is not stored of it. */
export interface OutgoingView {
  readonly stream: OutgoingStream;
  readonly underway: Underway;
  /** Why nothing arrives at the moment. */
  readonly problem?: string;
}

interface OpenStream {
  stream: OutgoingStream;
  readonly underway: Map<bigint, Msat>;
  problem: string | undefined;
  failures: number;
  /** Nothing is begun before. */
  notBefore: number;
  cancelTimer: () => void;
}

export class OutgoingStreams {
  readonly #modules: OutgoingStreamsModules;
  /** By session id, as hex. */
  readonly #open = new Map<string, OpenStream>();
  #isStopped = false;

  constructor(modules: OutgoingStreamsModules) {
    this.#modules = modules;
  }

  /** To be called once payments have been taken up. The time in which this node did not run is not paid for. */
  start(): void {
    const { store, now } = this.#modules;
    for (const stream of unfinishedOutgoing(store)) {
      const open = this.#admit({ ...stream, countedAt: now() });
      for (const payment of paymentsUnderway(store, stream.sessionId)) {
        open.underway.set(payment.number, payment.amount);
        this.#run(open, this.#settle(open, payment));
      }
      this.#tick(open);
    }
  }

  /** Ends all waiting; running streams go on with the next start. */
  stop(): void {
    this.#isStopped = true;
    for (const { cancelTimer } of this.#open.values()) cancelTimer();
  }

  /** Begins a stream. Resolves when it is durable; it pays from then on. */
  async begin(terms: StreamTerms): Promise<Result<OutgoingView, PaymentError>> {
    const { entropy, now } = this.#modules;
    if (this.#open.size >= MAX_OPEN_STREAMS)
      return err({
        code: 'conflict',
        message: `${MAX_OPEN_STREAMS} streams are open already: stop one first`,
      });
    const open = this.#admit({
      sessionId: entropy(SESSION_ID_LENGTH),
      secret: new Secret(entropy(32)),
      terms,
      createdAt: now(),
      state: { type: 'running' },
      ranMilliseconds: 0,
      countedAt: now(),
      forgivenMilliseconds: 0,
      nextNumber: 0n,
      sent: msat(0n),
      fees: msat(0n),
      payments: 0,
    });
    await this.#store(open, []);
    this.#tickLater(open);
    return ok(viewOf(open));
  }

  /** Nothing is paid until it is resumed, and the time in between is not paid for. Idempotent. */
  pause(sessionId: Uint8Array): Promise<Result<OutgoingView, PaymentError>> {
    return this.#switchTo(sessionId, { type: 'paused' });
  }

  resume(sessionId: Uint8Array): Promise<Result<OutgoingView, PaymentError>> {
    return this.#switchTo(sessionId, { type: 'running' });
  }

  /** Ends it for good; what is on its way may still arrive. Idempotent. */
  end(sessionId: Uint8Array): Promise<Result<OutgoingView, PaymentError>> {
    return this.#switchTo(sessionId, {
      type: 'ended',
      reason: 'stopped by its owner',
      at: this.#modules.now(),
    });
  }

  stream(sessionId: Uint8Array): OutgoingView | undefined {
    const stored = readOutgoing(this.#modules.store, sessionId);
    return stored && this.#viewOf(stored);
  }

  /** The latest first. */
  streams(limit: number): readonly OutgoingView[] {
    return listOutgoing(this.#modules.store, limit).map((stream) => this.#viewOf(stream));
  }

  /** What runs is known better than what is stored of it. */
  #viewOf(stored: OutgoingStream): OutgoingView {
    const open = this.#open.get(bytesToHex(stored.sessionId));
    return open === undefined ? { stream: stored, underway: { count: 0, amount: 0n } } : viewOf(open);
  }

  async #switchTo(sessionId: Uint8Array, state: StreamState): Promise<Result<OutgoingView, PaymentError>> {
    const open = this.#open.get(bytesToHex(sessionId));
    const known = this.stream(sessionId);
    if (known === undefined) return err({ code: 'not_found', message: 'this node pays no such stream' });
    const isOver = known.stream.state.type === 'ended';
    if (isOver && state.type !== 'ended') return err({ code: 'conflict', message: 'the stream has ended' });
    if (open === undefined || isOver || known.stream.state.type === state.type) return ok(known);
    this.#count(open);
    open.stream = { ...open.stream, state };
    open.problem = undefined;
    open.notBefore = 0;
    await this.#store(open, []);
    if (state.type === 'running') this.#tickLater(open);
    else this.#tick(open);
    return ok(viewOf(open));
  }

  #admit(stream: OutgoingStream): OpenStream {
    const open: OpenStream = {
      stream,
      underway: new Map(),
      problem: undefined,
      failures: 0,
      notBefore: 0,
      cancelTimer: () => undefined,
    };
    this.#open.set(bytesToHex(stream.sessionId), open);
    return open;
  }

  #count(open: OpenStream): void {
    open.stream = counted(open.stream, underwayOf(open), this.#modules.now());
  }

  /** What has come due in the meantime would not be worth its fee. */
  #tickLater(open: OpenStream): void {
    open.cancelTimer();
    if (this.#isStopped) return;
    open.cancelTimer = this.#modules.after(open.stream.terms.everyMilliseconds, () => this.#tick(open));
  }

  /** Pays what is due, and sets the clock for the next time. */
  #tick(open: OpenStream): void {
    open.cancelTimer();
    if (this.#isStopped) return;
    const { now } = this.#modules;
    this.#count(open);
    const step = nextStep(open.stream, underwayOf(open));
    if (step.type === 'pay' && open.notBefore <= now()) this.#run(open, this.#pay(open, step.amount));
    if (step.type === 'end') {
      open.stream = { ...open.stream, state: { type: 'ended', reason: step.reason, at: now() } };
      this.#run(open, this.#store(open, []));
    }
    const { state } = open.stream;
    if (state.type === 'running') this.#tickLater(open);
    else if (state.type === 'ended' && open.underway.size === 0)
      this.#open.delete(bytesToHex(open.stream.sessionId));
  }

  async #pay(open: OpenStream, amount: Msat): Promise<void> {
    const { sessionId, nextNumber: number } = open.stream;
    const payment: StreamPayment = { number, amount };
    open.stream = { ...open.stream, nextNumber: number + 1n };
    open.underway.set(number, amount);
    // Queued in one turn and in this order: no payment begins that is not known to be on its way.
    const stored = this.#store(open, [(tx) => insertPayment(tx, sessionId, payment)]);
    const answer = this.#send(open, payment);
    await stored;
    await answer;
    await this.#settle(open, payment);
  }

  #send({ stream }: OpenStream, { number, amount }: StreamPayment): Promise<PayAnswer> {
    const { payee, rate, maxFee } = stream.terms;
    return this.#modules.payer.sendSpontaneous({
      payee,
      amount,
      records: [encodeStreamRecord({ sessionId: stream.sessionId, number, rate })],
      preimage: preimageOf(stream, number),
      timeoutSeconds: PAYMENT_TIMEOUT_SECONDS,
      ...(maxFee !== undefined && { maxFee }),
    });
  }

  /** Takes in what came of a payment: what its record says, not what the call replied. */
  async #settle(open: OpenStream, payment: StreamPayment): Promise<void> {
    let made = this.#paymentOf(open, payment);
    while (made?.state.type === 'pending') {
      open.problem = 'a payment is on its way for long';
      await new Promise<void>((resolve) => this.#modules.after(LOOK_AGAIN_MS, resolve));
      if (this.#isStopped) return;
      made = this.#paymentOf(open, payment);
    }
    const { sessionId } = open.stream;
    const { now } = this.#modules;
    this.#count(open);
    open.underway.delete(payment.number);
    if (made?.state.type === 'succeeded') {
      const { sent, fees, payments } = open.stream;
      open.stream = {
        ...open.stream,
        sent: msat(sent + payment.amount),
        fees: msat(fees + made.state.fee),
        payments: payments + 1,
        lastPaidAt: now(),
      };
      open.problem = undefined;
      open.failures = 0;
      open.notBefore = 0;
    } else {
      open.problem = made?.state.type === 'failed' ? made.state.reason : 'the payment could not be begun';
      open.notBefore = now() + Math.min(FIRST_BACKOFF_MS * 2 ** open.failures, MAX_BACKOFF_MS);
      open.failures++;
      this.#modules.log.info('a stream is interrupted', { session: sessionId, reason: open.problem });
    }
    await this.#store(open, [(tx) => deletePayment(tx, sessionId, payment.number)]);
    // The last one ends the stream; the others wait for their time.
    const isLast = nextStep(open.stream, underwayOf(open)).type === 'end';
    if (isLast || open.stream.state.type === 'ended') this.#tick(open);
  }

  #paymentOf({ stream }: OpenStream, { number }: StreamPayment): Payment | undefined {
    return this.#modules.payer.payment(sha256(preimageOf(stream, number)));
  }

  async #store(open: OpenStream, changes: readonly Work[]): Promise<void> {
    const { stream } = open;
    await this.#modules.store.commit((tx) => {
      writeOutgoing(tx, stream);
      for (const change of changes) change(tx);
    });
    this.#modules.changed(viewOf(open));
  }

  /** What breaks here, such as the store, leaves the stream to the next start. */
  #run({ stream }: OpenStream, work: Promise<void>): void {
    work.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#modules.log.error('a stream cannot go on', { session: stream.sessionId, reason });
    });
  }
}

function viewOf({ stream, problem, ...open }: OpenStream): OutgoingView {
  const underway = underwayOf(open);
  return { stream, underway, ...(problem !== undefined && stream.state.type === 'running' && { problem }) };
}

function underwayOf({ underway }: Pick<OpenStream, 'underway'>): Underway {
  let amount = 0n;
  for (const each of underway.values()) amount += each;
  return { count: underway.size, amount };
}

function preimageOf({ secret }: OutgoingStream, number: bigint): Uint8Array {
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, number);
  return hmacSha256(secret.expose(), message);
}
