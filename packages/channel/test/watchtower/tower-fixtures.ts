/** What a tower's client takes down of one end of a channel, and what the other end could publish. */
import { bytesToHex } from '@sferic/crypto';
import type { SatPerKw } from '@sferic/wire';
import type { BuiltCommitment } from '../../src/commitment/build.ts';
import { restoreAllPast } from '../../src/persistence/restore.ts';
import { type EstablishedState, storedState } from '../../src/state.ts';
import {
  decodeRevokedFigures,
  encodeRevokedFigures,
  type Justice,
  makeJustice,
  type RevokedCommitment,
  recallRevoked,
  revokedBetween,
} from '../../src/watchtower/index.ts';
import { established, localCommitment } from '../harness/auditor.ts';
import type { End } from '../harness/end.ts';

export const JUSTICE_FEERATE = 500 as SatPerKw;

/** All that was revoked towards `end` from now on. */
export function revocationsOf(end: End): RevokedCommitment[] {
  const revocations: RevokedCommitment[] = [];
  end.onStep = (before, after) => revocations.push(...revokedBetween(before, after));
  return revocations;
}

/** All commitments that `end` could publish from now on, by their numbers. */
export function commitmentsOf(end: End): Map<number, BuiltCommitment> {
  const commitments = new Map<number, BuiltCommitment>();
  const note = (state: EstablishedState) => {
    const number = state.commitments.localNumber;
    if (!commitments.has(number)) commitments.set(number, localCommitment(end));
  };
  end.onStep = (_before, after) => {
    const stored = storedState(after);
    if (stored !== undefined && stored.type !== 'signing_funding') note(stored);
  };
  note(established(end));
  return commitments;
}

export function justiceFor(end: End, revoked: RevokedCommitment): Justice | undefined {
  return makeJustice({
    state: established(end),
    revoked,
    signer: end.signer,
    scriptPubKey: end.env.shutdownScript,
    feerate: JUSTICE_FEERATE,
  });
}

/** The same from what is stored: the figures, and the rows of the channel. */
export function justiceFromRows(end: End, revoked: RevokedCommitment): Justice | undefined {
  const figures = decodeRevokedFigures(encodeRevokedFigures(revoked));
  const rows = end.rows.entries().map(([key, value]) => ({ key, value }));
  return justiceFor(end, recallRevoked(established(end), figures, restoreAllPast(rows)));
}

export function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : bytesToHex(bytes);
}
