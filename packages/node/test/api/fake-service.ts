/** A node that holds nothing: it answers with examples, notes what it was asked, and reports what a test wants. */
import type {
  BumpRequest,
  ChannelEarnings,
  ChannelInfo,
  CloseRequest,
  DecodedInvoice,
  ForwardInfo,
  ForwardingPolicyRequest,
  FundingPolicy,
  InvoiceInfo,
  InvoiceRequest,
  NodeEvent,
  NodeInfo,
  NodeService,
  OpenRequest,
  PaymentInfo,
  PayRequest,
  PeerInfo,
  PendingChannel,
  ProbeRequest,
  RouteQuery,
  SendRequest,
  SpontaneousInfo,
  StreamInfo,
  StreamRequest,
  TowerInfo,
  TowerServerInfo,
  WalletBalance,
  WalletSendRequest,
} from '../../src/api/index.ts';
import {
  BLOCK_HASH,
  CHANNEL_ID,
  INVOICE,
  NODE_ID,
  NOW,
  OTHER_CHANNEL_ID,
  PAYMENT_HASH,
  PEER_ID,
  PREIMAGE,
  TXID,
} from './example-ids.ts';
import { CHANNEL, CLOSED, PENDING } from './fake-channels.ts';
import { NETWORK, NETWORK_GRAPH, NETWORK_NODE, PROBED, ROUTE } from './fake-network.ts';

export * from './example-ids.ts';
export * from './fake-channels.ts';
export { PROBED } from './fake-network.ts';

export const INFO: NodeInfo = {
  nodeId: NODE_ID,
  peerId: '16Uiu2HAm1example',
  alias: 'alice',
  color: '#3399ff',
  version: '0.1.0',
  network: 'regtest',
  blockHeight: 106,
  blockHash: BLOCK_HASH,
  syncedToChain: true,
  listening: ['/ip4/127.0.0.1/tcp/9735'],
  uris: [`${NODE_ID}@127.0.0.1:9735`],
  features: ['option_anchors'],
  peers: 1,
  channels: { active: 1, inactive: 0, pending: 0 },
  graph: { nodes: 4, channels: 3 },
  fundingPolicy: { type: 'match', limitSat: '1000000' },
};

export const PEER: PeerInfo = {
  nodeId: PEER_ID,
  address: '/ip4/127.0.0.1/tcp/9736',
  direction: 'outbound',
  connected: true,
  wanted: true,
  features: ['option_anchors'],
  pingMilliseconds: 1.5,
  channels: 1,
};

export const TOWER: TowerInfo = {
  nodeId: PEER_ID,
  addedAt: NOW,
  state: 'ready',
  pendingStates: 2,
  missedStates: 0,
  terms: {
    feerateSatPerVbyte: 2.5,
    packages: 1500,
    bytes: '400000',
    maxPackages: 1_000_000,
    maxBytes: '268435456',
  },
};

export const TOWER_SERVER: TowerServerInfo = {
  serving: true,
  clients: 3,
  packages: 1000,
  bytes: '300000',
  breaches: [{ txid: TXID, height: 105, outputs: 3, taken: 2, lost: 1, over: false }],
};

export const BALANCE: WalletBalance = {
  confirmedSat: '5000000000',
  unconfirmedSat: '100000',
  immatureSat: '0',
  reservedSat: '0',
  channels: { settledMsat: '999998500', inFlightMsat: '1500', closingSat: '40000', atRiskSat: '30000' },
};

export const INVOICE_INFO: InvoiceInfo = {
  invoice: INVOICE,
  paymentHash: PAYMENT_HASH,
  amountMsat: '25000000',
  description: 'coffee ☕',
  state: 'open',
  createdAt: NOW,
  expiresAt: NOW + 3600,
};

export const SETTLED: InvoiceInfo = {
  ...INVOICE_INFO,
  state: 'paid',
  hold: true,
  acceptedAt: NOW + 1,
  paidAt: NOW + 2,
  receivedMsat: '25000000',
};

export const CANCELED: InvoiceInfo = {
  ...INVOICE_INFO,
  state: 'canceled',
  receivedMsat: '25000000',
  acceptedAt: NOW + 1,
  canceledAt: NOW + 2,
  canceledBecause: 'canceled by its owner',
};

export const SPONTANEOUS: SpontaneousInfo = {
  paymentHash: PAYMENT_HASH,
  amountMsat: '1500',
  records: [{ type: '65537', value: 'c0ffee' }],
  receivedAt: NOW,
};

