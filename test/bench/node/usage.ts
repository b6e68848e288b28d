/** What a process has used since it started. */
import { readFileSync } from 'node:fs';
import { syncsSoFar } from './syncs.ts';

export interface Usage {
  /** Of all threads, in and for the process. */
  readonly cpuMilliseconds: number;
  /** How often its store has waited for the disk. */
  readonly syncs: number;
  /** As the system counts bytes on their way to the disk; 0 where it doesn't. */
  readonly bytesWritten: number;
}

export function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMilliseconds: (user + system) / 1000, syncs: syncsSoFar(), bytesWritten: bytesWritten() };
}

export function usedSince(before: Usage, after: Usage): Usage {
  return {
    cpuMilliseconds: after.cpuMilliseconds - before.cpuMilliseconds,
    syncs: after.syncs - before.syncs,
    bytesWritten: after.bytesWritten - before.bytesWritten,
  };
}

function bytesWritten(): number {
  try {
    return Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
