import { type Command, InvalidArgumentError } from 'commander';
import { EVENT_TYPES, type NodeEvent } from '../../api/index.ts';
import { ChannelNames } from '../channel-names.ts';
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
      const names = isJson ? undefined : await ChannelNames.of(client);
      const events = await client.events({ signal: context.signal, ...(types !== undefined && { types }) });
      await (names === undefined ? printJson(context, events) : printLines(context, events, names));
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

async function printJson({ stdout }: CliContext, events: AsyncIterable<NodeEvent>): Promise<void> {
  for await (const event of events) stdout(`${JSON.stringify(event)}\n`);
}

async function printLines(
  { stdout, colors }: CliContext,
  events: AsyncIterable<NodeEvent>,
  names: ChannelNames,
): Promise<void> {
  const style = createStyle(colors);
  for await (const event of events) {
    if (event.type === 'channel') names.learn(event.channel);
    stdout(eventLine(event, names, style));
  }
}

function eventLine(event: NodeEvent, names: ChannelNames, style: Style): string {
  const time = localTime(Date.now() / 1000).slice('2026-01-31 '.length);
  return `${style.dim(time)} ${style.bold(event.type.padEnd(18))} ${printable(describe(event, names))}\n`;
}

function describe(event: NodeEvent, names: ChannelNames): string {
  switch (event.type) {
    case 'block':
    case 'block_disconnected':
      return `${event.height} ${event.hash}`;
    case 'peer':
      return `${shortId(event.nodeId)} ${event.connected ? 'connected' : 'disconnected'}`;
    case 'channel': {
      const { channelId, state, usable, localMsat, remoteMsat } = event.channel;
      const balances = `ours ${satoshisOfMsat(localMsat)} sat, theirs ${satoshisOfMsat(remoteMsat)} sat`;
      return `${names.get(channelId)} ${state}${usable ? ', usable' : ''}, ${balances}`;
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
      const way = `${names.get(incoming.channelId)} to ${names.get(outgoing.channelId)}`;
      return `${way} ${satoshisOfMsat(outgoing.amountMsat)} sat ${state}, fee ${satoshisOfMsat(feeMsat)} sat`;
    }
  }
}
