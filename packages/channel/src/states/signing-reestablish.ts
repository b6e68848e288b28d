/** Resuming the signatures of a funding transaction after a reconnection (BOLT 2, "Message Retransmission"). */
import { err } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import {
  type ChannelId,
  type ChannelReestablish,
  type FundingReference,
  RETRANSMIT_COMMITMENT_SIGNED,
  reasonData,
} from '@sferic/wire';
import { transactionId } from '../bitcoin/transaction.ts';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { WaitForReadyState } from '../state.ts';
import { firstSignerOf, nextFundingOf, txSignatures } from './funding-transaction.ts';
import type { SigningFundingState } from './opening-state.ts';
import { SEND_INITIAL_COMMITMENT } from './signing-funding.ts';
import { goTo, type Outcome, send } from './transition.ts';

/** The peer's `channel_reestablish`. Commitment 0 belongs to the opening, so that both ends expect number 1. */
export function resumeSigning(state: SigningFundingState, message: ChannelReestablish): Outcome {
  const { nextCommitmentNumber, nextRevocationNumber, nextFunding } = message;
  if (nextCommitmentNumber !== 1n || nextRevocationNumber !== 0n)
    return err(channelError('peer_reestablish_invalid', 'the channel has no commitment to revoke yet'));
  const effects = answerNextFunding(state, nextFunding);
  if (effects === undefined)
    return err(channelError('peer_reestablish_invalid', 'the peer signs another funding transaction'));
  return goTo(state, ...effects);
}

/**
 * What the peer's TLV `next_funding` asks for; undefined if it signs another transaction than we, so that the channel
 * fails. A transaction that we do not know of the peer may forget.
 */
export function answerNextFunding(
  state: SigningFundingState | WaitForReadyState,
  theirs: FundingReference | undefined,
): readonly Effect[] | undefined {
  if (theirs === undefined) return [];
  const isReady = state.type === 'wait_for_ready';
  const transaction = isReady ? state.fundingTransaction : state.transaction;
  const { params } = isReady ? state : state.agreement;
  if (!equalBytes(theirs.txid, transactionId(transaction.shared.tx))) {
    if (nextFundingOf(state) !== undefined) return undefined;
    return [abortUnknownFunding(params.channelId)];
  }
  if (!isReady && state.awaitsInputCheck) return [];
  const hasTheirs = transaction.witnesses.remote !== undefined;
  const wantsCommitment = (theirs.retransmitFlags & RETRANSMIT_COMMITMENT_SIGNED) !== 0;
  const commitment = wantsCommitment && !hasTheirs ? [SEND_INITIAL_COMMITMENT] : [];
  const hasCommitment = isReady || state.localSignatures !== undefined;
  const isOurTurn = hasCommitment && (hasTheirs || firstSignerOf(transaction, params) === 'local');
  const ours = txSignatures(params.channelId, transaction);
  return isOurTurn && ours !== undefined ? [...commitment, send(ours)] : commitment;
}

/** Tells the peer that it may forget a transaction that we do not know. */
export function abortUnknownFunding(channelId: ChannelId): Effect {
  return send({ type: 'tx_abort', channelId, data: reasonData('unknown funding transaction') });
}
