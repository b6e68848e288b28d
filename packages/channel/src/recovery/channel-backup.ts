/** What a static backup keeps of a channel: all that does not change from payment to payment. */
import { DecodeError, err, ok, type Result } from '@sferic/codec';
import type { Funding } from '../commitment/commitments.ts';
import type { ChannelParams } from '../params.ts';
import { list, record } from '../persistence/codec.ts';
import { channelParams, decodeRow, encodeRow, funding } from '../persistence/row-codecs.ts';
import type { StoredState } from '../state.ts';
import { attemptTerms, fundingOf, openingTerms } from '../states/funding-transaction.ts';

/**
 * Enough to recognise every transaction of the channel and to claim what a commitment of the peer's pays us at once. Not enough
 * to publish, to penalize or to claim HTLCs: for these the latest state is needed, which no static backup has.
 */
export interface ChannelBackup {
  readonly params: ChannelParams;
  /** Those that may confirm; their balances and confirmations, which change all the time, are left out. */
  readonly fundings: readonly Funding[];
}

const channelBackup = record<ChannelBackup>({ params: channelParams, fundings: list(funding) });

/** From `signing_funding` on: once our signature has left, the peer can make the channel real. */
export function backupOf(state: StoredState): ChannelBackup {
  if (state.type !== 'signing_funding') {
    const { params, commitments } = state;
    const attempt = state.type === 'wait_for_ready' ? state.replacement : undefined;
    const signing =
      attempt === undefined || state.type !== 'wait_for_ready'
        ? []
        : [fundingOf(attemptTerms(state, attempt), attempt.transaction)];
    return { params, fundings: [...commitments.active, ...signing].map(withoutProgress) };
  }
  const { params } = state.agreement;
  return { params, fundings: [withoutProgress(fundingOf(openingTerms(state), state.transaction))] };
}

function withoutProgress({ index, txid, outputIndex, capacity, fundingPubkeys }: Funding): Funding {
  return {
    index,
    txid,
    outputIndex,
    capacity,
    fundingPubkeys,
    confirmation: { type: 'unconfirmed' },
    balances: { local: 0n as Funding['balances']['local'], remote: 0n as Funding['balances']['remote'] },
  };
}

export function encodeChannelBackup(backup: ChannelBackup): Uint8Array {
  return encodeRow(channelBackup, backup);
}

export function decodeChannelBackup(bytes: Uint8Array): Result<ChannelBackup, DecodeError> {
  try {
    return ok(decodeRow(channelBackup, bytes));
  } catch (error) {
    if (error instanceof DecodeError) return err(error);
    throw error;
  }
}
