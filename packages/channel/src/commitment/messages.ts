/** The update messages of changes that this end proposed, also to be repeated after a reconnection. */
import type { ChannelId, UpdateMessage } from '@sferic/wire';
import { SIDES } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { Updates } from './commitments.ts';
import type { Htlc, HtlcFacts, Removal } from './htlc.ts';

export function addMessage(channelId: ChannelId, facts: HtlcFacts): UpdateMessage {
  return {
    type: 'update_add_htlc',
    channelId,
    id: facts.id,
    amountMsat: facts.amount,
    paymentHash: facts.paymentHash,
    cltvExpiry: facts.cltvExpiry,
    onionRoutingPacket: facts.onion,
    ...(facts.pathKey && { pathKey: facts.pathKey }),
  };
}

export function removalMessage(channelId: ChannelId, id: bigint, removal: Removal): UpdateMessage {
  switch (removal.type) {
    case 'fulfill': {
      const { preimage: paymentPreimage, attributionData } = removal;
      return {
        type: 'update_fulfill_htlc',
        channelId,
        id,
        paymentPreimage,
        ...(attributionData && { attributionData }),
      };
    }
    case 'fail': {
      const { reason, attributionData } = removal;
      return { type: 'update_fail_htlc', channelId, id, reason, ...(attributionData && { attributionData }) };
    }
    case 'malformed': {
      const { sha256OfOnion, failureCode } = removal;
      return { type: 'update_fail_malformed_htlc', channelId, id, sha256OfOnion, failureCode };
    }
  }
}

/**
 * Our changes at one stage as messages. Removals come first, then the feerate, then the adds: each of the first
 * leaves more room for what follows, so that the receiver's checks hold at every message if they hold at the last.
 */
export function messagesAt(
  params: ChannelParams,
  updates: Updates,
  stage: 'proposed' | 'signed',
): readonly UpdateMessage[] {
  const { channelId } = params;
  const removals = [...updates.htlcs.remote.values()].flatMap((htlc) =>
    htlc.stage === `removal_${stage}` && htlc.removal !== undefined
      ? [removalMessage(channelId, htlc.facts.id, htlc.removal)]
      : [],
  );
  const feerates = updates.pendingFeerates.filter(
    (change) => params.opener === 'local' && change.stage === `add_${stage}`,
  );
  const adds = [...updates.htlcs.local.values()].filter((htlc) => htlc.stage === `add_${stage}`);
  return [
    ...removals,
    ...feerates.map(
      ({ feerate }): UpdateMessage => ({ type: 'update_fee', channelId, feeratePerKw: feerate }),
    ),
    ...adds.map(({ facts }) => addMessage(channelId, facts)),
  ];
}

/** Whether any change by either end is on its way: BOLT 2's "pending updates" and owed revocations. */
export function isQuiet(updates: Updates): boolean {
  return (
    updates.pendingFeerates.length === 0 &&
    SIDES.every((side) => updates.htlcs[side].values().every((htlc: Htlc) => htlc.stage === 'committed'))
  );
}
