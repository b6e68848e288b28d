/** The state `closing`: a funding output is spent, and everything that follows from it is seen through (BOLT 5). */
import { equalBytes } from '@sferic/crypto';
import {
  formatOutPoint,
  parseTransaction,
  serializeTransaction,
  type Transaction,
  transactionId,
} from '../bitcoin/transaction.ts';
import type { Settlement } from '../commitment/commitments.ts';
import type { Effect, Watch } from '../effect.ts';
import type { ChainEvent, ChannelEnv } from '../input.ts';
import type { ClosedState, ClosingState, EstablishedState } from '../state.ts';
import { settled } from '../states/updates.ts';
import { fundingWatches } from '../states/watches.ts';
import { claimsOf, preimageOf } from './claims.ts';
import { identifySpend } from './identify.ts';
import { confirmations, isDecided, settleReturned, settleRevealed } from './settle.ts';
import { revealedPreimages, withoutSpend, withSpend } from './spends.ts';
import type { TrackedOutput, TrackedOutputs } from './types.ts';

export interface Resolved {
  readonly next: ClosingState | ClosedState;
  readonly effects: readonly Effect[];
}

type Event<Type extends ChainEvent['type']> = Extract<ChainEvent, { readonly type: Type }>;

/**
 * A transaction spends a funding output. Undefined if that changes nothing yet: a cooperative close may be replaced until it
 * confirms, and a spender that only waits does not displace one that is confirmed.
 */
export function fundingSpent(
  state: EstablishedState,
  event: Event<'funding_spent'>,
  env: ChannelEnv,
): ClosingState | undefined {
  const funding = state.commitments.active.find(({ txid }) => equalBytes(txid, event.fundingTxid));
  if (funding === undefined) return undefined;
  const { transaction, height } = event;
  const txid = transactionId(transaction);
  if (state.type === 'closing') {
    if (state.spend.height !== undefined && height === undefined) return undefined;
    if (equalBytes(state.spend.txid, txid)) return withSpendHeight(state, height);
  }
  const { spend: identified, outputs } = identifySpend(state, funding, transaction, event.past ?? [], env);
  if (identified.kind === 'mutual_close' && height === undefined) return undefined;
  const { params, commitments, aliases } = state;
  return {
    type: 'closing',
    params,
    commitments,
    aliases,
    spend: { ...identified, fundingTxid: funding.txid, txid, ...(height !== undefined && { height }) },
    transaction: compact(transaction),
    publishes: 'publishes' in state ? state.publishes : true,
    ...negotiationOf(state),
    outputs: new Map(outputs.map((output) => [formatOutPoint(output.outPoint), output])),
  };
}

/** Kept for a reorganisation, after which any of the closing transactions may confirm. */
function negotiationOf(state: EstablishedState): Pick<ClosingState, 'negotiation'> {
  if (state.type === 'closing')
    return state.negotiation === undefined ? {} : { negotiation: state.negotiation };
  if (state.type !== 'negotiating') return {};
  const { shutdown, feerate, signed } = state;
  return { negotiation: { shutdown, signed, ...(feerate !== undefined && { feerate }) } };
}

/** A copy: what was parsed holds on to the whole block. */
function compact(transaction: Transaction): Transaction {
  const parsed = parseTransaction(serializeTransaction(transaction));
  if (!parsed.ok) throw new Error(`a transaction of a block: ${parsed.error.message}`);
  return parsed.value;
}

/**
 * What a step into or within `closing` brings: HTLCs that are settled, what is watched and claimed from now on, or the
 * end. `shown`: what the event itself has settled.
 */
export function resolve(
  before: EstablishedState,
  state: ClosingState,
  env: ChannelEnv,
  shown: readonly Settlement[] = [],
): Resolved {
  const { commitments, settlements } = settleReturned(state, env);
  const next = commitments === state.commitments ? state : { ...state, commitments };
  const told = [...alarm(before, next), ...[...shown, ...settlements].map(settled)];
  if (!isOver(next, env)) return { next, effects: [...told, ...changes(before, next)] };
  const watches = [...fundingWatches(before), ...(before.type === 'closing' ? outputWatches(before) : [])];
  return {
    next: { type: 'closed', spend: next.spend },
    effects: [...told, ...watches.map((watch): Effect => ({ type: 'unwatch', watch })), { type: 'forget' }],
  };
}

/** A tracked output is spent: whoever did it, the preimages that it shows are told at once. */
export function outputSpent(state: ClosingState, event: Event<'output_spent'>, env: ChannelEnv): Resolved {
  const { transaction, height } = event;
  const outputs = withSpend(state, formatOutPoint(event.outPoint), transaction, height);
  const revealed = revealedPreimages(state, state.commitments, transaction);
  if (outputs === state.outputs && revealed.length === 0) return { next: state, effects: [] };
  const { commitments, settlements } = settleRevealed(state.commitments, revealed);
  return resolve(state, { ...state, outputs, commitments }, env, settlements);
}

/** A reorganisation took away the block that held the spender of a tracked output. */
export function outputUnspent(
  state: ClosingState,
  event: Event<'output_unspent'>,
  env: ChannelEnv,
): Resolved {
  const outputs = withoutSpend(state.outputs, formatOutPoint(event.outPoint));
  return outputs === state.outputs
    ? { next: state, effects: [] }
    : resolve(state, { ...state, outputs }, env);
}

