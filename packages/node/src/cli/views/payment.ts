import type { PaymentAttempt, PaymentInfo } from '../../api/index.ts';
import { type Cell, fields, table } from '../layout.ts';
import type { Style } from '../style.ts';
import { localTime, satoshisOfMsat, shortId } from '../values.ts';
import { inWords } from '../wording.ts';

export function paymentTable(payments: readonly PaymentInfo[], style: Style): string {
  const columns = [
    { title: 'CREATED' },
    { title: 'STATE' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'FEE', align: 'right' },
    { title: 'PAYEE' },
    { title: 'PAYMENT HASH' },
  ] as const;
  const rows = payments.map((payment) => [
    localTime(payment.createdAt),
    stateCell(payment.state, style),
    satoshisOfMsat(payment.amountMsat),
    satoshisOfMsat(payment.feeMsat),
    shortId(payment.payee),
    payment.paymentHash,
  ]);
  return table(columns, rows, style, "No payments. Pay an invoice: 'sferic pay lnbcrt…'.");
}

export function describePayment(payment: PaymentInfo, style: Style): string {
  const head = fields(
    [
      ['payment hash', { text: payment.paymentHash, paint: style.bold }],
      ['state', stateCell(payment.state, style)],
      ['failure', payment.failure === undefined ? undefined : inWords(payment.failure)],
      ['canceled', payment.canceled === true ? 'yes: what is in flight decides' : undefined],
      ['amount', `${satoshisOfMsat(payment.amountMsat)} sat`],
      ['fee', `${satoshisOfMsat(payment.feeMsat)} sat`],
      ['payee', payment.payee],
      ['preimage', payment.preimage],
      ...(payment.records ?? []).map(({ type, value }): [string, string] => ['record', `${type}=${value}`]),
      ['created', localTime(payment.createdAt)],
      ['completed', payment.completedAt === undefined ? undefined : localTime(payment.completedAt)],
    ],
    style,
  );
  const columns = [
    { title: 'ATTEMPT', align: 'right' },
    { title: 'STATE' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'FEE', align: 'right' },
    { title: 'ROUTE' },
    { title: 'OUTCOME' },
  ] as const;
  const rows = payment.attempts.map((attempt, index) => [
    String(index + 1),
    stateCell(attempt.state, style),
    satoshisOfMsat(attempt.amountMsat),
    satoshisOfMsat(attempt.feeMsat),
    attempt.hops.map(({ nodeId }) => shortId(nodeId)).join(' → '),
    outcomeOf(attempt),
  ]);
  return `${head}\n${table(columns, rows, style, 'No attempts.')}`;
}

function outcomeOf({ failure }: PaymentAttempt): string {
  if (failure === undefined) return '';
  const where = failure.nodeId === undefined ? '' : ` at ${shortId(failure.nodeId)}`;
  return `${failure.code}${where}: ${inWords(failure.message)}`;
}

export function stateCell(state: PaymentInfo['state'], style: Style): Cell {
  return { text: state, paint: { pending: style.pending, succeeded: style.good, failed: style.bad }[state] };
}

/** `took` is absent when the payment was made by an earlier command. */
export function describePaid(payment: PaymentInfo, took: string | undefined, style: Style): string {
  const { amountMsat, completedAt = 0, feeMsat, payee, preimage, purpose } = payment;
  const what = `${satoshisOfMsat(amountMsat)} sat to ${shortId(payee)}`;
  const fee = `fee ${satoshisOfMsat(feeMsat)} sat`;
  const sentence =
    took === undefined
      ? `${style.pending('Already paid')} ${what} at ${localTime(completedAt)}, ${fee}.`
      : `${style.good('Paid')} ${what} in ${took}, ${fee}.`;
  // Of a spontaneous payment the payer has made the preimage: it proves nothing.
  return purpose === 'invoice' ? `${sentence}\nProof of payment: ${preimage ?? 'none'}\n` : `${sentence}\n`;
}
