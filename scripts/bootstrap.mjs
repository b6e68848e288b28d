// Installs what the workspace needs, once per lockfile. Plain JavaScript: it runs on any Node.js from 20 on.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@12.21.0';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.sferic-installed');

/** What the installation depends on: when it is unchanged, there is nothing to install. */
function stamp() {
  const hash = createHash('sha256').update(PNPM).update(`${process.platform} ${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Path of a tool in node_modules/.bin. */
export function tool(name) {
  return join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

/** Path of the pinned Node.js. */
export function pinnedNode() {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Makes node_modules match the lockfile; exits with the installer's code when it fails. */
export function bootstrap() {
  const wanted = stamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted && existsSync(pinnedNode())) return;
  process.stderr.write('Installing (once): pinned Node.js and libraries ...\n');
  const started = performance.now();
  const args = ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'];
  const result = spawnSync('npx', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}\n`);
    process.stderr.write(
      `Installation failed: npx ${args.join(' ')} (${result.error?.message ?? `exit code ${result.status}`}).\n`,
    );
    process.stderr.write(
      'The npm registry must be reachable the first time; afterwards nothing is downloaded.\n',
    );
    process.exit(result.status || 1);
  }
  writeFileSync(stampFile, wanted);
  process.stderr.write(`Installed in ${((performance.now() - started) / 1000).toFixed(0)} s.\n`);
}
