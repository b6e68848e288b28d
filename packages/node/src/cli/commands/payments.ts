import type { Command } from 'commander';
import { AMOUNT_HELP } from '../../config/index.ts';
import { isNodeName, msatArgument } from '../arguments.ts';
import { addBudget, type BudgetOptions, budgetOf } from '../budget.ts';
import { ChannelNames } from '../channel-names.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { CommandFailure } from '../failure.ts';
import { duration } from '../values.ts';
import { earningsTable, forwardTable } from '../views/forward.ts';
import { describePaid, describePayment, paymentTable } from '../views/payment.ts';

interface PayOptions extends BudgetOptions {
  readonly amount?: string;
}

export function addPaymentCommands(program: Command, context: CliContext): void {
  addPay(program, context);

  const payments = addCommand(program, {
    usage: 'payments [payment-hash]',
    summary: 'List payments sent by this node, or show one with its attempts',
    examples: [['payments', 'all of them']],
  });
  askNode(payments, context, async ({ client }, [hash]: [string | undefined]) => {
    if (hash === undefined) {
      const found = await client.payments();
      return { json: found, text: (style) => paymentTable(found, style) };
    }
    const found = await client.payment(hash);
    return { json: found, text: (style) => describePayment(found, style) };
  });

  const cancel = addCommand(program, {
    usage: 'cancel <payment-hash>',
    summary: 'Make no further attempt at a payment',
    details: 'What is in flight decides: the payment may still succeed.',
    examples: [['cancel 5df6e0e2…', "'sferic payments' shows the hashes"]],
  });
  askNode(cancel, context, async ({ client }, [hash]: [string]) => {
    const canceled = await client.cancelPayment(hash);
    return { json: canceled, text: (style) => describePayment(canceled, style) };
  });

  const forwards = addCommand(program, {
    usage: 'forwards',
    summary: 'List recent payments that went through this node, and what they earned',
    examples: [
      ['forwards', 'the recent ones'],
      ['forwards --by-channel', 'what each channel earned'],
    ],
  }).option('--by-channel', 'sums by the channel that payments left through');
  askNode(forwards, context, async ({ client }, _args, options: { byChannel?: true }) => {
    const names = await ChannelNames.of(client);
    if (options.byChannel === true) {
      const earnings = await client.earnings();
      return { json: earnings, text: (style) => earningsTable(earnings, names, style) };
    }
    const found = await client.forwards();
    return { json: found, text: (style) => forwardTable(found, names, style) };
  });
}

function addPay(program: Command, context: CliContext): void {
  const pay = addCommand(program, {
    usage: 'pay <invoice>',
    summary: 'Pay an invoice',
    details:
      `Replies when it is paid. The same invoice is never paid twice: asking again tells the outcome.\n` +
      `Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ['pay lnbcrt250u1…', 'the amount that it asks for'],
      [
        'pay lnbcrt1… --amount 25000sat --max-fee 10sat',
        'an amount of your choice, with a limit for the fee',
      ],
    ],
  }).option('--amount <amount>', 'for an invoice without an amount', msatArgument);
  addBudget(pay);
  askNode(pay, context, async ({ client }, [invoice]: [string], options: PayOptions) => {
    const { amount: amountMsat } = options;
    if (isNodeName(invoice)) throw noInvoice();
    const started = context.now();
    const startedAt = Math.floor(Date.now() / 1000);
    const payment = await client.pay({
      invoice,
      ...(amountMsat !== undefined && { amountMsat }),
      ...budgetOf(options),
    });
    const took = duration(context.now() - started);
    const isOld = payment.completedAt !== undefined && payment.completedAt < startedAt;
    return { json: payment, text: (style) => describePaid(payment, isOld ? undefined : took, style) };
  });
}

function noInvoice(): CommandFailure {
  const hint = "'sferic send <node> <amount>' pays a node that has made no invoice";
  return new CommandFailure('invalid_argument', 'that is a node, not an invoice', { hint });
}
