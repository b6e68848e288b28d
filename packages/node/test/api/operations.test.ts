import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STATUS } from '../../src/api/error.ts';
import { ApiClient, type NodeService, SERVICE_ERROR_CODES, ServiceError } from '../../src/api/index.ts';
import { ROUTE_TABLE, ROUTES } from '../../src/api/routes.ts';
import { NETWORK, NETWORK_GRAPH, NETWORK_NODE, ROUTE } from './fake-network.ts';
import {
  BALANCE,
  CANCELED,
  CHANNEL,
  CHANNEL_ID,
  CLOSED,
  DECODED,
  EARNINGS,
  FORWARD,
  INCOMING_STREAM,
  INFO,
  INVOICE,
  INVOICE_INFO,
  NODE_ID,
  PAYMENT,
  PAYMENT_HASH,
  PEER,
  PEER_ID,
  PENDING,
  PREIMAGE,
  PROBED,
  SENT,
  SESSION_ID,
  SETTLED,
  SPONTANEOUS,
  STREAM,
  TOWER,
  TOWER_SERVER,
  TXID,
} from './fake-service.ts';
import { rawRequest, secret, serve, TOKEN } from './harness.ts';

interface Operation {
  readonly run: (service: NodeService) => Promise<unknown>;
  /** What the service must have been asked. */
  readonly call: readonly unknown[];
  readonly reply: unknown;
}

const send = { address: 'bcrt1qexample', amountSat: '25000', feerateSatPerVbyte: 1.5 };
const openRequest = { peer: `${PEER_ID}@127.0.0.1:9736`, amountSat: '1000000', announce: false };
const closeRequest = { channelId: CHANNEL_ID, address: 'bcrt1qexample', force: true };
const invoiceRequest = { amountMsat: '25000000', description: 'coffee ☕', expirySeconds: 60 };
const payRequest = { invoice: INVOICE, maxFeeMsat: '5000', timeoutSeconds: 30 };
const streamRequest = {
  nodeId: PEER_ID,
  rateMsat: '50000',
  rateMilliseconds: 60_000,
  everyMilliseconds: 100,
};
const policyRequest = { channelId: CHANNEL_ID, feeBaseMsat: 5, htlcMaximumMsat: '1000', disabled: true };
const probeRequest = { nodeId: PEER_ID, amountMsat: '1500', timeoutSeconds: 30 };
const routeQuery = { target: PEER_ID, amountMsat: '1500', maxFeeMsat: '10', maxParts: 3 };
const sendRequest = { ...probeRequest, records: [{ type: '65537', value: 'c0ffee' }], maxFeeMsat: '5000' };
const policy = { type: 'fixed', amountSat: '50000' } as const;

