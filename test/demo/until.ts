/** Waiting for what a running process will show, with an end. */
import { setTimeout as delay } from 'node:timers/promises';

/** Short against what a person notices; each look costs the process one request. */
const LOOK_EVERY_MS = 25;
/** Everything waited for takes a second or two on an idle machine; this is for many nodes on a busy one. */
const DEFAULT_TIMEOUT_MS = 60_000;

/** What was waited for did not come. */
export class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain';
}

/**
 * Looks again and again until `look` gives a value, and returns it. Rejects with `WaitedInVain`, which tells `what`,
 * when the time is over; a rejection of `look` is passed on.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline)
      throw new WaitedInVain(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    // Not a reason to stay alive: when a run is given up, its waiting ends with it.
    await delay(LOOK_EVERY_MS, undefined, { ref: false });
  }
}
