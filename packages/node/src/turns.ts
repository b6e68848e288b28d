/** Payments that are begun and HTLCs that are taken in, in one turn: some ten milliseconds of work. */
const PORTION = 32;
/** Pieces that may be left undone, in one turn. */
const SPARE = 8;
/** What waits for the work in hand to be over waits this long at most, a second or so: others may see to it that it never is. */
export const MAX_TURNS_PUT_OFF = 64;

/**
 * Work that is done in portions: so much of it in one turn of the event loop, the rest in later ones. Between two turns messages
 * come and go, so that those who depend on the first portion need not wait for the last.
 *
 * Each channel, and the payments of this node, have a lane: what waits in one is done in the order in which it came, and the lanes
 * take turns piece by piece. So a channel with hundreds of HTLCs that wait delays a lone one of another channel by one turn.
 */
export class Turns {
  readonly #size: number;
  /** No lane is empty; the first is the next to be served. */
  readonly #lanes = new Map<string, (() => void)[]>();
  #waiting = 0;
  /** What waits until all is done, with the turn by which it has waited for long enough. */
  readonly #putOff = new Map<() => void, number>();
  #turn = 0;
  #left: number;
  #spareLeft = SPARE;
  #isScheduled = false;

  /** `size`: pieces of work for one turn. */
  constructor(size = PORTION) {
    this.#size = size;
    this.#left = size;
  }

  /** Pieces that wait for a later turn. */
  get waiting(): number {
    return this.#waiting;
  }

  waitingIn(lane: string): number {
    return this.#lanes.get(lane)?.length ?? 0;
  }

  /** To be asked before each piece of work. Where this turn has done enough, a promise: it resolves when its time has come. */
  next(lane: string): Promise<void> | undefined {
    this.#schedule();
    if (this.#left === 0) return new Promise((resolve) => this.#wait(lane, resolve));
    this.#left--;
    return undefined;
  }

  /** For a piece of work that may be left undone: whether this turn has room for it beside what must be done, of which none may wait. */
  spare(): boolean {
    this.#schedule();
    if (this.#waiting > 0 || this.#spareLeft === 0) return false;
    this.#spareLeft--;
    return true;
  }

  /** Calls back once, when nothing waits any more or after `MAX_TURNS_PUT_OFF` turns; never at once. Returns what takes that back. */
  whenIdle(callback: () => void): () => void {
    this.#putOff.set(callback, this.#turn + MAX_TURNS_PUT_OFF);
    this.#schedule();
    return () => this.#putOff.delete(callback);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#begin());
  }

  #begin(): void {
    const ready = this.#take();
    this.#left = this.#size - ready.length;
    this.#spareLeft = SPARE;
    this.#isScheduled = ready.length > 0;
    if (this.#isScheduled) setImmediate(() => this.#begin());
    this.#turn++;
    for (const resume of ready) resume();
    for (const [callback, until] of [...this.#putOff]) {
      if (this.#waiting > 0 && this.#turn < until) continue;
      // One of the others may have taken it back.
      if (this.#putOff.delete(callback)) callback();
    }
  }

  #wait(lane: string, resume: () => void): void {
    this.#waiting++;
    const waiting = this.#lanes.get(lane);
    if (waiting === undefined) this.#lanes.set(lane, [resume]);
    else waiting.push(resume);
  }

  /** What the next turn does: of each lane one, and again, until that is enough. */
  #take(): readonly (() => void)[] {
    const taken: (() => void)[] = [];
    while (taken.length < this.#size) {
      const [first] = this.#lanes;
      if (first === undefined) break;
      const [lane, waiting] = first;
      this.#lanes.delete(lane);
      const resume = waiting.shift();
      if (resume !== undefined) taken.push(resume);
      // Behind the others.
      if (waiting.length > 0) this.#lanes.set(lane, waiting);
    }
    this.#waiting -= taken.length;
    return taken;
  }
}
