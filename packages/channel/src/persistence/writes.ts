/**
 * The writes of a step are the difference of two states. States share what did not change, so that comparing
 * references finds what did: nothing can be forgotten, and the cost is that of the change.
 */

import { isTrimmed } from '../bitcoin/commitment-transaction.ts';
import { changedBuckets, differences } from '../commitment/bucket-map.ts';
import type { Commitments, Funding, PastHtlc } from '../commitment/commitments.ts';
import type { Htlc, Removal } from '../commitment/htlc.ts';
import { SIDES } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { TrackedOutputs } from '../resolution/types.ts';
import type { EstablishedState, StoredState } from '../state.ts';
import type { FundingAttempt, FundingCandidates } from '../states/opening-state.ts';
import type { Codec } from './codec.ts';
import {
  type CommitmentsCore,
  channelParams,
  commitmentSignatures,
  commitmentsCore,
  encodeRow,
  funding,
  type HtlcProgress,
  htlcFacts,
  htlcsInFlight,
  pastHtlc,
  removal,
  settlement,
  shachainSlot,
} from './row-codecs.ts';
import { candidateKey, htlcKey, inFlightKey, ROW, rowKey, type Write } from './rows.ts';
import {
  fundingAttempt,
  fundingCandidate,
  type StateRow,
  signingFunding,
  stateRow,
  trackedOutput,
} from './state-codecs.ts';

/** What turns the rows of `before` into those of `after`. */
export function rowWrites(before: StoredState | undefined, after: StoredState | undefined): readonly Write[] {
  if (before === after) return [];
  const writes = new Writes();
  const [signingBefore, signingAfter] = [before, after].map((s) =>
    s?.type === 'signing_funding' ? s : undefined,
  );
  writes.row(ROW.signing, signingFunding, signingBefore, signingAfter);
  const [from, to] = [established(before), established(after)];
  writes.row(ROW.params, channelParams, from?.params, to?.params);
  writes.row(ROW.state, stateRow, from && ofState(from), to && ofState(to));
  writes.row(ROW.replacement, fundingAttempt, attemptOf(from), attemptOf(to));
  writes.table(candidatesOf(from), candidatesOf(to), (index, old, now) =>
    writes.row(candidateKey(index), fundingCandidate, old, now),
  );
  writes.table(outputsOf(from), outputsOf(to), (key, old, now) =>
    writes.row(rowKey('output', key), trackedOutput, old, now),
  );
  if (from?.commitments !== to?.commitments) writeCommitments(writes, from, to);
  return writes.list;
}

function writeCommitments(
  writes: Writes,
  from: EstablishedState | undefined,
  to: EstablishedState | undefined,
): void {
  const [before, after] = [from?.commitments, to?.commitments];
  writes.row(ROW.commitments, commitmentsCore, before && coreOf(before), after && coreOf(after));
  writes.table(fundingsOf(before), fundingsOf(after), (index, old, now) => {
    writes.row(rowKey('funding', index), funding, old && ofFunding(old), now && ofFunding(now));
    const key = rowKey('signatures', index);
    writes.row(key, commitmentSignatures, old?.localSignatures, now?.localSignatures);
  });
  if (before?.secrets !== after?.secrets)
    writes.table(slotsOf(before), slotsOf(after), (slot, old, now) =>
      writes.row(rowKey('secret', slot), shachainSlot, old, now),
    );
  for (const [origin, old, now] of differences(before?.settlements, after?.settlements))
    writes.row(rowKey('settlement', origin), settlement, old, now);
  for (const side of SIDES) {
    const [entriesBefore, entriesAfter] = [before, after].map((one) => one?.updates.htlcs[side].entries);
    for (const [id, old, now] of differences(entriesBefore, entriesAfter)) {
      writes.row(htlcKey('htlc', side, id), htlcFacts, old?.facts, now?.facts);
      writes.row(htlcKey('removal', side, id), removal, old && removalOf(old), now && removalOf(now));
      const past = old && to && now === undefined ? pastOf(to.params, old) : undefined;
      writes.row(htlcKey('past', side, id), pastHtlc, undefined, past);
    }
    for (const [index, bucket] of changedBuckets(entriesBefore, entriesAfter))
      writes.put(inFlightKey(side, index), htlcsInFlight, bucket?.values().map(progressOf).toArray());
  }
}