const OPERATIONS: Readonly<Record<keyof typeof ROUTES, Operation>> = {
  info: { run: (node) => node.info(), call: [], reply: INFO },
  stop: { run: (node) => node.stop(), call: [], reply: undefined },
  peers: { run: (node) => node.peers(), call: [], reply: [PEER] },
  connect: { run: (node) => node.connect('02@host:1'), call: ['02@host:1'], reply: PEER },
  disconnect: { run: (node) => node.disconnect(NODE_ID), call: [NODE_ID], reply: undefined },
  walletBalance: {
    run: (node) => node.walletBalance(),
    call: [],
    reply: BALANCE,
  },
  walletAddress: { run: (node) => node.walletAddress(), call: [], reply: { address: 'bcrt1qexample' } },
  walletCoins: {
    run: (node) => node.walletCoins(),
    call: [],
    reply: [
      {
        outpoint: `${TXID}:1`,
        amountSat: '5000000000',
        address: 'bcrt1qexample',
        confirmations: 101,
        reserved: false,
      },
    ],
  },
  walletSend: {
    run: (node) => node.walletSend(send),
    call: [send],
    reply: { txid: TXID, rawTransaction: '0200', feeSat: '141' },
  },
  channels: { run: (node) => node.channels(), call: [], reply: [CHANNEL] },
  channel: { run: (node) => node.channel(CHANNEL_ID), call: [CHANNEL_ID], reply: CHANNEL },
  open: { run: (node) => node.open(openRequest), call: [openRequest], reply: CHANNEL },
  bump: {
    run: (node) => node.bump({ channelId: CHANNEL_ID, feerateSatPerVbyte: 12 }),
    call: [{ channelId: CHANNEL_ID, feerateSatPerVbyte: 12 }],
    reply: { channelId: CHANNEL_ID, txid: TXID },
  },
  close: {
    run: (node) => node.close(closeRequest),
    call: [closeRequest],
    reply: { channelId: CHANNEL_ID, txid: TXID },
  },
  closedChannels: { run: (node) => node.closedChannels(), call: [], reply: [CLOSED] },
  pending: { run: (node) => node.pending(), call: [], reply: [PENDING] },
  fundingPolicy: { run: (node) => node.fundingPolicy(), call: [], reply: { type: 'none' } },
  setFundingPolicy: { run: (node) => node.setFundingPolicy(policy), call: [policy], reply: policy },
  forwardingPolicy: { run: (node) => node.forwardingPolicy(), call: [], reply: CHANNEL.policy },
  setForwardingPolicy: {
    run: (node) => node.setForwardingPolicy(policyRequest),
    call: [policyRequest],
    reply: CHANNEL.policy,
  },
  createInvoice: {
    run: (node) => node.createInvoice(invoiceRequest),
    call: [invoiceRequest],
    reply: INVOICE_INFO,
  },
  invoices: { run: (node) => node.invoices(), call: [], reply: [INVOICE_INFO] },
  invoice: { run: (node) => node.invoice(PAYMENT_HASH), call: [PAYMENT_HASH], reply: INVOICE_INFO },
  decode: { run: (node) => node.decode(INVOICE), call: [INVOICE], reply: DECODED },
  pay: { run: (node) => node.pay(payRequest), call: [payRequest], reply: PAYMENT },
  payments: { run: (node) => node.payments(), call: [], reply: [PAYMENT] },
  payment: { run: (node) => node.payment(PAYMENT_HASH), call: [PAYMENT_HASH], reply: PAYMENT },
  settleInvoice: { run: (node) => node.settleInvoice(PREIMAGE), call: [PREIMAGE], reply: SETTLED },
  cancelInvoice: { run: (node) => node.cancelInvoice(PAYMENT_HASH), call: [PAYMENT_HASH], reply: CANCELED },
  send: { run: (node) => node.send(sendRequest), call: [sendRequest], reply: SENT },
  network: { run: (node) => node.network(), call: [], reply: NETWORK },
  networkGraph: { run: (node) => node.networkGraph(25), call: [25], reply: NETWORK_GRAPH },
  networkNode: { run: (node) => node.networkNode(PEER_ID), call: [PEER_ID], reply: NETWORK_NODE },
  route: { run: (node) => node.route(routeQuery), call: [routeQuery], reply: ROUTE },
  probe: { run: (node) => node.probe(probeRequest), call: [probeRequest], reply: PROBED },
  cancelPayment: { run: (node) => node.cancelPayment(PAYMENT_HASH), call: [PAYMENT_HASH], reply: PAYMENT },
  received: { run: (node) => node.received(), call: [], reply: [SPONTANEOUS] },
  forwards: { run: (node) => node.forwards(), call: [], reply: [FORWARD] },
  earnings: { run: (node) => node.earnings(), call: [], reply: [EARNINGS] },
  startStream: { run: (node) => node.startStream(streamRequest), call: [streamRequest], reply: STREAM },
  streams: { run: (node) => node.streams(), call: [], reply: [STREAM, INCOMING_STREAM] },
  stream: { run: (node) => node.stream(SESSION_ID), call: [SESSION_ID], reply: STREAM },
  pauseStream: {
    run: (node) => node.pauseStream(SESSION_ID),
    call: [SESSION_ID],
    reply: STREAM,
  },
  resumeStream: {
    run: (node) => node.resumeStream(SESSION_ID),
    call: [SESSION_ID],
    reply: STREAM,
  },
  stopStream: {
    run: (node) => node.stopStream(SESSION_ID),
    call: [SESSION_ID],
    reply: STREAM,
  },
  towers: { run: (node) => node.towers(), call: [], reply: [TOWER] },
  addTower: { run: (node) => node.addTower(PEER_ID), call: [PEER_ID], reply: TOWER },
  removeTower: { run: (node) => node.removeTower(PEER_ID), call: [PEER_ID], reply: undefined },
  towerServer: { run: (node) => node.towerServer(), call: [], reply: TOWER_SERVER },
  serveTower: {
    run: (node) => node.serveTower(false),
    call: [false],
    reply: { ...TOWER_SERVER, serving: false },
  },
};

