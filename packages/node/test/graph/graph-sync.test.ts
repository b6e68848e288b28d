import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type GossipMessage,
  type QueryChannelRange,
  type QueryShortChannelIds,
  type ReplyChannelRange,
  type ShortChannelId,
  shortChannelId,
} from '@sferic/wire';
import fc from 'fast-check';
import { MAX_IDS_PER_QUERY } from '../../src/graph/channel-list.ts';
import { factsOf } from '../../src/graph/graph-facts.ts';
import {
  AGAIN_MS,
  GraphSync,
  QUERY_IDLE_MS,
  QUERY_TOTAL_MS,
  SYNC_PEERS,
} from '../../src/graph/graph-sync.ts';
import {
  decodeFlags,
  decodeIds,
  EVERYTHING,
  encodeIds,
  encodeTimes,
  type UpdateTimes,
  WANTED,
} from '../../src/graph/id-lists.ts';
import { type Missing, missingIn, TIMES_NOT_TOLD } from '../../src/graph/missing.ts';
import { NetworkGraph } from '../../src/graph/network-graph.ts';
import {
  announceChannel,
  announceNode,
  CHAIN,
  fundingTxid,
  START,
  scid,
  testNode,
  updateChannel,
} from './fixture.ts';

const CHANNEL = WANTED.announcement | WANTED.update1 | WANTED.update2;
const ALL_BLOCKS = 0xffff_ffff;

/** A graph that is nothing but what is known of it; the nodes of a channel follow from its id. */
class Known implements Missing {
  readonly channels = new Set<ShortChannelId>();
  readonly nodes = new Set<number>();

  ofChannel(id: ShortChannelId): number {
    return this.channels.has(id) ? 0 : CHANNEL;
  }

  ofNodes(id: ShortChannelId): readonly { readonly node: number; readonly flag: number }[] {
    if (!this.channels.has(id)) return [];
    return nodesOf(id)
      .map((node, end) => ({ node, flag: end === 0 ? WANTED.node1 : WANTED.node2 }))
      .filter(({ node }) => !this.nodes.has(node));
  }
}

function nodesOf(id: ShortChannelId): readonly [number, number] {
  const number = Number(id >> 40n);
  return [number % 50, 50 + (number % 37)];
}

function idOf(number: number): ShortChannelId {
  return shortChannelId(BigInt(number + 1) << 40n);
}

function listOf(
  query: QueryShortChannelIds,
): readonly { readonly id: ShortChannelId; readonly flag: number }[] {
  const ids = decodeIds(query.encodedShortIds);
  const flags = decodeFlags(query.queryFlags ?? new Uint8Array(0));
  assert(ids.ok && flags.ok);
  assert.equal(ids.value.length, flags.value.length);
  return ids.value.map((id, index) => ({ id, flag: Number(flags.value[index]) }));
}

function rangeReply(
  ids: readonly ShortChannelId[],
  change: Partial<ReplyChannelRange> = {},
): ReplyChannelRange {
  return {
    type: 'reply_channel_range',
    chainHash: CHAIN,
    firstBlocknum: 0,
    numberOfBlocks: ALL_BLOCKS,
    syncComplete: 1,
    encodedShortIds: encodeIds(ids),
    ...change,
  };
}

const END = { type: 'reply_short_channel_ids_end', chainHash: CHAIN, fullInformation: 1 } as const;

interface SimulatedPeer {
  readonly first: number;
  readonly count: number;
  /** Of ten channels, so many are left out of its answers, though it lists them. */
  readonly hides: number;
  readonly isSilent: boolean;
}

/** Peers around a sync, which answer in an order that the test chooses. */
class World {
  readonly known = new Known();
  readonly sync = new GraphSync({ chain: CHAIN, missing: this.known });
  now = 1_000_000;
  readonly peers = new Map<string, SimulatedPeer>();
  /** Questions without an answer, by peer. */
  readonly open = new Map<string, QueryChannelRange | QueryShortChannelIds>();
  readonly since = new Map<string, number>();
  readonly filters = new Map<string, number>();
  readonly listed = new Set<string>();
  readonly givenUp = new Set<string>();
  /** `peer id`, of channels that were asked for. */
  readonly asked = new Set<string>();

  connect(name: string, peer: SimulatedPeer): void {
    this.peers.set(name, peer);
    this.#send(this.sync.connected(name, true, this.now));
  }

  leave(name: string): void {
    this.peers.delete(name);
    this.open.delete(name);
    this.filters.delete(name);
    this.#send(this.sync.left(name, this.now));
  }

