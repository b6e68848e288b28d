import type { Command } from 'commander';
import { AMOUNT_HELP } from '../../config/index.ts';
import { msatArgument, secondsArgument } from '../arguments.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { describeDecoded, describeInvoice, invoiceTable } from '../views/invoice.ts';

interface InvoiceOptions {
  readonly description?: string;
  readonly expiry?: number;
}

export function addInvoiceCommands(program: Command, context: CliContext): void {
  const invoice = addCommand(program, {
    usage: 'invoice',
    summary: 'Create an invoice to be paid by',
    details: `Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ["invoice 25000sat --description 'two coffees'", 'for an amount'],
      ['invoice --expiry 10m', 'the payer chooses the amount, within ten minutes'],
      ['invoice 25000 --json | jq -r .invoice', 'only the invoice'],
    ],
  })
    .argument('[amount]', 'what to ask for; the payer chooses unless given', msatArgument)
    .option('-d, --description <text>', 'what it is for, for the payer to read')
    .option('--expiry <time>', 'how long it can be paid: 90, 10m, 2h, 7d', secondsArgument);
  askNode(
    invoice,
    context,
    async ({ client }, [amountMsat]: [string | undefined], options: InvoiceOptions) => {
      const { description, expiry: expirySeconds } = options;
      const made = await client.createInvoice({
        ...(amountMsat !== undefined && { amountMsat }),
        ...(description !== undefined && { description }),
        ...(expirySeconds !== undefined && { expirySeconds }),
      });
      return { json: made, text: (style) => describeInvoice(made, style) };
    },
  );

  const invoices = addCommand(program, {
    usage: 'invoices [payment-hash]',
    summary: 'List the invoices of this node, or show one',
    examples: [['invoices', 'all of them']],
  });
  askNode(invoices, context, async ({ client }, [hash]: [string | undefined]) => {
    if (hash === undefined) {
      const found = await client.invoices();
      return { json: found, text: (style) => invoiceTable(found, style) };
    }
    const found = await client.invoice(hash);
    return { json: found, text: (style) => describeInvoice(found, style) };
  });

  const decode = addCommand(program, {
    usage: 'decode <invoice>',
    summary: 'Show what an invoice says',
    examples: [['decode lnbcrt250u1…', 'before you pay it']],
  });
  askNode(decode, context, async ({ client }, [text]: [string]) => {
    const decoded = await client.decode(text);
    return { json: decoded, text: (style) => describeDecoded(decoded, style) };
  });
}
