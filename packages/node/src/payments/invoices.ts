import type { Network } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, Secret, sha256 } from '@sferic/crypto';
import { encodeFeatures, type Msat, type PaymentHash, paymentHash, preimage } from '@sferic/wire';
import type { Logger } from '../log.ts';
import type { Store } from '../store/index.ts';
import type { ReceiptVerdict, ReceivedHtlc, Recipient } from '../switch/index.ts';
import { decideReceipt, type ReceiptTerms } from './decide-receipt.ts';
import type { PaymentError } from './errors.ts';
import {
  DEFAULT_EXPIRY_SECONDS,
  encodeInvoice,
  type InvoiceDescription,
  type InvoiceTerms,
  type RouteHintHop,
} from './invoice/index.ts';
import {
  insertInvoice,
  isPaidBy,
  listInvoices,
  markPaid,
  type OwnInvoice,
  type PayingHtlc,
  readInvoice,
  readPreimage,
} from './invoice-rows.ts';

export interface InvoiceRequest {
  /** Absent: the payer chooses. */
  readonly amount?: Msat;
  readonly description?: string;
  /** 32 bytes; excludes `description`. */
  readonly descriptionHash?: Uint8Array;
  readonly expirySeconds?: number;
  readonly minFinalCltvExpiryDelta?: number;
}

export interface InvoicesModules {
  readonly store: Pick<Store, 'get' | 'all' | 'commit'>;
  readonly nodeSecret: Secret;
  readonly network: Network;
  /** Height of the chain's tip. */
  readonly height: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 fresh random bytes. */
  readonly entropy: () => Uint8Array;
  /** Ways to this node that the graph does not show. */
  readonly routeHints: () => readonly (readonly RouteHintHop[])[];
  /** An invoice was created or paid, and that is durable. */
  readonly changed: (invoice: OwnInvoice) => void;
  readonly log: Logger;
}

/** The channel must have 18 blocks left to enforce a preimage on chain (BOLT 2); the rest is for blocks on the way. */
const MIN_FINAL_CLTV_EXPIRY_DELTA = 18;
const DEFAULT_FINAL_CLTV_EXPIRY_DELTA = 24;
/** No HTLC may last longer than 2016 blocks (BOLT 4): some of them are for the route. */
const MAX_FINAL_CLTV_EXPIRY_DELTA = 1008;
/** A year. */
const MAX_EXPIRY_SECONDS = 31_536_000;

const FEATURES: Uint8Array = encodeFeatures({
  var_onion_optin: 'mandatory',
  payment_secret: 'mandatory',
  option_attribution_data: 'optional',
});

/** Creates invoices and takes payments for them. */
export class Invoices implements Recipient {
  readonly #modules: InvoicesModules;
  /** HTLCs whose acceptance is queued and not yet durable, by payment hash as hex. */
  readonly #accepting = new Map<string, PayingHtlc>();

  constructor(modules: InvoicesModules) {
    this.#modules = modules;
  }

  /** Resolves when the invoice is durable, so that it can be handed out. */
  async create(request: InvoiceRequest): Promise<Result<OwnInvoice, PaymentError>> {
    const { entropy, nodeSecret, store, changed } = this.#modules;
    const secret = new Secret(entropy());
    const drafted = this.#draft(request, secret, new Secret(entropy()));
    if (!drafted.ok) return drafted;
    const terms = drafted.value;
    const text = encodeInvoice(terms, nodeSecret.expose());
    if (!text.ok) return invalid(text.error.message);
    const { amountMsat, description, timestamp } = terms;
    const invoice: OwnInvoice = {
      paymentHash: terms.paymentHash,
      text: text.value,
      ...(amountMsat !== undefined && { amount: amountMsat }),
      ...(description.type === 'text' && { description: description.text }),
      paymentSecret: new Secret(terms.paymentSecret),
      minFinalCltvExpiryDelta: terms.minFinalCltvExpiryDelta,
      createdAt: timestamp,
      expiresAt: timestamp + terms.expirySeconds,
    };
    await store.commit((tx) => insertInvoice(tx, invoice, secret));
    changed(invoice);
    return ok(invoice);
  }

