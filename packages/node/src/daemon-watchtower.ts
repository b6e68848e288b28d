/** The watchtowers of a node, and the one that it may be for others. */
import type { Channels } from './channels/index.ts';
import { after, seconds } from './clock.ts';
import type { Foundation } from './daemon-options.ts';
import type { Host } from './p2p/index.ts';
import { TowerServer, Towers } from './watchtower/index.ts';

/** `channels` and `host` are asked for when they are there. */
export function makeTowers(
  { options, store, chain: { keys } }: Foundation,
  channels: () => Channels,
  host: () => Host,
): Towers {
  return new Towers({
    store,
    handleKey: keys.towerKey,
    source: (id) => channels().justiceSource(id),
    openLink: (...args) => host().openLink(...args),
    isConnected: (nodeId) => host().peer(nodeId) !== undefined,
    now: seconds,
    after,
    log: options.log,
  });
}

export function makeTower(
  { options, store, chain: { wallet, broadcaster, fees, follower } }: Foundation,
  channels: () => Channels,
): TowerServer {
  return new TowerServer({
    store,
    wallet,
    broadcaster,
    estimates: () => fees.current,
    height: () => follower.tip.height,
    keep: () => channels().enforcementReserve,
    log: options.log,
  });
}
