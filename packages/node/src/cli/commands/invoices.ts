import type { Command } from 'commander';
import { AMOUNT_HELP } from '../../config/index.ts';
import { hashArgument, msatArgument, secondsArgument } from '../arguments.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { describeDecoded, describeInvoice, invoiceTable } from '../views/invoice.ts';

interface InvoiceOptions {
  readonly description?: string;
  readonly expiry?: number;
  readonly hold?: string;
}

export function addInvoiceCommands(program: Command, context: CliContext): void {
  const invoice = addCommand(program, {
    usage: 'invoice',
    summary: 'Create an invoice to be paid by',
    details: `Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ["invoice 25000sat --description 'two coffees'", 'for an amount'],
      ['invoice --expiry 10m', 'the payer chooses the amount, within ten minutes'],
      ['invoice 25000sat --hold 5df6e0e2…', 'held until you settle it with the preimage of that hash'],
      ['invoice 25000 --json | jq -r .invoice', 'only the invoice'],
    ],
  })
    .argument('[amount]', 'what to ask for; the payer chooses unless given', msatArgument)
    .option('-d, --description <text>', 'what it is for, for the payer to read')
    .option('--expiry <time>', 'how long it can be paid: 90, 10m, 2h, 7d; unless given, 1h', secondsArgument)
    .option(
      '--hold <hash>',
      'hold what is paid until you settle or cancel: the SHA-256 of a preimage of yours',
      hashArgument,
    );
  askNode(
    invoice,
    context,
    async ({ client }, [amountMsat]: [string | undefined], options: InvoiceOptions) => {
      const { description, expiry: expirySeconds, hold: holdHash } = options;
      const made = await client.createInvoice({
        ...(amountMsat !== undefined && { amountMsat }),
        ...(description !== undefined && { description }),
        ...(expirySeconds !== undefined && { expirySeconds }),
        ...(holdHash !== undefined && { holdHash }),
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

  const settle = addCommand(program, {
    usage: 'settle <preimage>',
    summary: 'Take what is held for an invoice, by its preimage',
    examples: [['settle 70a4c0ff…', 'once the invoice is accepted']],
  });
  askNode(settle, context, async ({ client }, [preimage]: [string]) => {
    const settled = await client.settleInvoice(preimage);
    return { json: settled, text: (style) => describeInvoice(settled, style) };
  });

  const cancel = addCommand(program, {
    usage: 'cancel-invoice <payment-hash>',
    summary: 'Take an invoice back, and give back what is held for it',
    examples: [['cancel-invoice 5df6e0e2…', 'nobody can pay it any more']],
  });
  askNode(cancel, context, async ({ client }, [hash]: [string]) => {
    const canceled = await client.cancelInvoice(hash);
    return { json: canceled, text: (style) => describeInvoice(canceled, style) };
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
