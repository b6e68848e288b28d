/** What `sferic node` tells a person, beside its log. */
import { join } from 'node:path';
import { type NodeInfo, TOKEN_FILE } from '../api/index.ts';
import { BACKUP_FILE } from '../backup/index.ts';
import { SEED_FILE, type Seed } from '../wallet/index.ts';

/** Where the node listens: lines for a person, or one line of JSON. */
export function describeStart(
  info: NodeInfo,
  apiUrl: string,
  dataDirectory: string,
  isJson: boolean,
): string {
  const { nodeId, uris, network, version } = info;
  if (isJson) return `${JSON.stringify({ nodeId, uris, url: apiUrl, dataDirectory })}\n`;
  const addresses = uris.length > 0 ? uris : ['none: this node only dials'];
  return [
    `sferic ${version} on ${network}`,
    `  node      ${nodeId}`,
    ...addresses.map((address, index) => `  ${index === 0 ? 'peers    ' : '         '} ${address}`),
    `  API       ${apiUrl} (token in ${join(dataDirectory, TOKEN_FILE)})`,
    `  commands  sferic info --datadir ${dataDirectory}`,
    '',
  ].join('\n');
}

/** How to back up a new seed; its words only if they are given. */
export function describeNewSeed(directory: string, seed: Seed | undefined): string {
  const file = join(directory, SEED_FILE);
  const limits =
    `It restores the coins on chain. What is in channels needs ${BACKUP_FILE} too, which is rewritten with each new channel:\n` +
    "'sferic backup' copies it. Never start a node from an old copy of its data directory.\n";
  if (seed === undefined)
    return `A new seed is in ${file}. Keep a copy of this file in a safe place.\n${limits}`;
  const words = new TextDecoder().decode(seed.mnemonic.expose()).split(' ');
  const perLine = 6;
  const lines: string[] = [];
  for (let index = 0; index < words.length; index += perLine)
    lines.push(`  ${words.slice(index, index + perLine).join(' ')}`);
  return [
    '',
    'A new seed was made. Write these words down, in order, and keep them where nobody else looks:',
    '',
    ...lines,
    '',
    'They are shown only now. To restore: sferic restore <file with the words> [backup] --datadir <new directory>.',
    `${limits}\n`,
  ].join('\n');
}
