/** The signals that ask a process to end in order. */

const END_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * One Ctrl-C arrives several times: from the terminal, which signals every process in the foreground, and again from npm and
 * the script that started this one, which pass it on. Within this time it is the same wish, not impatience.
 */
const SAME_WISH_MS = 1000;

/** What is needed of `process`. */
export interface SignalSource {
  on(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown;
  off(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown;
}

/**
 * Calls `end` at the first signal, and `abandon` at one that comes when the end has been under way for a while.
 * @param now milliseconds of a clock that never goes back
 * @returns what stops listening
 */
export function onEndSignals(
  source: SignalSource,
  now: () => number,
  end: (name: NodeJS.Signals) => void,
  abandon: (name: NodeJS.Signals) => void,
): () => void {
  let firstAt: number | undefined;
  const listener = (name: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = now();
      end(name);
    } else if (now() - firstAt >= SAME_WISH_MS) abandon(name);
  };
  const off = (): void => {
    for (const name of END_SIGNALS) source.off(name, listener);
  };
  for (const name of END_SIGNALS) source.on(name, listener);
  return off;
}
