/** The rules of the repository hold: what breaks one is found. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findImportViolations } from '../../scripts/import-rules.ts';
import { root, toolCommand } from '../../scripts/workspace.ts';

function violations(path: string, text: string): readonly string[] {
  return findImportViolations([{ path, text }]).map(({ specifier }) => specifier);
}

const FORBIDDEN: readonly (readonly [string, string, string])[] = [
  ['a package imports one above it', 'packages/codec/src/a.ts', '@sferic/wire'],
  ['a package imports one beside it', 'packages/onion/src/a.ts', '@sferic/wire'],
  ['regtest imports what it judges', 'packages/regtest/src/a.ts', '@sferic/channel'],
  ['sources import what is for tests', 'packages/node/src/channels/a.ts', '@sferic/channel/testing'],
  ['regtest imports even a codec', 'packages/regtest/src/a.ts', '@sferic/codec'],
  ['the node imports the chain that it talks to', 'packages/node/src/chain/a.ts', '@sferic/regtest'],
  ['a package is not imported by its entry', 'packages/wire/src/a.ts', '@sferic/codec/src/tlv.ts'],
  ['a package is reached by a path', 'packages/wire/src/a.ts', '../../codec/src/index.ts'],
  ['a crypto library outside of crypto', 'packages/onion/src/a.ts', '@noble/hashes/sha2.js'],
  ['a crypto library in a test', 'packages/onion/test/a.test.ts', '@noble/hashes/sha2.js'],
  ['the fallback entry of secp256k1', 'packages/channel/src/a.ts', 'secp256k1'],
  ['node:crypto outside of crypto', 'packages/node/src/wallet/a.ts', 'node:crypto'],
  ['libp2p outside of p2p', 'packages/node/src/channels/a.ts', '@libp2p/interface'],
  ['protobuf outside of wire', 'packages/node/src/p2p/a.ts', 'protobufjs/minimal.js'],
  ['the store imports the chain', 'packages/node/src/store/a.ts', '../chain/a.ts'],
  ['p2p imports the store', 'packages/node/src/p2p/deep/a.ts', '../../store/index.ts'],
  ['the world imports trade', 'packages/node/src/chain/a.ts', '../wallet/coins.ts'],
  ['trade imports the API', 'packages/node/src/payments/invoice/a.ts', '../../api/routes.ts'],
  ['trade imports the daemon', 'packages/node/src/switch/a.ts', '../daemon.ts'],
  ['the command line reaches into the store', 'packages/node/src/cli/a.ts', '../store/index.ts'],
  ['the command line reaches into the daemon', 'packages/node/src/cli/a.ts', '../daemon.ts'],
  ['a part that has no place', 'packages/node/src/gossip/a.ts', '../p2p/host.ts'],
  ['a source imports a test', 'packages/codec/src/a.ts', '../test/a.ts'],
];

for (const [name, path, specifier] of FORBIDDEN) {
  test(`found: ${name}`, () => {
    assert.deepEqual(violations(path, `import { a } from '${specifier}';`), [specifier]);
    assert.deepEqual(violations(path, `import type {\n  a,\n} from "${specifier}";`), [specifier]);
    assert.deepEqual(violations(path, `export * from '${specifier}';`), [specifier]);
    assert.deepEqual(violations(path, `import '${specifier}';`), [specifier]);
    assert.deepEqual(violations(path, `const a = await import('${specifier}');`), [specifier]);
  });
}

const ALLOWED: readonly (readonly [string, string])[] = [
  ['packages/codec/src/a.ts', '@sferic/crypto'],
  ['packages/node/src/channels/a.ts', '@sferic/channel'],
  ['packages/node/src/channels/a.ts', '../store/index.ts'],
  ['packages/node/src/payments/invoice/a.ts', '../../routing/find.ts'],
  ['packages/node/src/daemon.ts', './api/server.ts'],
  ['packages/node/src/p2p/a.ts', '../log.ts'],
  ['packages/node/src/p2p/a.ts', 'libp2p'],
  ['packages/crypto/src/noble.ts', '@noble/secp256k1'],
  ['packages/crypto/test/a.test.ts', '../src/index.ts'],
  ['packages/wire/test/a.test.ts', 'node:crypto'],
  ['test/simulation/a.test.ts', '@sferic/regtest'],
  ['packages/node/test/channels/a.test.ts', '@sferic/channel/testing'],
  ['scripts/a.ts', 'node:crypto'],
];

test('imports that run downwards are not found', () => {
  for (const [path, specifier] of ALLOWED) {
    assert.deepEqual(violations(path, `import { a } from '${specifier}';`), [], `${path} ${specifier}`);
  }
});

test('a comment is no import, and the line is that of the import', () => {
  const line = (specifier: string) => `import '${specifier}';`;
  const text = `/* as in\n ${line('secp256k1')} */\n// ${line('secp256k1')}\n${line('node:crypto')}\n`;
  const found = findImportViolations([{ path: 'packages/wire/src/a.ts', text }]);
  assert.deepEqual(
    found.map(({ line: at, specifier }) => [at, specifier]),
    [[4, 'node:crypto']],
  );
});

/** Lints a planted file by the rules of this repository, outside of it. */
function lint(text: string): { readonly failed: boolean; readonly output: string } {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-planted-'));
  try {
    const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as object;
    writeFileSync(join(directory, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
    writeFileSync(join(directory, 'planted.ts'), text);
    const { program, args } = toolCommand('biome', 'lint', 'planted.ts');
    const result = spawnSync(program, args, {
      cwd: directory,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    return { failed: result.status !== 0, output: result.stdout + result.stderr };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `export const a${index} = ${index};`);
const body = (count: number) => Array.from({ length: count }, (_, index) => `  console.log(${index});`);

test('a file of more than 400 lines is found', () => {
  assert.equal(lint(lines(400).join('\n')).failed, false);
  const { failed, output } = lint(lines(401).join('\n'));
  assert.equal(failed, true);
  assert.match(output, /noExcessiveLinesPerFile/);
});

test('a function of more than 70 lines is found', () => {
  const planted = (count: number) => ['export function planted(): void {', ...body(count), '}'].join('\n');
  assert.equal(lint(planted(68)).failed, false);
  const { failed, output } = lint(planted(71));
  assert.equal(failed, true);
  assert.match(output, /noExcessiveLinesPerFunction/);
});

test('any and non-null assertions are found', () => {
  assert.match(lint('export const a: any = 1;\n').output, /noExplicitAny/);
  const assertion = 'export const a = (b: string | undefined) => b!.length;\n';
  assert.match(lint(assertion).output, /noNonNullAssertion/);
});
