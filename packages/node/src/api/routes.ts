/** Every operation of the API but the event stream: the router, the client and the OpenAPI document follow this table. */
import { type AnyRoute, route } from './route.ts';
import { list } from './schema.ts';
import * as schemas from './schemas.ts';

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

const fundingPolicy = route(
  {
    method: 'GET',
    path: '/v1/funding-policy',
    id: 'fundingPolicy',
    tag: 'channels',
    summary: 'What the node adds to channels that others open',
    input: schemas.nothing,
    reply: schemas.fundingPolicy,
    errors: [],
  },
  (service) => service.fundingPolicy(),
);

const setFundingPolicy = route(
  {
    method: 'PUT',
    path: '/v1/funding-policy',
    id: 'setFundingPolicy',
    tag: 'channels',
    summary: 'Sets what the node adds to channels that others open',
    input: schemas.fundingPolicyRequest,
    reply: schemas.fundingPolicy,
    errors: [],
  },
  (service, { policy }) => service.setFundingPolicy(policy),
);

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

const channels = route(
  {
    method: 'GET',
    path: '/v1/channels',
    id: 'channels',
    tag: 'channels',
    summary: 'All channels that are not forgotten',
    input: schemas.nothing,
    reply: list(schemas.channelInfo),
    errors: [],
  },
  (service) => service.channels(),
);

const channel = route(
  {
    method: 'GET',
    path: '/v1/channels/{channelId}',
    id: 'channel',
    tag: 'channels',
    summary: 'One channel',
    input: schemas.channelName,
    reply: schemas.channelInfo,
    errors: ['not_found'],
  },
  (service, { channelId }) => service.channel(channelId),
);

const open = route(
  {
    method: 'POST',
    path: '/v1/channels',
    id: 'open',
    tag: 'channels',
    summary: 'Opens a channel',
    description:
      'Replies when the funding transaction is signed and published; the channel is usable after it confirms. ' +
      'Connects to the peer first if an address is given.',
    input: schemas.openRequest,
    reply: schemas.channelInfo,
    status: 201,
    errors: ['peer_unreachable', 'insufficient_funds', 'channel_unusable', 'chain_unavailable', 'timeout'],
  },
  (service, request) => service.open(request),
);

const close = route(
  {
    method: 'POST',
    path: '/v1/channels/{channelId}/close',
    id: 'close',
    tag: 'channels',
    summary: 'Closes a channel',
    description:
      'Replies when a closing transaction is signed by both sides, or ours alone when forced, and offered to the chain.',
    input: schemas.closeRequest,
    reply: schemas.closeResult,
    errors: ['not_found', 'channel_unusable', 'peer_unreachable', 'timeout'],
  },
  (service, request) => service.close(request),
);

const pending = route(
  {
    method: 'GET',
    path: '/v1/pending',
    id: 'pending',
    tag: 'channels',
    summary: 'Channels that are closing: what is claimed of each, by when, and at what fee',
    input: schemas.nothing,
    reply: list(schemas.pendingChannel),
    errors: [],
  },
  (service) => service.pending(),
);

const createInvoice = route(
  {
    method: 'POST',
    path: '/v1/invoices',
    id: 'createInvoice',
    tag: 'payments',
    summary: 'Creates an invoice',
    input: schemas.invoiceRequest,
    reply: schemas.invoiceInfo,
    status: 201,
    errors: [],
  },
  (service, request) => service.createInvoice(request),
);

const invoices = route(
  {
    method: 'GET',
    path: '/v1/invoices',
    id: 'invoices',
    tag: 'payments',
    summary: 'All invoices of this node',
    input: schemas.nothing,
    reply: list(schemas.invoiceInfo),
    errors: [],
  },
  (service) => service.invoices(),
);

const invoice = route(
  {
    method: 'GET',
    path: '/v1/invoices/{paymentHash}',
    id: 'invoice',
    tag: 'payments',
    summary: 'One invoice of this node',
    input: schemas.paymentName,
    reply: schemas.invoiceInfo,
    errors: ['not_found'],
  },
  (service, { paymentHash }) => service.invoice(paymentHash),
);

const decode = route(
  {
    method: 'POST',
    path: '/v1/decode',
    id: 'decode',
    tag: 'payments',
    summary: 'What an invoice says',
    input: schemas.invoiceText,
    reply: schemas.decodedInvoice,
    errors: [],
  },
  (service, request) => service.decode(request.invoice),
);

const pay = route(
  {
    method: 'POST',
    path: '/v1/payments',
    id: 'pay',
    tag: 'payments',
    summary: 'Pays an invoice',
    description:
      'Replies when the payment has succeeded. Asking again for the same invoice never pays twice: it tells the outcome ' +
      'of the first. A payment goes on when the client goes away.',
    input: schemas.payRequest,
    reply: schemas.paymentInfo,
    errors: ['no_route', 'payment_failed', 'insufficient_funds', 'chain_unavailable', 'timeout'],
  },
  (service, request) => service.pay(request),
);

const payments = route(
  {
    method: 'GET',
    path: '/v1/payments',
    id: 'payments',
    tag: 'payments',
    summary: 'All payments that this node has sent',
    input: schemas.nothing,
    reply: list(schemas.paymentInfo),
    errors: [],
  },
  (service) => service.payments(),
);

const payment = route(
  {
    method: 'GET',
    path: '/v1/payments/{paymentHash}',
    id: 'payment',
    tag: 'payments',
    summary: 'One payment that this node has sent',
    input: schemas.paymentName,
    reply: schemas.paymentInfo,
    errors: ['not_found'],
  },
  (service, { paymentHash }) => service.payment(paymentHash),
);

const forwards = route(
  {
    method: 'GET',
    path: '/v1/forwards',
    id: 'forwards',
    tag: 'payments',
    summary: 'Recent payments that went through this node',
    input: schemas.nothing,
    reply: list(schemas.forwardInfo),
    errors: [],
  },
  (service) => service.forwards(),
);

/** By operation; each is the method of `NodeService` of the same name. */
export const ROUTES = {
  info,
  stop,
  peers,
  connect,
  disconnect,
  walletBalance,
  walletAddress,
  walletCoins,
  walletSend,
  channels,
  channel,
  open,
  close,
  pending,
  fundingPolicy,
  setFundingPolicy,
  createInvoice,
  invoices,
  invoice,
  decode,
  pay,
  payments,
  payment,
  forwards,
} as const;

export const ROUTE_TABLE: readonly AnyRoute[] = Object.values(ROUTES);
