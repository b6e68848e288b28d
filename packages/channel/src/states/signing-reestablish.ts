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
import type { SigningExchange, SigningFundingState } from './opening-state.ts';
import { sendInitialCommitment } from './signing-exchange.ts';
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
  const { params } = state.type === 'signing_funding' ? state.agreement : state;
  const named = signingNamed(state, theirs);
  if (named === undefined)
    return nextFundingOf(state) === undefined ? [abortUnknownFunding(params.channelId)] : undefined;
  const { exchange, index } = named;
  const { transaction, localSignatures, awaitsInputCheck } = exchange;
  if (awaitsInputCheck) return [];
  const hasTheirs = transaction.witnesses.remote !== undefined;
  const wantsCommitment = (theirs.retransmitFlags & RETRANSMIT_COMMITMENT_SIGNED) !== 0;
  const commitment = wantsCommitment && !hasTheirs ? [sendInitialCommitment(index)] : [];
  const isOurTurn =
    localSignatures !== undefined && (hasTheirs || firstSignerOf(transaction, params) === 'local');
  const ours = txSignatures(params.channelId, transaction);
  return isOurTurn && ours !== undefined ? [...commitment, send(ours)] : commitment;
}

/** The funding transaction of that id, wherever its signatures stand. */
function signingNamed(
  state: SigningFundingState | WaitForReadyState,
  { txid }: FundingReference,
): { readonly exchange: SigningExchange; readonly index: number } | undefined {
  const isNamed = ({ transaction }: Pick<SigningExchange, 'transaction'>) =>
    equalBytes(txid, transactionId(transaction.shared.tx));
  if (state.type === 'signing_funding') return isNamed(state) ? { exchange: state, index: 0 } : undefined;
  const { replacement, candidates, commitments } = state;
  if (replacement !== undefined && isNamed(replacement))
    return { exchange: replacement, index: replacement.index };
  const found = [...candidates].find(([, candidate]) => isNamed(candidate));
  if (found === undefined) return undefined;
  const [index, { transaction }] = found;
  const localSignatures = commitments.active.find((funding) => funding.index === index)?.localSignatures;
  const exchange = { transaction, awaitsInputCheck: false, ...(localSignatures && { localSignatures }) };
  return { exchange, index };
}

/** Tells the peer that it may forget a transaction that we do not know. */
export function abortUnknownFunding(channelId: ChannelId): Effect {
  return send({ type: 'tx_abort', channelId, data: reasonData('unknown funding transaction') });
}
