import { route } from '../route.ts';
import { list } from '../schema.ts';
import * as schemas from '../schemas.ts';

const walletBalance = route(
  {
    method: 'GET',
    path: '/v1/wallet/balance',
    id: 'walletBalance',
    tag: 'wallet',
    summary:
      'What the wallet holds on chain, and what is ours in channels: settled, in flight, closing, at risk',
    input: schemas.nothing,
    reply: schemas.walletBalance,
    errors: [],
  },
  (service) => service.walletBalance(),
);

const walletAddress = route(
  {
    method: 'POST',
    path: '/v1/wallet/addresses',
    id: 'walletAddress',
    tag: 'wallet',
    summary: 'A new address to receive on chain',
    input: schemas.nothing,
    reply: schemas.walletAddress,
    status: 201,
    errors: [],
  },
  (service) => service.walletAddress(),
);

const walletCoins = route(
  {
    method: 'GET',
    path: '/v1/wallet/coins',
    id: 'walletCoins',
    tag: 'wallet',
    summary: "The wallet's unspent outputs",
    input: schemas.nothing,
    reply: list(schemas.walletCoin),
    errors: [],
  },
  (service) => service.walletCoins(),
);

const walletSend = route(
  {
    method: 'POST',
    path: '/v1/wallet/send',
    id: 'walletSend',
    tag: 'wallet',
    summary: 'Sends coins on chain',
    input: schemas.walletSendRequest,
    reply: schemas.walletTransaction,
    errors: ['insufficient_funds', 'chain_unavailable'],
  },
  (service, request) => service.walletSend(request),
);

export const WALLET_ROUTES = { walletBalance, walletAddress, walletCoins, walletSend } as const;
