/** What becomes of a channel that closes: the transaction that ends it, and which of its outputs are ours to take. */
import {
  type Claim,
  type ClosingCandidate,
  claimsOf,
  closingCandidates,
  currentFunding,
  type FundingSpend,
  formatOutPoint,
  type OutPoint,
  type OutputRole,
  type OutputSpend,
  type StoredState,
} from '@sferic/channel';
import { type ChannelId, type Msat, msat, type Sat } from '@sferic/wire';

/** How far a channel is on its way. */
export type PendingPhase =
  /** Both ends settle HTLCs first. */
  | 'shutting_down'
  /** They agree on a transaction, or wait for its confirmation. */
  | 'negotiating'
  /** Our commitment is on its way into a block. */
  | 'failed'
  /** A transaction has spent the funding output. */
  | 'closing';

export interface PendingOutput {
  readonly outPoint: OutPoint;
  readonly amount: Sat;
  readonly role: OutputRole;
  /** Whether an HTLC transaction made it. */
  readonly isSecondStage: boolean;
  /** How it is ours to take, as long as nobody has. */
  readonly claim?: Claim;
  /** What has taken it. */
  readonly spend?: OutputSpend;
}

export interface PendingClose {
  readonly channelId: ChannelId;
  readonly phase: PendingPhase;
  /** What ends the channel; absent until it is seen. */
  readonly spend?: FundingSpend;
  /** Blocks for which our own commitment keeps our balance back. */
  readonly delay: number;
  readonly outputs: readonly PendingOutput[];
  /** What may confirm, while nothing has. */
  readonly candidates: readonly ClosingCandidate[];
}

/** What is ours of a channel as its commitments say. */
export interface OwnShare {
  readonly settled: Msat;
  /** In HTLCs that we offered: the peer's once it shows the preimages, ours again otherwise. */
  readonly inFlight: Msat;
}

/** Undefined for a channel that is not closing. */
export function pendingClose(state: StoredState | undefined): PendingClose | undefined {
  const phase = state && phaseOf(state);
  if (phase === undefined || state === undefined || state.type === 'signing_funding') return undefined;
  const { channelId, remote } = state.params;
  const candidates = state.type === 'negotiating' ? closingCandidates(state) : [];
  const common = { channelId, phase, delay: remote.toSelfDelay, candidates };
  if (state.type !== 'closing') return { ...common, outputs: [] };
  const claims = new Map(claimsOf(state).map((claim) => [formatOutPoint(claim.outPoint), claim]));
  const outputs = [...state.outputs].map(([key, tracked]): PendingOutput => {
    const { outPoint, output, role, parent, spend } = tracked;
    const claim = claims.get(key);
    return {
      outPoint,
      amount: output.amount,
      role,
      isSecondStage: parent !== undefined,
      ...(claim && { claim }),
      ...(spend && { spend }),
    };
  });
  return { ...common, spend: state.spend, outputs };
}

export function ownShare(state: StoredState | undefined): OwnShare {
  const funding = state === undefined || state.type === 'signing_funding' ? undefined : state.commitments;
  const balance = funding === undefined ? 0n : currentFunding(funding).balances.local;
  const offered = [...(funding?.updates.htlcs.local.values() ?? [])];
  const inFlight = offered.reduce((sum, { facts }) => sum + facts.amount, 0n);
  return { settled: msat(balance - inFlight), inFlight: msat(inFlight) };
}

function phaseOf(state: StoredState): PendingPhase | undefined {
  switch (state.type) {
    case 'negotiating':
    case 'failed':
    case 'closing':
      return state.type;
    case 'normal': {
      const { local, remote } = state.shutdown;
      return local === undefined && remote === undefined ? undefined : 'shutting_down';
    }
    case 'wait_for_ready':
    case 'signing_funding':
      return undefined;
  }
}
