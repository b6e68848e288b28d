/** What can be said of a gossip message without its signatures and the chain: BOLT 7's order rules. Pure. */

import { compareBytes } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import {
  type Announcement,
  boltSize,
  type ChainHash,
  type ChannelAnnouncement,
  type ChannelUpdate,
  formatShortChannelId,
  MESSAGE_FLAG_DONT_FORWARD,
  type NodeAnnouncement,
} from '@sferic/wire';
import { isDisabled } from './edge-terms.ts';
import { type GossipError, type GossipErrorCode, gossipError } from './gossip-error.ts';
import { directionOf, type NetworkGraph } from './network-graph.ts';

/** BOLT 7, "Recommendation on Pruning Stale Entries": two weeks. */
export const STALE_AFTER_SECONDS = 1_209_600;
/** BOLT 7 lets each node say what is unreasonably far ahead; clocks differ by hours at most. */
export const MAX_FUTURE_SECONDS = 86_400;

/**
 * Longest messages that are kept and relayed, in BOLT's encoding. BOLT 7 leaves the bound to each node: with no extension
 * the first has 430 bytes and its features, the second 136; a node announcement of many addresses has some hundred.
 */
const MAX_SIZES: Readonly<Record<Announcement['type'], number>> = {
  channel_announcement: 1024,
  channel_update: 512,
  node_announcement: 4096,
};

/** Whether a message can be looked at further: its length, its chain, and what contradicts itself. */
export function judgeForm(message: Announcement, chain: ChainHash): Result<void, GossipError> {
  if (boltSize(message) > MAX_SIZES[message.type]) return refuse('too_large', `${message.type} is too long`);
  if (message.type !== 'node_announcement' && !equalBytes(message.chainHash, chain))
    return refuse('wrong_chain', `${message.type} for another chain`);
  if (message.type === 'channel_announcement' && compareBytes(message.nodeId1, message.nodeId2) >= 0)
    return refuse('malformed', `the nodes of ${nameOf(message)} are not in ascending order`);
  if (message.type === 'node_announcement' && message.addresses.filter(isHostname).length > 1)
    return refuse('too_large', 'a node announcement with two hostnames is not relayed');
  return ok(undefined);
}

/** Whether an announced channel is news, or contradicts what was announced before. */
export function judgeChannel(
  graph: NetworkGraph,
  announcement: ChannelAnnouncement,
): Result<void, GossipError> {
  const { shortChannelId, nodeId1, nodeId2 } = announcement;
  const known = graph.channelIndex(shortChannelId);
  if (known < 0) return ok(undefined);
  const isSame =
    graph.isNodeAt(graph.edgeStart(2 * known), nodeId1) &&
    graph.isNodeAt(graph.edgeStart(2 * known + 1), nodeId2);
  return isSame ? refuse('known', `${nameOf(announcement)} is known`) : ok(undefined);
}

/** Whether an update of a channel is news, and the channel's index; `now` in seconds since 1970. */
export function judgeUpdate(
  graph: NetworkGraph,
  update: ChannelUpdate,
  now: number,
): Result<number, GossipError> {
  const name = `the update of ${nameOf(update)}`;
  if ((update.messageFlags & MESSAGE_FLAG_DONT_FORWARD) !== 0)
    return refuse('misdirected', `${name} is not to be forwarded`);
  const channel = graph.channelIndex(update.shortChannelId);
  if (channel < 0) return refuse('orphan', `${name} is about an unknown channel`);
  const last = graph.updateTime(2 * channel + directionOf(update));
  const time = judgeTime(update, last, () => graph.saysTheSame(channel, update), now);
  if (!time.ok) return time;
  if (update.timestamp + STALE_AFTER_SECONDS <= now) return refuse('stale', `${name} is two weeks old`);
  if (graph.spentAt(channel) !== undefined && !isDisabled(update))
    return refuse('closed', `${name} comes too late`);
  return ok(channel);
}

/** Whether an announcement of a node is news. */
export function judgeNode(
  graph: NetworkGraph,
  announcement: NodeAnnouncement,
  now: number,
): Result<void, GossipError> {
  const node = graph.nodeIndexOf(announcement.nodeId);
  if (node < 0) return refuse('orphan', 'a node announcement of a node without channels');
  const last = graph.announcedAt(node);
  return judgeTime(announcement, last, () => graph.nodeSaysTheSame(node, announcement), now);
}

/** `last`: the time of what is known. `isRepeated`: a signature can be made anew for the same content, and only that counts. */
function judgeTime(
  message: ChannelUpdate | NodeAnnouncement,
  last: number | undefined,
  isRepeated: () => boolean,
  now: number,
): Result<void, GossipError> {
  if (message.timestamp > now + MAX_FUTURE_SECONDS) return refuse('future', `${message.type} of the future`);
  if (last === undefined || message.timestamp > last) return ok(undefined);
  if (message.timestamp === last && !isRepeated())
    return refuse('conflicting', `two ${message.type} messages of one time differ`);
  return refuse('known', `${message.type} is not newer than the one that is known`);
}

function nameOf({ shortChannelId }: ChannelAnnouncement | ChannelUpdate): string {
  return formatShortChannelId(shortChannelId);
}

function isHostname({ type }: { readonly type: string }): boolean {
  return type === 'dns';
}

function refuse(code: GossipErrorCode, message: string): Result<never, GossipError> {
  return err(gossipError(code, message));
}
