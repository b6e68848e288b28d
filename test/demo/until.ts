/** Waiting for what a running process will show, with an end. */
import { setTimeout as delay } from 'node:timers/promises';

/** Short against what a person notices; each look costs the process one request. */
const SHORTEST_WAIT_MS = 25;
/** What takes long is looked at less often, so that looking does not slow it down; part of the time that has passed. */
const WAIT_SHARE = 0.1;
const LONGEST_WAIT_MS = 500;
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
  const started = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    const passed = performance.now() - started;
    if (passed > timeoutMs) throw new WaitedInVain(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    // Not a reason to stay alive: when a run is given up, its waiting ends with it.
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, passed * WAIT_SHARE));
    await delay(wait, undefined, { ref: false });
  }
}
