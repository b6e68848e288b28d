/** A bounded queue between those who send and the stream's one writer. */

/** Frames are given to the writer in batches: many small messages become one write. */
const MAX_BATCH_BYTES = 64 * 1024;

export class OutboundQueue implements AsyncIterable<readonly Uint8Array[]> {
  readonly #limitBytes: number;
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #wake: (() => void) | undefined;

  /** `limitBytes`: what may wait for a slow peer before `push` refuses. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** False when the frame doesn't fit any more, or the queue has ended. */
  push(frame: Uint8Array): boolean {
    if (this.#ended || this.#bytes + frame.length > this.#limitBytes) return false;
    this.#frames.push(frame);
    this.#bytes += frame.length;
    this.#signal();
    return true;
  }

  /** What waits is still written; then the iteration ends. */
  end(): void {
    this.#ended = true;
    this.#signal();
  }

  /** What waits is dropped. */
  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Uint8Array[]> {
    for (;;) {
      while (this.#frames.length > 0) yield this.#takeBatch();
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #takeBatch(): readonly Uint8Array[] {
    let count = 0;
    let size = 0;
    for (const frame of this.#frames) {
      if (count > 0 && size + frame.length > MAX_BATCH_BYTES) break;
      size += frame.length;
      count += 1;
    }
    this.#bytes -= size;
    return this.#frames.splice(0, count);
  }

  #signal(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
