import type { Msat, Sat, SatPerKw } from '@sferic/wire';
import { ANCHOR_AMOUNT } from '../bitcoin/commitment-transaction.ts';
import { commitmentFee } from '../bitcoin/weights.ts';
import { opposite, type Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { CommitmentFigures, Commitments, Funding } from './commitments.ts';
import { commitmentFigures, type View } from './spec.ts';

/** From here on `cltv_expiry` would mean a time (BOLT 2, "Adding an HTLC: update_add_htlc"). */
export const MAX_CLTV_EXPIRY = 500_000_000;

/**
 * The feerate, in multiples of the present one, at which the opener must still be able to add one more HTLC when it
 * offers one: the fee spike buffer (BOLT 2, "Adding an HTLC: update_add_htlc").
 */
export const FEE_SPIKE_FACTOR = 2;

/** What an end must keep: 1 % of the capacity, or the other end's dust limit (BOLT 2, "The open_channel2 Message"). */
export function channelReserve(params: ChannelParams, funding: Funding, side: Side): Sat {
  const percent = (funding.capacity / 100n) as Sat;
  const { dustLimit } = params[opposite(side)];
  return percent > dustLimit ? percent : dustLimit;
}

/** Fee and both anchors of a commitment: what the opener pays for it. */
export function commitmentCost(feerate: SatPerKw, untrimmedHtlcs: number): Sat {
  return (commitmentFee(feerate, untrimmedHtlcs) + 2n * ANCHOR_AMOUNT) as Sat;
}

export type AddViolation =
  | 'too_many_htlcs'
  | 'value_in_flight_too_high'
  | 'insufficient_balance'
  | 'peer_cannot_pay_fee'
  | 'dust_exposure_too_high';

export interface LimitViolation<Code extends AddViolation = AddViolation> {
  readonly code: Code;
  readonly message: string;
}

/**
 * The limits that the receiver of an HTLC enforces. `commitments` already has it, proposed by `offerer`. Both ends
 * reckon with the same view, the receiver's next commitment, so that no race makes them differ.
 */
export function checkReceiverLimits(
  params: ChannelParams,
  commitments: Commitments,
  offerer: Side,
): LimitViolation<'too_many_htlcs' | 'value_in_flight_too_high' | 'insufficient_balance'> | undefined {
  const receiver = opposite(offerer);
  for (const funding of commitments.active) {
    const figures = figuresOf(params, commitments, funding, receiver, 'next');
    const offered = figures.count[offerer];
    const { maxAcceptedHtlcs, maxHtlcValueInFlight } = params[receiver];
    if (offered > maxAcceptedHtlcs)
      return { code: 'too_many_htlcs', message: `${offered} HTLCs, at most ${maxAcceptedHtlcs}` };
    const inFlight = figures.amount[offerer];
    if (inFlight > maxHtlcValueInFlight)
      return {
        code: 'value_in_flight_too_high',
        message: `${inFlight} msat in flight, at most ${maxHtlcValueInFlight} msat`,
      };
    const missing = missingFunds(params, funding, figures, offerer, 1, 0);
    if (missing > 0n) return { code: 'insufficient_balance', message: `${missing} msat missing` };
  }
  return undefined;
}

/**
 * The limits that we keep when we offer an HTLC, beyond those of the receiver: either commitment must stay payable,
 * with the fee spike buffer when we are the opener, and trimmed HTLCs must stay few.
 */
export function checkOffererLimits(
  params: ChannelParams,
  commitments: Commitments,
  maxDustExposure: Msat,
): LimitViolation | undefined {
  const violation = checkReceiverLimits(params, commitments, 'local');
  if (violation !== undefined) return violation;
  for (const funding of commitments.active) {
    for (const [owner, view] of OFFERER_VIEWS) {
      const figures = figuresOf(params, commitments, funding, owner, view);
      const missing = missingFunds(params, funding, figures, 'local', FEE_SPIKE_FACTOR, 1);
      if (missing > 0n)
        return { code: 'insufficient_balance', message: `${missing} msat missing for the fee spike buffer` };
      if (params.opener === 'remote' && missingFunds(params, funding, figures, 'remote', 1, 0) > 0n)
        return { code: 'peer_cannot_pay_fee', message: 'the peer could not pay the commitment fee' };
    }
  }
  const exposure = excessDustExposure(params, commitments, maxDustExposure);
  if (exposure === undefined) return undefined;
  return {
    code: 'dust_exposure_too_high',
    message: `${exposure} msat in trimmed HTLCs, at most ${maxDustExposure} msat`,
  };
}

const OFFERER_VIEWS = [
  ['remote', 'next'],
  ['local', 'all'],
] as const satisfies readonly (readonly [Side, View])[];

/** The worth of all trimmed HTLCs in either commitment, if it exceeds the limit. */
export function excessDustExposure(
  params: ChannelParams,
  commitments: Commitments,
  maxDustExposure: Msat,
): bigint | undefined {
  const [funding] = commitments.active;
  if (funding === undefined) throw new Error('a channel without a funding');
  for (const owner of ['local', 'remote'] as const) {
    const exposure = figuresOf(params, commitments, funding, owner, 'all').trimmedAmount;
    if (exposure > maxDustExposure) return exposure;
  }
  return undefined;
}

/** Whether the opener could pay for `commitments`, with its reserve when `keepsReserve`. */
export function openerCanPay(
  params: ChannelParams,
  commitments: Commitments,
  keepsReserve: boolean,
): boolean {
  const { opener } = params;
  return commitments.active.every((funding) => {
    const figures = figuresOf(params, commitments, funding, opposite(opener), 'next');
    const missing = missingFunds(params, funding, figures, opener, 1, 0);
    return missing <= (keepsReserve ? 0n : channelReserve(params, funding, opener) * 1000n);
  });
}

/**
 * What `side` lacks, in msat, to keep its reserve in this commitment and, as the opener, to pay for it at
 * `feerateFactor` times the feerate with `extraHtlcs` more outputs; not above 0 if it lacks nothing.
 */
export function missingFunds(
  params: ChannelParams,
  funding: Funding,
  figures: CommitmentFigures,
  side: Side,
  feerateFactor: number,
  extraHtlcs: number,
): bigint {
  const count = figures.untrimmed + extraHtlcs;
  const cost =
    side === params.opener ? commitmentCost((figures.feerate * feerateFactor) as SatPerKw, count) : 0n;
  return (channelReserve(params, funding, side) + cost) * 1000n - figures.balances[side];
}

export function figuresOf(
  params: ChannelParams,
  commitments: Commitments,
  funding: Funding,
  owner: Side,
  view: View,
): CommitmentFigures {
  return commitmentFigures(commitments.updates, funding, params.opener, owner, view);
}
