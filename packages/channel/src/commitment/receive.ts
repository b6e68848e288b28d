/** Changes that the peer proposes. */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, equalBytes, sha256 } from '@sferic/crypto';
import type {
  Msat,
  UpdateAddHtlc,
  UpdateFailHtlc,
  UpdateFailMalformedHtlc,
  UpdateFee,
  UpdateFulfillHtlc,
} from '@sferic/wire';
import { isTrimmed } from '../bitcoin/commitment-transaction.ts';
import { type ChannelError, channelError } from '../error.ts';
import type { Feerates } from '../input.ts';
import type { ChannelParams } from '../params.ts';
import type { Commitments, HtlcOutcome, Settlement } from './commitments.ts';
import type { Htlc, HtlcFacts, Removal } from './htlc.ts';
import { checkReceiverLimits, excessDustExposure, MAX_CLTV_EXPIRY, openerCanPay } from './limits.ts';
import { BADONION, withHtlc, withProposedFeerate } from './propose.ts';

export type RemovalMessage = UpdateFulfillHtlc | UpdateFailHtlc | UpdateFailMalformedHtlc;

/** BOLT 2, "Adding an HTLC: update_add_htlc", as the receiver. */
export function receiveAdd(
  params: ChannelParams,
  commitments: Commitments,
  message: UpdateAddHtlc,
  maxDustExposure: Msat,
): Result<Commitments, ChannelError> {
  const { id, amountMsat: amount, paymentHash, cltvExpiry, onionRoutingPacket: onion, pathKey } = message;
  const expectedId = commitments.updates.nextHtlcId.remote;
  if (id !== expectedId)
    return err(channelError('peer_htlc_invalid', `HTLC ${id} follows ${expectedId - 1n}`));
  const minimum = params.local.htlcMinimum;
  if (amount === 0n || amount < minimum)
    return err(channelError('peer_htlc_invalid', `HTLC of ${amount} msat, at least ${minimum} msat`));
  if (cltvExpiry >= MAX_CLTV_EXPIRY)
    return err(channelError('peer_htlc_invalid', `HTLC with expiry ${cltvExpiry} is not in blocks`));

  const facts: HtlcFacts = {
    offeredBy: 'remote',
    id,
    amount,
    paymentHash,
    cltvExpiry,
    onion,
    ...(pathKey && { pathKey }),
  };
  const next = withHtlc(commitments, { facts, stage: 'add_proposed' }, id + 1n);
  const violation = checkReceiverLimits(params, next, 'remote');
  if (violation !== undefined) {
    const code = violation.code === 'insufficient_balance' ? 'peer_htlc_unaffordable' : 'peer_htlc_invalid';
    return err(channelError(code, violation.message));
  }
  // Only an HTLC that is trimmed itself adds to the exposure.
  const isDust = isTrimmed(amount, params.local.dustLimit) || isTrimmed(amount, params.remote.dustLimit);
  if (!isDust || excessDustExposure(params, next, maxDustExposure) === undefined) return ok(next);
  return ok(withHtlc(next, { facts: { ...facts, overexposed: true }, stage: 'add_proposed' }));
}

/** The peer removes an HTLC of ours; a preimage settles it at once. */
export interface ReceivedRemoval {
  readonly commitments: Commitments;
  readonly settlement?: Settlement;
}

