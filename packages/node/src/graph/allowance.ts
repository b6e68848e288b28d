/**
 * What a peer may send that teaches nothing. Honest peers do too: each of several tells the whole graph. Beyond the burst a
 * peer is read more slowly, not cut off.
 */

/** The graph from several peers at once, twice over. */
const BURST = 200_000;
/** What one core can drop without notice. */
const PER_SECOND = 500;
/** What a message with the reaction `count` counts as: four signatures cost as much as some twenty messages that are dropped. */
export const COUNT = 20;
/** What a message with the reaction `charge` counts as. */
export const CHARGE = 200;
/** What a query or filter counts as: the whole graph is looked through for it. An honest peer sends some dozens in its life. */
export const QUERY_CHARGE = 2_000;
/** For so many channels a query counts once: reading what was said of them takes a tenth of a second. */
const CHANNELS_PER_CHARGE = 1_000;
/** Reading stops for this long at most, then one more message is looked at. */
const MAX_DELAY_MS = 60_000;

/** What a query for so many channels counts as. */
export function chargeForChannels(channels: number): number {
  return QUERY_CHARGE * Math.max(1, Math.ceil(channels / CHANNELS_PER_CHARGE));
}

/**
 * What a filter counts as. It makes us tell all that it takes again, at most the whole log of `logLength` messages. Everybody
 * sends one; who sends more pays for that.
 */
export function chargeForFilter(isFirst: boolean, logLength: number): number {
  return isFirst ? QUERY_CHARGE : Math.max(QUERY_CHARGE, logLength);
}

export class Allowance {
  #tokens = BURST;
  #at: number;

  constructor(nowMilliseconds: number) {
    this.#at = nowMilliseconds;
  }

  /** Takes `count`; for how many milliseconds the peer is to be left unread. */
  take(count: number, nowMilliseconds: number): number {
    const refill = (Math.max(0, nowMilliseconds - this.#at) * PER_SECOND) / 1000;
    this.#tokens = Math.min(BURST, this.#tokens + refill) - count;
    this.#at = nowMilliseconds;
    if (this.#tokens >= 0) return 0;
    return Math.min((-this.#tokens * 1000) / PER_SECOND, MAX_DELAY_MS);
  }
}