  invoice(hash: Uint8Array): OwnInvoice | undefined {
    return readInvoice(this.#modules.store, hash);
  }

  /** The latest first. */
  invoices(limit: number): readonly OwnInvoice[] {
    return listInvoices(this.#modules.store, limit);
  }

  async receive(htlc: ReceivedHtlc): Promise<ReceiptVerdict> {
    const { store, height } = this.#modules;
    const now = this.#seconds();
    const { paymentHash: hash } = htlc;
    const invoice = readInvoice(store, hash);
    const terms = invoice && this.#termsFor(invoice, htlc);
    const decision = decideReceipt({ htlc, terms, height: height(), now });
    if (decision.type === 'refuse') return { type: 'fail', failure: decision.failure };
    const secret = readPreimage(store, hash);
    if (secret === undefined) throw new Error('an accepted invoice has no preimage');
    if (terms?.paidBy === 'nobody') this.#accept(hash, htlc, now);
    return { type: 'fulfill', preimage: preimage(secret.expose()) };
  }

  hasAccepted(htlc: ReceivedHtlc): boolean {
    return isPaidBy(this.#modules.store, htlc.paymentHash, htlc);
  }

  #termsFor(invoice: OwnInvoice, htlc: ReceivedHtlc): ReceiptTerms {
    const { amount, paymentSecret, minFinalCltvExpiryDelta, expiresAt } = invoice;
    return {
      ...(amount !== undefined && { amount }),
      paymentSecret: paymentSecret.expose(),
      minFinalCltvExpiryDelta,
      expiresAt,
      paidBy: this.#paidBy(invoice, htlc),
    };
  }

  #paidBy(invoice: OwnInvoice, htlc: ReceivedHtlc): ReceiptTerms['paidBy'] {
    const { paymentHash: hash, paid } = invoice;
    if (isPaidBy(this.#modules.store, hash, htlc)) return 'this';
    return paid !== undefined || this.#accepting.has(bytesToHex(hash)) ? 'another' : 'nobody';
  }

  /** Queues the acceptance: in one turn with the fulfilment that follows, and ahead of it. */
  #accept(hash: PaymentHash, htlc: PayingHtlc, now: number): void {
    const { store, changed, log } = this.#modules;
    const key = bytesToHex(hash);
    this.#accepting.set(key, htlc);
    store
      .commit((tx) => markPaid(tx, hash, htlc, now))
      .then(
        () => {
          this.#accepting.delete(key);
          log.info('an invoice was paid', { paymentHash: hash, amountMsat: htlc.amount });
          const invoice = readInvoice(store, hash);
          if (invoice !== undefined) changed(invoice);
        },
        // The store has failed, and so does the fulfilment that is queued behind this.
        (error: Error) => log.error('a payment could not be accepted', { paymentHash: hash, error }),
      );
  }

  #draft(request: InvoiceRequest, secret: Secret, paymentSecret: Secret): Result<InvoiceTerms, PaymentError> {
    const { network, routeHints } = this.#modules;
    const {
      amount,
      expirySeconds = DEFAULT_EXPIRY_SECONDS,
      minFinalCltvExpiryDelta = DEFAULT_FINAL_CLTV_EXPIRY_DELTA,
    } = request;
    const description = describe(request);
    if (!description.ok) return description;
    if (!isWhole(expirySeconds, 1, MAX_EXPIRY_SECONDS)) {
      return invalid(`the expiry must be from 1 to ${MAX_EXPIRY_SECONDS} seconds`);
    }
    if (!isWhole(minFinalCltvExpiryDelta, MIN_FINAL_CLTV_EXPIRY_DELTA, MAX_FINAL_CLTV_EXPIRY_DELTA)) {
      const range = `${MIN_FINAL_CLTV_EXPIRY_DELTA} to ${MAX_FINAL_CLTV_EXPIRY_DELTA}`;
      return invalid(`the final CLTV delta must be from ${range} blocks`);
    }
    return ok({
      network,
      ...(amount !== undefined && { amountMsat: amount }),
      timestamp: this.#seconds(),
      paymentHash: paymentHash(sha256(secret.expose())),
      paymentSecret: paymentSecret.expose(),
      description: description.value,
      expirySeconds,
      minFinalCltvExpiryDelta,
      fallbacks: [],
      routeHints: routeHints(),
      features: FEATURES,
    });
  }

  #seconds(): number {
    return Math.floor(this.#modules.now() / 1000);
  }
}

function describe({
  description,
  descriptionHash: hash,
}: InvoiceRequest): Result<InvoiceDescription, PaymentError> {
  if (hash === undefined) return ok({ type: 'text', text: description ?? '' });
  if (description !== undefined) return invalid('an invoice has a description or the hash of one, not both');
  if (hash.length !== 32) return invalid('the hash of a description has 32 bytes');
  return ok({ type: 'hash', hash });
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function invalid(message: string): Result<never, PaymentError> {
  return err({ code: 'invalid_argument', message });
}
