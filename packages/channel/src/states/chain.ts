/** What the chain tells, to every established state alike. */
import { equalBytes } from '@sferic/crypto';
import { shortChannelIdOf, type TxId } from '@sferic/wire';
import { obscuringFactor, readCommitmentNumber } from '../bitcoin/commitment-transaction.ts';
import { p2wsh } from '../bitcoin/output-scripts.ts';
import { fundingScript } from '../bitcoin/scripts.ts';
import { findSecret, secretIndex } from '../bitcoin/shachain.ts';
import { type Transaction, transactionId } from '../bitcoin/transaction.ts';
import { buildCommitment } from '../commitment/build.ts';
import type { Confirmation, FundingCommitments } from '../commitment/commitments.ts';
import { commitmentSpec } from '../commitment/spec.ts';
import { opposite } from '../dual.ts';
import type { Effect, Watch } from '../effect.ts';
import type { ChainEvent, ChannelEnv } from '../input.ts';
import type { ClosedState, ClosingState, EstablishedState, FundingSpend } from '../state.ts';
import { updateAnnouncing } from './announcement.ts';
import { expiredHtlc } from './deadlines.ts';
import { fail } from './transition.ts';
import { readyWhenDeep } from './wait-for-ready.ts';

export interface ChainStep {
  readonly next: EstablishedState | ClosedState;
  readonly effects: readonly Effect[];
}

export function applyChainEvent(
  state: EstablishedState,
  event: ChainEvent,
  env: ChannelEnv,
  online: boolean,
): ChainStep {
  switch (event.type) {
    case 'new_block':
      return atNewHeight(state, env, online);
    case 'funding_confirmed': {
      const { txid, height, txIndex } = event;
      const next = withConfirmation(state, txid, { type: 'confirmed', height, txIndex });
      if (next === state) return { next, effects: [] };
      const { next: later, effects } = atNewHeight(next, env, online);
      return { next: later, effects: [...confirmedEvents(next, txid), ...effects] };
    }
    case 'funding_unconfirmed':
      return atNewHeight(withConfirmation(state, event.txid, { type: 'unconfirmed' }), env, online);
    case 'funding_spent':
      return atNewHeight(withSpend(state, event, env), env, online);
    case 'funding_unspent':
      return { next: withoutSpendHeight(state, event.fundingTxid), effects: [] };
  }
}

/** What waits for a height, or for the depth of something. */
function atNewHeight(state: EstablishedState, env: ChannelEnv, online: boolean): ChainStep {
  switch (state.type) {
    case 'wait_for_ready':
      return readyWhenDeep(state, env, online);
    case 'normal': {
      const error = expiredHtlc(state, env);
      if (error !== undefined) return fail(state, error, { publishes: true, tellPeer: online });
      return updateAnnouncing(state, env, online);
    }
    case 'closing':
      return isBuried(state, env)
        ? { next: { type: 'closed' }, effects: [...unwatchAll(state), { type: 'forget' }] }
        : { next: state, effects: [] };
    case 'failed':
    case 'negotiating':
      return { next: state, effects: [] };
  }
}

/** The watches that a state needs: confirmation of its fundings, and whatever spends them. */
export function fundingWatches({ commitments, params }: EstablishedState): readonly Watch[] {
  const scriptPubKey = p2wsh(fundingScript(params.local.fundingPubkey, params.remote.fundingPubkey));
  return commitments.active.flatMap(({ txid, outputIndex }): Watch[] => [
    { type: 'funding_confirmed', txid, scriptPubKey },
    { type: 'funding_spent', txid, outputIndex, scriptPubKey },
  ]);
}

function unwatchAll(state: EstablishedState): readonly Effect[] {
  return fundingWatches(state).map((watch) => ({ type: 'unwatch', watch }));
}

function withConfirmation(state: EstablishedState, txid: TxId, confirmation: Confirmation): EstablishedState {
  const { commitments } = state;
  if (!commitments.active.some((funding) => equalBytes(funding.txid, txid))) return state;
  const active = commitments.active.map((funding) =>
    equalBytes(funding.txid, txid) ? { ...funding, confirmation } : funding,
  );
  return { ...state, commitments: { ...commitments, active } };
}

function confirmedEvents({ commitments }: EstablishedState, txid: TxId): readonly Effect[] {
  return commitments.active.flatMap(({ txid: id, confirmation, outputIndex }): Effect[] => {
    if (!equalBytes(id, txid) || confirmation.type !== 'confirmed') return [];
    const { height: blockHeight, txIndex } = confirmation;
    const shortChannelId = shortChannelIdOf({ blockHeight, txIndex, outputIndex });
    return [{ type: 'event', event: { type: 'funding_confirmed', shortChannelId } }];
  });
}

/** A spender that confirms replaces one that only waited. */
function withSpend(
  state: EstablishedState,
  event: Extract<ChainEvent, { readonly type: 'funding_spent' }>,
  env: ChannelEnv,
): EstablishedState {
  const funding = state.commitments.active.find(({ txid }) => equalBytes(txid, event.fundingTxid));
  if (funding === undefined) return state;
  if (state.type === 'closing' && state.spend.height !== undefined && event.height === undefined)
    return state;
  const { params, commitments, aliases } = state;
  const kind = spendKind(state, funding, event.transaction, env);
  // Until it confirms, a cooperative close may be replaced by one that pays more.
  if (kind === 'mutual_close' && event.height === undefined) return state;
  const spend: FundingSpend = {
    fundingTxid: event.fundingTxid,
    txid: transactionId(event.transaction),
    kind,
    ...(event.height !== undefined && { height: event.height }),
  };
  return { type: 'closing', params, commitments, aliases, spend };
}

function withoutSpendHeight(state: EstablishedState, fundingTxid: TxId): EstablishedState {
  if (state.type !== 'closing' || !equalBytes(state.spend.fundingTxid, fundingTxid)) return state;
  const { height: _, ...spend } = state.spend;
  return { ...state, spend };
}

/** Which transaction of the channel this is, by the number that commitments carry (BOLT 5, "General Nomenclature"). */
function spendKind(
  { params, commitments }: EstablishedState,
  funding: FundingCommitments,
  transaction: Transaction,
  env: ChannelEnv,
): FundingSpend['kind'] {
  const [opener, accepter] = [params.opener, opposite(params.opener)];
  const number = readCommitmentNumber(
    transaction,
    obscuringFactor(params[opener].basepoints.payment, params[accepter].basepoints.payment),
  );
  // Only commitments carry a number, and only a cooperative close is signed by both besides.
  if (number === undefined) return 'mutual_close';
  const { localNumber, updates, remote, secrets } = commitments;
  if (number === localNumber) {
    const spec = commitmentSpec(updates, funding, params.opener, 'local', 'current');
    const point = env.keys.perCommitmentPoint(localNumber);
    const { commitment } = buildCommitment(params, funding, spec, localNumber, point);
    if (equalBytes(commitment.txid, transactionId(transaction))) return 'local_commitment';
  }
  if (findSecret(secrets, secretIndex(number)) !== undefined) return 'revoked_commitment';
  return number <= remote.number ? 'remote_commitment' : 'unknown';
}

/** Only a cooperative close leaves nothing to claim. An outcome that is not acknowledged may be the one copy of a preimage. */
function isBuried({ spend, commitments }: ClosingState, env: ChannelEnv): boolean {
  return (
    spend.kind === 'mutual_close' &&
    commitments.settlements.size === 0 &&
    spend.height !== undefined &&
    env.height - spend.height + 1 >= env.policy.closingDepth
  );
}
