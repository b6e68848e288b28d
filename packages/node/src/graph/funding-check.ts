/** Whether the chain has the funding output that a channel's announcement names: BOLT 7 and BOLT 3. */
import { fundingScript, type OutPoint, p2wsh } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import { type ChannelAnnouncement, formatShortChannelId, outputPosition, type Sat } from '@sferic/wire';
import type { FundingOutputs } from '../chain/index.ts';
import { type GossipError, type GossipErrorCode, gossipError } from './gossip-error.ts';

/** BOLT 7: a funding transaction is announced when it has this many confirmations. */
export const MIN_CONFIRMATIONS = 6;
/** Blocks by which this node may lag behind others: an announcement within them is looked at again, a later one dropped. */
export const MAX_BLOCKS_AHEAD = 12;

export interface FundingFacts {
  readonly outPoint: OutPoint;
  readonly capacity: Sat;
}

/** Whether the funding block may exist: said without the chain and before any signature is checked. */
export function judgeHeight(announcement: ChannelAnnouncement, height: number): Result<void, GossipError> {
  const { blockHeight } = outputPosition(announcement.shortChannelId);
  return depthAt(blockHeight, height) > -MAX_BLOCKS_AHEAD
    ? ok(undefined)
    : refuse('invalid_funding', `${nameOf(announcement)} would be far in the future`);
}

/** `premature` when the output may yet become deep enough, `unverifiable` when nothing is known. */
export async function checkFunding(
  announcement: ChannelAnnouncement,
  outputs: Pick<FundingOutputs, 'find'>,
  height: number,
): Promise<Result<FundingFacts, GossipError>> {
  const { blockHeight, txIndex, outputIndex } = outputPosition(announcement.shortChannelId);
  const name = nameOf(announcement);
  if (depthAt(blockHeight, height) < MIN_CONFIRMATIONS)
    return refuse('premature', `${name} is not deep enough`);
  const found = await outputs.find(blockHeight, txIndex, outputIndex).catch((error: Error) => error);
  if (found instanceof Error)
    return refuse('unverifiable', `${name} could not be looked up: ${found.message}`);
  switch (found.type) {
    case 'unknown_block':
      return refuse('unverifiable', `${name} is in a block that the chain server does not have`);
    case 'no_transaction':
      return refuse('invalid_funding', `${name} is not there: its block has no such transaction`);
    case 'spent':
      return refuse('spent', `${name} is spent`);
    case 'unspent': {
      const script = p2wsh(fundingScript(announcement.bitcoinKey1, announcement.bitcoinKey2));
      if (!equalBytes(found.scriptPubKey, script)) return refuse('invalid_funding', `${name} has other keys`);
      if (found.confirmations < MIN_CONFIRMATIONS) return refuse('premature', `${name} is not deep enough`);
      return ok({ outPoint: found.outPoint, capacity: found.amount });
    }
  }
}

function nameOf({ shortChannelId }: ChannelAnnouncement): string {
  return `the funding output of ${formatShortChannelId(shortChannelId)}`;
}

/** Confirmations at a height of the chain; 0 and less for blocks to come. */
function depthAt(blockHeight: number, height: number): number {
  return height - blockHeight + 1;
}

function refuse(code: GossipErrorCode, message: string): Result<never, GossipError> {
  return err(gossipError(code, message));
}
