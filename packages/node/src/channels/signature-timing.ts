import { type ChannelState, nextSignature } from '@sferic/channel';
import type { Turns } from '../turns.ts';

/**
 * A commitment signs each of its HTLCs again. As long as more work is in hand, which may change it further, no more of them
 * than this are signed for one change.
 */
const MAX_SIGNED_PER_CHANGE = 4;

/**
 * When to sign the peer's next commitment: as soon as it may be, but what only tidies up waits a turn, since what its peers and
 * callers do next may be signed with it; and few changes of many HTLCs wait for the work in hand, within a bound.
 */
export class SignatureTiming {
  readonly #turns: Turns;
  readonly #due: () => void;
  #state: 'put_off' | 'due' | undefined;

  /** `due`: calls back when a signature that was put off shall be made. */
  constructor(turns: Turns, due: () => void) {
    this.#turns = turns;
    this.#due = () => {
      this.#state = 'due';
      due();
    };
  }

  get isPutOff(): boolean {
    return this.#state === 'put_off';
  }

  /** Whether the command `sign` shall be given now. If not although it could, `due` calls back. */
  isNow(state: ChannelState): boolean {
    const next = nextSignature(state);
    if (next === undefined) return false;
    const isCheap = next.htlcs <= next.changes * MAX_SIGNED_PER_CHANGE;
    const isWorthIt = !next.isCleanUp && (isCheap || this.#turns.waiting === 0);
    // What is due has waited: new work in hand puts it off no further.
    if (isWorthIt || this.#state === 'due') {
      this.#state = undefined;
      return true;
    }
    this.#state = 'put_off';
    this.#turns.whenIdle(this.#due);
    return false;
  }
}
