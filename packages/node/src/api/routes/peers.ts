import { route } from '../route.ts';
import { list } from '../schema.ts';
import * as schemas from '../schemas.ts';

const peers = route(
  {
    method: 'GET',
    path: '/v1/peers',
    id: 'peers',
    tag: 'peers',
    summary: 'Connected peers, and those that the node reconnects to',
    input: schemas.nothing,
    reply: list(schemas.peerInfo),
    errors: [],
  },
  (service) => service.peers(),
);

const connect = route(
  {
    method: 'POST',
    path: '/v1/peers',
    id: 'connect',
    tag: 'peers',
    summary: 'Connects to a peer, and again whenever it is gone',
    input: schemas.peerAddress,
    reply: schemas.peerInfo,
    errors: ['peer_unreachable'],
  },
  (service, { address }) => service.connect(address),
);

const disconnect = route(
  {
    method: 'DELETE',
    path: '/v1/peers/{nodeId}',
    id: 'disconnect',
    tag: 'peers',
    summary: 'Disconnects from a peer',
    input: schemas.peerName,
    errors: ['not_found', 'conflict'],
  },
  (service, { nodeId }) => service.disconnect(nodeId),
);

export const PEER_ROUTES = { peers, connect, disconnect } as const;
