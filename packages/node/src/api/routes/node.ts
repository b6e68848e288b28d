import { route } from '../route.ts';
import * as schemas from '../schemas.ts';

const info = route(
  {
    method: 'GET',
    path: '/v1/info',
    id: 'info',
    tag: 'node',
    summary: 'The node: its id, addresses, chain and counts',
    input: schemas.nothing,
    reply: schemas.nodeInfo,
    errors: [],
  },
  (service) => service.info(),
);

const stop = route(
  {
    method: 'POST',
    path: '/v1/stop',
    id: 'stop',
    tag: 'node',
    summary: 'Stops the node',
    description: 'The reply says that stopping has begun. Channels stay open and go on at the next start.',
    input: schemas.nothing,
    errors: [],
  },
  (service) => service.stop(),
);

export const NODE_ROUTES = { info, stop } as const;
