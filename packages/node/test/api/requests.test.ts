import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { openApiDocument } from '../../src/api/index.ts';
import { EVENTS_PATH } from '../../src/api/openapi.ts';
import { ROUTE_TABLE } from '../../src/api/routes.ts';
import { MAX_BODY_BYTES } from '../../src/api/server.ts';
import { CHANNEL_ID, INVOICE, PAYMENT_HASH } from './fake-service.ts';
import { type RawReply, rawRequest, serve, TOKEN } from './harness.ts';

const JSON_HEADERS = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

function errorOf(reply: RawReply): { code: string; message: string; details: Record<string, string> } {
  return (reply.body as { error: { code: string; message: string; details: Record<string, string> } }).error;
}

describe('requests that are refused at the door', () => {
  for (const [condition, headers] of [
    ['no token', {}],
    ['a wrong token', { authorization: `Bearer ${TOKEN.slice(0, -1)}0` }],
    ['a token that only begins right', { authorization: `Bearer ${TOKEN}0` }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
    ['the token as its own header value', { authorization: TOKEN }],
  ] as const) {
    it(`401 with ${condition}`, async (t) => {
      const { server, service } = await serve(t);
      for (const path of ['/v1/info', EVENTS_PATH, '/nowhere']) {
        const reply = await rawRequest(`${server.url}${path}`, { headers });
        assert.equal(reply.status, 401);
        assert.equal(reply.headers['www-authenticate'], 'Bearer');
        assert.equal(errorOf(reply).code, 'unauthorized');
      }
      assert.deepEqual(service.calls, []);
    });
  }

  for (const [condition, headers, status] of [
    ['a Host of another name', { host: 'rebound.example:80' }, 403],
    ['a Host that only begins like this machine', { host: '127.0.0.1.example' }, 403],
    ['an Origin of another page', { origin: 'https://page.example' }, 403],
    ['an opaque Origin', { origin: 'null' }, 403],
    ['a Host that names this machine', { host: 'localhost:1234' }, 200],
    ['a Host in IPv6', { host: '[::1]:1234' }, 200],
    ['an Origin of this machine', { origin: 'http://localhost:3000' }, 200],
  ] as const) {
    it(`${status} with ${condition}`, async (t) => {
      const { server } = await serve(t);
      const authorization = `Bearer ${TOKEN}`;
      const reply = await rawRequest(`${server.url}/v1/info`, { headers: { authorization, ...headers } });
      assert.equal(reply.status, status);
    });
  }

  it('404 for a path that is not there, 405 for a method that a path does not take', async (t) => {
    const { server } = await serve(t);
    const unknown = await rawRequest(`${server.url}/v1/nothing`);
    assert.equal(unknown.status, 404);
    assert.equal(errorOf(unknown).code, 'unknown_path');
    const wrongMethod = await rawRequest(`${server.url}/v1/peers`, { method: 'PUT' });
    assert.equal(wrongMethod.status, 405);
    assert.equal(wrongMethod.headers['allow'], 'GET, POST');
    // A path field that doesn't decode names nothing.
    assert.equal((await rawRequest(`${server.url}/v1/channels/%ff`)).status, 404);
  });

  it('415 for a body that does not say that it is JSON', async (t) => {
    const { server, service } = await serve(t);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined]) {
      const headers = { authorization: `Bearer ${TOKEN}`, ...(type && { 'content-type': type }) };
      const body = '{"address":"x"}';
      const reply = await rawRequest(`${server.url}/v1/peers`, { method: 'POST', headers, body });
      assert.equal(reply.status, 415);
    }
    assert.deepEqual(service.calls, []);
  });

  it('413 for a body over the limit, and 200 for one at it', async (t) => {
    const { server } = await serve(t);
    const post = (length: number, headers: Record<string, string> = JSON_HEADERS) => {
      const body = `{"invoice":"x"}${' '.repeat(length - 15)}`;
      return rawRequest(`${server.url}/v1/decode`, { method: 'POST', headers, body });
    };
    assert.equal((await post(MAX_BODY_BYTES)).status, 200);
    const over = await post(MAX_BODY_BYTES + 1);
    assert.equal(over.status, 413);
    assert.equal(errorOf(over).code, 'body_too_large');
    const chunked = { ...JSON_HEADERS, 'transfer-encoding': 'chunked' };
    assert.equal((await post(10 * MAX_BODY_BYTES, chunked)).status, 413);
  });

  it('a body without end stops being read', async (t) => {
    const { server, client } = await serve(t);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve));
    socket.write(
      `POST /v1/decode HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n` +
        'content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pump);
    pump();
    socket.resume();
    await closed;
    await client.info();
  });
});

