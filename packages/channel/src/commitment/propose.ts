/** Changes that this end proposes: the commands of the switch and of the fee policy. */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, equalBytes, sha256 } from '@sferic/crypto';
import type { Msat, SatPerKw, UpdateMessage } from '@sferic/wire';
import { withSide } from '../dual.ts';
import { channelError, type Refusal } from '../error.ts';
import type { ChannelCommand } from '../input.ts';
import type { ChannelParams } from '../params.ts';
import type { Commitments } from './commitments.ts';
import type { Htlc, HtlcFacts, Removal } from './htlc.ts';
import { checkOffererLimits, MAX_CLTV_EXPIRY, openerCanPay } from './limits.ts';
import { addMessage, removalMessage } from './messages.ts';

export type AddHtlcCommand = Extract<ChannelCommand, { readonly type: 'add_htlc' }>;
export type RemoveHtlcCommand = Extract<
  ChannelCommand,
  { readonly type: 'fulfill_htlc' | 'fail_htlc' | 'fail_malformed_htlc' }
>;

/** The most bytes that the switch may attach to an HTLC: it is stored with it. */
export const MAX_ORIGIN_LENGTH = 64;

/** BOLT 4: the failure is about the onion itself, as every failure of `update_fail_malformed_htlc` must be. */
export const BADONION = 0x8000;

/** A proposed change, and the message that tells the peer; none when nothing changed. */
export interface Proposal {
  readonly commitments: Commitments;
  readonly message?: UpdateMessage;
}

/** BOLT 2, "Adding an HTLC: update_add_htlc", as the sender. `height` is that of the chain's tip. */
export function proposeAdd(
  params: ChannelParams,
  commitments: Commitments,
  command: AddHtlcCommand,
  policy: { readonly height: number; readonly maxDustExposure: Msat },
): Result<Proposal, Refusal> {
  const { amount, paymentHash, cltvExpiry, onion, pathKey, origin } = command;
  if (origin.length === 0 || origin.length > MAX_ORIGIN_LENGTH || isOriginInUse(commitments, origin))
    return err(channelError('invalid_command', `the origin ${bytesToHex(origin)} is malformed or in use`));
  const minimum = params.remote.htlcMinimum;
  if (amount === 0n || amount < minimum)
    return err(
      channelError('amount_below_minimum', `${amount} msat, the peer takes ${minimum} msat or more`),
    );
  if (cltvExpiry <= policy.height || cltvExpiry >= MAX_CLTV_EXPIRY)
    return err(channelError('expiry_invalid', `expiry ${cltvExpiry} at height ${policy.height}`));

  const { updates } = commitments;
  const id = updates.nextHtlcId.local;
  const facts: HtlcFacts = {
    offeredBy: 'local',
    id,
    amount,
    paymentHash,
    cltvExpiry,
    onion,
    ...(pathKey && { pathKey }),
    origin,
  };
  const next = withHtlc(commitments, { facts, stage: 'add_proposed' }, id + 1n);
  const violation = checkOffererLimits(params, next, policy.maxDustExposure);
  if (violation !== undefined) return err(channelError(violation.code, violation.message));
  return ok({ commitments: next, message: addMessage(params.channelId, facts) });
}

/**
 * BOLT 2, "Removing an HTLC", as the sender. An HTLC that is removed already, or gone, makes no change: whoever
 * resolves HTLCs may repeat itself after a crash.
 */
export function proposeRemoval(
  params: ChannelParams,
  commitments: Commitments,
  command: RemoveHtlcCommand,
): Result<Proposal, Refusal> {
  const { htlcId } = command;
  const htlc = commitments.updates.htlcs.remote.get(htlcId);
  if (htlc === undefined)
    return htlcId < commitments.updates.nextHtlcId.remote
      ? ok({ commitments })
      : err(channelError('unknown_htlc', `the peer has not offered HTLC ${htlcId}`));
  if (htlc.removal !== undefined) return ok({ commitments });
  if (htlc.stage !== 'committed')
    return err(channelError('htlc_not_committed', `HTLC ${htlcId} is at ${htlc.stage}`));
  const removal = removalOf(command);
  if (removal.type === 'fulfill' && !equalBytes(sha256(removal.preimage), htlc.facts.paymentHash))
    return err(channelError('wrong_preimage', `the preimage is not that of HTLC ${htlcId}`));
  if (removal.type === 'malformed' && (removal.failureCode & BADONION) === 0)
    return err(channelError('invalid_command', `failure ${removal.failureCode} is not about the onion`));
  return ok({
    commitments: withHtlc(commitments, { ...htlc, stage: 'removal_proposed', removal }),
    message: removalMessage(params.channelId, htlcId, removal),
  });
}

/** BOLT 2, "Updating Fees: update_fee", as the sender. */
export function proposeFeerate(
  params: ChannelParams,
  commitments: Commitments,
  feerate: SatPerKw,
): Result<Proposal, Refusal> {
  if (params.opener !== 'local')
    return err(channelError('not_opener', 'only the opener of a channel sets its feerate'));
  const next = withProposedFeerate(commitments, feerate);
  if (!openerCanPay(params, next, true))
    return err(channelError('fee_not_affordable', `${feerate} sat/kw is more than the balance can pay`));
  return ok({
    commitments: next,
    message: { type: 'update_fee', channelId: params.channelId, feeratePerKw: feerate },
  });
}

/** The same commitments with an HTLC added or replaced; `nextId` when it is a new one. */
export function withHtlc(commitments: Commitments, htlc: Htlc, nextId?: bigint): Commitments {
  const { updates } = commitments;
  const { offeredBy } = htlc.facts;
  return {
    ...commitments,
    updates: {
      ...updates,
      htlcs: withSide(updates.htlcs, offeredBy, updates.htlcs[offeredBy].with([htlc])),
      nextHtlcId: nextId === undefined ? updates.nextHtlcId : withSide(updates.nextHtlcId, offeredBy, nextId),
    },
  };
}

/** A feerate that is proposed again before it was signed replaces the first. */
export function withProposedFeerate(commitments: Commitments, feerate: SatPerKw): Commitments {
  const { updates } = commitments;
  const signed = updates.pendingFeerates.filter(({ stage }) => stage !== 'add_proposed');
  const pendingFeerates = [...signed, { feerate, stage: 'add_proposed' } as const];
  return { ...commitments, updates: { ...updates, pendingFeerates } };
}

function isOriginInUse(commitments: Commitments, origin: Uint8Array): boolean {
  const key = bytesToHex(origin);
  return commitments.settlements.has(key) || commitments.updates.htlcs.local.origins.has(key);
}

function removalOf(command: RemoveHtlcCommand): Removal {
  switch (command.type) {
    case 'fulfill_htlc': {
      const { preimage, attributionData } = command;
      return { type: 'fulfill', preimage, ...(attributionData && { attributionData }) };
    }
    case 'fail_htlc': {
      const { reason, attributionData } = command;
      return { type: 'fail', reason, ...(attributionData && { attributionData }) };
    }
    case 'fail_malformed_htlc': {
      const { sha256OfOnion, failureCode } = command;
      return { type: 'malformed', sha256OfOnion, failureCode };
    }
  }
}
