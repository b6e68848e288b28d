import { route } from '../route.ts';
import * as schemas from '../schemas.ts';

const network = route(
  {
    method: 'GET',
    path: '/v1/network',
    id: 'network',
    tag: 'network',
    summary: 'The network in figures: nodes, channels, capacity, fees, hubs',
    input: schemas.nothing,
    reply: schemas.networkInfo,
    errors: [],
  },
  (service) => service.network(),
);

const networkGraph = route(
  {
    method: 'POST',
    path: '/v1/network/graph',
    id: 'networkGraph',
    tag: 'network',
    summary: 'The largest channels of the network, with their terms',
    input: schemas.graphQuery,
    reply: schemas.networkGraphInfo,
    errors: [],
  },
  (service, { limit }) => service.networkGraph(limit),
);

const networkNode = route(
  {
    method: 'GET',
    path: '/v1/network/nodes/{nodeId}',
    id: 'networkNode',
    tag: 'network',
    summary: 'What a node has announced, and its channels',
    input: schemas.networkNodeName,
    reply: schemas.networkNode,
    errors: ['not_found'],
  },
  (service, { nodeId }) => service.networkNode(nodeId),
);

const findRoute = route(
  {
    method: 'POST',
    path: '/v1/route',
    id: 'route',
    tag: 'network',
    summary: 'The way that a payment would take now, and why; sends nothing',
    input: schemas.routeQuery,
    reply: schemas.routeReport,
    errors: ['no_route'],
  },
  (service, query) => service.route(query),
);

export const NETWORK_ROUTES = { network, networkGraph, networkNode, route: findRoute } as const;
