import { route } from '../route.ts';
import { list } from '../schema.ts';
import * as schemas from '../schemas.ts';

const createInvoice = route(
  {
    method: 'POST',
    path: '/v1/invoices',
    id: 'createInvoice',
    tag: 'payments',
    summary: 'Creates an invoice',
    input: schemas.invoiceRequest,
    reply: schemas.invoiceInfo,
    status: 201,
    errors: [],
  },
  (service, request) => service.createInvoice(request),
);

const invoices = route(
  {
    method: 'GET',
    path: '/v1/invoices',
    id: 'invoices',
    tag: 'payments',
    summary: 'All invoices of this node',
    input: schemas.nothing,
    reply: list(schemas.invoiceInfo),
    errors: [],
  },
  (service) => service.invoices(),
);

const invoice = route(
  {
    method: 'GET',
    path: '/v1/invoices/{paymentHash}',
    id: 'invoice',
    tag: 'payments',
    summary: 'One invoice of this node',
    input: schemas.paymentName,
    reply: schemas.invoiceInfo,
    errors: ['not_found'],
  },
  (service, { paymentHash }) => service.invoice(paymentHash),
);

const settleInvoice = route(
  {
    method: 'POST',
    path: '/v1/invoices/settle',
    id: 'settleInvoice',
    tag: 'payments',
    summary: 'Settles a held invoice with its preimage',
    input: schemas.preimageText,
    reply: schemas.invoiceInfo,
    errors: ['not_found', 'conflict'],
  },
  (service, { preimage }) => service.settleInvoice(preimage),
);

const cancelInvoice = route(
  {
    method: 'POST',
    path: '/v1/invoices/{paymentHash}/cancel',
    id: 'cancelInvoice',
    tag: 'payments',
    summary: 'Takes an invoice back; what is held for it goes back to the payer',
    input: schemas.paymentName,
    reply: schemas.invoiceInfo,
    errors: ['not_found', 'conflict'],
  },
  (service, { paymentHash }) => service.cancelInvoice(paymentHash),
);

const decode = route(
  {
    method: 'POST',
    path: '/v1/decode',
    id: 'decode',
    tag: 'payments',
    summary: 'What an invoice says',
    input: schemas.invoiceText,
    reply: schemas.decodedInvoice,
    errors: [],
  },
  (service, request) => service.decode(request.invoice),
);

const pay = route(
  {
    method: 'POST',
    path: '/v1/payments',
    id: 'pay',
    tag: 'payments',
    summary: 'Pays an invoice',
    description:
      'Replies when the payment has succeeded. Asking again for the same invoice never pays twice: it tells the outcome ' +
      'of the first. A payment goes on when the client goes away.',
    input: schemas.payRequest,
    reply: schemas.paymentInfo,
    errors: ['no_route', 'payment_failed', 'insufficient_funds', 'chain_unavailable', 'timeout'],
  },
  (service, request) => service.pay(request),
);

const cancelPayment = route(
  {
    method: 'POST',
    path: '/v1/payments/{paymentHash}/cancel',
    id: 'cancelPayment',
    tag: 'payments',
    summary: 'Makes no further attempt at a payment',
    description: 'What is in flight decides: the payment may still succeed.',
    input: schemas.paymentName,
    reply: schemas.paymentInfo,
    errors: ['not_found', 'conflict'],
  },
  (service, { paymentHash }) => service.cancelPayment(paymentHash),
);

const payments = route(
  {
    method: 'GET',
    path: '/v1/payments',
    id: 'payments',
    tag: 'payments',
    summary: 'All payments that this node has sent',
    input: schemas.nothing,
    reply: list(schemas.paymentInfo),
    errors: [],
  },
  (service) => service.payments(),
);

const payment = route(
  {
    method: 'GET',
    path: '/v1/payments/{paymentHash}',
    id: 'payment',
    tag: 'payments',
    summary: 'One payment that this node has sent',
    input: schemas.paymentName,
    reply: schemas.paymentInfo,
    errors: ['not_found'],
  },
  (service, { paymentHash }) => service.payment(paymentHash),
);

const forwards = route(
  {
    method: 'GET',
    path: '/v1/forwards',
    id: 'forwards',
    tag: 'payments',
    summary: 'Recent payments that went through this node',
    input: schemas.nothing,
    reply: list(schemas.forwardInfo),
    errors: [],
  },
  (service) => service.forwards(),
);

const earnings = route(
  {
    method: 'GET',
    path: '/v1/earnings',
    id: 'earnings',
    tag: 'payments',
    summary: 'What payments brought that went through this node, by the channel they left through',
    description: 'Of the last 100,000 of them.',
    input: schemas.nothing,
    reply: list(schemas.channelEarnings),
    errors: [],
  },
  (service) => service.earnings(),
);

export const PAYMENT_ROUTES = {
  createInvoice,
  invoices,
  invoice,
  settleInvoice,
  cancelInvoice,
  decode,
  pay,
  cancelPayment,
  payments,
  payment,
  forwards,
  earnings,
} as const;
