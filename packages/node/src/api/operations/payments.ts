import { bytesToHex } from '@sferic/crypto';
import { decodeFeatures, formatShortChannelId, setBits } from '@sferic/wire';
import {
  decodeInvoice,
  describeInvoice,
  describePayment,
  type Invoice,
  isExpired,
  type PaymentError,
} from '../../payments/index.ts';
import { describeForward } from '../../switch/index.ts';
import { type DecodedInvoice, type PaymentsOperations, ServiceError } from '../service.ts';
import type { NodeModules } from './modules.ts';
import { parseHash, parseMsat } from './values.ts';

/** Entries of a list; older ones are there by their hash. */
const LIST_LIMIT = 1000;

export function paymentOperations(modules: NodeModules): PaymentsOperations {
  const { invoices, sender, now } = modules;
  return {
    async createInvoice(request) {
      const { amountMsat, descriptionHash, ...rest } = request;
      const created = await invoices.create({
        ...rest,
        ...(amountMsat !== undefined && { amount: parseMsat('amountMsat', amountMsat) }),
        ...(descriptionHash !== undefined && {
          descriptionHash: parseHash('descriptionHash', descriptionHash),
        }),
      });
      if (!created.ok) throw refusal(created.error);
      return describeInvoice(created.value, now());
    },

    async invoices() {
      return invoices.invoices(LIST_LIMIT).map((invoice) => describeInvoice(invoice, now()));
    },

    async invoice(paymentHash) {
      const invoice = invoices.invoice(parseHash('paymentHash', paymentHash));
      if (invoice === undefined)
        throw new ServiceError('not_found', 'there is no invoice of this node with that hash');
      return describeInvoice(invoice, now());
    },

    async decode(text) {
      const decoded = decodeInvoice(text);
      if (!decoded.ok) throw new ServiceError('invalid_argument', decoded.error.message);
      return describeDecoded(decoded.value, now());
    },

    async pay(request) {
      const { amountMsat, maxFeeMsat, invoice, timeoutSeconds } = request;
      const paid = await sender.pay({
        invoice,
        ...(amountMsat !== undefined && { amount: parseMsat('amountMsat', amountMsat) }),
        ...(maxFeeMsat !== undefined && { maxFee: parseMsat('maxFeeMsat', maxFeeMsat) }),
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      });
      if (!paid.ok) throw refusal(paid.error);
      return describePayment(paid.value);
    },

    async payments() {
      return sender.payments(LIST_LIMIT).map(describePayment);
    },

    async payment(paymentHash) {
      const payment = sender.payment(parseHash('paymentHash', paymentHash));
      if (payment === undefined)
        throw new ServiceError('not_found', 'this node has made no payment with that hash');
      return describePayment(payment);
    },

    async forwards() {
      return modules.switch.forwards(LIST_LIMIT).map(describeForward);
    },
  };
}

function refusal({ code, message }: PaymentError): ServiceError {
  return new ServiceError(code, message);
}

function describeDecoded(invoice: Invoice, now: number): DecodedInvoice {
  const { description } = invoice;
  return {
    network: invoice.network,
    payee: bytesToHex(invoice.payee),
    paymentHash: bytesToHex(invoice.paymentHash),
    ...(invoice.amountMsat !== undefined && { amountMsat: invoice.amountMsat.toString() }),
    ...(description.type === 'text'
      ? { description: description.text }
      : { descriptionHash: bytesToHex(description.hash) }),
    timestamp: invoice.timestamp,
    expirySeconds: invoice.expirySeconds,
    expired: isExpired(invoice, now),
    minFinalCltvExpiryDelta: invoice.minFinalCltvExpiryDelta,
    features: featureNames(invoice.features),
    fallbackAddresses: [],
    routeHints: invoice.routeHints.map((hint) =>
      hint.map((hop) => ({
        nodeId: bytesToHex(hop.nodeId),
        shortChannelId: formatShortChannelId(hop.shortChannelId),
        feeBaseMsat: hop.feeBaseMsat,
        feeProportionalMillionths: hop.feeProportionalMillionths,
        cltvExpiryDelta: hop.cltvExpiryDelta,
      })),
    ),
  };
}

function featureNames(vector: Uint8Array): readonly string[] {
  const named = Object.keys(decodeFeatures(vector));
  return named.length > 0 ? named : setBits(vector).map((bit) => `bit ${bit}`);
}
