/** Every operation of the API but the event stream: the router, the client and the OpenAPI document follow this table. */
import type { AnyRoute } from './route.ts';
import { CHANNEL_ROUTES } from './routes/channels.ts';
import { NETWORK_ROUTES } from './routes/network.ts';
import { NODE_ROUTES } from './routes/node.ts';
import { PAYMENT_ROUTES } from './routes/payments.ts';
import { PEER_ROUTES } from './routes/peers.ts';
import { SPONTANEOUS_ROUTES } from './routes/spontaneous.ts';
import { STREAM_ROUTES } from './routes/streams.ts';
import { TOWER_ROUTES } from './routes/towers.ts';
import { WALLET_ROUTES } from './routes/wallet.ts';

/** By operation; each is the method of `NodeService` of the same name. */
export const ROUTES = {
  ...NODE_ROUTES,
  ...PEER_ROUTES,
  ...WALLET_ROUTES,
  ...CHANNEL_ROUTES,
  ...PAYMENT_ROUTES,
  ...SPONTANEOUS_ROUTES,
  ...NETWORK_ROUTES,
  ...STREAM_ROUTES,
  ...TOWER_ROUTES,
} as const;

export const ROUTE_TABLE: readonly AnyRoute[] = Object.values(ROUTES);
