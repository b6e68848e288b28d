import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import type { Connection, Libp2p, Stream } from '@libp2p/interface';
import { concatBytes, sha256 } from '@sferic/crypto';
import {
  CHANNEL_PROTOCOL,
  channelId,
  encodeFeatures,
  encodeMessageFrame,
  GOSSIP_PROTOCOL,
  type WireMessage,
} from '@sferic/wire';
import { startLibp2p } from '../../src/p2p/libp2p.ts';
import { CHAIN, FEATURES, TestHost, withHosts } from './harness.ts';

const INIT: WireMessage = {
  type: 'init',
  globalFeatures: new Uint8Array(0),
  features: encodeFeatures(FEATURES),
  networks: [CHAIN],
};
const WARNING: WireMessage = {
  type: 'warning',
  channelId: channelId(new Uint8Array(32)),
  data: new Uint8Array(0),
};

/** A peer that speaks libp2p, and beyond that does what the test says. */
async function withAttackers(count: number, run: (attackers: readonly Libp2p[]) => Promise<void>) {
  const attackers = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      startLibp2p({ nodeSecret: sha256(Uint8Array.of(index)), listen: [], announce: [], muxers: ['yamux'] }),
    ),
  );
  try {
    await run(attackers);
  } finally {
    await Promise.all(attackers.map((attacker) => attacker.stop()));
  }
}

async function dial(attacker: Libp2p | undefined, victim: TestHost): Promise<Connection> {
  const [address] = victim.host.addresses();
  assert(attacker !== undefined && address !== undefined);
  return attacker.dial(address);
}

async function open(connection: Connection, protocol: string): Promise<Stream> {
  const stream = await connection.newStream(protocol);
  stream.addEventListener('message', () => undefined);
  return stream;
}

const closed = (target: Stream | Connection): Promise<unknown> =>
  target.status === 'open' ? once(target, 'close') : Promise.resolve();

/** What a connection of libp2p has beneath its interface. */
interface Depths {
  readonly muxer: { readonly maConn: { send(bytes: Uint8Array): boolean } };
  readonly maConn: { readonly socket: Socket };
}

/** A ping of yamux: version, type, flags SYN, stream 0, id 0. */
const YAMUX_PING = Uint8Array.of(0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);

