// `node scripts/run.mjs FILE [ARGUMENTS]`: installs if need be, then runs a TypeScript file on the pinned Node.js.
// `node scripts/run.mjs --tool NAME [ARGUMENTS]`: likewise for a tool of node_modules/.bin.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { bootstrap, pinnedNode, root, tool } from './bootstrap.mjs';

bootstrap();
const [first, ...rest] = process.argv.slice(2);
const isTool = first === '--tool';
const command = isTool ? tool(rest[0]) : pinnedNode();
// Room for new objects: with more of it, fewer of them are copied while they wait. Who needs the memory says so.
const roomForNew = /semi-space-size/.test(process.env.NODE_OPTIONS ?? '') ? [] : ['--max-semi-space-size=32'];
const options = ['--disable-warning=ExperimentalWarning', ...roomForNew];
const args = isTool ? rest.slice(1) : [...options, join(root, first), ...rest];
const env = {
  // Stripped and compiled modules are kept: a process that starts again, or the next command, loads in half the time.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
  ...process.env,
  PATH: `${dirname(pinnedNode())}${delimiter}${process.env.PATH}`,
};
const child = spawn(command, args, { stdio: 'inherit', env, shell: isTool && process.platform === 'win32' });
// A signal goes to the child, which ends cleanly; this process then ends as the child did.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
