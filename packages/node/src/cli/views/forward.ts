import type { ChannelEarnings, ForwardInfo } from '../../api/index.ts';
import type { ChannelNames } from '../channel-names.ts';
import { table } from '../layout.ts';
import type { Style } from '../style.ts';
import { duration, localTime, satoshisOfMsat } from '../values.ts';
import { stateCell } from './payment.ts';

export function forwardTable(forwards: readonly ForwardInfo[], names: ChannelNames, style: Style): string {
  const columns = [
    { title: 'RECEIVED' },
    { title: 'STATE' },
    { title: 'FROM CHANNEL' },
    { title: 'TO CHANNEL' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'FEE', align: 'right' },
    { title: 'HELD', align: 'right' },
  ] as const;
  const rows = forwards.map((forward) => [
    forward.receivedAt === undefined ? '' : localTime(forward.receivedAt),
    stateCell(forward.state, style),
    names.get(forward.incoming.channelId),
    names.get(forward.outgoing.channelId),
    satoshisOfMsat(forward.outgoing.amountMsat),
    satoshisOfMsat(forward.feeMsat),
    forward.holdMilliseconds === undefined ? '' : duration(forward.holdMilliseconds),
  ]);
  return table(columns, rows, style, 'No payments went through this node.');
}

export function earningsTable(
  earnings: readonly ChannelEarnings[],
  names: ChannelNames,
  style: Style,
): string {
  const columns = [
    { title: 'TO CHANNEL' },
    { title: 'SUCCEEDED', align: 'right' },
    { title: 'FAILED', align: 'right' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'EARNED', align: 'right' },
  ] as const;
  const rows = earnings.map(({ channelId, succeeded, failed, amountMsat, feesMsat }) => [
    names.get(channelId),
    String(succeeded),
    String(failed),
    satoshisOfMsat(amountMsat),
    satoshisOfMsat(feesMsat),
  ]);
  return table(columns, rows, style, 'No payments went through this node.');
}
