/**
 * How fast HTLCs of a peer are settled. Whoever jams a channel has to hold HTLCs in it, so that time tells the peers whose
 * HTLCs may fill a channel from those who get a part of it. Pure.
 */

/** What is remembered of a peer: counts that fade with time. */
export interface Conduct {
  /** HTLCs that it had us forward and that are settled, either way. */
  readonly settled: number;
  /** What they were held too long, in multiples of `PATIENCE_MILLISECONDS`. */
  readonly held: number;
  /** When these figures were right: milliseconds since 1970. */
  readonly at: number;
}

/** An honest payment is over by then, even over slow hops. */
export const PATIENCE_MILLISECONDS = 30_000;
/** One HTLC counts for no more, so that a single accident can be made good in a day. */
const MAX_HELD = 50;
/** Half of it is forgotten after a day: a peer must keep what it has earned. */
const HALF_LIFE_MILLISECONDS = 86_400_000;
/** Before so many nothing is known of a peer. */
const LEAST_SETTLED = 20;
/** As much patience as a peer may use for each of its HTLCs, on average. */
const MAX_HELD_EACH = 0.05;

/** Of a peer that nothing is known of. */
export function unknownConduct(now: number): Conduct {
  return { settled: 0, held: 0, at: now };
}

/** With one more HTLC, which was over after so many milliseconds. */
export function withSettled(conduct: Conduct, heldMilliseconds: number, now: number): Conduct {
  const { settled, held } = faded(conduct, now);
  return { settled: settled + 1, held: held + excess(heldMilliseconds), at: now };
}

/** `pending`: for how many milliseconds each HTLC of the peer that is not settled has been held, the longest first. */
export function settlesFast(conduct: Conduct, pending: Iterable<number>, now: number): boolean {
  const { settled, held } = faded(conduct, now);
  if (settled < LEAST_SETTLED) return false;
  let rest = settled * MAX_HELD_EACH - held;
  for (const milliseconds of pending) {
    const more = excess(milliseconds);
    if (more === 0) break;
    rest -= more;
    if (rest < 0) break;
  }
  return rest >= 0;
}

function excess(heldMilliseconds: number): number {
  return heldMilliseconds <= PATIENCE_MILLISECONDS
    ? 0
    : Math.min(heldMilliseconds / PATIENCE_MILLISECONDS, MAX_HELD);
}

function faded({ settled, held, at }: Conduct, now: number): Omit<Conduct, 'at'> {
  const factor = 0.5 ** (Math.max(0, now - at) / HALF_LIFE_MILLISECONDS);
  return { settled: settled * factor, held: held * factor };
}
