/** Invoices: BOLT 11. */
export { decodeInvoice } from './decode.ts';
export { encodeInvoice, type InvoiceOptions } from './encode.ts';
export { fallbackScript, formatFallback } from './fallback.ts';
export * from './invoice.ts';
export { signedData } from './signing.ts';
