/** The commitments with which a channel begins. */
import type { Point, Sat, SatPerKw, TxId } from '@sferic/wire';
import { satToMsat } from '@sferic/wire';
import { EMPTY_SHACHAIN } from '../bitcoin/shachain.ts';
import type { Dual } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { CommitmentSignatures, Commitments, Funding, Updates } from './commitments.ts';

/** No HTLCs and a feerate. */
export function initialUpdates(feerate: SatPerKw): Updates {
  return {
    htlcs: { local: new Map(), remote: new Map() },
    nextHtlcId: { local: 0n, remote: 0n },
    feerate,
    pendingFeerates: [],
  };
}

/** The first funding; each end owns what it has put in. */
export function initialFunding(
  params: ChannelParams,
  contributions: Dual<Sat>,
  outPoint: { readonly txid: TxId; readonly outputIndex: number },
): Funding {
  return {
    index: 0,
    ...outPoint,
    capacity: (contributions.local + contributions.remote) as Sat,
    fundingPubkeys: { local: params.local.fundingPubkey, remote: params.remote.fundingPubkey },
    confirmation: { type: 'unconfirmed' },
    balances: { local: satToMsat(contributions.local), remote: satToMsat(contributions.remote) },
  };
}

/** Both ends have signed commitment 0, and know each other's points for 0 and 1. */
export function initialCommitments(
  feerate: SatPerKw,
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
    updates: initialUpdates(feerate),
    settlements: new Map(),
    active: [{ ...funding, localSignatures }],
  };
}
