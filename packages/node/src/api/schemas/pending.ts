/** See `service/pending.ts`. */
import { boolean, described, list, number, object, oneOf, optional, type Schema } from '../schema.ts';
import {
  CLOSE_KINDS,
  type ClosedChannelInfo,
  type ClosingCandidateInfo,
  PENDING_CLAIM_STATES,
  type PendingChannel,
  type PendingClaim,
} from '../service/pending.ts';
import { amount, hash, height, nodeId, satoshis, seconds, word } from './values.ts';

const pendingClaim: Schema<PendingClaim> = object({
  outpoint: word,
  amountSat: satoshis,
  what: oneOf(['balance', 'peer_balance', 'htlc_incoming', 'htlc_outgoing', 'htlc_second_stage', 'unknown']),
  paymentHash: optional(hash),
  path: optional(described('How it is claimed, in words', word)),
  fromHeight: optional(described('Of the first block that may hold the claim', height)),
  deadlineHeight: optional(described('Of the block in which it should be at the latest', height)),
  state: oneOf(PENDING_CLAIM_STATES),
  txid: optional(hash),
  feerateSatPerVbyte: optional(number({ minimum: 0 })),
  confirmedHeight: optional(height),
  atRisk: boolean('Near its deadline, or due with nothing on offer'),
});

const closingCandidate: Schema<ClosingCandidateInfo> = object({
  txid: hash,
  paidBy: oneOf(['local', 'remote']),
  feeSat: satoshis,
  feerateSatPerVbyte: number({ minimum: 0 }),
});

export const pendingChannel: Schema<PendingChannel> = object({
  channelId: hash,
  shortChannelId: optional(word),
  peer: nodeId,
  phase: oneOf(['shutting_down', 'negotiating', 'failed', 'closing']),
  closing: optional(
    object({
      txid: hash,
      kind: oneOf(CLOSE_KINDS),
      confirmedHeight: optional(height),
    }),
  ),
  candidates: described(
    'Closing transactions that both have signed, while none is in a block; what pays most first',
    list(closingCandidate),
  ),
  delayBlocks: amount,
  claims: list(pendingClaim),
});

export const closedChannelInfo: Schema<ClosedChannelInfo> = object({
  channelId: hash,
  shortChannelId: optional(word),
  peer: nodeId,
  capacitySat: satoshis,
  kind: oneOf(CLOSE_KINDS, 'Which transaction has ended it'),
  closingTxid: hash,
  closedHeight: described('Of the block that holds that transaction', height),
  resolvedAt: described('Seconds since 1970: when nothing was left to claim', seconds),
});
