/** Updates of one direction of a channel that are taken at once, and how long until one more is: enough for any honest node. */
const BURST = 10;
const SECONDS_PER_UPDATE = 60;

interface Bucket {
  tokens: number;
  /** Seconds since 1970. */
  at: number;
}

/** Keeps the owner of one channel from flooding the network with updates of it. */
export class UpdateRate {
  /** By direction; one that is full is dropped by `clear`. */
  readonly #buckets = new Map<string, Bucket>();

  /** False when the direction has changed too often. */
  take(direction: string, now: number): boolean {
    const bucket = this.#buckets.get(direction) ?? { tokens: BURST, at: now };
    this.#buckets.set(direction, bucket);
    bucket.tokens = filled(bucket, now);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Drops what says nothing any more; now and then. */
  clear(now: number): void {
    for (const [direction, bucket] of this.#buckets)
      if (filled(bucket, now) >= BURST) this.#buckets.delete(direction);
  }
}

function filled({ tokens, at }: Bucket, now: number): number {
  return Math.min(BURST, tokens + Math.max(0, now - at) / SECONDS_PER_UPDATE);
}
