/** Which implementation of secp256k1 this process uses. */
import { env } from 'node:process';
import { loadLibsecp256k1 } from './libsecp256k1.ts';
import { noble } from './noble.ts';
import type { BackendName, Secp256k1 } from './secp256k1.ts';

/** Set to `noble` or `libsecp256k1` to override the choice; a name that does not load stops the process. */
const OVERRIDE = 'SFERIC_CRYPTO';

const native = loadLibsecp256k1();
let active: Secp256k1 = byName(env[OVERRIDE] ?? native?.name ?? noble.name);

function byName(name: string): Secp256k1 {
  if (name === noble.name) return noble;
  if (name !== 'libsecp256k1') throw new Error(`${OVERRIDE}: there is no implementation named "${name}"`);
  if (native === undefined) throw new Error('libsecp256k1 has no prebuilt library for this system');
  return native;
}

/** The implementation in use: libsecp256k1 where it loads, else noble. */
export function backend(): Secp256k1 {
  return active;
}

/** The name of the implementation in use. */
export function backendName(): BackendName {
  return active.name;
}

/** The names of the implementations that load on this system. */
export function availableBackends(): readonly BackendName[] {
  return native === undefined ? [noble.name] : [noble.name, native.name];
}

/** Changes the implementation: for tests, which run on each. @throws Error when it does not load. */
export function selectBackend(name: BackendName): void {
  active = byName(name);
}
