import { INCREMENTAL_RELAY_FEERATE, type SatPerKvb } from './fees.ts';

/** Bitcoin Core's half-life of the minimum, in seconds, in a mempool that is still more than half full. */
const HALF_LIFE_SECONDS = 12 * 60 * 60;
/** The minimum is reckoned anew no more often than this. */
const STEP_SECONDS = 10;

/** How full the mempool is, in bytes of memory. */
export interface Fullness {
  readonly usage: number;
  readonly limit: number;
}

/**
 * The feerate that a transaction needs to get into a mempool that was full: what last had to leave paid less. From
 * the next block on it halves with time, faster the emptier the mempool is (Bitcoin Core's rolling minimum).
 */
export class MinimumFeerate {
  #feerate = 0;
  /** When `#feerate` was right, in seconds. */
  #since = 0;
  /** Only after a block there can be room. */
  #decays = false;

  /** Something that paid this much per size had to leave. */
  raise(feerate: SatPerKvb): void {
    const needed = feerate + INCREMENTAL_RELAY_FEERATE;
    if (needed <= this.#feerate) return;
    this.#feerate = needed;
    this.#decays = false;
  }

  /** @param now seconds */
  blockConnected(now: number): void {
    this.#since = now;
    this.#decays = true;
  }

  /** The minimum; 0 when there is none. */
  at(now: number, { usage, limit }: Fullness): SatPerKvb {
    if (!this.#decays || this.#feerate === 0) return Math.round(this.#feerate);
    if (now > this.#since + STEP_SECONDS) {
      const speed = usage < limit / 4 ? 4 : usage < limit / 2 ? 2 : 1;
      this.#feerate /= 2 ** (((now - this.#since) * speed) / HALF_LIFE_SECONDS);
      this.#since = now;
      if (this.#feerate < INCREMENTAL_RELAY_FEERATE / 2) {
        this.#feerate = 0;
        return 0;
      }
    }
    return Math.max(Math.round(this.#feerate), INCREMENTAL_RELAY_FEERATE);
  }
}
