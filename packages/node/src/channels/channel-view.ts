/** A channel's state as others see it. */
import {
  availableToOffer,
  availableWhenSettled,
  type ChannelState,
  channelReserve,
  currentFunding,
  type Dual,
  type FundingCommitments,
  type Htlc,
  NONE_OFFERED,
  type OfferedHtlcs,
  realShortChannelId,
  storedState,
} from '@sferic/channel';
import { once } from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import { type ChannelId, type Msat, msat, type Sat, type SatPerKw, type TxId } from '@sferic/wire';
import type { ChannelRecord } from './channel-store.ts';
import type { ChannelView } from './htlc-port.ts';

/** What people want to know beyond `ChannelView`. */
export interface ChannelDetails extends ChannelView {
  readonly funding: FundingCommitments;
  readonly contributions: Dual<Sat>;
  readonly balances: Dual<Msat>;
  readonly reserves: Dual<Sat>;
  readonly feerate: SatPerKw;
  readonly htlcs: readonly Htlc[];
  readonly commitmentNumbers: Dual<number>;
  /** Of the transaction that closes the channel, once there is one. */
  readonly closingTxid: TxId | undefined;
  readonly openedAt: number;
}

/**
 * The details of a channel whose funding transaction is signed; none before that, and none at the end. `offered`: what waits at this moment
 * to be added to the state.
 */
export function channelDetails(
  state: ChannelState,
  id: ChannelId,
  record: ChannelRecord,
  closingTxid: TxId | undefined,
  offered: () => OfferedHtlcs,
): ChannelDetails | undefined {
  const stored = storedState(state);
  if (stored === undefined || stored.type === 'signing_funding') return undefined;
  const { params, commitments, aliases } = stored;
  const funding = currentFunding(commitments);
  const { updates } = commitments;
  const usable =
    state.type === 'normal' && state.shutdown.local === undefined && state.shutdown.remote === undefined;
  const shortChannelId = realShortChannelId(commitments);
  // A reorganisation may have taken the funding transaction away: until it is back, nothing backs an HTLC.
  const takesHtlcs = usable && shortChannelId !== undefined;
  const sendable = perOffered((more) => availableToOffer(params, commitments, 'local', more));
  const whenSettled = once(() => availableWhenSettled(params, commitments, 'local'));
  const receivable = once(() => availableToOffer(params, commitments, 'remote', NONE_OFFERED));
  return {
    channelId: id,
    peer: bytesToHex(record.peer),
    state: state.type === stored.type ? stored.type : `${state.type}: ${stored.type}`,
    usable,
    opener: params.opener,
    announce: params.announce,
    ...(shortChannelId !== undefined && { shortChannelId }),
    localAlias: aliases.local,
    ...(aliases.remote !== undefined && { remoteAlias: aliases.remote }),
    capacityMsat: msat(funding.capacity * 1000n),
    // Reckoned for those who ask: a channel has new details with each commit.
    get sendable() {
      return takesHtlcs ? sendable(offered()) : msat(0n);
    },
    get sendableWhenSettled() {
      return takesHtlcs ? whenSettled() : msat(0n);
    },
    get receivable() {
      return takesHtlcs ? receivable() : msat(0n);
    },
    remoteHtlcMinimum: params.remote.htlcMinimum,
    remoteMaxInFlight: params.remote.maxHtlcValueInFlight,
    remoteMaxAcceptedHtlcs: params.remote.maxAcceptedHtlcs,
    funding,
    contributions: record.contributions,
    balances: funding.balances,
    reserves: {
      local: channelReserve(params, funding, 'local'),
      remote: channelReserve(params, funding, 'remote'),
    },
    feerate: updates.pendingFeerates.at(-1)?.feerate ?? updates.feerate,
    // Few who ask for the rest want them, and they may be hundreds.
    get htlcs() {
      return [...updates.htlcs.local.values(), ...updates.htlcs.remote.values()];
    },
    commitmentNumbers: { local: commitments.localNumber, remote: commitments.remote.number },
    closingTxid,
    openedAt: record.openedAt,
  };
}

/** Reckoned anew when what is offered has changed. */
function perOffered(reckon: (offered: OfferedHtlcs) => Msat): (offered: OfferedHtlcs) => Msat {
  let last: { readonly offered: OfferedHtlcs; readonly available: Msat } | undefined;
  return (offered) => {
    if (last?.offered !== offered) last = { offered, available: reckon(offered) };
    return last.available;
  };
}
