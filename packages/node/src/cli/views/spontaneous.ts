import type { ProbeResult, SpontaneousInfo } from '../../api/index.ts';
import { table } from '../layout.ts';
import type { Style } from '../style.ts';
import { localTime, satoshisOfMsat, shortId } from '../values.ts';
import { inWords } from '../wording.ts';

export function spontaneousTable(payments: readonly SpontaneousInfo[], style: Style): string {
  const columns = [
    { title: 'RECEIVED' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'PAYMENT HASH' },
    { title: 'RECORDS' },
  ] as const;
  const rows = payments.map(({ receivedAt, amountMsat, paymentHash, records }) => [
    localTime(receivedAt),
    satoshisOfMsat(amountMsat),
    paymentHash,
    records.map(({ type, value }) => `${type}=${value}`).join(' '),
  ]);
  return table(
    columns,
    rows,
    style,
    "No payments without an invoice. Others send them: 'sferic send NODE AMOUNT'.",
  );
}

export function describeProbe(
  { reached, reason, feeMsat = '0', milliseconds, hops = [] }: ProbeResult,
  style: Style,
): string {
  if (!reached) return `${style.bad('Not reached')}: ${inWords(reason ?? 'nobody says why')}\n`;
  const took = milliseconds === undefined ? '' : ` in ${Math.round(milliseconds)} ms`;
  const way = hops.map(({ nodeId }) => shortId(nodeId)).join(' → ');
  return `${style.good('Reached')}${took}, fee ${satoshisOfMsat(feeMsat)} sat: ${way}\n`;
}
