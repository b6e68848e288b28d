/** What peers serve: a synthetic network whose signatures hold, made once a week and kept. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHAINS } from '@sferic/node/testing';
import { networkOf, storeNetwork } from '../../synthetic/graph-store.ts';

const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/sferic-gossip');
/** After two weeks gossip is stale. */
const WEEK_SECONDS = 604_800;

/** The directory of a store with the network; `now`: seconds. */
export async function servedNetwork(channels: number, seed: number, now: number): Promise<string> {
  const at = now - (now % WEEK_SECONDS);
  const name = `${channels}-${seed}-${at}`;
  const directory = join(CACHE, name);
  if (existsSync(directory)) return directory;
  mkdirSync(CACHE, { recursive: true });
  for (const old of readdirSync(CACHE))
    if (!old.endsWith(String(at))) rmSync(join(CACHE, old), { recursive: true });
  const unfinished = `${directory}-new-${process.pid}`;
  mkdirSync(unfinished);
  const { chainHash: chain } = CHAINS.regtest;
  await storeNetwork(unfinished, networkOf(channels), seed, { at, isSigned: true, chain });
  renameSync(unfinished, directory);
  return directory;
}

/** Puts the network into the data directory of a node that has not been started. */
export function giveNetwork(served: string, directory: string): void {
  cpSync(served, directory, { recursive: true });
}
