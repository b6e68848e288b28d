/** Which implementation of secp256k1 this process uses. */
import { noble } from './noble.ts';
import type { BackendName, Secp256k1 } from './secp256k1.ts';

let active: Secp256k1 = noble;

/** The implementation in use. */
export function backend(): Secp256k1 {
  return active;
}

/** Names of the implementations that load on this machine. */
export function availableBackends(): readonly BackendName[] {
  return ['noble'];
}

/** Chooses an implementation by name; for tests, which run on each. */
export function selectBackend(name: BackendName): void {
  if (name !== 'noble') throw new Error(`${name} does not load on this machine`);
  active = noble;
}
