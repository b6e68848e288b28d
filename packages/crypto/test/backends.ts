import { afterEach, beforeEach, describe, test } from 'node:test';
import { availableBackends, backendName, selectBackend } from '../src/index.ts';
import { BACKEND_NAMES } from '../src/secp256k1.ts';

/** Runs a suite once on each implementation; one that does not load on this system is reported as skipped. */
export function onEachBackend(subject: string, suite: () => void): void {
  for (const name of BACKEND_NAMES) {
    if (!availableBackends().includes(name)) {
      test(`${subject} on ${name}`, { skip: 'this system has no such library' });
      continue;
    }
    describe(`${subject} on ${name}`, () => {
      const before = backendName();
      beforeEach(() => selectBackend(name));
      afterEach(() => selectBackend(before));
      suite();
    });
  }
}
