/**
 * Takes payments that come without an invoice, with the preimage in the onion: bLIP 3 ("Keysend"). One HTLC is one payment; in parts they
 * are not taken, since nothing would keep a node on the way from taking the first part and its preimage.
 */
import { bytesToHex, equalBytes, sha256 } from '@sferic/crypto';
import { preimage } from '@sferic/wire';
import type { Logger } from '../log.ts';
import type { SqlWriter, Store } from '../store/index.ts';
import type { ReceiptVerdict, ReceivedHtlc } from '../switch/index.ts';
import { findTampering, unknownDetails } from './decide-receipt.ts';
import { MIN_FINAL_CLTV_EXPIRY_DELTA } from './invoices.ts';
import {
  insertSpontaneous,
  listSpontaneous,
  receivedBy,
  type SpontaneousPayment,
} from './spontaneous-rows.ts';

/** What an application makes of spontaneous payments by their custom records. */
export interface SpontaneousHook {
  /** Whether to take it. Synchronous and without effect: a refused one may be asked about again. */
  accepts(payment: SpontaneousPayment): boolean;
  /** Writes what the application keeps of it, in the commit that accepts it. */
  record?(tx: SqlWriter, payment: SpontaneousPayment): void;
  /** It was accepted, and that is durable. */
  received?(payment: SpontaneousPayment): void;
}

export interface SpontaneousModules {
  readonly store: Pick<Store, 'get' | 'all' | 'commit'>;
  /** Whether this node takes them at all. */
  readonly enabled: boolean;
  /** Height of the chain's tip. */
  readonly height: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** In the order in which they are asked: all must accept. */
  readonly hooks: readonly SpontaneousHook[];
  readonly log: Logger;
}

export class SpontaneousReceiver {
  readonly #modules: SpontaneousModules;
  /** Payment hashes whose acceptance is queued and not yet durable, as hex. */
  readonly #accepting = new Set<string>();

  constructor(modules: SpontaneousModules) {
    this.#modules = modules;
  }

  /**
   * `isInvoiced`: an invoice of ours has the hash. Whoever knows its preimage has seen it paid, and so has every node that passed it on.
   */
  async receive(htlc: ReceivedHtlc, isInvoiced: boolean): Promise<ReceiptVerdict> {
    const { keysendPreimage } = htlc.payload;
    const before = keysendPreimage && receivedBy(this.#modules.store, htlc.paymentHash, htlc);
    if (keysendPreimage !== undefined && before === 'this')
      return { type: 'fulfill', preimage: preimage(keysendPreimage) };
    const tampering = findTampering(htlc);
    if (tampering !== undefined) return { type: 'fail', failure: tampering };
    const payment = this.#paymentOf(htlc);
    const isWanted = before === 'nothing' && !isInvoiced && this.#isWanted(htlc, payment);
    if (keysendPreimage === undefined || !isWanted)
      return { type: 'fail', failure: unknownDetails(htlc, this.#modules.height()) };
    this.#accept(htlc, payment);
    return { type: 'fulfill', preimage: preimage(keysendPreimage) };
  }

  hasAccepted(htlc: ReceivedHtlc): boolean {
    return receivedBy(this.#modules.store, htlc.paymentHash, htlc) === 'this';
  }

  /** The latest first. */
  payments(limit: number): readonly SpontaneousPayment[] {
    return listSpontaneous(this.#modules.store, limit);
  }

  #isWanted(htlc: ReceivedHtlc, payment: SpontaneousPayment): boolean {
    const { enabled, height, hooks } = this.#modules;
    const { keysendPreimage, paymentData, amtToForward } = htlc.payload;
    return (
      enabled &&
      keysendPreimage !== undefined &&
      equalBytes(sha256(keysendPreimage), htlc.paymentHash) &&
      (paymentData === undefined || paymentData.totalMsat === amtToForward) &&
      htlc.cltvExpiry >= height() + MIN_FINAL_CLTV_EXPIRY_DELTA &&
      !this.#accepting.has(bytesToHex(htlc.paymentHash)) &&
      hooks.every((hook) => hook.accepts(payment))
    );
  }

  #paymentOf({ paymentHash, amount, payload }: ReceivedHtlc): SpontaneousPayment {
    const receivedAt = Math.floor(this.#modules.now() / 1000);
    return { paymentHash, amount, records: payload.customRecords, receivedAt };
  }

  /** Queues the acceptance: in one turn with the fulfilment that follows, and ahead of it. */
  #accept(htlc: ReceivedHtlc, payment: SpontaneousPayment): void {
    const { store, hooks, log } = this.#modules;
    const { paymentHash } = htlc;
    const key = bytesToHex(paymentHash);
    this.#accepting.add(key);
    store
      .commit((tx) => {
        insertSpontaneous(tx, payment, htlc);
        for (const hook of hooks) hook.record?.(tx, payment);
      }, 'vital')
      .then(
        () => {
          for (const hook of hooks) hook.received?.(payment);
        },
        // The store has failed, and so does the fulfilment that is queued behind this.
        (error: Error) => log.error('a payment could not be accepted', { paymentHash, error }),
      )
      .finally(() => this.#accepting.delete(key));
  }
}

/** A hook that takes all and tells of each. */
export function tellSpontaneous(received: (payment: SpontaneousPayment) => void): SpontaneousHook {
  return { accepts: () => true, received };
}
