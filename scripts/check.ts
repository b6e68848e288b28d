/** `npm run check`: everything that is judged without running the code. All steps run, so that one call shows all. */
import { join } from 'node:path';
import { type Command, nodeCommand, root, run, toolCommand } from './workspace.ts';

const generator = join(root, 'packages', 'wire', 'scripts', 'generate.ts');

const steps: readonly (readonly [string, Command])[] = [
  ['format, lint and size limits', toolCommand('biome', 'check')],
  ['types', toolCommand('tsc', '-p', 'tsconfig.json')],
  ['import rules', nodeCommand(join(root, 'scripts', 'check-imports.ts'))],
  ['generated code is up to date', nodeCommand(generator, '--check')],
];

/** Runs all checks; whether all passed. */
export async function check(): Promise<boolean> {
  const failed: string[] = [];
  for (const [name, command] of steps) {
    const started = performance.now();
    console.log(`▶ ${name}`);
    if ((await run(command)) !== 0) failed.push(name);
    console.log(`  ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  if (failed.length > 0) console.error(`✖ check failed: ${failed.join('; ')}`);
  return failed.length === 0;
}

if (import.meta.main) process.exitCode = (await check()) ? 0 : 1;
