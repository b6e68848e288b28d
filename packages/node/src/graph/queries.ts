/** Answers to queries: BOLT 7, "Query Messages". Pure. */
import { ByteReader, decoding, err, ok, type Result } from '@sferic/codec';
import {
  type Announcement,
  type ChainHash,
  type GossipMessage,
  type QueryChannelRange,
  type QueryShortChannelIds,
  type ShortChannelId,
  shortChannelId,
} from '@sferic/wire';
import { u64FromBlob, u64ToBlob } from '../store/index.ts';
import { type GossipError, gossipError } from './gossip-error.ts';
import type { GraphStore } from './graph-store.ts';
import type { NetworkGraph } from './network-graph.ts';

/** The one encoding of lists that is left: as they are. */
const UNCOMPRESSED = 0;
const ID_LENGTH = 8;
/** What fits into a message of 65,535 bytes, and a little less. */
export const MAX_IDS_PER_REPLY = 8_000;

/** Bits of a query flag: what is wanted of a channel. */
const WANTED = { announcement: 1n, update1: 2n, update2: 4n, node1: 8n, node2: 16n } as const;
const EVERYTHING = 31n;

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
  if (query.type === 'query_channel_range')
    return ok(answerRange(query, () => (isOurChain ? idsBetween(told.graph, query) : [])));
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
  { chainHash, firstBlocknum, numberOfBlocks }: QueryChannelRange,
  find: () => readonly ShortChannelId[],
): Generator<GossipMessage> {
  const ids = find();
  const end = firstBlocknum + numberOfBlocks;
  let from = firstBlocknum;
  for (let start = 0; ; start += MAX_IDS_PER_REPLY) {
    const some = ids.slice(start, start + MAX_IDS_PER_REPLY);
    const next = ids[start + MAX_IDS_PER_REPLY];
    // The blocks up to the one where the next reply begins; the block itself may have channels in both.
    const until = next === undefined ? end : heightOf(next) + 1;
    yield {
      type: 'reply_channel_range',
      chainHash,
      firstBlocknum: from,
      numberOfBlocks: until - from,
      syncComplete: next === undefined ? 1 : 0,
      encodedShortIds: encodeIds(some),
    };
    if (next === undefined) return;
    from = heightOf(next);
  }
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
    const flag = flags?.[index] ?? EVERYTHING;
    const nodes = [
      ...((flag & WANTED.node1) !== 0n ? [graph.edgeStart(2 * channel)] : []),
      ...((flag & WANTED.node2) !== 0n ? [graph.edgeStart(2 * channel + 1)] : []),
    ].filter((node) => graph.announcedAt(node) !== undefined && !toldNodes.has(node));
    // Read before the first is sent: what has an index now may have none when the next is asked for.
    const messages = [
      (flag & WANTED.announcement) !== 0n ? store.announcementOf(id) : undefined,
      (flag & WANTED.update1) !== 0n ? store.updateOf(id, 0) : undefined,
      (flag & WANTED.update2) !== 0n ? store.updateOf(id, 1) : undefined,
      ...nodes.map((node) => store.nodeAnnouncementOf(graph.nodeIdAt(node))),
    ];
    for (const node of nodes) toldNodes.add(node);
    for (const message of messages) if (message !== undefined) yield message;
  }
}

function idsBetween(
  graph: NetworkGraph,
  { firstBlocknum: first, numberOfBlocks }: QueryChannelRange,
): readonly ShortChannelId[] {
  const end = first + numberOfBlocks;
  return graph
    .channels()
    .filter((channel) => graph.heightAt(channel) >= first && graph.heightAt(channel) < end)
    .filter((channel) => isTold(graph, channel))
    .map((channel) => graph.shortChannelIdAt(channel))
    .toArray()
    .sort((a, b) => (a < b ? -1 : 1));
}

function heightOf(id: ShortChannelId): number {
  return Number(id >> 40n);
}

function encodeIds(ids: readonly ShortChannelId[]): Uint8Array {
  const bytes = new Uint8Array(1 + ids.length * ID_LENGTH);
  bytes[0] = UNCOMPRESSED;
  for (const [index, id] of ids.entries()) bytes.set(u64ToBlob(id), 1 + index * ID_LENGTH);
  return bytes;
}

function decodeIds(bytes: Uint8Array): Result<readonly ShortChannelId[], GossipError> {
  if (bytes[0] !== UNCOMPRESSED || (bytes.length - 1) % ID_LENGTH !== 0)
    return err(gossipError('malformed', 'a query has a list of channels that cannot be read'));
  const ids: ShortChannelId[] = [];
  for (let offset = 1; offset < bytes.length; offset += ID_LENGTH)
    ids.push(shortChannelId(u64FromBlob(bytes.subarray(offset, offset + ID_LENGTH))));
  return ok(ids);
}

function decodeFlags(bytes: Uint8Array): Result<readonly bigint[], GossipError> {
  const flags = decoding(() => {
    const reader = new ByteReader(bytes);
    const encoding = reader.u8();
    const values: bigint[] = [];
    while (reader.remaining > 0) values.push(reader.bigSize());
    return encoding === UNCOMPRESSED ? values : undefined;
  });
  return flags.ok && flags.value !== undefined
    ? ok(flags.value)
    : err(gossipError('malformed', 'a query has flags that cannot be read'));
}