  /** Time passes until somebody is given up. */
  expire(): void {
    this.now = Math.max(this.now, this.sync.deadline ?? 0);
    for (const name of [...this.open.keys()]) {
      if ((this.since.get(name) ?? 0) + QUERY_IDLE_MS > this.now) continue;
      this.givenUp.add(name);
      this.open.delete(name);
    }
    this.#send(this.sync.overdue(this.now));
  }

  answer(name: string, fullInformation: number): void {
    const query = this.open.get(name);
    const peer = this.peers.get(name);
    if (query === undefined || peer === undefined) return;
    if (query.type === 'query_channel_range') {
      this.listed.add(name);
      this.open.delete(name);
      const ids = Array.from({ length: peer.count }, (_, index) => idOf(peer.first + index));
      const taken = this.sync.rangeReply(name, rangeReply(ids), this.now);
      assert(taken.ok);
      this.#send(taken.value);
      return;
    }
    for (const { id, flag } of listOf(query)) {
      if (Number(id >> 40n) % 10 < peer.hides) continue;
      if ((flag & WANTED.announcement) !== 0) this.known.channels.add(id);
      const [node1, node2] = nodesOf(id);
      if ((flag & WANTED.node1) !== 0) this.known.nodes.add(node1);
      if ((flag & WANTED.node2) !== 0) this.known.nodes.add(node2);
    }
    assert(this.sync.answered(name, { ...END, fullInformation }).ok);
    this.open.delete(name);
    this.#send(this.sync.examined(name, this.now));
  }

  #send(messages: readonly { readonly peer: string; readonly message: GossipMessage }[]): void {
    for (const { peer, message } of messages) {
      assert(this.peers.has(peer), 'who is asked is connected');
      if (message.type === 'gossip_timestamp_filter') {
        this.filters.set(peer, message.firstTimestamp);
        continue;
      }
      assert(message.type === 'query_channel_range' || message.type === 'query_short_channel_ids');
      assert(!this.open.has(peer), 'one question at a time');
      if (message.type === 'query_short_channel_ids') this.#checkQuery(peer, message);
      this.open.set(peer, message);
      this.since.set(peer, this.now);
    }
  }

  #checkQuery(peer: string, query: QueryShortChannelIds): void {
    const list = listOf(query);
    assert(list.length > 0 && list.length <= MAX_IDS_PER_QUERY);
    assert(list.every(({ id }, index) => index === 0 || id > (list[index - 1]?.id ?? id)));
    const elsewhere = new Set(
      [...this.open.values()]
        .filter((other) => other.type === 'query_short_channel_ids')
        .flatMap((other) => listOf(other).map(({ id, flag }) => `${id} ${flag & CHANNEL}`)),
    );
    for (const { id, flag } of list) {
      if ((flag & CHANNEL) === 0) continue;
      assert(!elsewhere.has(`${id} ${CHANNEL}`), 'nobody else is being asked for it');
      assert(!this.asked.has(`${peer} ${id}`), 'a peer is asked once for a channel');
      this.asked.add(`${peer} ${id}`);
    }
  }
}

const peerArbitrary = fc.record({
  first: fc.nat(1500),
  count: fc.nat(2500),
  hides: fc.constantFrom(0, 0, 3, 10),
  isSilent: fc.boolean(),
});

test('whatever the order of answers, silences and leavings, it ends, and what an honest peer has is known', () =>
  fc.assert(
    fc.property(
      fc.array(peerArbitrary, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(99), { maxLength: 60 }),
      (peers, choices) => {
        const world = new World();
        for (const [index, peer] of peers.entries()) world.connect(`p${index}`, peer);
        for (let step = 0; world.open.size > 0; step++) {
          assert(step < 500, 'it ends');
          assert(world.open.size <= SYNC_PEERS);
          const choice = choices[step] ?? 10;
          const talking = [...world.open.keys()].filter((name) => world.peers.get(name)?.isSilent === false);
          const name = talking[choice % Math.max(1, talking.length)];
          if (choice < 3 && name !== undefined) world.leave(name);
          else if (name === undefined || choice < 6) world.expire();
          else if (choice !== 99) world.answer(name, 1);
          else {
            if (world.open.get(name)?.type === 'query_short_channel_ids') world.givenUp.add(name);
            world.answer(name, 0);
          }
          world.now += choice;
        }
        for (const [name, { first, count, hides }] of world.peers) {
          assert(world.filters.has(name), 'all are asked for news in the end');
          if (hides > 0 || world.givenUp.has(name) || !world.listed.has(name)) continue;
          for (let index = 0; index < count; index++) assert(world.known.channels.has(idOf(first + index)));
        }
      },
    ),
    { numRuns: 60 },
  ));

