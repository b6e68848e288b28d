/** Where the time of the nodes of a line goes, for each payment. */
import { mkdir } from 'node:fs/promises';
import type { BenchNode } from './bench-node.ts';
import { type ProfileOfTime, TIME_CLASSES } from './node/profile.ts';
import { print, row } from './table.ts';

export type NodeProfile = ProfileOfTime & { readonly node: string };

export async function startProfiles(nodes: readonly BenchNode[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.ask.startProfile()));
}

/** `name`: of the files that the profiles are left in, where that is asked for. */
export async function stopProfiles(
  nodes: readonly BenchNode[],
  name: string,
): Promise<readonly NodeProfile[]> {
  const directory = process.env['SFERIC_BENCH_PROFILES'];
  if (directory !== undefined) await mkdir(directory, { recursive: true });
  const profiles = [];
  for (const node of nodes) {
    const file = directory === undefined ? undefined : `${directory}/${name}-${node.name}.cpuprofile`;
    profiles.push({ node: node.name, ...(await node.ask.stopProfile(file)) });
  }
  return profiles;
}

export function showProfiles(title: string, profiles: readonly NodeProfile[], payments: number): void {
  print();
  row(title, TIME_CLASSES);
  for (const { node, split } of profiles)
    row(
      `  ${node}`,
      TIME_CLASSES.map((kind) => split[kind] / payments),
    );
  if (process.env['SFERIC_BENCH_PROFILES'] === undefined) return;
  for (const { node, top } of profiles)
    for (const [place, milliseconds] of top)
      print(`  ${node} ${(milliseconds / payments).toFixed(4)} ${place}`);
}
