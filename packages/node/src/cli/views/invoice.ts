import type { DecodedInvoice, InvoiceInfo } from '../../api/index.ts';
import { type Cell, fields, table } from '../layout.ts';
import type { Style } from '../style.ts';
import { localTime, satoshisOfMsat } from '../values.ts';

export function invoiceTable(invoices: readonly InvoiceInfo[], style: Style): string {
  const columns = [
    { title: 'CREATED' },
    { title: 'STATE' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'PAYMENT HASH' },
    { title: 'DESCRIPTION' },
  ] as const;
  const rows = invoices.map((invoice) => [
    localTime(invoice.createdAt),
    stateCell(invoice.state, style),
    amountOf(invoice.receivedMsat ?? invoice.amountMsat),
    invoice.paymentHash,
    invoice.description ?? '',
  ]);
  return table(columns, rows, style, "No invoices. Create one: 'sferic invoice 25000sat'.");
}

/** What became of what came for an invoice. */
const RECEIVED: Readonly<Partial<Record<InvoiceInfo['state'], string>>> = {
  accepted: 'held',
  canceled: 'given back',
};

export function describeInvoice(invoice: InvoiceInfo, style: Style): string {
  const { amountMsat, receivedMsat, acceptedAt, paidAt, canceledAt, canceledBecause } = invoice;
  return fields(
    [
      ['invoice', { text: invoice.invoice, paint: style.bold }],
      ['state', stateCell(invoice.state, style)],
      ['amount', amountMsat === undefined ? 'the payer chooses' : `${satoshisOfMsat(amountMsat)} sat`],
      [
        RECEIVED[invoice.state] ?? 'received',
        receivedMsat === undefined ? undefined : `${satoshisOfMsat(receivedMsat)} sat`,
      ],
      ['description', invoice.description],
      ['payment hash', invoice.paymentHash],
      ['created', localTime(invoice.createdAt)],
      ['expires', localTime(invoice.expiresAt)],
      ['accepted', acceptedAt === undefined ? undefined : localTime(acceptedAt)],
      ['paid', paidAt === undefined ? undefined : localTime(paidAt)],
      ['canceled', canceledAt === undefined ? undefined : localTime(canceledAt)],
      ['because', canceledBecause],
    ],
    style,
  );
}

export function describeDecoded(decoded: DecodedInvoice, style: Style): string {
  const expires = localTime(decoded.timestamp + decoded.expirySeconds);
  return fields(
    [
      ['amount', decoded.amountMsat === undefined ? 'you choose' : `${amountOf(decoded.amountMsat)} sat`],
      ['description', decoded.description],
      ['description hash', decoded.descriptionHash],
      ['payee', decoded.payee],
      ['network', decoded.network],
      ['created', localTime(decoded.timestamp)],
      ['expires', decoded.expired ? { text: `${expires} (expired)`, paint: style.bad } : expires],
      ['payment hash', decoded.paymentHash],
      ['final expiry', `${decoded.minFinalCltvExpiryDelta} blocks`],
      ['features', decoded.features.join(', ')],
      ...decoded.fallbackAddresses.map((address): [string, string] => ['or on chain', address]),
      ...decoded.routeHints.map((hops): [string, string] => [
        'route hint',
        hops.map(({ nodeId, shortChannelId }) => `${nodeId} by ${shortChannelId}`).join(', then '),
      ]),
    ],
    style,
  );
}

function amountOf(amountMsat: string | undefined): string {
  return amountMsat === undefined ? 'any' : satoshisOfMsat(amountMsat);
}

function stateCell(state: InvoiceInfo['state'], style: Style): Cell {
  const paints = {
    open: style.pending,
    accepted: style.pending,
    paid: style.good,
    canceled: style.bad,
    expired: style.dim,
  };
  return { text: state, paint: paints[state] };
}
