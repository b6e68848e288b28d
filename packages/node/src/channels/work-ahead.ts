import { type ChannelKeys, type ChannelState, type HtlcFacts, prepare, proposedHtlcs } from '@sferic/channel';
import type { Turns } from '../turns.ts';

export interface WorkAheadModules {
  readonly keys: ChannelKeys;
  /** The latest state, durable or not: what follows from it is lost with it. */
  readonly state: () => ChannelState;
  /** All channels share it, so that they do no more ahead of a turn than one could. */
  readonly turns: Pick<Turns, 'spare'>;
  /** Whether anything waits to be done, or for the disk. */
  readonly isBusy: () => boolean;
  /** Works out what the HTLC asks of us, and keeps that for when it is irrevocable. */
  readonly open: (htlc: HtlcFacts) => void;
}

/** Does while the peer has the word what would have to be done when it has spoken. Changes nothing, and may be left undone. */
export class WorkAhead {
  readonly #modules: WorkAheadModules;
  readonly #opened = new WeakSet<HtlcFacts>();
  #isScheduled = false;

  constructor(modules: WorkAheadModules) {
    this.#modules = modules;
  }

  /** In a later turn of the event loop, if nothing else is to be done then. */
  soon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#modules.isBusy()) return;
      try {
        this.#work();
      } catch {
        // It breaks again where it counts.
      }
    });
  }

  #work(): void {
    const { keys, state, turns, open } = this.#modules;
    const now = state();
    prepare(now, keys);
    for (const htlc of proposedHtlcs(now)) {
      if (this.#opened.has(htlc)) continue;
      if (!turns.spare()) {
        this.soon();
        return;
      }
      this.#opened.add(htlc);
      open(htlc);
    }
  }
}
