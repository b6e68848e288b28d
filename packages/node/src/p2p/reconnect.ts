/** When to dial a peer that we want again: pure, so that its bounds can be tested. */

export const FIRST_RETRY_MS = 500;
export const LAST_RETRY_MS = 60_000;

/**
 * Milliseconds to wait before the next dial after `failures` failed ones: doubling, up to `LAST_RETRY_MS`, and between
 * half and all of that, so that nodes which lost each other at the same moment don't dial at the same moment.
 */
export function retryDelay(failures: number, random: number): number {
  const full = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 30));
  return Math.round(full * (0.5 + random / 2));
}

/** A session that lasted as long was worth dialling for. */
const STABLE_SESSION_MS = 5_000;
/** Sessions that end at once count as failures, up to this many: some seconds between dials, since the peer is there. */
const MAX_SHORT_SESSIONS = 3;

/** What counts as failures once a session has ended that lasted for so long. */
export function failuresAfterSession(failures: number, lastedMs: number): number {
  return lastedMs >= STABLE_SESSION_MS ? 0 : Math.min(failures + 1, MAX_SHORT_SESSIONS);
}

/** Sessions this close in time were dialled at the same moment, from both ends. */
export const SIMULTANEOUS_DIAL_MS = 10_000;

export interface SessionFacts {
  readonly initiator: 'local' | 'remote';
  readonly openedAt: number;
}

/**
 * Which of two sessions with one peer stays; both ends come to the same answer. A peer dials only while it has no
 * session, so a later one says that it lost the earlier; unless both ends dialled at once: then the session stays that
 * the lower node id opened.
 */
export function chooseSession(
  existing: SessionFacts,
  candidate: SessionFacts,
  localIsLower: boolean,
): 'existing' | 'candidate' {
  if (existing.initiator === candidate.initiator) return 'candidate';
  if (candidate.openedAt - existing.openedAt >= SIMULTANEOUS_DIAL_MS) return 'candidate';
  return (existing.initiator === 'local') === localIsLower ? 'existing' : 'candidate';
}
