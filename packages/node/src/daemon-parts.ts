/** Parts of a node that take much telling. */
import { randomBytes } from '@sferic/crypto';
import type { NodeEvent } from './api/index.ts';
import { Backups } from './backup/index.ts';
import type { Channels } from './channels/index.ts';
import { after, milliseconds, seconds } from './clock.ts';
import type { Foundation } from './daemon-options.ts';
import type { GossipService } from './graph/index.ts';
import { describeInvoice, describePayment, Invoices, routeHintsOf, Sender } from './payments/index.ts';
import type { Router } from './routing/index.ts';

type Emit = (event: NodeEvent) => void;

const entropy = () => randomBytes(32);

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

export function makeInvoices(
  { options, store, chain: { chain, height, keys } }: Foundation,
  channels: Channels,
  graph: GossipService,
  emit: Emit,
): Invoices {
  return new Invoices({
    store,
    nodeSecret: keys.identity.secretKey,
    network: chain.network,
    height,
    now: milliseconds,
    entropy,
    routeHints: () => routeHintsOf(channels.channels(), (channel) => graph.peerPolicy(channel)),
    changed: (invoice) => emit({ type: 'invoice', invoice: describeInvoice(invoice, seconds()) }),
    log: options.log,
  });
}

export function makeSender(
  { options, store, chain: { chain, height, isStale, keys } }: Foundation,
  channels: Channels,
  routes: Router,
  emit: Emit,
): Sender {
  return new Sender({
    channels,
    store,
    routes,
    nodeId: keys.nodeId,
    network: chain.network,
    height,
    isHeightStale: isStale,
    now: milliseconds,
    entropy,
    after,
    changed: (payment) => emit({ type: 'payment', payment: describePayment(payment) }),
    log: options.log,
  });
}
