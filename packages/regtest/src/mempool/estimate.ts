import { compareFeerates, feerateOf, type SatPerKvb } from './fees.ts';
import type { Pool } from './pool.ts';

/**
 * The feerate that a transaction must outbid to be mined within `blocks` blocks, if nothing else came in.
 * @param blockWeight that a block has for transactions
 * @returns undefined when all that waits fits into these blocks: then nothing tells what a place is worth
 */
export function backlogFeerate(pool: Pool, blocks: number, blockWeight: number): SatPerKvb | undefined {
  const chunks = [...new Set([...pool.entries()].map((entry) => pool.chunk(entry)))];
  let room = blocks * blockWeight;
  for (const chunk of chunks.sort((a, b) => compareFeerates(b, a))) {
    room -= chunk.weight;
    if (room < 0) return feerateOf(chunk);
  }
  return undefined;
}
