import { decodeFeatures } from '@sferic/wire';
import { type ConnectError, type Peer, type PeerStatus, parseNodeId } from '../../p2p/index.ts';
import { type PeerInfo, type PeersOperations, ServiceError } from '../service.ts';
import type { NodeModules } from './modules.ts';

export function peerOperations(modules: NodeModules): PeersOperations {
  const { host, peerBook } = modules;
  return {
    async connect(address) {
      const peer = await connectTo(modules, address);
      host.want(peer.nodeId);
      return statusOf(modules, peer.nodeId);
    },

    async disconnect(text) {
      const nodeId = parseNodeId(text);
      if (nodeId === undefined) throw new ServiceError('invalid_argument', `"${text}" is not a node id`);
      if (host.peer(nodeId) === undefined && !host.isWanted(nodeId))
        throw new ServiceError('not_found', `${nodeId} is not connected`);
      host.unwant(nodeId);
      if (!modules.channels.peersOfChannels().has(nodeId)) await peerBook.forget(nodeId);
      await host.disconnect(nodeId, 'disconnected by the operator');
    },

    async peers() {
      return host.peers().map((status) => describePeer(modules, status));
    },
  };
}

/** Connects to a peer as a person named it, at the addresses that are known if none is given. */
export async function connectTo({ host, addressesOf }: NodeModules, address: string): Promise<Peer> {
  const nodeId = parseNodeId(address);
  const known = nodeId === undefined ? [] : addressesOf(nodeId);
  let failure: ConnectError | undefined;
  for (const candidate of known.length > 0 ? known : [address]) {
    const result = await host.connect(candidate);
    if ('send' in result) return result;
    failure = result;
  }
  throw new ServiceError(
    failure?.code === 'invalid_address' ? 'invalid_argument' : 'peer_unreachable',
    failure?.message ?? 'the peer cannot be reached',
  );
}

function statusOf(modules: NodeModules, nodeId: string): PeerInfo {
  const status = modules.host.peers().find((peer) => peer.nodeId === nodeId);
  if (status === undefined) throw new ServiceError('peer_unreachable', 'the peer has disconnected');
  return describePeer(modules, status);
}

function describePeer({ channels }: NodeModules, status: PeerStatus): PeerInfo {
  const { nodeId, address, direction, connected, wanted, features, rttMilliseconds } = status;
  return {
    nodeId,
    address,
    direction,
    connected,
    wanted,
    features: Object.keys(decodeFeatures(features ?? new Uint8Array(0))),
    ...(rttMilliseconds !== undefined && { pingMilliseconds: Math.round(rttMilliseconds) }),
    channels: channels.details().filter((channel) => channel.peer === nodeId).length,
  };
}
