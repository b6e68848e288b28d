/** Looks after payments that wait for a place: what HTLCs on their way hold in our own channels. */
import { bytesToHex } from '@sferic/crypto';
import type { Timer } from '../clock.ts';
import { missingAmount } from './next-step.ts';
import type { PendingPayment } from './pending-payment.ts';

/** Most places are given back by a change of a channel, which is told at once. */
const LOOK_AGAIN_MS = 1000;
/** A look that takes so long is followed by a rest of so many times that: to find no route takes long among a million channels. */
const LONG_LOOK_MS = 5;
const REST_FACTOR = 10;

export interface PlaceWatchModules {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly after: Timer;
  /** In the order in which they began. */
  readonly pending: () => Iterable<PendingPayment>;
  /** Tries the payment again; it pauses at once where it still has to wait. */
  readonly advance: (pending: PendingPayment) => void;
}

export class PlaceWatch {
  readonly #modules: PlaceWatchModules;
  #cancelLook: (() => void) | undefined;
  #isResting = false;

  constructor(modules: PlaceWatchModules) {
    this.#modules = modules;
  }

  /** A payment waits. */
  waits(): void {
    if (this.#cancelLook === undefined) this.#lookIn(LOOK_AGAIN_MS);
  }

  /** A channel can take HTLCs, or more of them. */
  channelUsable(): void {
    if (!this.#isResting) this.#look();
  }

  stop(): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    this.#isResting = false;
  }

  /** The oldest first; what is no smaller than one to the same payee that still has to wait need not be tried. */
  #look(): void {
    const { now, pending, advance } = this.#modules;
    this.stop();
    const begun = now();
    const heldUp = new Map<string, bigint>();
    for (const one of pending()) {
      if (!one.isPaused || !(one.awaitsChannels || one.awaitsPlace)) continue;
      const payee = bytesToHex(one.payment.payee);
      const amount = missingAmount(one.payment);
      const least = heldUp.get(payee);
      if (least !== undefined && least <= amount) continue;
      one.endPause();
      advance(one);
      if (!(one.isPaused && one.awaitsPlace)) continue;
      heldUp.set(payee, amount);
      const took = now() - begun;
      if (took < LONG_LOOK_MS) continue;
      this.stop();
      this.#isResting = true;
      this.#lookIn(took * REST_FACTOR);
      return;
    }
  }

  #lookIn(milliseconds: number): void {
    this.#cancelLook = this.#modules.after(milliseconds, () => this.#look());
  }
}
