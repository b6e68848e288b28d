import type { Command } from 'commander';
import type { ApiClient, StreamInfo } from '../../api/index.ts';
import { AMOUNT_HELP, RATE_HELP } from '../../config/index.ts';
import { findNode, findStream, millisecondsArgument, msatArgument, rateArgument } from '../arguments.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { describeStream, progressLine, streamTable } from '../views/stream.ts';

interface StreamOptions {
  readonly rate: ReturnType<typeof rateArgument>;
  readonly every?: number;
  readonly budget?: string;
  readonly for?: number;
  readonly maxFee?: string;
  readonly detach?: true;
}

export function addStreamCommands(program: Command, context: CliContext): void {
  addStream(program, context);
  const streams = program.command('streams').summary('Streams of money in both directions');
  addLists(streams, context);
  addChange(streams, context, 'pause', 'Pay nothing until the stream is resumed', (client, id) =>
    client.pauseStream(id),
  );
  addChange(streams, context, 'resume', 'Go on with a stream that was paused', (client, id) =>
    client.resumeStream(id),
  );
  addChange(streams, context, 'stop', 'End a stream for good', (client, id) => client.stopStream(id));
}

function addStream(program: Command, context: CliContext): void {
  const stream = addCommand(program, {
    usage: 'stream <node>',
    summary: 'Pay a node by the second',
    details:
      'Shows how it goes until it ends; Ctrl-C stops it. With --detach the node goes on by itself, also after a restart: see ' +
      `'sferic streams'. Rates: ${RATE_HELP}. Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ['stream 02c6047f --rate 50sat/min', 'a payment each second, until Ctrl-C'],
      ['stream 02c6047f --rate 100sat/s --every 100ms --for 10m', 'ten payments a second for ten minutes'],
      ['stream 02c6047f --rate 1sat/s --budget 3600sat --detach', 'an hour of something, in the background'],
    ],
  })
    .requiredOption('--rate <amount/time>', 'what to pay, and in which time', rateArgument)
    .option('--every <time>', 'between payments: 100ms, 1s (the default), 5m', millisecondsArgument)
    .option('--budget <amount>', 'the most that the node gets', msatArgument)
    .option('--for <time>', 'how long: 90s, 10m, 2h', millisecondsArgument)
    .option('--max-fee <amount>', 'the most that each payment may pay to the nodes on the way', msatArgument)
    .option('--detach', 'reply when it has begun');
  askNode(stream, context, async ({ client, isJson }, [node]: [string], options: StreamOptions) => {
    const { rate, every, budget, for: forMilliseconds, maxFee, detach } = options;
    const begun = await client.startStream({
      nodeId: await findNode(client, node),
      ...rate,
      ...(every !== undefined && { everyMilliseconds: every }),
      ...(budget !== undefined && { budgetMsat: budget }),
      ...(forMilliseconds !== undefined && { forMilliseconds }),
      ...(maxFee !== undefined && { maxFeeMsat: maxFee }),
    });
    const shown =
      detach === true ? begun : await follow(client, begun, isJson ? undefined : context, context);
    return { json: shown, text: (style) => describeStream(shown, style) };
  });
}

/** Until the stream has ended and nothing of it is on its way; the person ends it sooner. */
async function follow(
  client: ApiClient,
  begun: StreamInfo,
  screen: Pick<CliContext, 'stdout'> | undefined,
  { signal }: CliContext,
): Promise<StreamInfo> {
  const { sessionId } = begun;
  const stop = () => void client.stopStream(sessionId).catch(() => undefined);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const events = new AbortController();
  let shownAt = 0;
  try {
    const heard = await client.events({ types: ['stream'], signal: events.signal });
    // It may have been over before anybody listened.
    if (isOver(await client.stream(sessionId))) return await client.stream(sessionId);
    for await (const event of heard) {
      if (event.type !== 'stream' || event.stream.sessionId !== sessionId) continue;
      if (isOver(event.stream)) break;
      const now = Math.floor(Date.now() / 1000);
      if (now > shownAt) screen?.stdout(progressLine(event.stream));
      shownAt = now;
    }
  } finally {
    events.abort();
    signal.removeEventListener('abort', stop);
  }
  return client.stream(sessionId);
}

function isOver({ state, underwayMsat }: StreamInfo): boolean {
  return state === 'ended' && underwayMsat === '0';
}

function addLists(streams: Command, context: CliContext): void {
  const list = addCommand(streams, {
    usage: 'list',
    summary: 'List streams in both directions, the latest first',
    examples: [['streams list', 'with what has arrived of each']],
  });
  askNode(list, context, async ({ client }) => {
    const found = await client.streams();
    return { json: found, text: (style) => streamTable(found, style) };
  });

  const show = addCommand(streams, {
    usage: 'show <stream>',
    summary: 'Show one stream with everything known of it',
    details: 'A stream is named by its id or the beginning of it: both ends call it the same.',
    examples: [['streams show 5f3a9c01', 'its rate, totals and state']],
  });
  askNode(show, context, async ({ client }, [name]: [string]) => {
    const found = await findStream(client, name);
    return { json: found, text: (style) => describeStream(found, style) };
  });
}

function addChange(
  streams: Command,
  context: CliContext,
  verb: string,
  summary: string,
  change: (client: ApiClient, sessionId: string) => Promise<StreamInfo>,
): void {
  const command = addCommand(streams, {
    usage: `${verb} <stream>`,
    summary,
    examples: [[`streams ${verb} 5f3a9c01`, 'by the beginning of its id']],
  });
  askNode(command, context, async ({ client }, [name]: [string]) => {
    const { sessionId } = await findStream(client, name);
    const changed = await change(client, sessionId);
    return { json: changed, text: (style) => describeStream(changed, style) };
  });
}
