import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import {
  type Announcement,
  type ChannelAnnouncement,
  type ChannelUpdate,
  type GossipMessage,
  type NodeAnnouncement,
  type ShortChannelId,
  sat,
} from '@sferic/wire';
import { factsOf } from '../../src/graph/graph-facts.ts';
import { decodeTimes } from '../../src/graph/id-lists.ts';
import { directionOf, NetworkGraph } from '../../src/graph/network-graph.ts';
import { answerTo, MAX_IDS_PER_REPLY } from '../../src/graph/queries.ts';
import { u64ToBlob } from '../../src/store/index.ts';
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

const alice = testNode('alice');
const bob = testNode('bob');
const carol = testNode('carol');

function channel(one: typeof alice, other: typeof alice, name: string, change = {}) {
  const id = scid(name);
  return {
    announcement: announceChannel(one, other, id),
    updates: [updateChannel(alice, bob, id, { channelFlags: 1 })],
    ...change,
  };
}

/** A graph, and the messages that made it. */
class Told {
  readonly graph = new NetworkGraph({});
  readonly #messages = new Map<string, Announcement>();
  readonly store = {
    announcementOf: (id: ShortChannelId) => this.#messages.get(`${id}`) as ChannelAnnouncement | undefined,
    updateOf: (id: ShortChannelId, direction: number) =>
      this.#messages.get(`${id} ${direction}`) as ChannelUpdate | undefined,
    nodeAnnouncementOf: (id: Uint8Array) =>
      this.#messages.get(bytesToHex(id)) as NodeAnnouncement | undefined,
  };

  putChannel({ announcement, updates, spentAt }: ReturnType<typeof channel> & { spentAt?: number }): void {
    const { shortChannelId: id } = announcement;
    const facts = { fundingTxid: fundingTxid(id), capacity: sat(1000n), addedAt: 0 };
    const index = this.graph.addChannel({
      ...announcement,
      ...facts,
      ...(spentAt !== undefined && { spentAt }),
    });
    this.#messages.set(`${id}`, announcement);
    for (const update of updates) {
      this.graph.putUpdate(index, update);
      this.#messages.set(`${id} ${directionOf(update)}`, update);
    }
  }

  putNode(announcement: NodeAnnouncement): void {
    this.graph.putNode(this.graph.nodeIndexOf(announcement.nodeId), factsOf(announcement));
    this.#messages.set(bytesToHex(announcement.nodeId), announcement);
  }
}

function sample(): Told {
  const graph = new Told();
  graph.putChannel(channel(alice, bob, '300x1x0'));
  graph.putChannel(channel(bob, carol, '100x2x0'));
  graph.putChannel(channel(alice, bob, '100x1x0'));
  graph.putChannel(channel(alice, bob, '200x1x0', { updates: [] }));
  graph.putChannel(channel(alice, bob, '200x2x0', { spentAt: 210 }));
  graph.putNode(announceNode(bob));
  return graph;
}

const encode = (...ids: readonly ShortChannelId[]): Uint8Array =>
  Uint8Array.from([0, ...ids.flatMap((id) => [...u64ToBlob(id)])]);

function answer(graph: Told, query: Parameters<typeof answerTo>[0], isOurChain = true): GossipMessage[] {
  const messages = answerTo(query, graph, isOurChain);
  assert(messages.ok);
  return [...messages.value];
}

const range = (firstBlocknum: number, numberOfBlocks: number) =>
  ({ type: 'query_channel_range', chainHash: CHAIN, firstBlocknum, numberOfBlocks }) as const;
const ids = (encodedShortIds: Uint8Array, queryFlags?: Uint8Array) =>
  ({
    type: 'query_short_channel_ids',
    chainHash: CHAIN,
    encodedShortIds,
    ...(queryFlags && { queryFlags }),
  }) as const;

test('a range of blocks is answered by its channels in ascending order, those that are not told left out', () => {
  const reply = (firstBlocknum: number, numberOfBlocks: number, encodedShortIds: Uint8Array) => [
    {
      type: 'reply_channel_range',
      chainHash: CHAIN,
      firstBlocknum,
      numberOfBlocks,
      syncComplete: 1,
      encodedShortIds,
    },
  ];
  const graph = sample();
  const all = encode(scid('100x1x0'), scid('100x2x0'), scid('300x1x0'));
  assert.deepEqual(answer(graph, range(0, 0xffff_ffff)), reply(0, 0xffff_ffff, all));
  assert.deepEqual(answer(graph, range(100, 1)), reply(100, 1, encode(scid('100x1x0'), scid('100x2x0'))));
  assert.deepEqual(answer(graph, range(101, 200)), reply(101, 200, encode(scid('300x1x0'))));
  assert.deepEqual(answer(graph, range(101, 199)), reply(101, 199, encode()));
  assert.deepEqual(answer(graph, range(0, 1000), false), reply(0, 1000, encode()));
});

