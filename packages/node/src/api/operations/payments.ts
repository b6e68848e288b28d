import { describePayment } from '../../payments/index.ts';
import { describeEarnings, describeForward } from '../../switch/index.ts';
import { type PaymentsOperations, ServiceError } from '../service.ts';
import type { NodeModules } from './modules.ts';
import { LIST_LIMIT, parseHash, parseMaxFee, parseMsat, refusal } from './values.ts';

export function paymentOperations(
  modules: NodeModules,
): Pick<PaymentsOperations, 'pay' | 'cancelPayment' | 'payments' | 'payment' | 'forwards' | 'earnings'> {
  const { sender } = modules;
  return {
    async pay(request) {
      const { amountMsat, maxFeeMsat, invoice, timeoutSeconds } = request;
      const paid = await sender.pay({
        invoice,
        ...(amountMsat !== undefined && { amount: parseMsat('amountMsat', amountMsat) }),
        ...(maxFeeMsat !== undefined && { maxFee: parseMaxFee(maxFeeMsat) }),
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      });
      if (!paid.ok) throw refusal(paid.error);
      return describePayment(paid.value);
    },

    async cancelPayment(paymentHash) {
      const canceled = await sender.cancel(parseHash('paymentHash', paymentHash));
      if (!canceled.ok) throw refusal(canceled.error);
      return describePayment(canceled.value);
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

    async earnings() {
      return modules.switch.earnings().map(describeEarnings);
    },
  };
}
