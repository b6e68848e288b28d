import type { ChannelEarnings, ForwardInfo } from '../../api/index.ts';
import { table } from '../layout.ts';
import type { Style } from '../style.ts';
import { duration, localTime, satoshisOfMsat, shortId } from '../values.ts';
import { stateCell } from './payment.ts';

export function forwardTable(forwards: readonly ForwardInfo[], style: Style): string {
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
    shortId(forward.incoming.channelId),
    shortId(forward.outgoing.channelId),
    satoshisOfMsat(forward.outgoing.amountMsat),
    satoshisOfMsat(forward.feeMsat),
    forward.holdMilliseconds === undefined ? '' : duration(forward.holdMilliseconds),
  ]);
  return table(columns, rows, style, 'No payments went through this node.');
}

export function earningsTable(earnings: readonly ChannelEarnings[], style: Style): string {
  const columns = [
    { title: 'TO CHANNEL' },
    { title: 'SUCCEEDED', align: 'right' },
    { title: 'FAILED', align: 'right' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'EARNED', align: 'right' },
  ] as const;
  const rows = earnings.map(({ channelId, succeeded, failed, amountMsat, feesMsat }) => [
    shortId(channelId),
    String(succeeded),
    String(failed),
    satoshisOfMsat(amountMsat),
    satoshisOfMsat(feesMsat),
  ]);
  return table(columns, rows, style, 'No payments went through this node.');
}
