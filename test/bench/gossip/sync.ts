/** The first sync: a new node process is served a whole network by three peers, which are processes too. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bytesToHex } from '@sferic/crypto';
import { syntheticNodeId } from '../../synthetic/gossip.ts';
import { networkOf } from '../../synthetic/graph-store.ts';
import { BenchNode } from '../bench-node.ts';
import type { ProfileOfTime } from '../node/profile.ts';
import { type Usage, usedSince } from '../node/usage.ts';
import { giveNetwork, servedNetwork } from './served.ts';

export interface Synced {
  readonly channels: number;
  readonly nodes: number;
  /** From the first connection on: until all channels are known, all updates of them, and all nodes. */
  readonly secondsToChannels: number;
  readonly secondsToUpdates: number;
  readonly seconds: number;
  readonly used: Usage;
  /** Resident memory when in sync, the most until then, and before the first connection. */
  readonly residentBytes: number;
  readonly peakBytes: number;
  readonly residentBytesBefore: number;
  readonly storeBytes: number;
  readonly served: readonly Usage[];
  readonly profile?: ProfileOfTime;
}

const SEED = 1;
const SERVERS = ['one', 'two', 'three'];
const LOOK_MS = 200;
/** A look asks for one of so many nodes; their announcements come last, in no order of their numbers. */
const SAMPLED_NODES = 1_000;
const GIVE_UP_MS = 1_800_000;

export interface SyncOptions {
  readonly channels: number;
  /** Samples where the time goes, which takes some itself. */
  readonly isProfiled: boolean;
}

export async function firstSync(options: SyncOptions): Promise<Synced> {
  const served = await servedNetwork(options.channels, SEED, Math.floor(Date.now() / 1000));
  const directory = mkdtempSync(join(tmpdir(), 'sferic-bench-'));
  const cookiePath = join(directory, 'cookie');
  const chainProcess = fork(join(import.meta.dirname, 'chain.ts'), [
    ...[options.channels, SEED].map(String),
    cookiePath,
  ]);
  const nodes: BenchNode[] = [];
  try {
    const chain = { url: await firstWord(chainProcess), cookiePath };
    for (const name of [...SERVERS, 'new']) {
      const home = join(directory, name);
      if (name !== 'new') giveNetwork(served, home);
      const isVerbose = process.env['SFERIC_BENCH_LOG'] !== undefined;
      nodes.push(await BenchNode.start({ directory: home, name, chain, port: 0, isVerbose }));
    }
    return await measure(nodes.slice(-1)[0] as BenchNode, nodes.slice(0, -1), options);
  } finally {
    await Promise.all(nodes.map((node) => node.end()));
    chainProcess.disconnect();
    rmSync(directory, { recursive: true });
  }
}

async function measure(
  node: BenchNode,
  servers: readonly BenchNode[],
  { channels, isProfiled }: SyncOptions,
): Promise<Synced> {
  for (const server of servers)
    await until(async () => (await server.ask.info()).graph.channels === channels);
  const residentBytesBefore = await node.ask.residentBytes();
  if (isProfiled) await node.ask.startProfile();
  const [before, ...serversBefore] = await Promise.all([node, ...servers].map((one) => one.ask.usage()));
  const began = performance.now();
  const passed = (): number => (performance.now() - began) / 1000;
  await Promise.all(servers.map((server) => node.ask.connect(server.uri)));

  await until(async () => (await node.ask.info()).graph.channels === channels);
  const secondsToChannels = passed();
  await until(async () => (await node.ask.network()).directions === 2 * channels);
  const secondsToUpdates = passed();
  const { nodes } = networkOf(channels);
  await allAnnounced(node, nodes, Math.ceil(nodes / SAMPLED_NODES));
  const seconds = passed();

  const [after, ...serversAfter] = await Promise.all([node, ...servers].map((one) => one.ask.usage()));
  const peakBytes = await node.ask.peakBytes();
  const residentBytes = await node.ask.residentBytes();
  const profile = isProfiled ? await node.ask.stopProfile(profileFile()) : undefined;
  await allAnnounced(node, nodes, 1);
  return {
    channels,
    nodes,
    secondsToChannels,
    secondsToUpdates,
    seconds,
    used: usedSince(before as Usage, after as Usage),
    residentBytes,
    peakBytes,
    residentBytesBefore,
    storeBytes: await node.ask.storeBytes(),
    served: serversAfter.map((usage, index) => usedSince(serversBefore[index] as Usage, usage)),
    ...(profile !== undefined && { profile }),
  };
}

/** Waits for the announcements of every so many-th node. */
async function allAnnounced(node: BenchNode, nodes: number, step: number): Promise<void> {
  for (let number = 0; number < nodes; number += step) {
    const id = bytesToHex(syntheticNodeId(number));
    await until(async () => (await node.ask.networkNode(id)).announcedAt !== undefined);
  }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('the node is not in sync for half an hour');
    await delay(LOOK_MS);
  }
}

function profileFile(): string | undefined {
  const directory = process.env['SFERIC_BENCH_PROFILES'];
  return directory === undefined ? undefined : `${directory}/sync.cpuprofile`;
}

/** Where the chain listens. */
async function firstWord(child: ChildProcess): Promise<string> {
  const [word] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the chain did not start'))),
  ]);
  return String(word);
}
