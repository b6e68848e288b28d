/** Which implementation of secp256k1 this process uses. */
import { loadBundled } from './bundled.ts';
import { CHOICE_VARIABLE, chosen, withoutForeignCode } from './choice.ts';
import { noble } from './noble.ts';
import { BACKEND_NAMES, type BackendName, type Secp256k1 } from './secp256k1.ts';
import { loadSystem } from './system.ts';

/** Loaded when somebody asks for them: one that is not wanted does not run. */
const LOADERS: Readonly<Record<BackendName, () => Secp256k1 | undefined>> = {
  noble: () => noble,
  bundled: loadBundled,
  system: () => (withoutForeignCode ? undefined : loadSystem()),
};
const loaded = new Map<BackendName, Secp256k1 | undefined>();
let active: Secp256k1 = chosen === undefined ? (load('system') ?? load('bundled') ?? noble) : byName(chosen);

function load(name: BackendName): Secp256k1 | undefined {
  if (!loaded.has(name)) loaded.set(name, LOADERS[name]());
  return loaded.get(name);
}

function byName(name: string): Secp256k1 {
  const known = BACKEND_NAMES.find((candidate) => candidate === name);
  if (known === undefined) {
    throw new Error(`${CHOICE_VARIABLE}: "${name}" is none of ${BACKEND_NAMES.join(', ')}`);
  }
  const implementation = load(known);
  if (implementation === undefined) throw new Error(`libsecp256k1 (${known}) does not load on this system`);
  return implementation;
}

/** The implementation in use: the fastest that loads, unless the environment names another. */
export function backend(): Secp256k1 {
  return active;
}

/** The name of the implementation in use. */
export function backendName(): BackendName {
  return active.name;
}

/** The names of the implementations that load on this system. */
export function availableBackends(): readonly BackendName[] {
  return BACKEND_NAMES.filter((name) => load(name) !== undefined);
}

/** Changes the implementation: for tests, which run on each. @throws Error when it does not load. */
export function selectBackend(name: BackendName): void {
  active = byName(name);
}
