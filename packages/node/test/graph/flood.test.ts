import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelUpdate, GossipMessage, WireMessage } from '@sferic/wire';
import { Flood } from '../../src/graph/flood.ts';
import { GossipLog } from '../../src/graph/gossip-log.ts';
import { announceChannel, START, scid, testNode, updateChannel } from './fixture.ts';
import { settle, TestPeer, until } from './network.ts';

const alice = testNode('alice');
const bob = testNode('bob');
const ALL = { first: 0, end: 0xffff_ffff };

class Setup {
  readonly log = new GossipLog();
  readonly flood: Flood;
  readonly #messages = new Map<number, ChannelUpdate>();

  constructor(relayDelayMilliseconds = 0) {
    const messageOf = (ref: number) => this.#messages.get(ref);
    const timestampOf = (ref: number) => messageOf(ref)?.timestamp;
    this.flood = new Flood({ log: this.log, relayDelayMilliseconds, timestampOf, messageOf });
  }

  peer(name: string): TestPeer {
    const peer = new TestPeer(name);
    this.flood.add(peer);
    return peer;
  }

  /** Appends an update that is known by its number. */
  update(number: number, options: { source?: string; isOwn?: boolean; timestamp?: number } = {}): void {
    const { isOwn = false, timestamp = START, source } = options;
    const message = updateChannel(alice, bob, scid(`1x${number}x0`), { timestamp, feeBaseMsat: number });
    this.#messages.set(number, message);
    this.log.append({ ref: number, isOwn, ...(source !== undefined && { source }) });
    this.flood.appended(isOwn);
  }
}

async function withFlood(run: (setup: Setup) => Promise<void>, relayDelay = 0): Promise<void> {
  const setup = new Setup(relayDelay);
  try {
    await run(setup);
  } finally {
    setup.flood.stop();
  }
}

function numbers(messages: readonly WireMessage[]): readonly number[] {
  return messages.map((message) => (message.type === 'channel_update' ? message.feeBaseMsat : -1));
}

test('before a peer asks it gets our own gossip alone, then all from the beginning on, then what comes', () =>
  withFlood(async (setup) => {
    const peer = setup.peer('p');
    setup.update(1);
    setup.update(2, { isOwn: true });
    await settle();
    assert.deepEqual(numbers(peer.received), [2]);
    setup.flood.setFilter('p', ALL);
    await settle();
    assert.deepEqual(numbers(peer.received), [2, 1, 2]);
    setup.update(3);
    await settle();
    assert.deepEqual(numbers(peer.received), [2, 1, 2, 3]);
  }));

test('nothing goes back to the peer that it came from', () =>
  withFlood(async (setup) => {
    const [source, other] = [setup.peer('source'), setup.peer('other')];
    setup.flood.setFilter('source', ALL);
    setup.flood.setFilter('other', ALL);
    setup.update(1, { source: 'source' });
    await settle();
    assert.deepEqual(numbers(source.received), []);
    assert.deepEqual(numbers(other.received), [1]);
  }));

test('a filter keeps out other times, but not our own gossip', () =>
  withFlood(async (setup) => {
    const peer = setup.peer('p');
    setup.flood.setFilter('p', { first: START, end: START + 10 });
    for (const [number, timestamp] of [START - 1, START, START + 9, START + 10].entries())
      setup.update(number, { timestamp });
    setup.update(4, { timestamp: START - 1, isOwn: true });
    await settle();
    assert.deepEqual(numbers(peer.received), [1, 2, 4]);
  }));

test('a slow peer holds up nobody, misses nothing, and is spared what is superseded meanwhile', () =>
  withFlood(async (setup) => {
    const [slow, fast] = [setup.peer('slow'), setup.peer('fast')];
    slow.full = true;
    setup.flood.setFilter('slow', ALL);
    setup.flood.setFilter('fast', ALL);
    for (let number = 0; number < 200; number++) setup.update(number);
    await until(() => fast.received.length === 200);
    setup.update(0);
    await until(() => fast.received.length === 201);
    assert.deepEqual(slow.received, []);
    assert.equal(slow.attempts, 1, 'it is left alone for a while');
    slow.full = false;
    await until(() => slow.received.length === 200);
    assert.deepEqual(numbers(slow.received), [...Array.from({ length: 199 }, (_, index) => index + 1), 0]);
  }));

test('what others said waits for the relay delay; our own does not', () =>
  withFlood(async (setup) => {
    const peer = setup.peer('p');
    setup.flood.setFilter('p', ALL);
    await settle();
    setup.update(1);
    await settle();
    assert.deepEqual(numbers(peer.received), []);
    setup.update(2, { isOwn: true });
    await settle();
    assert.deepEqual(numbers(peer.received), [1, 2]);
  }, 60_000));

test('an answer is sent before the log, message by message as the peer takes it', () =>
  withFlood(async (setup) => {
    const peer = setup.peer('p');
    peer.full = true;
    setup.update(1, { isOwn: true });
    let made = 0;
    const answer = function* (): Generator<GossipMessage> {
      for (; made < 300; made++) yield announceChannel(alice, bob, scid('1x1x0'));
    };
    const few = announceChannel(alice, bob, scid('1x1x0'));
    assert(setup.flood.answer('p', answer()));
    for (let count = 0; count < 3; count++) assert(setup.flood.answer('p', [few]));
    assert(!setup.flood.answer('p', [few]));
    assert(!setup.flood.answer('nobody', [few]));
    await settle();
    assert(made <= 1, `${made} made`);
    peer.full = false;
    await until(() => peer.received.length === 304);
    assert.equal(peer.received.at(-1)?.type, 'channel_update');
    assert(setup.flood.answer('p', [few]));
  }));

test('what the store cannot give any more is left out', () =>
  withFlood(async (setup) => {
    const peer = setup.peer('p');
    setup.flood.setFilter('p', ALL);
    setup.log.append({ ref: 7, isOwn: true });
    setup.update(8);
    await settle();
    assert.deepEqual(numbers(peer.received), [8]);
  }));

test('a peer that is gone gets nothing more', () =>
  withFlood(async (setup) => {
    const peer = setup.peer('p');
    setup.flood.setFilter('p', ALL);
    setup.flood.remove('p');
    setup.update(1, { isOwn: true });
    assert(!setup.flood.sendTo('p', updateChannel(alice, bob, scid('1x1x0'))));
    await settle();
    assert.deepEqual(peer.received, []);
  }));

test('many peers that ask for everything at once do not hold the event loop, and all get it', () =>
  withFlood(async (setup) => {
    for (let number = 0; number < 200; number++) setup.update(number);
    const peers = Array.from({ length: 30 }, (_, index) => setup.peer(`p${index}`));
    for (const { nodeId } of peers) setup.flood.setFilter(nodeId, ALL);
    const sent = () => peers.reduce((sum, { received }) => sum + received.length, 0);
    let [before, most] = [0, 0];
    while (sent() < 30 * 200) {
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, sent() - before);
      before = sent();
    }
    // Four peers of 64 messages each; a turn of the test may fall between two of theirs.
    assert(most <= 2 * 4 * 64, `${most} messages in one turn`);
    for (const peer of peers) assert.equal(peer.received.length, 200);
  }));
