/** What a revocation leaves behind for a watchtower: enough to build the revoked commitment again (BOLT 3). */
import type { Msat, SatPerKw } from '@sferic/wire';
import { findSecret, secretIndex } from '../bitcoin/shachain.ts';
import type { HeldHtlc } from '../commitment/build.ts';
import type { PastHtlc } from '../commitment/commitments.ts';
import { commitmentSpec } from '../commitment/spec.ts';
import type { Dual } from '../dual.ts';
import { commitmentNumber, integer, record, u64 } from '../persistence/codec.ts';
import { decodeRow, encodeRow } from '../persistence/row-codecs.ts';
import { htlcsHeldAt } from '../resolution/outputs.ts';
import { type ChannelState, type EstablishedState, storedState } from '../state.ts';

/**
 * What of a revoked commitment nothing else that is stored tells: its HTLCs and its secret are kept by the channel, whatever
 * became of them. Its size is constant.
 */
export interface RevokedFigures {
  readonly fundingIndex: number;
  /** Of the peer's commitment. */
  readonly number: number;
  readonly feerate: SatPerKw;
  /** Without the HTLCs. */
  readonly balances: Dual<Msat>;
}

/** A commitment of the peer's that has been revoked. */
export interface RevokedCommitment extends RevokedFigures {
  readonly htlcs: readonly HeldHtlc[];
}

const figures = record<RevokedFigures>({
  fundingIndex: integer('u32'),
  number: commitmentNumber,
  feerate: integer('u32'),
  balances: record({ local: u64(), remote: u64() }),
});

/** 31 bytes. */
export function encodeRevokedFigures(revoked: RevokedFigures): Uint8Array {
  const { fundingIndex, number, feerate, balances } = revoked;
  return encodeRow(figures, { fundingIndex, number, feerate, balances });
}

/** @throws DecodeError */
export function decodeRevokedFigures(bytes: Uint8Array): RevokedFigures {
  return decodeRow(figures, bytes);
}

/**
 * The commitments, one for each funding, that the peer has revoked between two durable states of a channel; between them no more
 * than one revocation can come, since each waits for a commitment that we sign when the state before is durable.
 */
export function revokedBetween(before: ChannelState, after: ChannelState): readonly RevokedCommitment[] {
  const [from, to] = [establishedOf(before), establishedOf(after)];
  if (from === undefined || to === undefined) return [];
  const { params, commitments } = from;
  const { remote, updates, active, secrets } = commitments;
  if (remote.revocation.type !== 'awaited' || to.commitments.secrets === secrets) return [];
  const number = remote.number - 1;
  if (findSecret(to.commitments.secrets, secretIndex(number)) === undefined) return [];
  return active.map((funding) => {
    const { feerate, balances, htlcs } = commitmentSpec(
      updates,
      funding,
      params.opener,
      'remote',
      'previous',
    );
    const held = htlcs.map(({ facts }) => facts);
    return { fundingIndex: funding.index, number, feerate, balances, htlcs: held };
  });
}

/** The revoked commitment with its HTLCs, from what the channel still knows; `past` as `restoreAllPast` gives it. */
export function recallRevoked(
  { commitments }: EstablishedState,
  revoked: RevokedFigures,
  past: readonly PastHtlc[],
): RevokedCommitment {
  const { number } = revoked;
  const held = past.filter((htlc) => htlc.firstRemoteCommit <= number && number <= htlc.lastRemoteCommit);
  return { ...revoked, htlcs: htlcsHeldAt(commitments, number, held) };
}

function establishedOf(state: ChannelState): EstablishedState | undefined {
  const stored = storedState(state);
  return stored?.type === 'signing_funding' ? undefined : stored;
}
