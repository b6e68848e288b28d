#!/usr/bin/env node
/** The `sferic` command. A node's modules are loaded for `sferic node` alone, so that the other commands start fast. */
import { ApiClient } from './api/index.ts';
import { type CliContext, EXIT, runCli } from './cli/index.ts';
import { onEndSignals } from './main/end-signals.ts';

const interrupted = new AbortController();

const context: CliContext = {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  colors: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
  ...(process.stdout.isTTY && { width: process.stdout.columns }),
  environment: process.env,
  now: () => performance.now(),
  signal: interrupted.signal,
  connect: (directory) => ApiClient.ofDirectory(directory),
  isAlive,
  runNode: async (request) => (await import('./main/run-node.ts')).runNode(request),
  backUp: async (directory, target) => (await import('./main/restore.ts')).backUp(directory, target),
  restore: async (request) => (await import('./main/restore.ts')).restore(request, process.env),
  runRegtest: async (args) => (await import('@sferic/regtest')).runRegtest(args),
};

/** Signal 0 reaches a process or fails; without the right to signal it, it lives. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const [command] = process.argv.slice(2);

// `sferic events | head -1`: when nobody reads any more, a command is done. A node goes on without its audience.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (command !== 'node') process.exit(EXIT.success);
  });

// Only what follows something ends by it; the node and the chain have handlers of their own, the rest ends at once.
if (command === 'events' || command === 'stream')
  onEndSignals(
    process,
    () => performance.now(),
    () => interrupted.abort(),
    () => process.exit(EXIT.failure),
  );

process.exitCode = await runCli(process.argv.slice(2), context);
// Everything is stopped; libp2p leaves a timer that would keep the process for another second.
if (command === 'node') process.exit();
