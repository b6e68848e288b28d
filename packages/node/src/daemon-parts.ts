/** Parts of a node that take much telling. */
import { randomBytes } from '@sferic/crypto';
import { Backups } from './backup/index.ts';
import type { Channels } from './channels/index.ts';
import { after, milliseconds } from './clock.ts';
import type { Foundation } from './daemon-options.ts';

export function makeBackups(
  { options, store, chain: { keys, follower } }: Foundation,
  channels: Channels,
  peers: {
    readonly addressesOf: (nodeId: string) => readonly string[];
    readonly adopted: (nodeId: Uint8Array, addresses: readonly string[]) => Promise<void>;
  },
): Backups {
  return new Backups({
    directory: options.directory,
    store,
    backupKey: keys.backupKey,
    channels,
    isNewSeed: options.chain.isNewSeed === true,
    addressesOf: peers.addressesOf,
    height: () => follower.tip.height,
    now: milliseconds,
    entropy: randomBytes,
    adopted: async (adopted) => {
      for (const { peer, addresses } of adopted) await peers.adopted(peer, addresses);
    },
    hasChannel: (nodeId) => channels.peersOfChannels().has(nodeId),
    after,
    log: options.log,
  });
}
