/** What benchmarks have in common as programs. */
import { availableParallelism, cpus } from 'node:os';
import { backendName } from '@sferic/crypto';
import { print } from './table.ts';

/** The arguments are wrong: the message is shown, and where there is help. */
export class UsageError extends Error {}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly secp256k1: string;
}

/** Prints on what is measured. */
export function showMachine(): Machine {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
    secp256k1: backendName(),
  };
  print(`${machine.cpu}, ${machine.cores} cores, Node.js ${machine.node}, secp256k1: ${machine.secp256k1}`);
  return machine;
}

/** Runs a program; what goes wrong is told, and shows in the exit code. */
export async function runProgram(main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n${isUsage ? 'Try: --help\n' : ''}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
