/** The operations of `NodeService`, on a running node. */
import { formatBlockHash } from '../../chain/index.ts';
import { uriOf } from '../../p2p/index.ts';
import type { NodeInfo, NodeService } from '../service.ts';
import { channelOperations, describeFundingPolicy } from './channels.ts';
import { invoiceOperations } from './invoices.ts';
import type { NodeModules } from './modules.ts';
import { networkOperations } from './network.ts';
import { paymentOperations } from './payments.ts';
import { peerOperations } from './peers.ts';
import { spontaneousOperations } from './spontaneous.ts';
import { streamOperations } from './streams.ts';
import { towerOperations } from './towers.ts';
import { walletOperations } from './wallet.ts';

export { describeChannel } from './describe-channel.ts';
export type { NodeIdentity, NodeModules } from './modules.ts';

export function createService(modules: NodeModules): NodeService {
  return {
    info: async () => describeNode(modules),
    stop: async () => modules.requestStop(),
    subscribe: modules.subscribe,
    ...peerOperations(modules),
    ...walletOperations(modules),
    ...channelOperations(modules),
    ...invoiceOperations(modules),
    ...paymentOperations(modules),
    ...networkOperations(modules),
    ...spontaneousOperations(modules),
    ...streamOperations(modules),
    ...towerOperations(modules),
  };
}

function describeNode(modules: NodeModules): NodeInfo {
  const { host, identity, chain, follower, channels, graph, fundingPolicy } = modules;
  const details = channels.details();
  const active = details.filter((channel) => channel.usable).length;
  const pending = details.filter((channel) => channel.state.includes('wait_for_ready')).length;
  const listening = host.addresses();
  return {
    nodeId: host.nodeId,
    peerId: host.peerId.toString(),
    ...identity,
    network: chain.name,
    blockHeight: follower.delivered.height,
    blockHash: formatBlockHash(follower.delivered.hash),
    syncedToChain: follower.synced,
    listening: listening.map(String),
    uris: listening.map((address) => uriOf(host.nodeId, address)).filter((uri) => uri !== undefined),
    features: Object.keys(modules.features),
    peers: host.connectedPeers().length,
    channels: { active, pending, inactive: details.length - active - pending },
    graph: graph.size,
    fundingPolicy: describeFundingPolicy(fundingPolicy.current),
  };
}
