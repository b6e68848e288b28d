/**
 * Takes payments: gathers the HTLCs that pay an invoice, accepts a set when it is whole, and holds it where its preimage is
 * somebody else's. What is held needs no record: after a restart the channels give every HTLC again. Recorded is which HTLCs an
 * invoice was accepted with, in the commit that precedes what their payers are told.
 */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, equalBytes, sha256 } from '@sferic/crypto';
import type { FailureMessage } from '@sferic/onion';
import { type ChannelId, type PaymentHash, type Preimage, paymentHash, preimage } from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Store, Work } from '../store/index.ts';
import { htlcKey, phaseOf, type ReceiptVerdict, type ReceivedHtlc, type Recipient } from '../switch/index.ts';
import { decideReceipt, type ReceiptTerms, unknownDetails } from './decide-receipt.ts';
import type { PaymentError } from './errors.ts';
import { type HtlcSet, isDue, isSpoilt, joinSet, MPP_TIMEOUT_MS, type SetFacts } from './htlc-set.ts';
import {
  isPaidBy,
  markAccepted,
  markCanceled,
  markPaid,
  markSettled,
  type OwnInvoice,
  readInvoice,
  readPreimage,
} from './invoice-rows.ts';
import type { SpontaneousReceiver } from './spontaneous.ts';

export interface ReceiverModules {
  readonly store: Pick<Store, 'get' | 'all' | 'commit'>;
  readonly channels: { find(channelId: ChannelId): ChannelView | undefined };
  readonly spontaneous: SpontaneousReceiver;
  /** Height of the chain's tip. */
  readonly height: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly after: Timer;
  /** An invoice was accepted, paid or canceled, and that is durable. It is read for who wants to see it. */
  readonly changed: (invoice: () => OwnInvoice) => void;
  readonly log: Logger;
}

/** HTLCs of one payment hash that wait: for more of them, or for somebody to settle or cancel. */
interface Held {
  set: HtlcSet;
  /** By the key of the HTLC: what tells the switch. */
  readonly answers: Map<string, (verdict: ReceiptVerdict) => void>;
  /** Until then the rest has time; absent once the set is whole. */
  cancelTimeout: (() => void) | undefined;
}

/** In which phases a channel's money is on chain, or about to be. */
const ON_CHAIN: ReadonlySet<string> = new Set(['failed', 'closing', 'closed']);

export class Receiver implements Recipient {
  readonly #modules: ReceiverModules;
  /** By payment hash, as hex. */
  readonly #held = new Map<string, Held>();
  /** Payment hashes of invoices whose change is queued and not yet durable, as hex. */
  readonly #changing = new Set<string>();

  constructor(modules: ReceiverModules) {
    this.#modules = modules;
  }