/** A reorganisation took away the block that held the spender of the funding: any other may take its place. */
export function fundingUnspent(
  state: ClosingState,
  event: Event<'funding_unspent'>,
  env: ChannelEnv,
): Resolved {
  if (!equalBytes(state.spend.fundingTxid, event.fundingTxid)) return { next: state, effects: [] };
  const { next, effects } = resolve(state, withSpendHeight(state, undefined), env);
  return { next, effects: [...effects, ...publishAgain(state)] };
}

/** What is outstanding in the stored state: see `derivedEffects`. */
export function resolutionEffects(state: ClosingState): readonly Effect[] {
  const watches = outputWatches(state).map((watch): Effect => ({ type: 'watch', watch }));
  const again = state.spend.height === undefined ? publishAgain(state) : [];
  return [...watches, ...again, claimsEffect(state)];
}

/** The claims anew, if what they follow from has changed. */
export function changedClaims(before: EstablishedState, next: ClosingState): readonly Effect[] {
  const isSame =
    before.type === 'closing' &&
    before.outputs === next.outputs &&
    before.spend === next.spend &&
    before.commitments.updates.htlcs.remote === next.commitments.updates.htlcs.remote;
  return isSame ? [] : [claimsEffect(next)];
}

function claimsEffect(state: ClosingState): Effect {
  return { type: 'claims', claims: claimsOf(state) };
}

/** The spender itself, which nobody may be offering any more, and our own commitment if it is not the same. */
function publishAgain({ spend, publishes, transaction, commitments }: ClosingState): readonly Effect[] {
  const own = commitments.active.map(
    ({ index }): Effect => ({
      type: 'publish_commitment',
      fundingIndex: index,
    }),
  );
  const isEnd = spend.kind === 'mutual_close' || spend.kind === 'local_commitment';
  return [{ type: 'publish', transaction }, ...(publishes && !isEnd ? own : [])];
}

function withSpendHeight(state: ClosingState, height: number | undefined): ClosingState {
  if (state.spend.height === height) return state;
  const { height: _, ...spend } = state.spend;
  return { ...state, spend: { ...spend, ...(height !== undefined && { height }) } };
}

/** BOLT 5, "General Requirements": the user is warned of funds that may be lost. */
function alarm(before: EstablishedState, { spend }: ClosingState): readonly Effect[] {
  const known = before.type === 'closing' && equalBytes(before.spend.txid, spend.txid);
  if (known || (spend.kind !== 'unknown' && spend.kind !== 'future_commitment')) return [];
  return [{ type: 'event', event: { type: 'funds_at_risk', txid: spend.txid, kind: spend.kind } }];
}

function changes(before: EstablishedState, next: ClosingState): readonly Effect[] {
  const old = before.type === 'closing' ? before : undefined;
  const added = outputWatches(next, old?.outputs);
  const removed = old === undefined ? [] : outputWatches(old, next.outputs);
  return [
    ...removed.map((watch): Effect => ({ type: 'unwatch', watch })),
    ...added.map((watch): Effect => ({ type: 'watch', watch })),
    ...changedClaims(before, next),
  ];
}

/** Of all tracked outputs but those in `except`. */
function outputWatches({ outputs }: ClosingState, except?: TrackedOutputs): readonly Watch[] {
  if (outputs === except) return [];
  return [...outputs].flatMap(([key, { outPoint, output }]): Watch[] => {
    if (except?.has(key) === true) return [];
    const { txid, index: outputIndex } = outPoint;
    return [{ type: 'output_spent', txid, outputIndex, scriptPubKey: output.scriptPubKey }];
  });
}

/** Whether nothing can come of the channel any more: all that is in the chain is irrevocable, and the switch knows it all. */
function isOver(state: ClosingState, env: ChannelEnv): boolean {
  const { spend, outputs, commitments } = state;
  const { closingDepth, irrevocableDepth } = env.policy;
  const depth = spend.kind === 'mutual_close' ? closingDepth : irrevocableDepth;
  return (
    spend.height !== undefined &&
    confirmations(spend.height, env) >= depth &&
    outputs.values().every((output) => isIrrevocable(state, output, env)) &&
    commitments.settlements.size === 0 &&
    commitments.updates.htlcs.local.values().every(isDecided)
  );
}

function isIrrevocable(state: ClosingState, { role, spend }: TrackedOutput, env: ChannelEnv): boolean {
  if (spend !== undefined) return confirmations(spend.height, env) >= env.policy.irrevocableDepth;
  // What is not ours: the HTLCs of ours that it may be are decided for themselves.
  if (role.type === 'foreign') return true;
  if (role.type !== 'htlc' || state.spend.kind === 'revoked_commitment') return false;
  // BOLT 5: an HTLC that was offered to us and that we cannot claim is resolved by its expiry.
  const { offeredBy, id, cltvExpiry } = role.htlc;
  return offeredBy === 'remote' && preimageOf(state, id) === undefined && env.height >= cltvExpiry;
}
