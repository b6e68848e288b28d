import { route } from '../route.ts';
import { list } from '../schema.ts';
import * as schemas from '../schemas.ts';

const send = route(
  {
    method: 'POST',
    path: '/v1/spontaneous',
    id: 'send',
    tag: 'payments',
    summary: 'Pays a node without an invoice',
    description: 'Replies when the payment has succeeded. Each call is a payment of its own.',
    input: schemas.sendRequest,
    reply: schemas.paymentInfo,
    errors: ['no_route', 'payment_failed', 'chain_unavailable', 'conflict', 'timeout'],
  },
  (service, request) => service.send(request),
);

const probe = route(
  {
    method: 'POST',
    path: '/v1/probes',
    id: 'probe',
    tag: 'payments',
    summary: 'Whether an amount would reach a node, and at what fee',
    description: 'Sends an HTLC that nobody can take, and tells how far it came.',
    input: schemas.probeRequest,
    reply: schemas.probeResult,
    errors: ['chain_unavailable', 'conflict', 'timeout'],
  },
  (service, request) => service.probe(request),
);

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

export const SPONTANEOUS_ROUTES = { send, probe, received } as const;