  /** Ends all waiting; the HTLCs come again with the next start. */
  stop(): void {
    for (const { cancelTimeout } of this.#held.values()) cancelTimeout?.();
    this.#held.clear();
  }

  async receive(htlc: ReceivedHtlc): Promise<ReceiptVerdict> {
    const { store, spontaneous, height } = this.#modules;
    const { paymentHash: hash } = htlc;
    const invoice = readInvoice(store, hash);
    if (htlc.payload.keysendPreimage !== undefined) return spontaneous.receive(htlc, invoice !== undefined);
    const isTaken = invoice !== undefined && (invoice.accepted ?? invoice.paid) !== undefined;
    if (isTaken && isPaidBy(store, hash, htlc)) return this.#receiveAgain(invoice, htlc);
    const terms = invoice && this.#termsOf(invoice);
    const decision = decideReceipt({ htlc, terms, height: height(), now: this.#seconds() });
    if (decision.type === 'refuse' || invoice === undefined) {
      return { type: 'fail', failure: decision.type === 'refuse' ? decision.failure : this.#unknown(htlc) };
    }
    return this.#join(invoice, htlc, decision.totalMsat);
  }

  hasAccepted(htlc: ReceivedHtlc): boolean {
    const { store, spontaneous } = this.#modules;
    return isPaidBy(store, htlc.paymentHash, htlc) || spontaneous.hasAccepted(htlc);
  }

  /** Releases a preimage: what is held for it is fulfilled. Resolves when that is durable. Idempotent. */
  async settle(secret: Preimage): Promise<Result<OwnInvoice, PaymentError>> {
    const hash = paymentHash(sha256(secret));
    const invoice = this.#known(hash);
    if (!invoice.ok || invoice.value.paid !== undefined) return invoice;
    const refusal = this.#whyNotSettled(invoice.value);
    if (refusal !== undefined) return conflict(refusal);
    const now = this.#seconds();
    const stored = this.#change(hash, (tx) => markSettled(tx, hash, secret, now));
    this.#answerAll(hash, () => ({ type: 'fulfill', preimage: secret }));
    await stored;
    return this.#known(hash);
  }

  /** Takes an invoice back: what is held for it is failed. Resolves when that is durable. Idempotent. */
  async cancel(
    hash: PaymentHash,
    reason = 'canceled by its owner',
  ): Promise<Result<OwnInvoice, PaymentError>> {
    const invoice = this.#known(hash);
    if (!invoice.ok || invoice.value.canceled !== undefined) return invoice;
    if (invoice.value.paid !== undefined)
      return conflict('the invoice has been paid: what was received stays');
    if (this.#changing.has(bytesToHex(hash))) return conflict('the invoice is just being paid or canceled');
    const now = this.#seconds();
    const stored = this.#change(hash, (tx) => markCanceled(tx, hash, reason, now));
    this.#answerAll(hash, (htlc) => ({ type: 'fail', failure: this.#unknown(htlc) }));
    await stored;
    return this.#known(hash);
  }

  /** A block was connected: what waits, and must not wait any longer, is failed. */
  newBlock(): void {
    const facts = this.#facts();
    for (const held of [...this.#held.values()]) {
      const hash = held.set.parts[0]?.paymentHash;
      if (hash === undefined) continue;
      const isWhole = held.cancelTimeout === undefined;
      if (!isWhole && isSpoilt(held.set, facts)) {
        this.#modules.log.info('an incomplete payment is failed', { paymentHash: hash });
        this.#answerAll(hash, () => ({ type: 'fail', failure: { type: 'mpp_timeout' } }));
      }
      if (isWhole && held.set.parts.some((part) => isDue(part, facts.height))) {
        this.#background(this.cancel(hash, 'not settled before what was held for it was about to expire'));
      }
    }
  }

  /** An HTLC that the invoice was accepted with, after a restart. */
  #receiveAgain(invoice: OwnInvoice, htlc: ReceivedHtlc): Promise<ReceiptVerdict> | ReceiptVerdict {
    if (invoice.canceled !== undefined) return { type: 'fail', failure: this.#unknown(htlc) };
    if (invoice.paid !== undefined) return { type: 'fulfill', preimage: this.#preimageOf(invoice) };
    const { paymentData } = htlc.payload;
    return this.#hold(htlc, { totalMsat: paymentData?.totalMsat ?? 0n, parts: [] }, undefined);
  }

  #join(invoice: OwnInvoice, htlc: ReceivedHtlc, totalMsat: bigint): Promise<ReceiptVerdict> {
    const { paymentHash: hash } = htlc;
    const before = this.#held.get(bytesToHex(hash));
    const step = joinSet(before?.set, htlc, totalMsat, this.#facts());
    const verdict = this.#hold(htlc, { totalMsat, parts: [] }, this.#modules);
    switch (step.type) {
      case 'wait':
        break;
      case 'fail':
        this.#answerAll(hash, () => ({ type: 'fail', failure: step.failure }));
        break;
      case 'complete':
        this.#accept(invoice, step.set);
    }
    return verdict;
  }

  /** Keeps an HTLC until it is answered. `timer`: with the first of a set, the time for the rest begins. */
  #hold(
    htlc: ReceivedHtlc,
    empty: HtlcSet,
    timer: { readonly after: Timer } | undefined,
  ): Promise<ReceiptVerdict> {
    const { paymentHash: hash } = htlc;
    const key = bytesToHex(hash);
    let held = this.#held.get(key);
    if (held === undefined) {
      const cancelTimeout = timer?.after(MPP_TIMEOUT_MS, () => this.#timeOut(hash));
      held = { set: empty, answers: new Map(), cancelTimeout };
      this.#held.set(key, held);
    }
    held.set = { ...held.set, parts: [...held.set.parts, htlc] };
    const { promise, resolve } = Promise.withResolvers<ReceiptVerdict>();
    held.answers.set(htlcKey(htlc.channelId, htlc.htlcId), resolve);
    return promise;
  }

  /** Queues the acceptance: in one turn with the fulfilments that follow, and ahead of them. */
  #accept(invoice: OwnInvoice, { parts }: HtlcSet): void {
    const { paymentHash: hash } = invoice;
    const now = this.#seconds();
    const held = this.#held.get(bytesToHex(hash));
    held?.cancelTimeout?.();
    if (invoice.hold) {
      if (held !== undefined) held.cancelTimeout = undefined;
      this.#background(this.#change(hash, (tx) => markAccepted(tx, hash, parts, now)));
      return;
    }
    const secret = this.#preimageOf(invoice);
    this.#background(this.#change(hash, (tx) => markPaid(tx, hash, parts, now)));
    this.#answerAll(hash, () => ({ type: 'fulfill', preimage: secret }));
  }

  #timeOut(hash: PaymentHash): void {
    this.#modules.log.info('the rest of a payment did not come in time', { paymentHash: hash });
    this.#answerAll(hash, () => ({ type: 'fail', failure: { type: 'mpp_timeout' } }));
  }

  #answerAll(hash: PaymentHash, verdictOn: (htlc: ReceivedHtlc) => ReceiptVerdict): void {
    const key = bytesToHex(hash);
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    held.cancelTimeout?.();
    for (const htlc of held.set.parts)
      held.answers.get(htlcKey(htlc.channelId, htlc.htlcId))?.(verdictOn(htlc));
  }

  #whyNotSettled(invoice: OwnInvoice): string | undefined {
    const { paymentHash: hash, canceled, accepted } = invoice;
    const key = bytesToHex(hash);
    if (!invoice.hold) return 'the invoice is not a held one: it is settled when it is paid';
    if (canceled !== undefined) return `the invoice was canceled: ${canceled.reason}`;
    if (accepted === undefined) return 'nothing is held for the invoice yet: settle it once it is accepted';
    if (this.#changing.has(key)) return 'the invoice is just being accepted or canceled: try again';
    const held = this.#held.get(key);
    const amount = held?.set.parts.reduce((sum, part) => sum + part.amount, 0n) ?? 0n;
    if (amount < accepted.amount) return 'the node is still starting: try again in a moment';
    const height = this.#modules.height();
    return held?.set.parts.some((part) => isDue(part, height))
      ? 'what is held is about to expire: it is too late to settle'
      : undefined;
  }

  /** Stores a change of an invoice; tells of it once it is durable. */
  async #change(hash: PaymentHash, work: Work): Promise<void> {
    const { store, changed } = this.#modules;
    const key = bytesToHex(hash);
    this.#changing.add(key);
    try {
      await store.commit(work, 'vital');
    } finally {
      this.#changing.delete(key);
    }
    changed(() => {
      const invoice = readInvoice(store, hash);
      if (invoice === undefined) throw new Error('an invoice that was changed is gone');
      return invoice;
    });
  }

  /** When the store has failed, so does what is queued behind it: the HTLCs stay as they are. */
  #background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#modules.log.error('an invoice could not be changed', { reason });
    });
  }

