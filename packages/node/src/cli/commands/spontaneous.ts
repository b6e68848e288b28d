import type { Command } from 'commander';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { spontaneousTable } from '../views/spontaneous.ts';

export function addSpontaneousCommands(program: Command, context: CliContext): void {
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
