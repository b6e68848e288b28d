import { type Command, InvalidArgumentError } from 'commander';
import { EVENT_TYPES, type NodeEvent } from '../../api/index.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { printable } from '../layout.ts';
import { createStyle, type Style } from '../style.ts';
import { localTime, satoshisOfMsat, shortId } from '../values.ts';
import { inWords } from '../wording.ts';

export function addEventsCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, {
    usage: 'events',
    summary: 'Follow what happens in the node, until Ctrl-C',
    details: `Types: ${EVENT_TYPES.join(', ')}. With --json, each event is one line.`,
    examples: [
      ['events', 'everything'],
      ['events --types payment,invoice --json', 'payments in both directions, for a program'],
    ],
  }).option('--types <list>', 'only these, separated by commas', typesArgument);
  askNode(
    command,
    context,
    async ({ client, isJson }, _, options: { types?: readonly NodeEvent['type'][] }) => {
      const { types } = options;
      const events = await client.events({ signal: context.signal, ...(types !== undefined && { types }) });
      const style = createStyle(context.colors);
      for await (const event of events)
        context.stdout(isJson ? `${JSON.stringify(event)}\n` : eventLine(event, style));
      return undefined;
    },
  );
}

function typesArgument(text: string): readonly NodeEvent['type'][] {
  return text.split(',').map((name) => {
    const type = EVENT_TYPES.find((known) => known === name.trim());
    if (type !== undefined) return type;
    throw new InvalidArgumentError(`there is no "${name.trim()}"; there are ${EVENT_TYPES.join(', ')}`);
  });
}

function eventLine(event: NodeEvent, style: Style): string {
  const time = localTime(Date.now() / 1000).slice('2026-01-31 '.length);
  return `${style.dim(time)} ${style.bold(event.type.padEnd(18))} ${printable(describe(event))}\n`;
}

function describe(event: NodeEvent): string {
  switch (event.type) {
    case 'block':
    case 'block_disconnected':
      return `${event.height} ${event.hash}`;
    case 'peer':
      return `${shortId(event.nodeId)} ${event.connected ? 'connected' : 'disconnected'}`;
    case 'channel': {
      const { channelId, state, usable, localMsat, remoteMsat } = event.channel;
      const balances = `ours ${satoshisOfMsat(localMsat)} sat, theirs ${satoshisOfMsat(remoteMsat)} sat`;
      return `${shortId(channelId)} ${state}${usable ? ', usable' : ''}, ${balances}`;
    }
    case 'payment': {
      const { paymentHash, state, amountMsat, failure } = event.payment;
      const reason = failure === undefined ? '' : `: ${inWords(failure)}`;
      return `${shortId(paymentHash)} ${satoshisOfMsat(amountMsat)} sat ${state}${reason}`;
    }
    case 'invoice': {
      const { paymentHash, state, receivedMsat } = event.invoice;
      const received = receivedMsat === undefined ? '' : `, ${satoshisOfMsat(receivedMsat)} sat received`;
      return `${shortId(paymentHash)} ${state}${received}`;
    }
    case 'spontaneous': {
      const { paymentHash, amountMsat, records } = event.payment;
      const further = records.length === 0 ? '' : `, ${records.length} records`;
      return `${shortId(paymentHash)} ${satoshisOfMsat(amountMsat)} sat received${further}`;
    }
    case 'stream': {
      const { sessionId, direction, state, amountMsat, payments } = event.stream;
      return `${shortId(sessionId)} ${direction}, ${state}: ${satoshisOfMsat(amountMsat)} sat in ${payments} payments`;
    }
    case 'forward': {
      const { incoming, outgoing, feeMsat, state } = event.forward;
      const way = `${shortId(incoming.channelId)} to ${shortId(outgoing.channelId)}`;
      return `${way} ${satoshisOfMsat(outgoing.amountMsat)} sat ${state}, fee ${satoshisOfMsat(feeMsat)} sat`;
    }
  }
}
