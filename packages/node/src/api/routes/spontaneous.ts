import { route } from '../route.ts';
import { list } from '../schema.ts';
import * as schemas from '../schemas.ts';

const received = route(
  {
    method: 'GET',
    path: '/v1/spontaneous',
    id: 'received',
    tag: 'payments',
    summary: 'Recent payments that came without an invoice',
    input: schemas.nothing,
    reply: list(schemas.spontaneousInfo),
    errors: [],
  },
  (service) => service.received(),
);

export const SPONTANEOUS_ROUTES = { received } as const;
