import type { Network } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { Secret, sha256 } from '@sferic/crypto';
import { encodeFeatures, type Msat, type PaymentHash, paymentHash } from '@sferic/wire';
import type { Store } from '../store/index.ts';
import type { PaymentError } from './errors.ts';
import { HELD_HTLC_MARGIN } from './htlc-set.ts';
import {
  DEFAULT_EXPIRY_SECONDS,
  encodeInvoice,
  type InvoiceDescription,
  type InvoiceTerms,
  type RouteHintHop,
} from './invoice/index.ts';
import { insertInvoice, listInvoices, type OwnInvoice, readInvoice } from './invoice-rows.ts';

export interface InvoiceRequest {
  /** Absent: the payer chooses. */
  readonly amount?: Msat;
  readonly description?: string;
  /** 32 bytes; excludes `description`. */
  readonly descriptionHash?: Uint8Array;
  readonly expirySeconds?: number;
  readonly minFinalCltvExpiryDelta?: number;
  /** The hash of a preimage that somebody else has: what pays the invoice is held until they settle or cancel it. */
  readonly hold?: PaymentHash;
}

export interface InvoicesModules {
  readonly store: Pick<Store, 'get' | 'all' | 'commit'>;
  readonly nodeSecret: Secret;
  readonly network: Network;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 fresh random bytes. */
  readonly entropy: () => Uint8Array;
  /** Ways to this node that the graph does not show. */
  readonly routeHints: () => readonly (readonly RouteHintHop[])[];
  /** An invoice was created, and that is durable. */
  readonly changed: (invoice: () => OwnInvoice) => void;
}

/** The channel must have 18 blocks left to enforce a preimage on chain (BOLT 2); the rest is for blocks on the way. */
export const MIN_FINAL_CLTV_EXPIRY_DELTA = 18;
const DEFAULT_FINAL_CLTV_EXPIRY_DELTA = 24;
/** Two days: so long somebody may take to decide about what is held. */
const DEFAULT_HOLD_CLTV_EXPIRY_DELTA = 288;
/** Below, what is held would be failed at once. */
const MIN_HOLD_CLTV_EXPIRY_DELTA = HELD_HTLC_MARGIN + 1;
/** No HTLC may last longer than 2016 blocks (BOLT 4): some of them are for the route. */
const MAX_FINAL_CLTV_EXPIRY_DELTA = 1008;
/** A year. */
const MAX_EXPIRY_SECONDS = 31_536_000;

const FEATURES: Uint8Array = encodeFeatures({
  var_onion_optin: 'mandatory',
  payment_secret: 'mandatory',
  basic_mpp: 'optional',
  option_attribution_data: 'optional',
});

/** Creates invoices. */
export class Invoices {
  readonly #modules: InvoicesModules;

  constructor(modules: InvoicesModules) {
    this.#modules = modules;
  }

  /** Resolves when the invoice is durable, so that it can be handed out. */
  async create(request: InvoiceRequest): Promise<Result<OwnInvoice, PaymentError>> {
    const { entropy, nodeSecret, store, changed } = this.#modules;
    const secret = request.hold === undefined ? new Secret(entropy()) : undefined;
    const hash = request.hold ?? (secret && paymentHash(sha256(secret.expose())));
    if (hash === undefined) throw new Error('an invoice without a hash');
    if (readInvoice(store, hash) !== undefined)
      return err({ code: 'conflict', message: 'there is an invoice with that payment hash already' });
    const drafted = this.#draft(request, hash, new Secret(entropy()));
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
      hold: secret === undefined,
    };
    await store.commit((tx) => insertInvoice(tx, invoice, secret));
    changed(() => invoice);
    return ok(invoice);
  }

  invoice(hash: Uint8Array): OwnInvoice | undefined {
    return readInvoice(this.#modules.store, hash);
  }

  /** The latest first. */
  invoices(limit: number): readonly OwnInvoice[] {
    return listInvoices(this.#modules.store, limit);
  }

  #draft(
    request: InvoiceRequest,
    hash: PaymentHash,
    paymentSecret: Secret,
  ): Result<InvoiceTerms, PaymentError> {
    const { network, routeHints } = this.#modules;
    const {
      amount,
      expirySeconds = DEFAULT_EXPIRY_SECONDS,
      hold,
      minFinalCltvExpiryDelta = hold ? DEFAULT_HOLD_CLTV_EXPIRY_DELTA : DEFAULT_FINAL_CLTV_EXPIRY_DELTA,
    } = request;
    const least = hold ? MIN_HOLD_CLTV_EXPIRY_DELTA : MIN_FINAL_CLTV_EXPIRY_DELTA;
    const description = describe(request);
    if (!description.ok) return description;
    if (!isWhole(expirySeconds, 1, MAX_EXPIRY_SECONDS)) {
      return invalid(`the expiry must be from 1 to ${MAX_EXPIRY_SECONDS} seconds`);
    }
    if (!isWhole(minFinalCltvExpiryDelta, least, MAX_FINAL_CLTV_EXPIRY_DELTA)) {
      const range = `${least} to ${MAX_FINAL_CLTV_EXPIRY_DELTA}`;
      return invalid(`the final CLTV delta must be from ${range} blocks`);
    }
    return ok({
      network,
      ...(amount !== undefined && { amountMsat: amount }),
      timestamp: this.#seconds(),
      paymentHash: hash,
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
