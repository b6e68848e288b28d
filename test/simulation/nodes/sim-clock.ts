/** Time that stands still until it is moved. */

interface Waiting {
  readonly due: number;
  readonly callback: () => void;
}

export class SimClock {
  /** Milliseconds since 1970. */
  now: number;
  readonly #waiting = new Set<Waiting>();

  constructor(now: number) {
    this.now = now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const waiting = { due: this.now + milliseconds, callback };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  /** Moves on, and calls back what is due by then. */
  advance(milliseconds: number): void {
    this.now += milliseconds;
    for (const waiting of [...this.#waiting]) {
      if (waiting.due > this.now) continue;
      this.#waiting.delete(waiting);
      waiting.callback();
    }
  }
}