/** Collects writes of what differs. */
class Writes {
  readonly list: Write[] = [];

  /** A row with one value on either side; equal if all fields are the same. */
  row<T extends object>(key: string, codec: Codec<T>, before: T | undefined, after: T | undefined): void {
    const isSame = after === undefined ? before === undefined : isShallowEqual(before, after);
    if (!isSame) this.put(key, codec, after);
  }

  /** Without a value the row goes. */
  put<T>(key: string, codec: Codec<T>, value: T | undefined): void {
    this.list.push({ key, value: value === undefined ? null : encodeRow(codec, value) });
  }

  /** Calls `each` for the entries that differ. */
  table<K, V>(
    before: ReadonlyMap<K, V> | undefined,
    after: ReadonlyMap<K, V> | undefined,
    each: (key: K, before: V | undefined, after: V | undefined) => void,
  ): void {
    if (before === after) return;
    for (const [key, value] of after ?? []) {
      const old = before?.get(key);
      if (old !== value) each(key, old, value);
    }
    for (const [key, value] of before ?? []) if (after?.get(key) === undefined) each(key, value, undefined);
  }
}

function isShallowEqual(a: object | undefined, b: object): boolean {
  if (a === undefined || a === b) return a === b;
  const names = Object.keys(b);
  return (
    names.length === Object.keys(a).length &&
    names.every((name) => Reflect.get(a, name) === Reflect.get(b, name))
  );
}

function established(state: StoredState | undefined): EstablishedState | undefined {
  return state?.type === 'signing_funding' ? undefined : state;
}

function candidatesOf(state: EstablishedState | undefined): FundingCandidates | undefined {
  return state && 'candidates' in state ? state.candidates : undefined;
}

function attemptOf(state: EstablishedState | undefined): FundingAttempt | undefined {
  return state?.type === 'wait_for_ready' ? state.replacement : undefined;
}

function outputsOf(state: EstablishedState | undefined): TrackedOutputs | undefined {
  return state?.type === 'closing' ? state.outputs : undefined;
}

function ofState(state: EstablishedState): StateRow {
  const { params: _params, commitments: _commitments, ...rest } = state;
  if (rest.type === 'closing') {
    const { outputs: _outputs, ...row } = rest;
    return row;
  }
  if (rest.type === 'wait_for_ready') {
    const { candidates: _candidates, replacement: _replacement, ...row } = rest;
    return row;
  }
  if (rest.type !== 'failed') return rest;
  const { candidates: _candidates, ...row } = rest;
  return row;
}

function coreOf({ localNumber, remote, lastSent, updates }: Commitments): CommitmentsCore {
  const { nextHtlcId, feerate, pendingFeerates } = updates;
  return { localNumber, remote, lastSent, nextHtlcId, feerate, pendingFeerates };
}

type FundingTable = ReadonlyMap<number, Commitments['active'][number]>;

function fundingsOf(commitments: Commitments | undefined): FundingTable | undefined {
  return commitments && new Map(commitments.active.map((one) => [one.index, one]));
}

function ofFunding({ localSignatures: _, ...rest }: Commitments['active'][number]): Funding {
  return rest;
}

function slotsOf(commitments: Commitments | undefined) {
  return commitments && new Map(commitments.secrets.slots.entries());
}

/** A preimage alone is a part of the progress already. */
function removalOf({ removal, preimage }: Htlc): Removal | undefined {
  const isKnown =
    removal?.type === 'fulfill' && removal.attributionData === undefined && removal.preimage === preimage;
  return isKnown ? undefined : removal;
}

function progressOf({ facts: { id }, removal: _removal, ...progress }: Htlc): HtlcProgress {
  return { id, ...progress };
}

/** An HTLC that never had an output in a commitment of the peer leaves nothing to claim from a revoked one. */
function pastOf(
  params: ChannelParams,
  { facts, firstRemoteCommit, lastRemoteCommit }: Htlc,
): PastHtlc | undefined {
  if (firstRemoteCommit === undefined || lastRemoteCommit === undefined) return undefined;
  if (isTrimmed(facts.amount, params.remote.dustLimit)) return undefined;
  const { offeredBy, id, amount, paymentHash, cltvExpiry } = facts;
  return { offeredBy, id, amount, paymentHash, cltvExpiry, firstRemoteCommit, lastRemoteCommit };
}
