import { type ChannelState, nextSignature } from '@sferic/channel';
import type { Timer } from '../clock.ts';
import type { Turns } from '../turns.ts';

/** About what it takes to build and sign one HTLC here, and to build and check it there: nobody waits longer for others than for that. */
const MILLISECONDS_PER_HTLC = 0.2;

/**
 * When to sign the peer's next commitment: as soon as it may be, with two exceptions. What only tidies up waits until the work in hand is
 * done, since what its peers and callers do next may be signed with it. And since a commitment signs each of its HTLCs again, more HTLCs
 * than changes wait for more changes, no longer than their signatures take: in a crowd, where each comes and goes in the peer's
 * commitments, it is signed about twice.
 */
export class SignatureTiming {
  readonly #turns: Turns;
  readonly #after: Timer;
  readonly #due: () => void;
  /** One for all calls, so that turns know it again. */
  readonly #idle: () => void;
  #tidyingUp: 'put_off' | 'due' | undefined;
  #waiting: 'over' | { readonly cancel: () => void } | undefined;

  /** `due`: calls back when a signature that was put off may be made. */
  constructor(turns: Turns, after: Timer, due: () => void) {
    this.#turns = turns;
    this.#after = after;
    this.#due = due;
    this.#idle = () => {
      if (this.#tidyingUp !== 'put_off') return;
      this.#tidyingUp = 'due';
      due();
    };
  }

  get isPutOff(): boolean {
    return this.#tidyingUp === 'put_off' || typeof this.#waiting === 'object';
  }

  /** Whether the command `sign` shall be given now. If not although it could, `due` calls back. */
  isNow(state: ChannelState): boolean {
    const next = nextSignature(state);
    if (next === undefined) return false;
    const isCheap = next.htlcs <= next.changes;
    // Who has waited waits no longer, whatever has come meanwhile.
    if (this.#waiting === 'over' || (isCheap && (!next.isCleanUp || this.#tidyingUp === 'due'))) {
      this.cancel();
      return true;
    }
    if (isCheap) {
      this.#tidyingUp = 'put_off';
      this.#turns.whenIdle(this.#idle);
    } else if (this.#waiting === undefined) {
      const cancel = this.#after(Math.ceil(next.htlcs * MILLISECONDS_PER_HTLC), () => {
        this.#waiting = 'over';
        this.#due();
      });
      this.#waiting = { cancel };
    }
    return false;
  }

  /** Nothing is put off any more. */
  cancel(): void {
    if (typeof this.#waiting === 'object') this.#waiting.cancel();
    this.#waiting = undefined;
    this.#tidyingUp = undefined;
  }
}
