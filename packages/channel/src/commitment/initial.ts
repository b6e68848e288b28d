/** The commitments with which a channel begins. */
import type { Point, Sat, SatPerKw, TxId } from '@sferic/wire';
import { satToMsat } from '@sferic/wire';
import { EMPTY_SHACHAIN } from '../bitcoin/shachain.ts';
import type { Dual } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { CommitmentSignatures, Commitments, Funding, SettlementTable, Updates } from './commitments.ts';
import { emptyTables } from './htlc-table.ts';
import { byOrigin } from './origins.ts';

/** No HTLCs and a feerate. */
export function initialUpdates(feerate: SatPerKw, ends: Parameters<typeof emptyTables>[0]): Updates {
  return {
    htlcs: emptyTables(ends),
    nextHtlcId: { local: 0n, remote: 0n },
    feerate,
    pendingFeerates: [],
  };
}

export const NO_SETTLEMENTS: SettlementTable = byOrigin();

/** A funding of an opening, the first unless `index` says otherwise; each end owns what it has put in. */
export function initialFunding(
  params: ChannelParams,
  contributions: Dual<Sat>,
  outPoint: { readonly txid: TxId; readonly outputIndex: number },
  index = 0,
): Funding {
  return {
    index,
    ...outPoint,
    capacity: (contributions.local + contributions.remote) as Sat,
    fundingPubkeys: { local: params.local.fundingPubkey, remote: params.remote.fundingPubkey },
    confirmation: { type: 'unconfirmed' },
    balances: { local: satToMsat(contributions.local), remote: satToMsat(contributions.remote) },
  };
}

/** Both ends have signed commitment 0, and know each other's points for 0 and 1. */
export function initialCommitments(
  { params, commitmentFeerate }: { readonly params: ChannelParams; readonly commitmentFeerate: SatPerKw },
  funding: Funding,
  remotePoints: { readonly first: Point; readonly second: Point },
  localSignatures: CommitmentSignatures,
): Commitments {
  return {
    localNumber: 0,
    remote: {
      number: 0,
      point: remotePoints.first,
      revocation: { type: 'received', nextPoint: remotePoints.second },
    },
    secrets: EMPTY_SHACHAIN,
    lastSent: 'commitment_signed',
    updates: initialUpdates(commitmentFeerate, params),
    settlements: NO_SETTLEMENTS,
    active: [{ ...funding, localSignatures }],
  };
}
