/** What `SFERIC_CRYPTO` chooses when a process starts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { arch, execPath, platform } from 'node:process';
import { test } from 'node:test';
import { availableBackends } from '../src/index.ts';

const PROGRAM = `
  import { availableBackends, backendName, bytesToHex, sha256 } from '${new URL('../src/index.ts', import.meta.url)}';
  import { openssl } from '${new URL('../src/openssl.ts', import.meta.url)}';
  const digest = bytesToHex(sha256(new TextEncoder().encode('abc'))).slice(0, 8);
  console.log(backendName(), digest, Object.values(openssl).filter(Boolean).length === 4 ? 'with C' : 'without C', availableBackends().at(-1));
`;

function start(choice: string | undefined) {
  const { SFERIC_CRYPTO: _, ...env } = process.env;
  if (choice !== undefined) env['SFERIC_CRYPTO'] = choice;
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', PROGRAM];
  return spawnSync(execPath, flags, { env, encoding: 'utf8' });
}

test('without a choice, or with an empty one, the fastest implementation that loads is in use', () => {
  for (const none of [undefined, '']) {
    const { stdout, stderr } = start(none);
    assert.match(stdout, /^(\w+) ba7816bf .* \1$/m, stderr);
  }
});

test('each implementation that loads can be chosen', () => {
  for (const name of availableBackends()) {
    const { stdout, stderr } = start(name);
    assert.match(stdout, new RegExp(`^${name} ba7816bf `), stderr);
  }
});

/** Where Debian and its kin put libraries. */
const PLACES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];

test('what this system has is in use', () => {
  const isPrebuilt = ['linux', 'darwin'].includes(platform) && ['x64', 'arm64'].includes(arch);
  if (isPrebuilt) assert.match(start(undefined).stdout, / with C /);
  const libraries = PLACES.filter((place) => existsSync(place)).flatMap((place) => readdirSync(place));
  if (libraries.some((name) => /^libsecp256k1\.so\.[12567]$/.test(name)))
    assert.match(start(undefined).stdout, /^system /);
});

test('with noble nothing in C is called', () => {
  assert.match(start('noble').stdout, /^noble ba7816bf without C /);
});

test('a name that there is not stops the process and names those that there are', () => {
  const { status, stderr } = start('openssl');
  assert.notEqual(status, 0);
  assert.match(stderr, /SFERIC_CRYPTO: "openssl" is none of noble, bundled, system/);
});
