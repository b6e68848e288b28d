/** Invoices, receiving and sending: BOLT 4 and 11. */
export { describeInvoice, describePayment, describeSpontaneous } from './describe.ts';
export type { PaymentError, PaymentErrorCode } from './errors.ts';
export { decodeInvoice, type Invoice, isExpired, type RouteHintHop } from './invoice/index.ts';
export { invoiceSchema, type OwnInvoice } from './invoice-rows.ts';
export { type InvoiceRequest, Invoices, type InvoicesModules } from './invoices.ts';
export type { Attempt, AttemptFailure, Payment, PaymentState } from './payment.ts';
export { paymentSchema } from './payment-rows.ts';
export type { PayAnswer } from './pending-payment.ts';
export type { Exclusion, NoRoute, Route, RouteFinder, RouteHop, RouteRequest } from './ports.ts';
export { Receiver, type ReceiverModules } from './receiver.ts';
export type { PayRequest, SpontaneousRequest } from './request.ts';
export { type PeerPolicy, routeHintsOf } from './route-hints.ts';
export { routeTerms } from './route-terms.ts';
export { MAX_PENDING_PAYMENTS, type ProbeReport, Sender, type SenderModules } from './sender.ts';
export {
  type SpontaneousHook,
  type SpontaneousModules,
  SpontaneousReceiver,
  tellSpontaneous,
} from './spontaneous.ts';
export { type SpontaneousPayment, spontaneousSchema } from './spontaneous-rows.ts';