test('a range is answered with the times of the updates for who wants them', () => {
  const graph = sample();
  const ids = [scid('100x1x0'), scid('100x2x0')];
  const [reply] = answer(graph, { ...range(100, 1), queryOption: 1n });
  assert(reply?.type === 'reply_channel_range');
  assert.deepEqual(reply.encodedShortIds, encode(...ids));
  const times = ids.map((id) => {
    const channel = graph.graph.channelIndex(id);
    return [0, 1].map((direction) => graph.graph.updateTime(2 * channel + direction) ?? 0);
  });
  assert.deepEqual(times.flat().toSorted(), [0, 0, START, START]);
  assert(reply.timestamps);
  const told = decodeTimes(reply.timestamps, ids.length);
  assert(told.ok);
  assert.deepEqual(told.value, times);
  const [untimed] = answer(graph, { ...range(100, 1), queryOption: 2n });
  assert(untimed?.type === 'reply_channel_range' && untimed.timestamps === undefined);
});

test('a long answer comes in parts that cover the range without gaps, complete with the last', () => {
  const graph = new Told();
  const template = channel(alice, bob, '1x0x0');
  const count = MAX_IDS_PER_REPLY + 5;
  for (let index = 0; index < count; index++) {
    const shortChannelId = scid(`${1000 + Math.floor(index / 3)}x${index % 3}x0`);
    graph.putChannel({
      announcement: { ...template.announcement, shortChannelId },
      updates: template.updates.map((update) => ({ ...update, shortChannelId })),
    });
  }
  const replies = answer(graph, range(10, 100_000));
  assert.equal(replies.length, 2);
  const [first, second] = replies;
  assert(first?.type === 'reply_channel_range' && second?.type === 'reply_channel_range');
  assert.deepEqual([first.syncComplete, second.syncComplete], [0, 1]);
  assert.equal(first.firstBlocknum, 10);
  assert(second.firstBlocknum <= first.firstBlocknum + first.numberOfBlocks);
  assert.equal(second.firstBlocknum + second.numberOfBlocks, 100_010);
  const lengths = replies.map((reply) =>
    reply.type === 'reply_channel_range' ? reply.encodedShortIds.length - 1 : 0,
  );
  assert.deepEqual(lengths, [MAX_IDS_PER_REPLY * 8, 5 * 8]);
});

test('channels are answered with all that is known, each node once, and the end', () => {
  const graph = sample();
  const asked = encode(scid('100x1x0'), scid('100x2x0'), scid('200x2x0'), scid('999x1x0'));
  const messages = answer(graph, ids(asked));
  const types = messages.map(({ type }) => type);
  assert.deepEqual(types, [
    'channel_announcement',
    'channel_update',
    'node_announcement',
    'channel_announcement',
    'channel_update',
    'reply_short_channel_ids_end',
  ]);
  const end = messages.at(-1);
  assert(end?.type === 'reply_short_channel_ids_end' && end.fullInformation === 1);
  const [none] = answer(graph, ids(asked), false);
  assert(none?.type === 'reply_short_channel_ids_end' && none.fullInformation === 0);
});

test('flags choose what is sent of each channel', () => {
  const graph = sample();
  const asked = encode(scid('100x1x0'), scid('300x1x0'));
  const bobBit = alice.key < bob.key ? 16 : 8;
  const typesFor = (...flags: number[]) =>
    answer(graph, ids(asked, Uint8Array.of(0, ...flags))).map(({ type }) => type);
  assert.deepEqual(typesFor(1, 4), ['channel_announcement', 'channel_update', 'reply_short_channel_ids_end']);
  assert.deepEqual(typesFor(2, 2), ['reply_short_channel_ids_end']);
  assert.deepEqual(typesFor(bobBit, bobBit), ['node_announcement', 'reply_short_channel_ids_end']);
});

test('queries that cannot be read are refused', () => {
  const graph = sample();
  const one = encode(scid('100x1x0'));
  const bad: [Uint8Array, Uint8Array?][] = [
    [Uint8Array.of()],
    [Uint8Array.of(1)],
    [one.subarray(0, 8)],
    [one, Uint8Array.of()],
    [one, Uint8Array.of(1, 1)],
    [one, Uint8Array.of(0)],
    [one, Uint8Array.of(0, 1, 1)],
    [one, Uint8Array.of(0, 0xfd, 0, 1)],
  ];
  for (const [encoded, flags] of bad) {
    const refused = answerTo(ids(encoded, flags), graph, true);
    assert(!refused.ok);
    assert.equal(refused.error.code, 'malformed');
  }
});

test('a query for a range costs nothing before its answer is wanted', () => {
  const graph = sample();
  let walks = 0;
  const channels = graph.graph.channels.bind(graph.graph);
  graph.graph.channels = () => {
    walks += 1;
    return channels();
  };
  const query = {
    type: 'query_channel_range',
    chainHash: CHAIN,
    firstBlocknum: 0,
    numberOfBlocks: 500,
  } as const;
  const answered = answerTo(query, graph, true);
  assert.equal(walks, 0);
  assert(answered.ok);
  assert.equal([...answered.value].length, 1);
  assert.equal(walks, 1);
});
