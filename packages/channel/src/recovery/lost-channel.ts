/** A channel of which nothing but a static backup is left (BOLT 2, "Message Retransmission"). */
import { type SatPerKw, type ShortChannelId, type Signature, satPerKw } from '@sferic/wire';
import { EMPTY_SHACHAIN } from '../bitcoin/shachain.ts';
import type { CommitmentSignatures, Commitments } from '../commitment/commitments.ts';
import { initialUpdates, NO_SETTLEMENTS } from '../commitment/initial.ts';
import type { ChannelParams } from '../params.ts';
import type { Write } from '../persistence/rows.ts';
import { rowWrites } from '../persistence/writes.ts';
import type { FailedState, OfflineState } from '../state.ts';
import type { ChannelBackup } from './channel-backup.ts';

/** What the peer is told, at each connection: it makes the peer publish its latest commitment. */
export const LOST_STATE_REASON = 'this node has lost the state of the channel: please close it';

/** Of the commitments that are made up below, nothing is ever built for the chain. */
const NO_FEERATE: SatPerKw = satPerKw(0);
const NO_SIGNATURES: CommitmentSignatures = {
  commitmentNumber: 0,
  signature: new Uint8Array(64) as Signature,
  htlcSignatures: [],
};

/**
 * The channel as a failed one that never publishes: a commitment of ours would be revoked. At each connection it states the
 * numbers of a channel without updates, so that the peer sees what was lost and learns by the error behind it that it has to
 * close; then `to_remote` of the peer's commitment is claimed, whichever it is.
 */
export function lostChannel(
  { params, fundings }: ChannelBackup,
  alias: ShortChannelId,
): { readonly state: OfflineState; readonly writes: readonly Write[] } {
  const state: FailedState = {
    type: 'failed',
    params,
    commitments: unknownCommitments(params, fundings),
    aliases: { local: alias },
    reason: LOST_STATE_REASON,
    publishes: false,
  };
  return { state: { type: 'offline', state }, writes: rowWrites(undefined, state) };
}

function unknownCommitments(params: ChannelParams, fundings: ChannelBackup['fundings']): Commitments {
  // Stands for points of the peer's that are lost: what we claim does not depend on them.
  const point = params.remote.basepoints.payment;
  return {
    localNumber: 0,
    remote: { number: 0, point, revocation: { type: 'received', nextPoint: point } },
    secrets: EMPTY_SHACHAIN,
    lastSent: 'commitment_signed',
    updates: initialUpdates(NO_FEERATE, params),
    settlements: NO_SETTLEMENTS,
    active: fundings.map((funding) => ({ ...funding, localSignatures: NO_SIGNATURES })),
  };
}