test('what one of three peers has is known in the end, though the others hide it or say nothing', () => {
  const world = new World();
  world.connect('liar', { first: 0, count: 2500, hides: 10, isSilent: false });
  world.connect('silent', { first: 0, count: 2500, hides: 0, isSilent: true });
  world.connect('honest', { first: 0, count: 2500, hides: 0, isSilent: false });
  while (world.open.has('liar') || world.open.has('honest'))
    for (const name of ['liar', 'honest']) world.answer(name, 1);
  assert.equal(world.known.channels.size, 2500);
  assert.equal(world.known.nodes.size, 87);
});

test('a peer that invents channels is asked for them alone', () => {
  const world = new World();
  world.connect('liar', { first: 0, count: 6000, hides: 10, isSilent: false });
  world.connect('honest', { first: 0, count: 1500, hides: 0, isSilent: false });
  let steps = 0;
  for (; world.open.size > 0; steps++) for (const name of ['honest', 'liar']) world.answer(name, 1);
  assert.equal(world.known.channels.size, 1500);
  assert(steps < 12);
  const ofHonest = [...world.asked].filter((key) => key.startsWith('honest'));
  assert(ofHonest.length <= 1500);
});

test('a peer that says that its information is not full is asked no more, and another takes its place', () => {
  const world = new World();
  const peer = { first: 0, count: 10, hides: 0, isSilent: false };
  for (const name of ['a', 'b', 'c', 'd']) world.connect(name, peer);
  assert.deepEqual([...world.open.keys()], ['a', 'b', 'c']);
  assert(world.filters.has('d'), 'it tells news from the beginning on');
  world.answer('a', 1);
  world.answer('a', 0);
  assert.deepEqual([...world.open.keys()].sort(), ['b', 'c', 'd']);
});

test('a peer that teaches keeps the word, for ten minutes at most; one that does not has half a minute', () => {
  const world = new World();
  world.connect('p', { first: 0, count: 10, hides: 0, isSilent: false });
  world.answer('p', 1);
  const since = world.now;
  assert.equal(world.sync.deadline, since + QUERY_IDLE_MS);
  for (let time = since; time < since + QUERY_TOTAL_MS; time += QUERY_IDLE_MS - 1)
    world.sync.taught('p', time);
  assert.equal(world.sync.deadline, since + QUERY_TOTAL_MS);
  assert.deepEqual(world.sync.overdue(since + QUERY_TOTAL_MS - 1), []);
  const [news] = world.sync.overdue(since + QUERY_TOTAL_MS);
  assert.equal(news?.message.type, 'gossip_timestamp_filter');
  assert.equal(world.sync.deadline, undefined);
});

test('an hour later peers are asked again what they have, those first whose turn has not come', () => {
  const world = new World();
  for (const name of ['a', 'b', 'c', 'd'])
    world.connect(name, { first: 0, count: 0, hides: 0, isSilent: false });
  for (const name of ['a', 'b', 'c']) world.answer(name, 1);
  assert.equal(world.open.size, 0);
  assert.equal(world.sync.deadline, world.now + AGAIN_MS);
  world.expire();
  assert.deepEqual([...world.open.keys()], ['d', 'a', 'b']);
  assert.equal(world.open.get('d')?.type, 'query_channel_range');
});

test('a peer that answers no queries is asked to tell all, and not more than three are', () => {
  const sync = new GraphSync({ chain: CHAIN, missing: new Known() });
  const firsts = ['a', 'b', 'c', 'd'].map((name) => {
    const [first] = sync.connected(name, false, START * 1000);
    assert(first?.message.type === 'gossip_timestamp_filter');
    return first.message.firstTimestamp;
  });
  assert.deepEqual(firsts, [0, 0, 0, START - 7200]);
  assert.deepEqual(
    sync.left('b', START * 1000).map(({ peer }) => peer),
    ['d'],
  );
});

