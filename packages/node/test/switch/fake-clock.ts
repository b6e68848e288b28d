/** Time that stands still until nothing else happens. */
export class FakeClock {
  now = 1_700_000_000_000;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  readonly after = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { at: this.now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Moves to the next timer; `false` when there is none until `end`. */
  advance(end = Number.POSITIVE_INFINITY): boolean {
    const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
    if (next === undefined || next.at > end) return false;
    this.#timers.delete(next);
    this.now = Math.max(this.now, next.at);
    next.callback();
    return true;
  }

  get timers(): number {
    return this.#timers.size;
  }
}