/** Asks the muxer for answers without an end and reads none; resolves when the other side has had enough. */
async function pingUntilClosed(connection: Connection): Promise<void> {
  const { muxer, maConn } = connection as unknown as Depths;
  const { socket } = maConn;
  // libp2p would go on reading at each of its own drains.
  socket.pause();
  socket.resume = () => socket;
  const ended = closed(connection);
  const pings = concatBytes(...Array.from({ length: 4000 }, () => YAMUX_PING));
  while (connection.status === 'open') {
    muxer.maConn.send(pings);
    if (socket.writableNeedDrain) await Promise.race([once(socket, 'drain'), ended]);
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a host', { timeout: 30_000 }, () => {
  const muxers = ['yamux'] as const;

  it('takes a gossip stream that is there before the init message, and reads it afterwards', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const connection = await dial(attacker, victim);
        const channel = await open(connection, CHANNEL_PROTOCOL);
        const gossip = await open(connection, GOSSIP_PROTOCOL);
        const filter: WireMessage = {
          type: 'gossip_timestamp_filter',
          chainHash: CHAIN,
          firstTimestamp: 0,
          timestampRange: 1,
        };
        gossip.send(encodeMessageFrame(filter));
        channel.send(encodeMessageFrame(INIT));
        await victim.until(({ received }) => received.length === 1);
        assert.deepEqual(victim.events, ['connected', 'gossip_timestamp_filter']);
        assert.equal(gossip.status, 'open');
      }),
    );
  });

  it('takes no init behind the message for which it ended the session', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const connection = await dial(attacker, victim);
        const stream = await open(connection, CHANNEL_PROTOCOL);
        stream.send(concatBytes(encodeMessageFrame(WARNING), encodeMessageFrame(INIT)));
        await closed(connection);
        assert.deepEqual(victim.host.peers(), []);
        assert.deepEqual(victim.events, []);
      }),
    );
  });

  it('ends a session whose channel messages come on the gossip stream', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const connection = await dial(attacker, victim);
        const stream = await open(connection, CHANNEL_PROTOCOL);
        stream.send(encodeMessageFrame(INIT));
        await victim.until(({ peers }) => peers.size === 1);
        const gossip = await open(connection, GOSSIP_PROTOCOL);
        gossip.send(encodeMessageFrame(WARNING));
        await closed(connection);
        assert.deepEqual(victim.received, []);
      }),
    );
  });

  it('handles what came before a malformed frame, and nothing behind it', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const connection = await dial(attacker, victim);
        const stream = await open(connection, CHANNEL_PROTOCOL);
        const warning = encodeMessageFrame(WARNING);
        const tooLong = Uint8Array.of(0xff, 0xff, 0x7f);
        stream.send(concatBytes(encodeMessageFrame(INIT), warning, warning, tooLong, warning));
        await closed(connection);
        assert.deepEqual(
          victim.received.map(({ type }) => type),
          ['warning', 'warning'],
        );
      }),
    );
  });

  it('takes a flood of the smallest frames while it is busy, and then ends the session', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    const { promise: gate, resolve } = Promise.withResolvers<void>();
    victim.gate = gate;
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const connection = await dial(attacker, victim);
        const stream = await open(connection, CHANNEL_PROTOCOL);
        stream.send(concatBytes(encodeMessageFrame(INIT), encodeMessageFrame(WARNING)));
        // An unknown odd message without content: type 8191 as a field of the envelope.
        const smallest = Uint8Array.of(4, 0xfa, 0xff, 0x03, 0x00);
        const flood = concatBytes(...Array.from({ length: 20_000 }, () => smallest));
        stream.send(flood);
        await victim.until(({ received }) => received.length === 1);
        resolve();
        await closed(connection);
        assert(victim.events.some((event) => event.includes('too many messages that do nothing')));
      }),
    );
  });

  it('closes a connection on which no session begins', async () => {
    const victim = new TestHost({ name: 'victim', muxers, limits: { initTimeoutMs: 100 } });
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const [idle, silent] = [await dial(attacker, victim), await dial(attacker, victim)];
        await open(silent, CHANNEL_PROTOCOL);
        await Promise.all([closed(idle), closed(silent)]);
      }),
    );
  });

  it('keeps places for wanted peers when strangers take all that they may', async () => {
    const victim = new TestHost({ name: 'victim', muxers, limits: { maxStrangers: 3 } });
    const friend = new TestHost({ name: 'friend', muxers });
    await withHosts([victim, friend], () =>
      withAttackers(4, async (attackers) => {
        victim.host.want(friend.host.nodeId);
        for (const attacker of attackers.slice(0, 3)) {
          const stream = await open(await dial(attacker, victim), CHANNEL_PROTOCOL);
          stream.send(encodeMessageFrame(INIT));
        }
        await victim.until(({ peers }) => peers.size === 3);
        await closed(await dial(attackers[3], victim));
        assert('send' in (await friend.host.connect(victim.address)));
        await victim.until(({ peers }) => peers.has(friend.host.nodeId));
        assert.equal(victim.host.connectedPeers().length, 4);
      }),
    );
  });

  it('ends a connection whose peer asks the muxer for answers and reads none', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const connection = await dial(attacker, victim);
        const stream = await open(connection, CHANNEL_PROTOCOL);
        stream.send(encodeMessageFrame(INIT));
        await victim.until(({ peers }) => peers.size === 1);
        await pingUntilClosed(connection);
        assert.equal(victim.host.connectedPeers().length, 0);
      }),
    );
  });

  it('ends a connection on which a peer begins session after session', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const connection = await dial(attacker, victim);
        const connects = () => victim.events.filter((event) => event === 'connected').length;
        let earlier: Stream | undefined;
        while (connection.status === 'open') {
          const before = connects();
          const stream = await connection
            .newStream(CHANNEL_PROTOCOL, { maxOutboundStreams: 10 })
            .catch(() => undefined);
          // The connection may have ended meanwhile.
          if (stream?.status === 'open') stream.send(encodeMessageFrame(INIT));
          await Promise.race([victim.until(() => connects() > before), closed(connection)]);
          earlier?.abort(new Error('done'));
          earlier = stream;
        }
        assert.equal(connects(), 8);
      }),
    );
  });

  it('dials a wanted peer that ends each session at once more and more slowly', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    const rude = new TestHost({ name: 'rude', muxers });
    await withHosts([victim, rude], async () => {
      victim.host.want(rude.host.nodeId, [rude.address]);
      const ending = setInterval(() => void rude.host.disconnect(victim.host.nodeId, 'rude'), 10);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      clearInterval(ending);
      const connects = victim.events.filter((event) => event === 'connected').length;
      // The first dial, then after about 0.4 and 0.8 seconds, and after 1.5.
      assert(connects >= 2 && connects <= 4, `${connects} sessions`);
    });
  });

  it('takes few connections of one peer', async () => {
    const victim = new TestHost({ name: 'victim', muxers });
    await withHosts([victim], () =>
      withAttackers(1, async ([attacker]) => {
        const [address] = victim.host.addresses();
        assert(attacker !== undefined && address !== undefined);
        const connections: Connection[] = [];
        for (let count = 0; count < 5; count++)
          connections.push(await attacker.dial(address, { force: true }));
        await Promise.any(connections.map(closed));
        assert.equal(connections.filter(({ status }) => status === 'open').length, 4);
      }),
    );
  });
});