test('replies to a range are taken in order, inside of it, and as long as they are wanted', () => {
  const [one, two, three] = [idOf(0), idOf(1), idOf(2)] as const;
  const outcome = (...replies: readonly Partial<ReplyChannelRange>[]): string => {
    const sync = new GraphSync({ chain: CHAIN, missing: new Known() });
    sync.connected('p', true, 0);
    let last = '';
    for (const reply of replies) {
      const taken = sync.rangeReply('p', rangeReply([], reply), 0);
      if (!taken.ok) return taken.error.code;
      last = taken.value.map(({ message }) => message.type).join();
    }
    return last;
  };
  const more = { syncComplete: 0 };
  const query = 'query_short_channel_ids';
  assert.equal(outcome({ encodedShortIds: encodeIds([one, two]) }), query);
  assert.equal(outcome({}), 'gossip_timestamp_filter');
  assert.equal(
    outcome({ ...more, numberOfBlocks: 2 }, { encodedShortIds: encodeIds([one]) }),
    query,
    'one block in two replies',
  );
  assert.equal(outcome({ ...more, numberOfBlocks: 2 }), '', 'not the last');
  assert.equal(outcome({}, {}), 'unasked');
  assert.equal(outcome({ chainHash: CHAIN.map((byte) => byte ^ 1) as typeof CHAIN }), 'unasked');
  for (const [name, ...replies] of [
    ['a late beginning', { firstBlocknum: 1 }],
    ['no blocks', { ...more, numberOfBlocks: 0 }],
    ['an early end', { numberOfBlocks: 10 }],
    [
      'a step back',
      { ...more, numberOfBlocks: 9 },
      { ...more, firstBlocknum: 5 },
      { ...more, firstBlocknum: 4 },
    ],
    ['a channel of another block', { ...more, numberOfBlocks: 3, encodedShortIds: encodeIds([three]) }],
    ['channels that descend', { encodedShortIds: encodeIds([two, one]) }],
    ['a channel twice', { encodedShortIds: encodeIds([one, one]) }],
    ['an unknown encoding', { encodedShortIds: Uint8Array.of(1) }],
    ['half an id', { encodedShortIds: new Uint8Array(5) }],
    ['too few times', { encodedShortIds: encodeIds([one]), timestamps: encodeTimes([]) }],
  ] as const satisfies readonly (readonly [string, ...Partial<ReplyChannelRange>[]])[])
    assert.equal(outcome(...replies), 'malformed', name);
  assert.equal(outcome(...Array.from({ length: 2001 }, () => more)), 'too_frequent');
});

test('of a known channel what is newer is asked for, of an unknown one what is not too old', () => {
  const [alice, bob] = [testNode('alice'), testNode('bob')].sort((a, b) => (a.key < b.key ? -1 : 1));
  assert(alice && bob);
  const [id, spent, unknown] = [scid('100x1x0'), scid('100x2x0'), scid('100x3x0')];
  const graph = new NetworkGraph({});
  const facts = { capacity: 1000n as never, addedAt: START };
  const channel = graph.addChannel({
    ...announceChannel(alice, bob, id),
    fundingTxid: fundingTxid(id),
    ...facts,
  });
  graph.addChannel({
    ...announceChannel(alice, bob, spent),
    fundingTxid: fundingTxid(spent),
    ...facts,
    spentAt: 150,
  });
  graph.putUpdate(channel, updateChannel(alice, bob, id));
  const missing = missingIn(graph);
  const TWO_WEEKS = 1_209_600;
  const cases: readonly [ShortChannelId, UpdateTimes, number][] = [
    [id, [START, 0], 0],
    [id, [START + 1, 0], 2 | 8 | 16],
    [id, [START, 1 + START - TWO_WEEKS], 4 | 8 | 16],
    [id, [START + 1, START], EVERYTHING - 1],
    [id, [START + 86_401, START - TWO_WEEKS], 0],
    [id, TIMES_NOT_TOLD, 0],
    [spent, [START + 1, START + 1], 0],
    [unknown, [0, 0], 0],
    [unknown, [START - TWO_WEEKS, START - TWO_WEEKS], 0],
    [unknown, [START - TWO_WEEKS, START], CHANNEL],
    [unknown, TIMES_NOT_TOLD, CHANNEL],
  ];
  for (const [index, [of, times, flags]] of cases.entries())
    assert.equal(missing.ofChannel(of, times, START), flags, `case ${index}`);
  assert.equal(missing.ofNodes(id).length, 2);
  graph.putNode(graph.nodeIndexOf(bob.id), factsOf(announceNode(bob)));
  assert.deepEqual(
    missing.ofNodes(id).map(({ flag }) => flag),
    [WANTED.node1],
  );
});
