import type { Peer } from '../p2p/index.ts';
import { Allowance } from './allowance.ts';
import { Orphans } from './orphans.ts';

/** Announcements of one peer that are checked at a time: enough to keep the chain server busy, and each costs memory. */
const MAX_IN_HAND = 64;

/** What is kept of a peer while it is connected. */
export class PeerLink {
  readonly peer: Peer;
  readonly orphans = new Orphans();
  readonly #now: () => number;
  readonly #allowance: Allowance;
  #inHand = 0;
  /** Resolves when the next message that is in hand is done. */
  #nextDone: PromiseWithResolvers<void> | undefined;
  #delayMilliseconds = 0;
  #wake: (() => void) | undefined;
  #closed = false;

  /** `now`: milliseconds. */
  constructor(peer: Peer, now: () => number) {
    this.peer = peer;
    this.#now = now;
    this.#allowance = new Allowance(now());
  }

  /** A message of the peer is being worked on. */
  hold(work: Promise<void>): void {
    this.#inHand += 1;
    void work.finally(() => {
      this.#inHand -= 1;
      this.#nextDone?.resolve();
      this.#nextDone = undefined;
    });
  }

  /** The peer sent something that taught nothing. */
  charge(count: number): void {
    this.#delayMilliseconds = Math.max(this.#delayMilliseconds, this.#allowance.take(count, this.#now()));
  }

  /** When the next message is welcome; nothing to wait for means now. */
  ready(): void | Promise<void> {
    if (this.#delayMilliseconds === 0 && this.#inHand < MAX_IN_HAND) return;
    return this.#wait();
  }

  /** Resolves when nothing of the peer is being worked on. */
  async idle(): Promise<void> {
    while (this.#inHand > 0) await this.#oneDone();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  #oneDone(): Promise<void> {
    this.#nextDone ??= Promise.withResolvers();
    return this.#nextDone.promise;
  }

  async #wait(): Promise<void> {
    while (this.#inHand >= MAX_IN_HAND) await this.#oneDone();
    const delay = this.#delayMilliseconds;
    this.#delayMilliseconds = 0;
    // What is closed leaves no timer behind that would keep the process alive.
    if (delay === 0 || this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
