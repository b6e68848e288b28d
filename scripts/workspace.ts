/** What the scripts of this folder share: the root of the repository, and running a tool in it. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { env, execPath, platform } from 'node:process';
import { fileURLToPath } from 'node:url';

const isWindows = platform === 'win32';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A program with its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** A tool that the workspace installs, such as `biome`. */
export function toolCommand(name: string, ...args: readonly string[]): Command {
  return { program: join(root, 'node_modules', '.bin', isWindows ? `${name}.cmd` : name), args };
}

/** A script on the Node.js that runs this one. */
export function nodeCommand(...args: readonly string[]): Command {
  return { program: execPath, args: ['--disable-warning=ExperimentalWarning', ...args] };
}

/** Runs a command in the root with this terminal; its exit code, 1 when it could not start or was killed. */
export function run({ program, args }: Command): Promise<number> {
  return new Promise((resolve) => {
    const isScript = isWindows && program.endsWith('.cmd');
    const child = spawn(program, args, { cwd: root, env, stdio: 'inherit', shell: isScript });
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
