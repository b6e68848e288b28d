/** Replies to a query for all channels: BOLT 7, "The query_channel_range and reply_channel_range Messages". Pure. */
import { err, ok, type Result } from '@sferic/codec';
import { type ReplyChannelRange, type ShortChannelId, U32_MAX } from '@sferic/wire';
import { type GossipError, gossipError } from './gossip-error.ts';
import { decodeIds, decodeTimes, heightOf, type UpdateTimes } from './id-lists.ts';
import { TIMES_NOT_TOLD } from './missing.ts';

/** The whole chain. */
export const ALL_BLOCKS = { firstBlocknum: 0, numberOfBlocks: U32_MAX } as const;
/** Twice as many as there are thousands of blocks, for which nodes may keep replies ready. */
const MAX_REPLIES = 2_000;

/** How far the replies to a query for all blocks have come. */
export interface RangeProgress {
  readonly replies: number;
  /** `first_blocknum` of the latest. */
  readonly first: number;
}

export const NO_REPLY: RangeProgress = { replies: 0, first: 0 };

/** Lists the channels of a reply; `undefined` when it was the last one. */
export function takeRangeReply(
  reply: ReplyChannelRange,
  { replies, first }: RangeProgress,
  list: (id: ShortChannelId, times: UpdateTimes) => void,
): Result<RangeProgress | undefined, GossipError> {
  const { firstBlocknum, numberOfBlocks, encodedShortIds, timestamps } = reply;
  const end = firstBlocknum + numberOfBlocks;
  const isLast = reply.syncComplete !== 0;
  if (replies >= MAX_REPLIES)
    return err(gossipError('too_frequent', 'a range of blocks has too many replies'));
  if (firstBlocknum < first || (replies === 0 && firstBlocknum > 0) || numberOfBlocks === 0)
    return malformed('begins where it should not');
  if (isLast && end < ALL_BLOCKS.numberOfBlocks) return malformed('is complete before the end');
  const ids = decodeIds(encodedShortIds);
  if (!ids.ok) return ids;
  const times = timestamps === undefined ? ok(undefined) : decodeTimes(timestamps, ids.value.length);
  if (!times.ok) return times;
  for (const [index, id] of ids.value.entries()) {
    const before = ids.value[index - 1];
    if (before !== undefined && id <= before) return malformed('has channels that do not ascend');
    if (heightOf(id) < firstBlocknum || heightOf(id) >= end) return malformed('has channels of other blocks');
  }
  for (const [index, id] of ids.value.entries()) list(id, times.value?.[index] ?? TIMES_NOT_TOLD);
  return ok(isLast ? undefined : { replies: replies + 1, first: firstBlocknum });
}

function malformed(what: string): Result<never, GossipError> {
  return err(gossipError('malformed', `a reply about a range of blocks ${what}`));
}
