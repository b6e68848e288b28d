/** The wire between two ends of a channel: messages in order, until it is cut. */
import type { SimChannel } from './sim-channel.ts';

/** The sender hangs up behind what it has said. */
const HANG_UP = 'hang up';

type Item = Uint8Array | typeof HANG_UP;

export class Wire {
  readonly ends: readonly [SimChannel, SimChannel];
  connected = false;
  /** Nobody connects any more. */
  dead = false;
  readonly #queues: readonly [Item[], Item[]] = [[], []];

  constructor(ends: readonly [SimChannel, SimChannel]) {
    this.ends = ends;
  }

  send(from: SimChannel, bytes: Uint8Array): void {
    if (this.connected) this.#queueOf(from).push(bytes);
  }

  hangUp(from: SimChannel): void {
    if (this.connected) this.#queueOf(from).push(HANG_UP);
  }

  /** The next message of one end; `undefined` cuts. */
  take(end: 0 | 1): Uint8Array | undefined {
    const item = this.#queues[end].shift();
    return item === HANG_UP ? undefined : item;
  }

  waiting(end: 0 | 1): number {
    return this.#queues[end].length;
  }

  clear(): void {
    for (const queue of this.#queues) queue.length = 0;
  }

  #queueOf(from: SimChannel): Item[] {
    return this.#queues[from === this.ends[0] ? 0 : 1];
  }
}