/** BOLT 2, "Removing an HTLC", as the receiver. */
export function receiveRemoval(
  commitments: Commitments,
  message: RemovalMessage,
): Result<ReceivedRemoval, ChannelError> {
  const htlc = commitments.updates.htlcs.local.get(message.id);
  if (htlc?.stage !== 'committed')
    return err(
      channelError(
        'peer_removal_invalid',
        `${message.type} of HTLC ${message.id}: ${htlc?.stage ?? 'unknown'}`,
      ),
    );
  const removal = removalOf(message);
  if (removal.type === 'malformed' && (removal.failureCode & BADONION) === 0)
    return err(channelError('peer_removal_invalid', `failure ${removal.failureCode} is not about the onion`));
  if (removal.type !== 'fulfill')
    return ok({ commitments: withHtlc(commitments, { ...htlc, stage: 'removal_proposed', removal }) });

  const { preimage } = removal;
  if (!equalBytes(sha256(preimage), htlc.facts.paymentHash))
    return err(channelError('peer_removal_invalid', `wrong preimage of HTLC ${message.id}`));
  // What came with it is for the switch, which is told at once, and not kept a second time here.
  const kept: Removal = { type: 'fulfill', preimage };
  const next = withHtlc(commitments, { ...htlc, stage: 'removal_proposed', removal: kept, preimage });
  // A fulfil that is sent again after a reconnection was told to the switch before.
  return ok(htlc.preimage === undefined ? settle(next, htlc.facts, removal) : { commitments: next });
}

/** BOLT 2, "Updating Fees: update_fee", as the receiver. */
export function receiveFeerate(
  params: ChannelParams,
  commitments: Commitments,
  message: UpdateFee,
  { minimum, maximum }: Feerates,
): Result<Commitments, ChannelError> {
  const { feeratePerKw: feerate } = message;
  if (params.opener !== 'remote')
    return err(channelError('peer_fee_invalid', 'update_fee from the end that does not pay the fee'));
  if (feerate < minimum || feerate > maximum)
    return err(channelError('peer_fee_invalid', `${feerate} sat/kw is not in ${minimum} to ${maximum}`));
  const next = withProposedFeerate(commitments, feerate);
  if (!openerCanPay(params, next, false))
    return err(channelError('peer_fee_invalid', `the peer cannot pay ${feerate} sat/kw`));
  return ok(next);
}

/** Records what came of HTLCs that the peer has removed for good; a preimage was told when it came. */
export function settleRemoved(
  commitments: Commitments,
  removed: readonly Htlc[],
): { readonly commitments: Commitments; readonly settlements: readonly Settlement[] } {
  let next = commitments;
  const settlements: Settlement[] = [];
  for (const { facts, removal, preimage } of removed) {
    if (facts.offeredBy !== 'local' || removal === undefined || preimage !== undefined) continue;
    const settled = settle(next, facts, removal);
    next = settled.commitments;
    settlements.push(settled.settlement);
  }
  return { commitments: next, settlements };
}

/** Keeps the outcome until the switch acknowledges it. */
export function settle(
  commitments: Commitments,
  facts: HtlcFacts,
  outcome: HtlcOutcome,
): { readonly commitments: Commitments; readonly settlement: Settlement } {
  const { origin, id: htlcId, paymentHash } = facts;
  if (origin === undefined) throw new Error(`HTLC ${htlcId} is not ours`);
  const settlement: Settlement = { origin, htlcId, paymentHash, outcome };
  const settlements = commitments.settlements.with([[bytesToHex(origin), settlement]]);
  return { commitments: { ...commitments, settlements }, settlement };
}

/** Forgets an outcome that the switch has stored; nothing changes if it is forgotten already. */
export function acknowledge(commitments: Commitments, origin: Uint8Array): Commitments {
  const key = bytesToHex(origin);
  if (!commitments.settlements.has(key)) return commitments;
  return { ...commitments, settlements: commitments.settlements.with([[key, undefined]]) };
}

function removalOf(message: RemovalMessage): Removal {
  switch (message.type) {
    case 'update_fulfill_htlc': {
      const { paymentPreimage: preimage, attributionData } = message;
      return { type: 'fulfill', preimage, ...(attributionData && { attributionData }) };
    }
    case 'update_fail_htlc': {
      const { reason, attributionData } = message;
      return { type: 'fail', reason, ...(attributionData && { attributionData }) };
    }
    case 'update_fail_malformed_htlc': {
      const { sha256OfOnion, failureCode } = message;
      return { type: 'malformed', sha256OfOnion, failureCode };
    }
  }
}
