import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { chainHash, channelId, type WireMessage } from '@sferic/wire';
import type { Muxer } from '../../src/p2p/index.ts';
import { startLibp2p } from '../../src/p2p/libp2p.ts';
import { CHAIN, TestHost, withHosts } from './harness.ts';

const CHANNEL = channelId(new Uint8Array(32).fill(1));
const ORDERS: readonly (readonly Muxer[])[] = [['yamux', 'mplex'], ['mplex']];

const numbered = (id: number, length: number): WireMessage => ({
  type: 'update_fail_htlc',
  channelId: CHANNEL,
  id: BigInt(id),
  reason: new Uint8Array(length),
});

for (const muxers of ORDERS) {
  describe(`two hosts over ${muxers[0]}`, { timeout: 60_000 }, () => {
    const pair = () => [new TestHost({ name: 'a', muxers }), new TestHost({ name: 'b', muxers })] as const;

    it('exchange init, then messages in order', async () => {
      const [a, b] = pair();
      await withHosts([a, b], async () => {
        const peer = await a.host.connect(b.address);
        assert('send' in peer);
        await b.until((host) => host.peers.size === 1);
        for (let id = 0; id < 500; id++) assert(peer.send(numbered(id, 256)));
        await b.until((host) => host.received.length === 500);
        assert.deepEqual(
          b.received.map((message) => message.type === 'update_fail_htlc' && Number(message.id)),
          Array.from({ length: 500 }, (_, id) => id),
        );
        const [status] = b.host.peers();
        assert.equal(status?.direction, 'inbound');
        assert.equal(status.nodeId, a.host.nodeId);
      });
    });

    it('write once for a message that somebody waits for, and nothing to confirm it', async (t) => {
      const [a, b] = pair();
      await withHosts([a, b], async () => {
        const peer = await a.host.connect(b.address);
        assert('send' in peer);
        await b.until((host) => host.peers.size === 1);
        const writes = t.mock.method(Socket.prototype, 'write').mock;
        for (let id = 1; id <= 100; id++) {
          assert(peer.send(numbered(id, 256)));
          await b.until((host) => host.received.length === id);
        }
        // What a session says by itself comes on top, such as a ping.
        const count = writes.callCount();
        assert(count >= 100 && count < 110, `${count} writes`);
      });
    });

    it('answer the second of two dials with the session that is there', async () => {
      const [a, b] = pair();
      await withHosts([a, b], async () => {
        const first = await a.host.connect(b.address);
        const second = await a.host.connect(b.address);
        assert('send' in first && 'send' in second);
        assert.equal(a.events.filter((event) => event === 'connected').length, 1);
      });
    });

    it('keep one session when both dial at once', async () => {
      const [a, b] = pair();
      await withHosts([a, b], async () => {
        await Promise.all([a.host.connect(b.address), b.host.connect(a.address)]);
        // One of the two sessions may still be about to end, and what is sent in it is lost with it.
        while (b.received.length === 0) {
          a.host.peer(b.host.nodeId)?.send(numbered(1, 1));
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.equal(a.host.peers().length, 1);
        assert.equal(b.host.peers().length, 1);
      });
    });

    it('reconnect by themselves to a wanted peer, and not to another', async () => {
      const [a, b] = pair();
      await withHosts([a, b], async () => {
        await a.host.connect(b.address);
        a.host.want(b.host.nodeId, [b.address]);
        await a.host.disconnect(b.host.nodeId, 'test');
        await a.until((host) => host.events.filter((event) => event === 'connected').length === 2);
        a.host.unwant(b.host.nodeId);
        await a.host.disconnect(b.host.nodeId, 'test');
        assert.equal(a.host.peer(b.host.nodeId), undefined);
        assert.deepEqual(a.host.peers(), []);
      });
    });

    it('hold a fast sender back while the receiver is busy, and lose nothing', async () => {
      const [a, b] = pair();
      await withHosts([a, b], async () => {
        const peer = await a.host.connect(b.address);
        assert('send' in peer);
        const { promise, resolve } = Promise.withResolvers<void>();
        b.gate = promise;
        for (let id = 0; id < 40; id++) assert(peer.send(numbered(id, 30_000)));
        await b.until((host) => host.received.length === 1);
        resolve();
        await b.until((host) => host.received.length === 40);
      });
    });

    it('end a session whose peer never reads, with bounded memory', async () => {
      const [a, b] = pair();
      await withHosts([a, b], async () => {
        const peer = await a.host.connect(b.address);
        assert('send' in peer);
        const { promise, resolve } = Promise.withResolvers<void>();
        b.gate = promise;
        let sent = 0;
        while (sent < 1_000 && peer.send(numbered(sent, 60_000))) sent += 1;
        assert(sent < 200, `${sent} messages of 60 kB were queued for a peer that does not read`);
        await a.until((host) => host.events.some((event) => event.startsWith('disconnected')));
        resolve();
      });
    });

    it('carry gossip beside the channel stream', async () => {
      const [a, b] = pair();
      await withHosts([a, b], async () => {
        const peer = await a.host.connect(b.address);
        assert('send' in peer);
        const filter: WireMessage = {
          type: 'gossip_timestamp_filter',
          chainHash: CHAIN,
          firstTimestamp: 0,
          timestampRange: 1,
        };
        // The gossip stream is opened after the session: until then gossip is dropped.
        while (!peer.send(filter)) await new Promise((resolve) => setImmediate(resolve));
        await b.until((host) => host.received.length === 1);
        assert.equal(b.received[0]?.type, 'gossip_timestamp_filter');
      });
    });
  });
}

describe('a host refuses', { timeout: 60_000 }, () => {
  const muxers: readonly Muxer[] = ['yamux'];

  it('a peer on another chain, with the reason', async () => {
    const a = new TestHost({ name: 'a', muxers });
    const b = new TestHost({ name: 'b', muxers, chain: chainHash(new Uint8Array(32).fill(9)) });
    await withHosts([a, b], async () => {
      const result = await a.host.connect(b.address);
      assert('code' in result);
      assert.equal(result.code, 'unreachable');
      assert.equal(a.peers.size + b.peers.size, 0);
    });
  });

  it('a peer that lacks a feature which it requires', async () => {
    const a = new TestHost({ name: 'a', muxers });
    const b = new TestHost({ name: 'b', muxers, features: { var_onion_optin: 'mandatory' } });
    await withHosts([a, b], async () => {
      assert('code' in (await a.host.connect(b.address)));
      assert.equal(a.peers.size, 0);
    });
  });

  it('to dial itself, an address without a port, and a node that nobody has an address of', async () => {
    const a = new TestHost({ name: 'a', muxers });
    const b = new TestHost({ name: 'b', muxers });
    await withHosts([a], async () => {
      for (const address of [a.address, `${b.host.nodeId}@localhost`, 'nonsense']) {
        const result = await a.host.connect(address);
        assert('code' in result);
        assert.equal(result.code, 'invalid_address');
      }
      const unknown = await a.host.connect(b.host.nodeId);
      assert('code' in unknown && unknown.code === 'unknown_address');
    });
  });
});

/** What a hostile peer may write on a raw stream; the host must end the session and live on. */
const ATTACKS: Readonly<Record<string, (write: (bytes: Uint8Array) => void) => void>> = {
  'a frame that is too long': (write) => write(Uint8Array.of(0xff, 0xff, 0x7f)),
  'bytes that are no message': (write) => write(Uint8Array.of(3, 1, 2, 3)),
  'a message before init': (write) => write(Uint8Array.of(4, 0x92, 0x01, 0x01, 0x00)),
  'an unknown even message': (write) => write(Uint8Array.of(4, 0xc2, 0xb8, 0x02, 0x00)),
};

describe('a host survives', { timeout: 60_000 }, () => {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    it(name, async () => {
      const victim = new TestHost({ name: 'victim', muxers: ['yamux'] });
      const friend = new TestHost({ name: 'friend', muxers: ['yamux'] });
      await withHosts([victim, friend], async () => {
        const attacker = await startLibp2p({
          nodeSecret: new Uint8Array(32).fill(3),
          listen: [],
          announce: [],
          muxers: ['yamux'],
        });
        try {
          const [address] = victim.host.addresses();
          assert(address !== undefined);
          const stream = await attacker.dialProtocol(address, '/sferic/channel/1.0.0');
          stream.addEventListener('message', () => undefined);
          const closed = Promise.race([once(stream, 'close'), once(stream, 'remoteCloseWrite')]);
          attack((bytes) => stream.send(bytes));
          await closed;
          assert.equal(victim.host.connectedPeers().length, 0);
          assert('send' in (await friend.host.connect(victim.address)));
        } finally {
          await attacker.stop();
        }
      });
    });
  }
});
