/** Prints every import that breaks the rules of import-rules.ts, and fails when there is one. */
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { findImportViolations } from './import-rules.ts';
import { root } from './workspace.ts';

const SOURCES = ['packages/*/{src,test,scripts}/**/*.{ts,mjs}', 'test/**/*.ts', 'scripts/*.{ts,mjs}'];
const EXCLUDED = (path: string) => /(^|[\\/])(node_modules|generated)([\\/]|$)/.test(path);

const files = globSync(SOURCES, { cwd: root })
  .filter((path) => !EXCLUDED(path))
  .map((path) => ({ path: path.split(sep).join('/'), text: readFileSync(join(root, path), 'utf8') }));
const violations = findImportViolations(files);
for (const { path, line, specifier, reason } of violations) {
  console.error(`${path}:${line}: '${specifier}': ${reason}`);
}
console.log(`${files.length} files, ${violations.length} forbidden imports`);
process.exitCode = violations.length === 0 ? 0 : 1;
