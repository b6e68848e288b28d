/** What the chain tells, to every established state alike. */
import { equalBytes } from '@sferic/crypto';
import { shortChannelIdOf, type TxId } from '@sferic/wire';
import type { Confirmation } from '../commitment/commitments.ts';
import type { Effect } from '../effect.ts';
import type { ChainEvent, ChannelEnv } from '../input.ts';
import { fundingSpent, fundingUnspent, outputSpent, outputUnspent, resolve } from '../resolution/resolve.ts';
import type { ClosedState, EstablishedState } from '../state.ts';
import { updateAnnouncing } from './announcement.ts';
import { expiredHtlc } from './deadlines.ts';
import { withoutFunding } from './funding-timeout.ts';
import { negotiateAgain } from './negotiating.ts';
import { dropConfirmed } from './replacement.ts';
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
      return { next: later, effects: [...confirmedEvents(next, txid), ...effects, ...failedOn(later, txid)] };
    }
    case 'funding_unconfirmed':
      return atNewHeight(withConfirmation(state, event.txid, { type: 'unconfirmed' }), env, online);
    case 'funding_spent': {
      const closing = fundingSpent(state, event, env);
      return closing === undefined ? { next: state, effects: [] } : resolve(state, closing, env);
    }
    case 'funding_unspent':
      if (state.type !== 'closing') return { next: state, effects: [] };
      return negotiateAgain(state, event.fundingTxid) ?? fundingUnspent(state, event, env);
    case 'output_spent':
      return state.type === 'closing' ? outputSpent(state, event, env) : { next: state, effects: [] };
    case 'output_unspent':
      return state.type === 'closing' ? outputUnspent(state, event, env) : { next: state, effects: [] };
  }
}

/** What waits for a height, or for the depth of something. */
function atNewHeight(state: EstablishedState, env: ChannelEnv, online: boolean): ChainStep {
  switch (state.type) {
    case 'wait_for_ready': {
      const dropped = dropConfirmed(state, online);
      const waiting = withoutFunding(dropped.next, env) ?? { next: dropped.next, effects: [] };
      if (waiting.next.type === 'closed') return { ...waiting, next: waiting.next };
      const { next, effects } = readyWhenDeep(waiting.next, env, online);
      return { next, effects: [...dropped.effects, ...effects] };
    }
    case 'normal': {
      const error = expiredHtlc(state, env);
      if (error !== undefined) return fail(state, error, { publishes: true, tellPeer: online });
      return updateAnnouncing(state, env, online);
    }
    case 'closing':
      return resolve(state, state, env);
    case 'failed':
      return withoutFunding(state, env) ?? { next: state, effects: [] };
    case 'negotiating':
      return { next: state, effects: [] };
  }
}

function withConfirmation(state: EstablishedState, txid: TxId, confirmation: Confirmation): EstablishedState {
  const { commitments } = state;
  if (!commitments.active.some((funding) => equalBytes(funding.txid, txid))) return state;
  const active = commitments.active.map((funding) =>
    equalBytes(funding.txid, txid) ? { ...funding, confirmation } : funding,
  );
  return { ...state, commitments: { ...commitments, active } };
}

/** Of a channel that failed with several funding transactions alive, the commitment on this one was not published before. */
function failedOn(state: ChainStep['next'], txid: TxId): readonly Effect[] {
  if (state.type !== 'failed' || !state.publishes || state.commitments.active.length === 1) return [];
  const funding = state.commitments.active.find((one) => equalBytes(one.txid, txid));
  return funding === undefined ? [] : [{ type: 'publish_commitment', fundingIndex: funding.index }];
}

function confirmedEvents({ commitments }: EstablishedState, txid: TxId): readonly Effect[] {
  return commitments.active.flatMap(({ txid: id, confirmation, outputIndex }): Effect[] => {
    if (!equalBytes(id, txid) || confirmation.type !== 'confirmed') return [];
    const { height: blockHeight, txIndex } = confirmation;
    const shortChannelId = shortChannelIdOf({ blockHeight, txIndex, outputIndex });
    return [{ type: 'event', event: { type: 'funding_confirmed', shortChannelId } }];
  });
}
