/** Answers to queries: BOLT 7, "Query Messages". Pure. */
import { err, ok, type Result } from '@sferic/codec';
import type {
  Announcement,
  ChainHash,
  GossipMessage,
  QueryChannelRange,
  QueryShortChannelIds,
  ShortChannelId,
} from '@sferic/wire';
import { type GossipError, gossipError } from './gossip-error.ts';
import type { GraphStore } from './graph-store.ts';
import {
  decodeFlags,
  decodeIds,
  EVERYTHING,
  encodeIds,
  encodeTimes,
  heightOf,
  type UpdateTimes,
  WANTED,
} from './id-lists.ts';
import type { NetworkGraph } from './network-graph.ts';

/** What fits into a message of 65,535 bytes, and a little less; half as many with their times. */
export const MAX_IDS_PER_REPLY = 8_000;
export const MAX_TIMED_IDS_PER_REPLY = 4_000;

/** Bit of `query_option`: the times of updates are wanted. BOLT 7 lets the checksums (bit 1) be left out. */
export const WANTS_TIMES = 1n;

/** What is known, and what was said of it. */
export interface Told {
  readonly graph: NetworkGraph;
  readonly store: Pick<GraphStore, 'announcementOf' | 'updateOf' | 'nodeAnnouncementOf'>;
}

/** The messages that answer a query, made as they are sent; of a chain that this node does not follow it has nothing. */
export function answerTo(
  query: QueryChannelRange | QueryShortChannelIds,
  told: Told,
  isOurChain: boolean,
): Result<Iterable<GossipMessage>, GossipError> {
  if (query.type === 'query_channel_range') return ok(answerRange(query, told.graph, isOurChain));
  const ids = decodeIds(query.encodedShortIds);
  if (!ids.ok) return ids;
  const flags = query.queryFlags === undefined ? ok(undefined) : decodeFlags(query.queryFlags);
  if (!flags.ok) return flags;
  if (flags.value !== undefined && flags.value.length !== ids.value.length)
    return err(gossipError('malformed', 'a query has another number of flags than of channels'));
  return ok(answerIds(query.chainHash, told, isOurChain, ids.value, flags.value));
}

/** Whether a channel is worth telling: BOLT 7 wants one without updates, or with a spent output, kept back. */
function isTold(graph: NetworkGraph, channel: number): boolean {
  return graph.spentAt(channel) === undefined && graph.latestUpdate(channel) !== undefined;
}

/** The channels of a range of blocks, in as many messages as they need; looked for when the first is to be sent. */
function* answerRange(
  { chainHash, firstBlocknum, numberOfBlocks, queryOption = 0n }: QueryChannelRange,
  graph: NetworkGraph,
  isOurChain: boolean,
): Generator<GossipMessage> {
  const isTimed = (queryOption & WANTS_TIMES) !== 0n;
  const most = isTimed ? MAX_TIMED_IDS_PER_REPLY : MAX_IDS_PER_REPLY;
  const end = firstBlocknum + numberOfBlocks;
  const ids = isOurChain ? idsBetween(graph, firstBlocknum, end) : [];
  let from = firstBlocknum;
  for (let start = 0; ; start += most) {
    const some = ids.slice(start, start + most);
    const next = ids[start + most];
    // The blocks up to the one where the next reply begins; the block itself may have channels in both.
    const until = next === undefined ? end : heightOf(next) + 1;
    yield {
      type: 'reply_channel_range',
      chainHash,
      firstBlocknum: from,
      numberOfBlocks: until - from,
      syncComplete: next === undefined ? 1 : 0,
      encodedShortIds: encodeIds(some),
      ...(isTimed && { timestamps: encodeTimes(some.map((id) => timesOf(graph, id))) }),
    };
    if (next === undefined) return;
    from = heightOf(next);
  }
}

function timesOf(graph: NetworkGraph, id: ShortChannelId): UpdateTimes {
  const channel = graph.channelIndex(id);
  if (channel < 0) return [0, 0];
  return [graph.updateTime(2 * channel) ?? 0, graph.updateTime(2 * channel + 1) ?? 0];
}

/** All that is known of some channels, then the end. */
function* answerIds(
  chainHash: ChainHash,
  told: Told,
  isOurChain: boolean,
  ids: readonly ShortChannelId[],
  flags: readonly bigint[] | undefined,
): Generator<GossipMessage> {
  if (isOurChain) yield* channelMessages(told, ids, flags);
  yield { type: 'reply_short_channel_ids_end', chainHash, fullInformation: isOurChain ? 1 : 0 };
}

/** In the order of the query, each node once, after its channel. */
function* channelMessages(
  { graph, store }: Told,
  ids: readonly ShortChannelId[],
  flags: readonly bigint[] | undefined,
): Generator<Announcement> {
  const toldNodes = new Set<number>();
  for (const [index, id] of ids.entries()) {
    const channel = graph.channelIndex(id);
    if (channel < 0 || !isTold(graph, channel)) continue;
    const flag = flags === undefined ? EVERYTHING : Number((flags[index] ?? 0n) & BigInt(EVERYTHING));
    const nodes = [
      ...((flag & WANTED.node1) !== 0 ? [graph.edgeStart(2 * channel)] : []),
      ...((flag & WANTED.node2) !== 0 ? [graph.edgeStart(2 * channel + 1)] : []),
    ].filter((node) => graph.announcedAt(node) !== undefined && !toldNodes.has(node));
    // Read before the first is sent: what has an index now may have none when the next is asked for.
    const messages = [
      (flag & WANTED.announcement) !== 0 ? store.announcementOf(id) : undefined,
      (flag & WANTED.update1) !== 0 ? store.updateOf(id, 0) : undefined,
      (flag & WANTED.update2) !== 0 ? store.updateOf(id, 1) : undefined,
      ...nodes.map((node) => store.nodeAnnouncementOf(graph.nodeIdAt(node))),
    ];
    for (const node of nodes) toldNodes.add(node);
    for (const message of messages) if (message !== undefined) yield message;
  }
}

/** `end`: exclusive. */
function idsBetween(graph: NetworkGraph, first: number, end: number): readonly ShortChannelId[] {
  return graph
    .channels()
    .filter((channel) => graph.heightAt(channel) >= first && graph.heightAt(channel) < end)
    .filter((channel) => isTold(graph, channel))
    .map((channel) => graph.shortChannelIdAt(channel))
    .toArray()
    .sort((a, b) => (a < b ? -1 : 1));
}