  #known(hash: PaymentHash): Result<OwnInvoice, PaymentError> {
    const invoice = readInvoice(this.#modules.store, hash);
    return invoice === undefined
      ? err({ code: 'not_found', message: 'there is no invoice of this node with that hash' })
      : ok(invoice);
  }

  #preimageOf({ paymentHash: hash }: OwnInvoice): Preimage {
    const secret = readPreimage(this.#modules.store, hash);
    if (secret === undefined || !equalBytes(sha256(secret.expose()), hash))
      throw new Error('an invoice that was paid has no preimage');
    return preimage(secret.expose());
  }

  #termsOf(invoice: OwnInvoice): ReceiptTerms {
    const { amount, paymentSecret, minFinalCltvExpiryDelta, expiresAt, accepted, paid, canceled } = invoice;
    const isUntouched = accepted === undefined && paid === undefined && canceled === undefined;
    return {
      ...(amount !== undefined && { amount }),
      paymentSecret: paymentSecret.expose(),
      minFinalCltvExpiryDelta,
      expiresAt,
      isOpen: isUntouched && !this.#changing.has(bytesToHex(invoice.paymentHash)),
    };
  }

  #facts(): SetFacts {
    const { channels, height } = this.#modules;
    const isOnChain = (channelId: ChannelId): boolean => {
      const view = channels.find(channelId);
      return view === undefined || ON_CHAIN.has(phaseOf(view));
    };
    return { height: height(), isOnChain };
  }

  #unknown(htlc: ReceivedHtlc): FailureMessage {
    return unknownDetails(htlc, this.#modules.height());
  }

  #seconds(): number {
    return Math.floor(this.#modules.now() / 1000);
  }
}

function conflict(message: string): Result<never, PaymentError> {
  return err({ code: 'conflict', message });
}
