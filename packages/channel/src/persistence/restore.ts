import { DecodeError, err, ok, type Result } from '@sferic/codec';
import { SHACHAIN_SLOTS, type ShachainSlot } from '../bitcoin/shachain.ts';
import type {
  Commitments,
  FundingCommitments,
  PastHtlc,
  SettlementTable,
} from '../commitment/commitments.ts';
import { type Htlc, isBeingRemoved } from '../commitment/htlc.ts';
import { bucketOfHtlc, emptyTables, type HtlcTable } from '../commitment/htlc-table.ts';
import { NO_SETTLEMENTS } from '../commitment/initial.ts';
import type { Dual, Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { TrackedOutputs } from '../resolution/types.ts';
import type { EstablishedState, OfflineState, StoredState } from '../state.ts';
import type { FundingCandidates } from '../states/opening-state.ts';
import type { Codec } from './codec.ts';
import {
  channelParams,
  commitmentSignatures,
  commitmentsCore,
  decodeRow,
  funding,
  type HtlcProgress,
  htlcFacts,
  htlcsInFlight,
  pastHtlc,
  removal,
  settlement,
  shachainSlot,
} from './row-codecs.ts';
import {
  candidateKey,
  htlcKey,
  inFlightKey,
  ROW,
  ROW_FAMILY,
  type RowFamily,
  rowKey,
  type StoredRow,
} from './rows.ts';
import { fundingAttempt, fundingCandidate, signingFunding, stateRow, trackedOutput } from './state-codecs.ts';

/** Rows that are not those of a channel: the channel must be left alone until someone has looked. */
export interface CorruptState {
  readonly code: 'missing_row' | 'corrupt_row' | 'unknown_row';
  readonly key: string;
  readonly message: string;
}

/**
 * The channel that the rows hold, without its peer. Rows of the family `past` may be left out. Give it the input
 * `disconnected` before any other, and run its `derivedEffects`.
 */
export function restore(rows: Iterable<StoredRow>): Result<OfflineState, CorruptState> {
  try {
    const state = new Rows(rows).state();
    return ok({ type: 'offline', state });
  } catch (error) {
    if (error instanceof CorruptRow) return err(error.detail);
    throw error;
  }
}

/** All HTLCs that are gone and that a revoked commitment of the peer may have held, out of `past` rows. */
export function restoreAllPast(rows: Iterable<StoredRow>): readonly PastHtlc[] {
  return [...rows]
    .filter(({ key }) => key.startsWith(`${ROW_FAMILY.past}/`))
    .map(({ value }) => decodeRow(pastHtlc, value));
}

/** Those of them that commitment `remoteCommit` of the peer held. */
export function restorePast(rows: Iterable<StoredRow>, remoteCommit: number): readonly PastHtlc[] {
  return restoreAllPast(rows).filter(
    (htlc) => htlc.firstRemoteCommit <= remoteCommit && remoteCommit <= htlc.lastRemoteCommit,
  );
}

class CorruptRow extends Error {
  readonly detail: CorruptState;

  constructor(code: CorruptState['code'], key: string, message: string) {
    super(message);
    this.detail = { code, key, message };
  }
}

function missing(key: string): CorruptRow {
  return new CorruptRow('missing_row', key, `the row ${key} is missing`);
}

class Rows {
  readonly #rows = new Map<string, Uint8Array>();
  /** The parts of the keys of each family. */
  readonly #parts = new Map<string, string[]>();

  constructor(rows: Iterable<StoredRow>) {
    const known = new Set<string>([...Object.values(ROW), ...Object.values(ROW_FAMILY)]);
    for (const { key, value } of rows) {
      const [family = '', ...rest] = key.split('/');
      if (!known.has(family)) throw new CorruptRow('unknown_row', key, `the row ${key} is not known`);
      this.#rows.set(key, value);
      const parts = this.#parts.get(family);
      if (parts === undefined) this.#parts.set(family, [rest.join('/')]);
      else parts.push(rest.join('/'));
    }
  }

  state(): StoredState {
    const signing = this.#optional(ROW.signing, signingFunding);
    return signing === undefined ? this.#established() : { type: 'signing_funding', ...signing };
  }

  #established(): EstablishedState {
    const params = this.#required(ROW.params, channelParams);
    const commitments = this.#commitments(params);
    const row = this.#required(ROW.state, stateRow);
    const candidates = this.#candidates();
    if (row.type === 'failed')
      return { ...row, params, commitments, ...(candidates.size > 0 && { candidates }) };
    if (row.type === 'closing') return { ...row, params, commitments, outputs: this.#outputs() };
    if (row.type !== 'wait_for_ready') return { ...row, params, commitments };
    const replacement = this.#optional(ROW.replacement, fundingAttempt);
    return { ...row, params, commitments, candidates, ...(replacement && { replacement }) };
  }

  #candidates(): FundingCandidates {
    const indices = this.#partsOf('candidate')
      .map(Number)
      .sort((a, b) => a - b);
    return new Map(indices.map((index) => [index, this.#required(candidateKey(index), fundingCandidate)]));
  }

  #commitments(params: ChannelParams): Commitments {
    const core = this.#required(ROW.commitments, commitmentsCore);
    const { localNumber, remote, lastSent, nextHtlcId, feerate, pendingFeerates } = core;
    const empty = emptyTables(params);
    const htlcs: Dual<HtlcTable> = {
      local: empty.local.with(this.#htlcs('local')),
      remote: empty.remote.with(this.#htlcs('remote')),
    };
    const active = this.#partsOf('funding')
      .map(Number)
      .sort((a, b) => a - b)
      .map((index) => this.#funding(index));
    if (active.length === 0) throw new CorruptRow('missing_row', rowKey('funding'), 'there is no funding');
    return {
      localNumber,
      remote,
      lastSent,
      updates: { htlcs, nextHtlcId, feerate, pendingFeerates },
      settlements: this.#settlements(),
      secrets: { slots: this.#secrets() },
      active,
    };
  }

  #funding(index: number): FundingCommitments {
    return {
      ...this.#required(rowKey('funding', index), funding),
      localSignatures: this.#required(rowKey('signatures', index), commitmentSignatures),
    };
  }

  /** In the order of their ids, which is that in which they were offered. */
  #htlcs(side: Side): readonly Htlc[] {
    const inFlight = new Map<bigint, HtlcProgress>();
    for (const bucket of this.#partsOfSide('inFlight', side)) {
      const key = inFlightKey(side, bucket);
      for (const progress of this.#required(key, htlcsInFlight)) {
        const { id } = progress;
        if (String(bucketOfHtlc(id)) !== bucket || inFlight.has(id))
          throw new CorruptRow('corrupt_row', key, `${key}: HTLC ${id} is not expected here`);
        inFlight.set(id, progress);
      }
    }
    const others = (['htlc', 'removal'] as const).flatMap((family) => this.#partsOfSide(family, side));
    const ids = [...new Set([...inFlight.keys(), ...others.map(BigInt)])].sort((a, b) => (a < b ? -1 : 1));
    return ids.map((id) => this.#htlc(side, id, inFlight.get(id)));
  }

  #htlc(side: Side, id: bigint, inFlight: HtlcProgress | undefined): Htlc {
    const factsKey = htlcKey('htlc', side, id);
    const facts = this.#required(factsKey, htlcFacts);
    if (facts.id !== id || facts.offeredBy !== side)
      throw new CorruptRow('corrupt_row', factsKey, `${factsKey}: the row is of another HTLC`);
    if (inFlight === undefined) throw missing(inFlightKey(side, bucketOfHtlc(id)));
    const { id: _, ...progress } = inFlight;
    if (!isBeingRemoved(progress.stage)) return { facts, ...progress };
    const { preimage } = progress;
    const key = htlcKey('removal', side, id);
    if (preimage === undefined) return { facts, ...progress, removal: this.#required(key, removal) };
    // With a preimage alone, which is not stored again, or still in another way.
    const other = this.#optional(key, removal);
    return { facts, ...progress, removal: other ?? { type: 'fulfill', preimage } };
  }

  #settlements(): SettlementTable {
    return NO_SETTLEMENTS.with(
      this.#partsOf('settlement').map((origin) => [
        origin,
        this.#required(rowKey('settlement', origin), settlement),
      ]),
    );
  }

  #outputs(): TrackedOutputs {
    return new Map(
      this.#partsOf('output').map((key) => [key, this.#required(rowKey('output', key), trackedOutput)]),
    );
  }

  #secrets(): readonly (ShachainSlot | undefined)[] {
    return Array.from({ length: SHACHAIN_SLOTS }, (_, slot) =>
      this.#optional(rowKey('secret', slot), shachainSlot),
    );
  }

  #partsOf(family: RowFamily): readonly string[] {
    return this.#parts.get(ROW_FAMILY[family]) ?? [];
  }

  /** What follows the side in the keys of a family that has one. */
  #partsOfSide(family: RowFamily, side: Side): readonly string[] {
    const prefix = `${side}/`;
    return this.#partsOf(family)
      .filter((part) => part.startsWith(prefix))
      .map((part) => part.slice(prefix.length));
  }

  #required<T>(key: string, codec: Codec<T>): T {
    const value = this.#optional(key, codec);
    if (value === undefined) throw missing(key);
    return value;
  }

  #optional<T>(key: string, codec: Codec<T>): T | undefined {
    const row = this.#rows.get(key);
    if (row === undefined) return undefined;
    try {
      return decodeRow(codec, row);
    } catch (error) {
      if (error instanceof DecodeError) throw new CorruptRow('corrupt_row', key, `${key}: ${error.message}`);
      throw error;
    }
  }
}
