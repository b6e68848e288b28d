import { type Command, InvalidArgumentError } from 'commander';
import type { CustomRecord } from '../../api/index.ts';
import { AMOUNT_HELP } from '../../config/index.ts';
import { findNode, msatArgument } from '../arguments.ts';
import { addBudget, type BudgetOptions, budgetOf } from '../budget.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { duration } from '../values.ts';
import { describePaid } from '../views/payment.ts';
import { describeProbe, spontaneousTable } from '../views/spontaneous.ts';

export function addSpontaneousCommands(program: Command, context: CliContext): void {
  addSend(program, context);
  addProbe(program, context);

  const received = addCommand(program, {
    usage: 'received',
    summary: 'List recent payments that came without an invoice',
    examples: [['received --json', 'with their custom records']],
  });
  askNode(received, context, async ({ client }) => {
    const found = await client.received();
    return { json: found, text: (style) => spontaneousTable(found, style) };
  });
}

function addSend(program: Command, context: CliContext): void {
  const send = addCommand(program, {
    usage: 'send <node>',
    summary: 'Pay a node without an invoice',
    details:
      'Each call is a payment of its own. The preimage is no proof of payment: the payer has made it.\n' +
      `Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ['send 02c6047f 100sat', 'to a node that takes such payments'],
      ['send 02c6047f 100sat --record 65537=c0ffee', 'with a custom record for the application of the payee'],
    ],
  })
    .argument('<amount>', 'what the node shall get', msatArgument)
    .option(
      '--record <type=hex>',
      'a custom record, of a type from 65536 on; several may be given',
      addRecord,
    );
  addBudget(send);
  askNode(
    send,
    context,
    async (
      { client },
      [node, amountMsat]: [string, string],
      options: BudgetOptions & { readonly record?: readonly CustomRecord[] },
    ) => {
      const started = context.now();
      const { record: records } = options;
      const payment = await client.send({
        nodeId: await findNode(client, node),
        amountMsat,
        ...(records !== undefined && { records }),
        ...budgetOf(options),
      });
      const took = duration(context.now() - started);
      return { json: payment, text: (style) => describePaid(payment, took, style) };
    },
  );
}

function addProbe(program: Command, context: CliContext): void {
  const probe = addCommand(program, {
    usage: 'probe <node>',
    summary: 'Find out whether an amount would reach a node',
    details: `Sends a payment that nobody can take, and tells how far it came. Amounts: ${AMOUNT_HELP}.`,
    examples: [['probe 02c6047f 100000sat', 'the fee, the time and the nodes on the way']],
  }).argument('<amount>', 'what is to reach the node', msatArgument);
  addBudget(probe);
  askNode(
    probe,
    context,
    async ({ client }, [node, amountMsat]: [string, string], options: BudgetOptions) => {
      const nodeId = await findNode(client, node);
      const result = await client.probe({ nodeId, amountMsat, ...budgetOf(options) });
      return { json: result, text: (style) => describeProbe(result, style) };
    },
  );
}

function addRecord(text: string, before: readonly CustomRecord[] = []): readonly CustomRecord[] {
  const [, type, value] = /^([1-9]\d{4,19})=((?:[0-9a-f]{2})*)$/i.exec(text) ?? [];
  if (type === undefined || value === undefined)
    throw new InvalidArgumentError(
      `"${text}" is no record: write its type, from 65536 on, and its value as hex, as 65537=c0ffee`,
    );
  return [...before, { type, value: value.toLowerCase() }];
}
