import { bytesToHex } from '@sferic/crypto';
import { decodeFeatures, formatShortChannelId, paymentHash, preimage, setBits } from '@sferic/wire';
import { decodeInvoice, describeInvoice, type Invoice, isExpired } from '../../payments/index.ts';
import { type DecodedInvoice, type PaymentsOperations, ServiceError } from '../service.ts';
import type { NodeModules } from './modules.ts';
import type { paymentOperations } from './payments.ts';
import { LIST_LIMIT, parseHash, parseMsat, refusal } from './values.ts';

type InvoiceOperations = Omit<PaymentsOperations, keyof ReturnType<typeof paymentOperations>>;

export function invoiceOperations(modules: NodeModules): InvoiceOperations {
  const { invoices, receiver, now } = modules;
  return {
    async createInvoice(request) {
      const { amountMsat, descriptionHash, holdHash, ...rest } = request;
      const created = await invoices.create({
        ...rest,
        ...(amountMsat !== undefined && { amount: parseMsat('amountMsat', amountMsat) }),
        ...(descriptionHash !== undefined && {
          descriptionHash: parseHash('descriptionHash', descriptionHash),
        }),
        ...(holdHash !== undefined && { hold: paymentHash(parseHash('holdHash', holdHash)) }),
      });
      if (!created.ok) throw refusal(created.error);
      return describeInvoice(created.value, now());
    },

    async invoices() {
      return invoices.invoices(LIST_LIMIT).map((invoice) => describeInvoice(invoice, now()));
    },

    async invoice(hash) {
      const invoice = invoices.invoice(parseHash('paymentHash', hash));
      if (invoice === undefined)
        throw new ServiceError('not_found', 'there is no invoice of this node with that hash');
      return describeInvoice(invoice, now());
    },

    async settleInvoice(secret) {
      const settled = await receiver.settle(preimage(parseHash('preimage', secret)));
      if (!settled.ok) throw refusal(settled.error);
      return describeInvoice(settled.value, now());
    },

    async cancelInvoice(hash) {
      const canceled = await receiver.cancel(paymentHash(parseHash('paymentHash', hash)));
      if (!canceled.ok) throw refusal(canceled.error);
      return describeInvoice(canceled.value, now());
    },

    async decode(text) {
      const decoded = decodeInvoice(text);
      if (!decoded.ok) throw new ServiceError('invalid_argument', decoded.error.message);
      return describeDecoded(decoded.value, now());
    },
  };
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
