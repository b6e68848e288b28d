import type { Point } from '@sferic/wire';
import {
  buildCommitmentTransaction,
  type CommitmentHtlc,
  type CommitmentTransaction,
  type FundingOutput,
  obscuringFactor,
} from '../bitcoin/commitment-transaction.ts';
import { buildHtlcTransactions, type HtlcTransaction } from '../bitcoin/htlc-transactions.ts';
import type { CommitmentKeys } from '../bitcoin/keys.ts';
import { opposite, type Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import { commitmentKeys } from './commitment-keys.ts';
import type { CommitmentSpec, Funding } from './commitments.ts';
import type { HtlcFacts } from './htlc.ts';

/** What of an HTLC stands in a commitment. */
export type HeldHtlc = Pick<HtlcFacts, 'offeredBy' | 'id' | 'amount' | 'paymentHash' | 'cltvExpiry'>;

/** A {@link CommitmentSpec} as far as its transaction follows from it. */
export interface BuildableSpec extends Omit<CommitmentSpec, 'htlcs'> {
  readonly htlcs: readonly { readonly facts: HeldHtlc }[];
}

/** A commitment transaction with the second stage of its HTLCs, none of them signed. */
export interface BuiltCommitment {
  readonly commitment: CommitmentTransaction;
  readonly htlcTransactions: readonly HtlcTransaction[];
  readonly keys: CommitmentKeys;
  readonly funding: FundingOutput;
}

/** Builds the commitment with this number and per-commitment point, both of the spec's owner (BOLT 3). */
export function buildCommitment(
  params: ChannelParams,
  funding: Funding,
  spec: BuildableSpec,
  commitmentNumber: number,
  perCommitmentPoint: Point,
): BuiltCommitment {
  const { owner } = spec;
  const other = opposite(owner);
  const keys = commitmentKeys(params, owner, perCommitmentPoint);
  const output = fundingOutput(funding, owner);
  const toSelfDelay = params[other].toSelfDelay;
  const commitment = buildCommitmentTransaction({
    funding: output,
    commitmentNumber,
    obscuringFactor: obscuringFactor(
      params[params.opener].basepoints.payment,
      params[opposite(params.opener)].basepoints.payment,
    ),
    keys,
    toSelfDelay,
    dustLimit: params[owner].dustLimit,
    feerate: spec.feerate,
    ownerIsOpener: owner === params.opener,
    ownerMsat: spec.balances[owner],
    counterpartyMsat: spec.balances[other],
    htlcs: spec.htlcs.map((htlc) => commitmentHtlc(htlc, owner)),
  });
  return {
    commitment,
    htlcTransactions: buildHtlcTransactions(commitment, keys, toSelfDelay),
    keys,
    funding: output,
  };
}

/** The funding output as a commitment of `owner` spends it. */
export function fundingOutput(funding: Funding, owner: Side): FundingOutput {
  return {
    outPoint: { txid: funding.txid, index: funding.outputIndex },
    amount: funding.capacity,
    ownerFundingKey: funding.fundingPubkeys[owner],
    counterpartyFundingKey: funding.fundingPubkeys[opposite(owner)],
  };
}

function commitmentHtlc({ facts }: { readonly facts: HeldHtlc }, owner: Side): CommitmentHtlc {
  return {
    direction: facts.offeredBy === owner ? 'offered' : 'received',
    id: facts.id,
    amountMsat: facts.amount,
    paymentHash: facts.paymentHash,
    cltvExpiry: facts.cltvExpiry,
  };
}
