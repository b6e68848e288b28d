import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenChannel2, WireMessage } from '@sferic/wire';
import { Openings, type OpeningsModules } from '../../src/channels/openings.ts';
import type { Registry } from '../../src/channels/registry.ts';
import type { Peer } from '../../src/p2p/index.ts';

/** A peer that keeps what it is told. */
function testPeer(nodeId: string) {
  const sent: WireMessage['type'][] = [];
  const disconnects: string[] = [];
  const peer: Peer = {
    nodeId,
    features: new Uint8Array(0),
    send: (message) => sent.push(message.type) > 0,
    disconnect: async (reason) => void disconnects.push(reason),
  };
  return { peer, sent, disconnects };
}

const OPEN = { temporaryChannelId: new Uint8Array(32) } as OpenChannel2;

/** Openings of a node that has these channels, by peer, and would go on to make keys if it took another. */
function openings(channels: Readonly<Record<string, readonly string[]>>) {
  const of = (peer: string) => (channels[peer] ?? []).map((type) => ({ state: { type } }));
  const all = () => Object.keys(channels).flatMap(of);
  const registry = { of, all, size: all().length } as unknown as Registry;
  const taken = new Error('taken');
  const channelStore = { allocateKeyIndex: () => Promise.reject(taken) };
  let now = 0;
  const modules = { channelStore, now: () => now } as unknown as OpeningsModules;
  const made = new Openings(modules, registry);
  return {
    accept: async (peer: Peer): Promise<'taken' | 'refused'> => {
      try {
        await made.accept(peer, OPEN);
        return 'refused';
      } catch (error) {
        if (error === taken) return 'taken';
        throw error;
      }
    },
    wait: (seconds: number) => {
      now += seconds;
    },
  };
}

const many = (count: number, type: string): readonly string[] => Array.from({ length: count }, () => type);

describe('an opening of a peer', () => {
  const { peer, sent } = testPeer('02aa');

  it('is taken beside channels that are confirmed, however many of them there are', async () => {
    assert.equal(await openings({ '02aa': many(500, 'normal') }).accept(peer), 'taken');
  });

  it('is refused while four others are not agreed upon', async () => {
    assert.equal(await openings({ '02aa': many(3, 'constructing') }).accept(peer), 'taken');
    assert.equal(await openings({ '02aa': many(4, 'constructing') }).accept(peer), 'refused');
    assert.deepEqual(sent, ['error']);
  });

  it('is refused while 50 of its channels wait for their funding transactions', async () => {
    const types = [...many(25, 'signing_funding'), ...many(24, 'wait_for_ready')];
    assert.equal(await openings({ '02aa': types }).accept(peer), 'taken');
    assert.equal(await openings({ '02aa': [...types, 'wait_for_ready'] }).accept(peer), 'refused');
  });

  it('is refused while a thousand channels of others do', async () => {
    assert.equal(await openings({ '02bb': many(999, 'wait_for_ready') }).accept(peer), 'taken');
    assert.equal(await openings({ '02bb': many(1000, 'wait_for_ready') }).accept(peer), 'refused');
  });

  it('ends the session when a hundred came before it, and then more than one a second', async () => {
    const flood = testPeer('02cc');
    const { accept, wait } = openings({});
    for (let count = 0; count < 100; count++) assert.equal(await accept(flood.peer), 'taken');
    wait(1);
    assert.equal(await accept(flood.peer), 'taken');
    assert.equal(flood.disconnects.length, 0);
    assert.equal(await accept(flood.peer), 'refused');
    assert.equal(flood.disconnects.length, 1);
  });
});