export const DECODED: DecodedInvoice = {
  network: 'regtest',
  payee: PEER_ID,
  paymentHash: PAYMENT_HASH,
  amountMsat: '25000000',
  description: 'coffee ☕',
  timestamp: NOW,
  expirySeconds: 3600,
  expired: false,
  minFinalCltvExpiryDelta: 18,
  features: ['payment_secret'],
  fallbackAddresses: [],
  routeHints: [
    [
      {
        nodeId: PEER_ID,
        shortChannelId: '103x1x0',
        feeBaseMsat: 1,
        feeProportionalMillionths: 2,
        cltvExpiryDelta: 3,
      },
    ],
  ],
};

export const PAYMENT: PaymentInfo = {
  paymentHash: PAYMENT_HASH,
  state: 'succeeded',
  purpose: 'invoice',
  payee: PEER_ID,
  amountMsat: '25000000',
  feeMsat: '2005',
  preimage: PREIMAGE,
  createdAt: NOW,
  completedAt: NOW + 1,
  attempts: [
    {
      state: 'failed',
      amountMsat: '25000000',
      feeMsat: '2005',
      hops: [{ nodeId: PEER_ID, shortChannelId: '103x1x0', holdMilliseconds: 100 }],
      failure: { code: 'temporary_channel_failure', nodeId: PEER_ID, message: 'the channel is empty' },
    },
    {
      state: 'succeeded',
      amountMsat: '25000000',
      feeMsat: '2005',
      hops: [{ nodeId: PEER_ID, shortChannelId: '104x1x0' }],
    },
  ],
};

export const SENT: PaymentInfo = {
  ...PAYMENT,
  purpose: 'spontaneous',
  records: [{ type: '65537', value: 'c0ffee' }],
};

export const FORWARD: ForwardInfo = {
  incoming: { channelId: CHANNEL_ID, htlcId: '0', amountMsat: '26005' },
  outgoing: { channelId: OTHER_CHANNEL_ID, htlcId: '7', amountMsat: '25000' },
  feeMsat: '1005',
  state: 'succeeded',
  receivedAt: NOW,
  holdMilliseconds: 240,
};

export const SESSION_ID = '5f3a9c01'.repeat(4);

export const STREAM: StreamInfo = {
  sessionId: SESSION_ID,
  direction: 'outgoing',
  state: 'interrupted',
  nodeId: PEER_ID,
  rateMsat: '50000',
  rateMilliseconds: 60_000,
  everyMilliseconds: 100,
  budgetMsat: '1000000',
  forMilliseconds: 600_000,
  amountMsat: '12345',
  payments: 17,
  feesMsat: '17000',
  underwayMsat: '83',
  createdAt: NOW,
  lastPaymentAt: NOW + 15,
  reason: 'no route',
};

export const INCOMING_STREAM: StreamInfo = {
  sessionId: 'c0ffee00'.repeat(4),
  direction: 'incoming',
  state: 'quiet',
  rateMsat: '1',
  rateMilliseconds: 1000,
  amountMsat: '777',
  payments: 777,
  createdAt: NOW,
  lastPaymentAt: NOW + 777,
};

export const EARNINGS: ChannelEarnings = {
  channelId: OTHER_CHANNEL_ID,
  succeeded: 3,
  failed: 1,
  amountMsat: '75000',
  feesMsat: '3015',
};

