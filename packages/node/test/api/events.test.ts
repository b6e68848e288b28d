import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { MAX_SUBSCRIBERS } from '../../src/api/event-hub.ts';
import { readEvents } from '../../src/api/event-reader.ts';
import { EVENT_TYPES, type NodeEvent } from '../../src/api/index.ts';
import { nodeEvent } from '../../src/api/schemas.ts';
import {
  BLOCK_HASH,
  CHANNEL,
  FORWARD,
  INVOICE_INFO,
  PAYMENT,
  PEER_ID,
  SPONTANEOUS,
  STREAM,
} from './fake-service.ts';
import { serve, TOKEN } from './harness.ts';

const EVENTS: readonly NodeEvent[] = [
  { type: 'block', height: 107, hash: BLOCK_HASH },
  { type: 'block_disconnected', height: 107, hash: BLOCK_HASH },
  { type: 'peer', nodeId: PEER_ID, connected: true },
  { type: 'channel', channel: CHANNEL },
  { type: 'payment', payment: PAYMENT },
  { type: 'invoice', invoice: INVOICE_INFO },
  { type: 'spontaneous', payment: SPONTANEOUS },
  { type: 'stream', stream: STREAM },
  { type: 'forward', forward: FORWARD },
];

const block = (height: number): NodeEvent => ({ type: 'block', height, hash: BLOCK_HASH });

/** A subscriber that speaks HTTP by hand, so that it can stop reading. */
async function rawSubscriber(t: TestContext, url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write(`GET /v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`);
  let head = '';
  while (!head.includes(': subscribed')) head += String((await once(socket, 'data'))[0]);
  return socket;
}

async function take(events: AsyncIterator<NodeEvent>, count: number): Promise<NodeEvent[]> {
  const taken: NodeEvent[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    assert.ok(!done, 'the stream ended early');
    taken.push(value);
  }
  return taken;
}

async function collect(texts: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const text of texts) collected.push(text);
  return collected;
}

describe('server-sent events', () => {
  it('every kind of event arrives as the service reported it, in order', async (t) => {
    const { service, client } = await serve(t);
    assert.deepEqual(
      [...EVENT_TYPES],
      EVENTS.map(({ type }) => type),
    );
    const events = await client.events();
    for (const event of EVENTS) service.emit(event);
    assert.deepEqual(await take(events, EVENTS.length), EVENTS);
  });

  it('only the types that were asked for arrive', async (t) => {
    const { service, client } = await serve(t);
    const events = await client.events({ types: ['payment', 'block'] });
    for (const event of EVENTS) service.emit(event);
    assert.deepEqual(
      (await take(events, 2)).map(({ type }) => type),
      ['block', 'payment'],
    );
  });

  it('a subscriber that goes away is forgotten, and the others go on', async (t) => {
    const { service, client } = await serve(t);
    const controller = new AbortController();
    const leaving = await client.events({ signal: controller.signal });
    const staying = await client.events();
    controller.abort();
    assert.deepEqual(await leaving.next(), { value: undefined, done: true });
    service.emit(block(1));
    assert.deepEqual(await take(staying, 1), [block(1)]);
  });

  it('a subscriber that does not read is dropped; one that reads gets all', async (t) => {
    const { service, server, client } = await serve(t, { events: { maxBacklogBytes: 1 << 20 } });
    const slow = await rawSubscriber(t, server.url);
    slow.pause();
    const dropped = once(slow, 'close');
    slow.on('error', () => undefined);
    const events = await client.events();
    // Kernel buffers take some megabytes before the backlog begins: this is more.
    const large: NodeEvent = { type: 'payment', payment: { ...PAYMENT, failure: 'x'.repeat(1 << 17) } };
    for (let sent = 0; sent < 256; sent++) {
      service.emit(large);
      await take(events, 1);
    }
    slow.resume();
    await dropped;
    service.emit(block(2));
    assert.deepEqual(await take(events, 1), [block(2)]);
  });

  it('silence is filled with heartbeats', async (t) => {
    const { server } = await serve(t, { events: { heartbeatMs: 5 } });
    const socket = await rawSubscriber(t, server.url);
    let text = '';
    while (!text.includes(': heartbeat\n\n')) text += String((await once(socket, 'data'))[0]);
  });

  it('more subscribers than the limit are refused', async (t) => {
    const { client } = await serve(t);
    for (let count = 0; count < MAX_SUBSCRIBERS; count++) await client.events();
    await assert.rejects(client.events(), { code: 'refused', message: /64 programs follow events already/ });
  });

  it('when the server closes, the stream ends with an error that says so', async (t) => {
    const { service, server, client } = await serve(t);
    const events = await client.events();
    assert.equal(service.listeners, 1);
    await server.close();
    assert.equal(service.listeners, 0);
    await assert.rejects(events.next(), { code: 'unreachable', message: /ended the stream/ });
  });

  it('subscribe calls the listener until it is unsubscribed', async (t) => {
    const { service, client } = await serve(t);
    const { promise, resolve } = Promise.withResolvers<NodeEvent>();
    const unsubscribe = client.subscribe(resolve);
    const repeat = setInterval(() => service.emit(block(3)), 5);
    t.after(() => clearInterval(repeat));
    assert.deepEqual(await promise, block(3));
    unsubscribe();
  });
});

describe('readEvents', () => {
  const read = async (...chunks: string[]): Promise<string[]> => {
    const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
    return collect(readEvents(ReadableStream.from(bytes)));
  };

  it('joins what arrives in pieces, also inside of a character', async () => {
    const text = new TextEncoder().encode('event: x\ndata: {"a":"☕"}\n\n');
    const pieces = [...text].map((byte) => Uint8Array.of(byte));
    assert.deepEqual(await collect(readEvents(ReadableStream.from(pieces))), ['{"a":"☕"}']);
  });

  it('passes over comments and an unfinished event at the end', async () => {
    assert.deepEqual(await read(': hello\n\ndata: 1\n\n: heart', 'beat\n\ndata: 2\n\ndata: 3'), ['1', '2']);
  });

  it('throws on an event without end', async () => {
    const endless = ReadableStream.from(
      (function* () {
        for (;;) yield new Uint8Array(1 << 20).fill(0x61);
      })(),
    );
    await assert.rejects(collect(readEvents(endless)), /longer than any node sends/);
  });
});

describe('the schema of events', () => {
  it('reads each kind of event back', () => {
    for (const event of EVENTS)
      assert.deepEqual(nodeEvent.parse(event, 'refuse'), { ok: true, value: event });
  });
});
