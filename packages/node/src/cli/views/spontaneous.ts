import type { SpontaneousInfo } from '../../api/index.ts';
import { table } from '../layout.ts';
import type { Style } from '../style.ts';
import { localTime, satoshisOfMsat } from '../values.ts';

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
