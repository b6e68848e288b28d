import type { Command } from 'commander';
import type { FundingPolicy, NodeInfo } from '../../api/index.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { CommandFailure } from '../failure.ts';
import { fields } from '../layout.ts';
import type { Style } from '../style.ts';
import { counted, satoshis } from '../values.ts';

/** How often `stop` looks whether the node has ended, and how long it waits. */
const POLL_MS = 50;
const STOP_TIMEOUT_MS = 30_000;

export function addInfoCommands(program: Command, context: CliContext): void {
  const info = addCommand(program, {
    usage: 'info',
    summary: 'Show the node: its id, addresses, chain and counts',
    examples: [
      ['info', 'the node of the default data directory'],
      ['info --json | jq -r .uris[0]', 'the address to give to others'],
    ],
  });
  askNode(info, context, async ({ client }) => {
    const found = await client.info();
    return { json: found, text: (style) => describeNode(found, style) };
  });

  const stop = addCommand(program, {
    usage: 'stop',
    summary: 'Stop the node, and wait for its end',
    details: 'Channels stay open; payments under way go on at the next start.',
    examples: [['stop', 'stop the node of the default data directory']],
  }).option('--no-wait', 'return as soon as the node begins to stop');
  askNode(stop, context, async ({ client }, _, options: { wait: boolean }) => {
    const { pid } = client;
    await client.stop();
    const waits = options.wait && pid !== undefined;
    if (waits) await waitForEnd(context, pid);
    return {
      json: { stopped: waits },
      text: () => (waits ? 'The node has stopped.\n' : 'The node is stopping.\n'),
    };
  });
}

async function waitForEnd(context: CliContext, pid: number): Promise<void> {
  const started = context.now();
  while (context.isAlive(pid)) {
    if (context.now() - started > STOP_TIMEOUT_MS)
      throw new CommandFailure('timeout', `the node (process ${pid}) is still stopping after 30 s`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function describeNode(info: NodeInfo, style: Style): string {
  const { channels, graph } = info;
  const states = [
    `${channels.active} active`,
    `${channels.inactive} inactive`,
    `${channels.pending} pending`,
  ].join(', ');
  return fields(
    [
      ['node', { text: info.nodeId, paint: style.bold }],
      ['alias', info.alias],
      ['version', info.version],
      ['network', info.network],
      ['height', `${info.blockHeight}${info.syncedToChain ? '' : ' (still catching up)'}`],
      ['channels', states],
      ['peers', String(info.peers)],
      ['graph', `${counted(graph.nodes, 'node')}, ${counted(graph.channels, 'channel')}`],
      ['funding policy', describePolicy(info.fundingPolicy)],
      ...info.uris.map((uri, index): [string, string] => [index === 0 ? 'connect to' : '', uri]),
      ['peer id', info.peerId],
    ],
    style,
  );
}

export function describePolicy(policy: FundingPolicy): string {
  switch (policy.type) {
    case 'none':
      return 'none: adds nothing to channels that others open';
    case 'match':
      return `match: adds as much as the opener, up to ${satoshis(policy.limitSat)} sat`;
    case 'fixed':
      return `fixed: adds ${satoshis(policy.amountSat)} sat`;
  }
}