export class FakeService implements NodeService {
  /** Operations and what they were given, in order. */
  readonly calls: (readonly [string, ...unknown[]])[] = [];
  /** When set, every operation rejects with it. */
  failure: Error | undefined;
  policy: FundingPolicy = { type: 'none' };
  pendingList: readonly PendingChannel[] = [PENDING];
  channelList: readonly ChannelInfo[] = [CHANNEL];
  onStop: () => void = () => undefined;
  readonly #listeners = new Set<(event: NodeEvent) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  emit(event: NodeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  info = () => this.#answer(['info'], INFO);
  stop = async () => {
    await this.#answer(['stop'], undefined);
    this.onStop();
  };
  connect = (address: string) => this.#answer(['connect', address], PEER);
  disconnect = (nodeId: string) => this.#answer(['disconnect', nodeId], undefined);
  peers = () => this.#answer(['peers'], [PEER]);
  walletBalance = () => this.#answer(['walletBalance'], BALANCE);
  closedChannels = () => this.#answer(['closedChannels'], [CLOSED]);
  pending = () => this.#answer(['pending'], this.pendingList);
  walletAddress = () => this.#answer(['walletAddress'], { address: 'bcrt1qexample' });
  walletCoins = () =>
    this.#answer(
      ['walletCoins'],
      [
        {
          outpoint: `${TXID}:1`,
          amountSat: '5000000000',
          address: 'bcrt1qexample',
          confirmations: 101,
          reserved: false,
        },
      ],
    );
  walletSend = (request: WalletSendRequest) =>
    this.#answer(['walletSend', request], { txid: TXID, rawTransaction: '0200', feeSat: '141' });
  open = (request: OpenRequest) => this.#answer(['open', request], CHANNEL);
  channels = () => this.#answer(['channels'], this.channelList);
  channel = (channelId: string) => this.#answer(['channel', channelId], CHANNEL);
  bump = (request: BumpRequest) =>
    this.#answer(['bump', request], { channelId: request.channelId, txid: TXID });
  close = (request: CloseRequest) =>
    this.#answer(['close', request], { channelId: request.channelId, txid: TXID });
  fundingPolicy = () => this.#answer(['fundingPolicy'], this.policy);
  setFundingPolicy = (policy: FundingPolicy) => {
    this.policy = policy;
    return this.#answer(['setFundingPolicy', policy], policy);
  };
  forwardingPolicy = () => this.#answer(['forwardingPolicy'], CHANNEL.policy);
  setForwardingPolicy = (request: ForwardingPolicyRequest) =>
    this.#answer(['setForwardingPolicy', request], CHANNEL.policy);
  createInvoice = (request: InvoiceRequest) => this.#answer(['createInvoice', request], INVOICE_INFO);
  invoices = () => this.#answer(['invoices'], [INVOICE_INFO]);
  invoice = (paymentHash: string) => this.#answer(['invoice', paymentHash], INVOICE_INFO);
  settleInvoice = (preimage: string) => this.#answer(['settleInvoice', preimage], SETTLED);
  cancelInvoice = (paymentHash: string) => this.#answer(['cancelInvoice', paymentHash], CANCELED);
  decode = (invoice: string) => this.#answer(['decode', invoice], DECODED);
  pay: NodeService['pay'] = (request: PayRequest) => this.#answer(['pay', request], PAYMENT);
  cancelPayment = (paymentHash: string) => this.#answer(['cancelPayment', paymentHash], PAYMENT);
  payments = () => this.#answer(['payments'], [PAYMENT]);
  payment = (paymentHash: string) => this.#answer(['payment', paymentHash], PAYMENT);
  forwards = () => this.#answer(['forwards'], [FORWARD]);
  send = (request: SendRequest) => this.#answer(['send', request], SENT);
  network = () => this.#answer(['network'], NETWORK);
  networkGraph = (limit: number) => this.#answer(['networkGraph', limit], NETWORK_GRAPH);
  networkNode = (nodeId: string) => this.#answer(['networkNode', nodeId], NETWORK_NODE);
  route = (query: RouteQuery) => this.#answer(['route', query], ROUTE);
  probe = (request: ProbeRequest) => this.#answer(['probe', request], PROBED);
  received = () => this.#answer(['received'], [SPONTANEOUS]);
  earnings = () => this.#answer(['earnings'], [EARNINGS]);
  startStream = (request: StreamRequest) => this.#answer(['startStream', request], STREAM);
  streams = () => this.#answer(['streams'], [STREAM, INCOMING_STREAM]);
  stream = (sessionId: string) => this.#answer(['stream', sessionId], STREAM);
  pauseStream = (sessionId: string) => this.#answer(['pauseStream', sessionId], STREAM);
  resumeStream = (sessionId: string) => this.#answer(['resumeStream', sessionId], STREAM);
  stopStream = (sessionId: string) => this.#answer(['stopStream', sessionId], STREAM);
  towers = () => this.#answer(['towers'], [TOWER]);
  addTower = (address: string) => this.#answer(['addTower', address], TOWER);
  removeTower = (nodeId: string) => this.#answer(['removeTower', nodeId], undefined);
  towerServer = () => this.#answer(['towerServer'], TOWER_SERVER);
  serveTower = (serving: boolean) => this.#answer(['serveTower', serving], { ...TOWER_SERVER, serving });

  async #answer<T>(call: readonly [string, ...unknown[]], value: T): Promise<T> {
    this.calls.push(call);
    if (this.failure !== undefined) throw this.failure;
    return value;
  }
}