describe('bad input names the field', () => {
  const cases: readonly (readonly [string, string, string, unknown, string | undefined])[] = [
    ['a body that is no JSON', 'POST', '/v1/decode', '{', undefined],
    ['bytes that are no UTF-8', 'POST', '/v1/decode', new Uint8Array([0x22, 0xff, 0x22]), undefined],
    ['a body that is an array', 'POST', '/v1/decode', [], undefined],
    ['a body that is null', 'POST', '/v1/decode', null, undefined],
    ['no body where one is needed', 'POST', '/v1/decode', '', 'invoice'],
    ['a missing field', 'POST', '/v1/channels', { peer: 'x' }, 'amountSat'],
    ['an unknown field', 'POST', '/v1/channels', { peer: 'x', amountSat: '1', amount: '1' }, 'amount'],
    ['a number for an amount', 'POST', '/v1/channels', { peer: 'x', amountSat: 1 }, 'amountSat'],
    ['a negative amount', 'POST', '/v1/channels', { peer: 'x', amountSat: '-1' }, 'amountSat'],
    ['an amount with a fraction', 'POST', '/v1/channels', { peer: 'x', amountSat: '1.5' }, 'amountSat'],
    ['an amount in hex', 'POST', '/v1/channels', { peer: 'x', amountSat: '0x10' }, 'amountSat'],
    ['an amount of 20 digits', 'POST', '/v1/channels', { peer: 'x', amountSat: '9'.repeat(20) }, 'amountSat'],
    ['a null for an optional field', 'POST', '/v1/invoices', { amountMsat: null }, 'amountMsat'],
    [
      'a time out of range',
      'POST',
      '/v1/payments',
      { invoice: INVOICE, timeoutSeconds: 0 },
      'timeoutSeconds',
    ],
    [
      'a fraction of seconds',
      'POST',
      '/v1/payments',
      { invoice: INVOICE, timeoutSeconds: 1.5 },
      'timeoutSeconds',
    ],
    ['a text that is too long', 'POST', '/v1/decode', { invoice: 'l'.repeat(20_000) }, 'invoice'],
    ['a tag that is not known', 'PUT', '/v1/funding-policy', { policy: { type: 'all' } }, 'policy.type'],
    [
      'a field of another member of a union',
      'PUT',
      '/v1/funding-policy',
      { policy: { type: 'none', limitSat: '1' } },
      'policy.limitSat',
    ],
    ['a path field that is no id', 'GET', '/v1/channels/xyz', undefined, 'channelId'],
    [
      'a path field in upper case',
      'GET',
      `/v1/payments/${PAYMENT_HASH.toUpperCase()}`,
      undefined,
      'paymentHash',
    ],
    ['a path field in the body', 'POST', `/v1/channels/${CHANNEL_ID}/close`, { channelId: 'x' }, 'channelId'],
    ['a field from the prototype', 'POST', '/v1/decode', '{"__proto__":{"invoice":"x"}}', '__proto__'],
    ['a query where none is read', 'GET', '/v1/info?verbose=1', undefined, undefined],
    ['an unknown type of event', 'GET', `${EVENTS_PATH}?types=block,fun`, undefined, 'types'],
    ['an unknown parameter of events', 'GET', `${EVENTS_PATH}?type=block`, undefined, 'type'],
  ];
  for (const [condition, method, path, content, field] of cases) {
    it(`400 for ${condition}`, async (t) => {
      const { server, service } = await serve(t);
      const isRaw = typeof content === 'string' || content instanceof Uint8Array;
      const body = isRaw ? content : content === undefined ? undefined : JSON.stringify(content);
      const reply = await rawRequest(`${server.url}${path}`, {
        method,
        headers: JSON_HEADERS,
        ...(body !== undefined && { body }),
      });
      assert.equal(reply.status, 400);
      assert.equal(errorOf(reply).code, 'invalid_argument');
      assert.equal(errorOf(reply).details['field'], field);
      if (field !== undefined) assert.ok(errorOf(reply).message.startsWith(field));
      assert.deepEqual(service.calls, []);
    });
  }
});

describe('openapi.json', () => {
  it('is there without a token, and describes every route and the event stream', async (t) => {
    const { server } = await serve(t);
    const reply = await rawRequest(`${server.url}/v1/openapi.json`, { headers: {} });
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.body, JSON.parse(JSON.stringify(openApiDocument('1.2.3'))));
    const { paths } = reply.body as { paths: Record<string, Record<string, { operationId: string }>> };
    const described = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    assert.deepEqual(described.sort(), [...ROUTE_TABLE.map(({ id }) => id), 'events'].sort());
  });

  it('every reference leads to a definition, and path fields are parameters, not in the body', () => {
    const document = openApiDocument('1.2.3') as {
      components: { schemas: Record<string, unknown> };
      paths: Record<string, Record<string, { parameters?: { name: string }[]; requestBody?: unknown }>>;
    };
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    for (const [, name = ''] of references) assert.ok(name in document.components.schemas, name);
    assert.ok(references.length > ROUTE_TABLE.length);
    const close = document.paths['/v1/channels/{channelId}/close']?.['post'];
    assert.deepEqual(
      close?.parameters?.map(({ name }) => name),
      ['channelId'],
    );
    assert.doesNotMatch(JSON.stringify(close?.requestBody), /channelId/);
  });
});
