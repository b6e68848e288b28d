/** Where a simulated process touches the world, and may die. */
import { setImmediate as turn } from 'node:timers/promises';

/** Counts what happens, so that it can be told when nothing happens any more. */
export class Activity {
  count = 0;

  note(): void {
    this.count++;
  }

  /** Resolves when all that was begun has come to rest. */
  async rest(): Promise<void> {
    let seen = this.count;
    for (let quiet = 0, turns = 0; quiet < QUIET_TURNS; turns++) {
      if (turns > MAX_TURNS) throw new Error('a node does not come to rest');
      await turn();
      quiet = this.count === seen ? quiet + 1 : 0;
      seen = this.count;
    }
  }
}

/** More than a commit waits for others, and for what it has waited for to be found. */
const QUIET_TURNS = 6;

/** Turns of the event loop that follow from one action: more means that something answers itself. */
const MAX_TURNS = 20_000;

/** What a process is about to do, or has just done, when it may die. */
export type Boundary = 'commit' | 'committed' | 'message' | 'call';

/** One process: everything that it does to the world passes through here. */
export class Life {
  readonly #activity: Activity;
  readonly #died: (at: Boundary) => void;
  #isOver = false;
  /** Boundaries until it dies. */
  #left: number | undefined;

  constructor(activity: Activity, died: (at: Boundary) => void) {
    this.#activity = activity;
    this.#died = died;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** False if the process is dead, or dies here. */
  passes(boundary: Boundary): boolean {
    if (this.#isOver) return false;
    this.#activity.note();
    if (this.#left === undefined || this.#left-- > 0) return true;
    this.#isOver = true;
    this.#died(boundary);
    return false;
  }

  /** Dies at the boundary after so many others. */
  endIn(boundaries: number): void {
    this.#left = boundaries;
  }

  spare(): void {
    this.#left = undefined;
  }

  /** The machine is switched off. */
  end(): void {
    this.#isOver = true;
  }
}
