/** Payments that are begun and HTLCs that are taken in, in one turn: some twenty milliseconds of work. */
const PORTION = 64;

/**
 * Work that is done in portions: so much of it in one turn of the event loop, the rest in later ones, in the order in which
 * it came. Between two turns messages come and go, so that those who depend on the first portion need not wait for the last.
 */
export class Turns {
  readonly #size: number;
  readonly #waiting: (() => void)[] = [];
  readonly #whenIdle = new Set<() => void>();
  #left: number;
  #isScheduled = false;

  /** `size`: pieces of work for one turn. */
  constructor(size = PORTION) {
    this.#size = size;
    this.#left = size;
  }

  /** Pieces that wait for a later turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** To be asked before each piece of work. Where this turn has done enough, a promise: it resolves when its time has come. */
  next(): Promise<void> | undefined {
    this.#schedule();
    if (this.#left === 0) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#left--;
    return undefined;
  }

  /** Calls back once when nothing waits any more; never at once. */
  whenIdle(callback: () => void): void {
    this.#whenIdle.add(callback);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#begin());
  }

  #begin(): void {
    const ready = this.#waiting.splice(0, this.#size);
    this.#left = this.#size - ready.length;
    this.#isScheduled = ready.length > 0;
    if (this.#isScheduled) setImmediate(() => this.#begin());
    for (const resume of ready) resume();
    if (this.#waiting.length > 0) return;
    const idle = [...this.#whenIdle];
    this.#whenIdle.clear();
    for (const callback of idle) callback();
  }
}
