import type { StreamInfo } from '../../api/index.ts';
import { type Cell, fields, table } from '../layout.ts';
import type { Style } from '../style.ts';
import { counted, duration, localTime, satoshisOfMsat, shortId } from '../values.ts';
import { inWords } from '../wording.ts';

export function streamTable(streams: readonly StreamInfo[], style: Style): string {
  const columns = [
    { title: 'BEGUN' },
    { title: 'STREAM' },
    { title: 'DIRECTION' },
    { title: 'STATE' },
    { title: 'RATE' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'PAYMENTS', align: 'right' },
    { title: 'PAYEE' },
  ] as const;
  const rows = streams.map((stream) => [
    localTime(stream.createdAt),
    shortId(stream.sessionId),
    stream.direction,
    stateCell(stream, style),
    rateOf(stream),
    satoshisOfMsat(stream.amountMsat),
    String(stream.payments),
    stream.nodeId === undefined ? '' : shortId(stream.nodeId),
  ]);
  return table(columns, rows, style, "No streams. Pay one: 'sferic stream NODE --rate 50sat/min'.");
}

export function describeStream(stream: StreamInfo, style: Style): string {
  const { budgetMsat, everyMilliseconds, forMilliseconds, feesMsat, underwayMsat, lastPaymentAt } = stream;
  const sat = (amountMsat: string | undefined) =>
    amountMsat === undefined ? undefined : `${satoshisOfMsat(amountMsat)} sat`;
  const time = (milliseconds: number | undefined) =>
    milliseconds === undefined ? undefined : duration(milliseconds);
  return fields(
    [
      ['stream', { text: stream.sessionId, paint: style.bold }],
      ['direction', stream.direction],
      ['state', stateCell(stream, style)],
      ['because', stream.reason === undefined ? undefined : inWords(stream.reason)],
      ['payee', stream.nodeId],
      ['rate', rateOf(stream)],
      ['every', time(everyMilliseconds)],
      ['budget', sat(budgetMsat)],
      ['for', time(forMilliseconds)],
      ['amount', sat(stream.amountMsat)],
      ['payments', String(stream.payments)],
      ['fees', sat(feesMsat)],
      ['on its way', underwayMsat === '0' ? undefined : sat(underwayMsat)],
      ['begun', localTime(stream.createdAt)],
      ['last payment', lastPaymentAt === undefined ? undefined : localTime(lastPaymentAt)],
      ['ended', stream.endedAt === undefined ? undefined : localTime(stream.endedAt)],
    ],
    style,
  );
}

/** How a stream goes, in a line. */
export function progressLine(stream: StreamInfo): string {
  const { amountMsat, payments, feesMsat = '0', reason } = stream;
  const totals = `${satoshisOfMsat(amountMsat)} sat in ${counted(payments, 'payment')}, fees ${satoshisOfMsat(feesMsat)} sat`;
  return `${totals}${reason === undefined ? '' : `, ${stream.state}: ${inWords(reason)}`}\n`;
}

const PERIODS: Readonly<Record<number, string>> = { 1000: 's', 60000: 'min', 3600000: 'h', 86400000: 'day' };

/** `50 sat/min`, as it is written in commands. */
function rateOf({ rateMsat, rateMilliseconds }: StreamInfo): string {
  return `${satoshisOfMsat(rateMsat)} sat/${PERIODS[rateMilliseconds] ?? duration(rateMilliseconds)}`;
}

function stateCell({ state }: StreamInfo, style: Style): Cell {
  const paint = {
    running: style.good,
    interrupted: style.bad,
    paused: style.pending,
    ended: style.dim,
    quiet: style.dim,
  };
  return { text: state, paint: paint[state] };
}
