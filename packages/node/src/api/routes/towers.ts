import { route } from '../route.ts';
import { list } from '../schema.ts';
import * as schemas from '../schemas.ts';

const towers = route(
  {
    method: 'GET',
    path: '/v1/towers',
    id: 'towers',
    tag: 'towers',
    summary: 'The watchtowers of this node, and how far each has come',
    input: schemas.nothing,
    reply: list(schemas.towerInfo),
    errors: [],
  },
  (service) => service.towers(),
);

const addTower = route(
  {
    method: 'POST',
    path: '/v1/towers',
    id: 'addTower',
    tag: 'towers',
    summary: 'Adds a watchtower',
    description:
      'It covers what is revoked from now on, and what other watchtowers have yet to be told of; states that were revoked before are not covered.',
    input: schemas.peerAddress,
    reply: schemas.towerInfo,
    errors: ['peer_unreachable', 'conflict'],
  },
  (service, { address }) => service.addTower(address),
);

const removeTower = route(
  {
    method: 'DELETE',
    path: '/v1/towers/{nodeId}',
    id: 'removeTower',
    tag: 'towers',
    summary: 'Does without a watchtower from now on',
    input: schemas.peerName,
    errors: ['not_found'],
  },
  (service, { nodeId }) => service.removeTower(nodeId),
);

const towerServer = route(
  {
    method: 'GET',
    path: '/v1/tower',
    id: 'towerServer',
    tag: 'towers',
    summary: 'The watchtower that this node is for others',
    input: schemas.nothing,
    reply: schemas.towerServerInfo,
    errors: [],
  },
  (service) => service.towerServer(),
);

const serveTower = route(
  {
    method: 'PUT',
    path: '/v1/tower',
    id: 'serveTower',
    tag: 'towers',
    summary: 'Begins or ends taking clients as a watchtower',
    description: 'It holds over restarts. What was taken is watched for in any case.',
    input: schemas.towerServing,
    reply: schemas.towerServerInfo,
    errors: [],
  },
  (service, { serving }) => service.serveTower(serving),
);

export const TOWER_ROUTES = { towers, addTower, removeTower, towerServer, serveTower } as const;