describe('every operation over HTTP', () => {
  for (const [id, { run, call, reply }] of Object.entries(OPERATIONS)) {
    it(`${id} reaches the service and gives its answer`, async (t) => {
      const { service, client } = await serve(t);
      assert.deepEqual(await run(client), reply);
      assert.deepEqual(service.calls, [[id, ...call]]);
    });
  }

  it('routes are called as the operations that they do, and no path is there twice', () => {
    for (const [name, route] of Object.entries(ROUTES)) assert.equal(route.id, name);
    const spots = ROUTE_TABLE.map(({ method, path }) => `${method} ${path}`);
    assert.equal(new Set(spots).size, spots.length);
  });

  for (const code of SERVICE_ERROR_CODES) {
    it(`a refusal with ${code} arrives with its status, text and details`, async (t) => {
      const { service, server, client } = await serve(t);
      service.failure = new ServiceError(code, 'not today', { channelId: CHANNEL_ID });
      await assert.rejects(client.channels(), {
        name: 'ServiceError',
        code,
        message: 'not today',
        details: { channelId: CHANNEL_ID },
      });
      const raw = await rawRequest(`${server.url}/v1/channels`);
      assert.equal(raw.status, STATUS[code]);
    });
  }

  it('what fails unexpectedly is told as internal, and its text stays inside', async (t) => {
    const { service, client } = await serve(t);
    service.failure = new Error('the seed is correct horse battery staple');
    await assert.rejects(client.info(), (error: ServiceError) => {
      assert.equal(error.code, 'internal');
      assert.doesNotMatch(error.message, /horse/);
      return true;
    });
  });

  it('a client without a server says where it looked', async (t) => {
    const { server } = await serve(t);
    await server.close(0);
    const client = new ApiClient({ url: server.url, token: secret(TOKEN) });
    await assert.rejects(client.info(), { code: 'unreachable', message: `no node answers at ${server.url}` });
  });

  it('closing lets an open request end, and waits for no idle connection after it', async (t) => {
    const { service, server, client } = await serve(t);
    const { promise: asked, resolve: wasAsked } = Promise.withResolvers<void>();
    const { promise: answer, resolve: giveAnswer } = Promise.withResolvers<typeof PAYMENT>();
    service.pay = () => {
      wasAsked();
      return answer;
    };
    await client.info();
    const paid = client.pay(payRequest);
    await asked;
    const started = performance.now();
    const closed = server.close(20_000);
    giveAnswer(PAYMENT);
    assert.deepEqual(await paid, PAYMENT);
    await closed;
    assert.ok(performance.now() - started < 10_000);
  });

  it('closing ends what goes on beyond the grace', async (t) => {
    const { service, server, client } = await serve(t);
    const { promise: asked, resolve: wasAsked } = Promise.withResolvers<void>();
    service.pay = () => {
      wasAsked();
      return new Promise(() => undefined);
    };
    const paid = client.pay(payRequest);
    const failed = assert.rejects(paid, { code: 'unreachable' });
    await asked;
    await server.close(10);
    await failed;
  });

  it('a client with the wrong token is told so', async (t) => {
    const { server } = await serve(t);
    const client = new ApiClient({ url: server.url, token: secret('guess') });
    await assert.rejects(client.info(), { code: 'refused', message: /bearer token is wrong/ });
  });
});
