import type { ChannelInfo, ClosedChannelInfo, CloseKind, ForwardingPolicyInfo } from '../../api/index.ts';
import { MAX_MSAT } from '../../config/index.ts';
import { channelName } from '../channel-names.ts';
import { type Cell, fields, table } from '../layout.ts';
import type { Style } from '../style.ts';
import { grouped, localTime, satoshis, satoshisOfMsat, shortId, yesNo } from '../values.ts';

export function channelTable(channels: readonly ChannelInfo[], style: Style): string {
  const columns = [
    { title: 'CHANNEL' },
    { title: 'PEER' },
    { title: 'STATE' },
    { title: 'CAPACITY (SAT)', align: 'right' },
    { title: 'OURS', align: 'right' },
    { title: 'THEIRS', align: 'right' },
    { title: 'CAN SEND', align: 'right' },
    { title: 'CAN RECEIVE', align: 'right' },
  ] as const;
  const rows = channels.map((channel) => [
    channelName(channel),
    shortId(channel.peer),
    stateCell(channel, style),
    satoshis(channel.capacitySat),
    satoshisOfMsat(channel.localMsat),
    satoshisOfMsat(channel.remoteMsat),
    satoshisOfMsat(channel.sendableMsat),
    satoshisOfMsat(channel.receivableMsat),
  ]);
  return table(columns, rows, style, "No channels. Open one: 'sferic open 02…@host:port 1000000sat'.");
}

const CLOSE_WORDS: Readonly<Record<CloseKind, string>> = {
  mutual_close: 'together with the peer',
  local_commitment: 'by force, by this node',
  remote_commitment: 'by force, by the peer',
  revoked_commitment: 'by the peer, with a REVOKED commitment',
  future_commitment: 'by the peer, after this node had lost state',
  unknown: 'by a transaction that this node does not know',
};

export function closedTable(channels: readonly ClosedChannelInfo[], style: Style): string {
  const columns = [
    { title: 'CHANNEL' },
    { title: 'PEER' },
    { title: 'CAPACITY (SAT)', align: 'right' },
    { title: 'BLOCK', align: 'right' },
    { title: 'DONE' },
    { title: 'CLOSED' },
    { title: 'TRANSACTION' },
  ] as const;
  const rows = channels.map((channel) => [
    channelName(channel),
    shortId(channel.peer),
    satoshis(channel.capacitySat),
    String(channel.closedHeight),
    localTime(channel.resolvedAt),
    CLOSE_WORDS[channel.kind],
    channel.closingTxid,
  ]);
  return table(
    columns,
    rows,
    style,
    "No channel is over yet. 'sferic pending' shows those that are closing.",
  );
}

/** Everything that is known of one channel. */
export function describeChannel(channel: ChannelInfo, style: Style): string {
  const { policy, commitmentNumbers } = channel;
  const sat = (amountMsat: string) => `${satoshisOfMsat(amountMsat)} sat`;
  return (
    fields(
      [
        ['channel', { text: channel.channelId, paint: style.bold }],
        ['short id', channel.shortChannelId],
        ['alias', channel.alias],
        ['peer', channel.peer],
        ['state', stateCell(channel, style)],
        ['opened by', channel.opener === 'local' ? 'this node' : 'the peer'],
        ['announced', yesNo(channel.announced)],
        ['funding', channel.fundingOutpoint],
        ['closing', channel.closingTxid],
        ['capacity', `${satoshis(channel.capacitySat)} sat`],
        ['contributed', contributions(channel)],
        ['ours', sat(channel.localMsat)],
        ['theirs', sat(channel.remoteMsat)],
        [
          'reserves',
          `ours ${satoshis(channel.localReserveSat)}, theirs ${satoshis(channel.remoteReserveSat)} sat`,
        ],
        ['can send', sat(channel.sendableMsat)],
        ['can receive', sat(channel.receivableMsat)],
        ['feerate', `${channel.feerateSatPerKw} sat/kw`],
        ['commitments', `ours ${commitmentNumbers.local}, theirs ${commitmentNumbers.remote}`],
        ['forwarding', describeForwarding(policy)],
      ],
      style,
    ) + htlcTable(channel, style)
  );
}

/** `1,000 msat + 100 ppm, 40 blocks, 0.001 to 5,000 sat`. */
export function describeForwarding(policy: ForwardingPolicyInfo): string {
  const { feeBaseMsat, feeProportionalMillionths, cltvExpiryDelta, disabled } = policy;
  const terms =
    `${grouped(String(feeBaseMsat))} msat + ${grouped(String(feeProportionalMillionths))} ppm, ${cltvExpiryDelta} blocks, ` +
    amountsOf(policy);
  return disabled ? `disabled (${terms})` : terms;
}

/** Terms of all channels commonly have no limit: each channel has its own. */
function amountsOf({ htlcMinimumMsat, htlcMaximumMsat }: ForwardingPolicyInfo): string {
  const least = satoshisOfMsat(htlcMinimumMsat);
  return BigInt(htlcMaximumMsat) >= MAX_MSAT
    ? `from ${least} sat, no limit`
    : `${least} to ${satoshisOfMsat(htlcMaximumMsat)} sat`;
}

function contributions({ localContributionSat, remoteContributionSat }: ChannelInfo): string {
  return `${satoshis(localContributionSat)} sat by this node, ${satoshis(remoteContributionSat)} by the peer`;
}

function htlcTable({ htlcs }: ChannelInfo, style: Style): string {
  if (htlcs.length === 0) return '';
  const columns = [
    { title: 'HTLC' },
    { title: 'ID', align: 'right' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'EXPIRY', align: 'right' },
    { title: 'STATE' },
    { title: 'PAYMENT HASH' },
  ] as const;
  const rows = htlcs.map((htlc) => [
    htlc.direction,
    htlc.id,
    satoshisOfMsat(htlc.amountMsat),
    String(htlc.cltvExpiry),
    htlc.state,
    htlc.paymentHash,
  ]);
  return `\n${table(columns, rows, style, '')}`;
}

function stateCell({ state, usable }: ChannelInfo, style: Style): Cell {
  if (usable) return { text: state, paint: style.good };
  // Normal, but the peer is away.
  return { text: state === 'normal' ? 'normal, offline' : state, paint: style.pending };
}
