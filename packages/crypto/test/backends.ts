import { afterEach, beforeEach, describe, test } from 'node:test';
import { availableBackends, type BackendName, backendName, selectBackend } from '../src/index.ts';

const BACKENDS: readonly BackendName[] = ['noble', 'libsecp256k1'];

/** Runs a suite once on each implementation; one that does not load on this system is reported as skipped. */
export function onEachBackend(subject: string, suite: () => void): void {
  for (const name of BACKENDS) {
    if (!availableBackends().includes(name)) {
      test(`${subject} on ${name}`, { skip: 'no prebuilt library for this system: only noble is covered' });
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
