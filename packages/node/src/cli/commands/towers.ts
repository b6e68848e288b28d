import type { Command } from 'commander';
import type { ApiClient, TowerInfo, TowerServerInfo } from '../../api/index.ts';
import { findKnown } from '../arguments.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { fields, table } from '../layout.ts';
import type { Style } from '../style.ts';
import { counted, grouped, shortId } from '../values.ts';

export function addTowerCommands(program: Command, context: CliContext): void {
  const tower = program
    .command('tower')
    .summary('Watchtowers: guards of channels while their node is off')
    .description(
      'A watchtower punishes a peer that publishes a revoked state while this node is off. It learns neither ' +
        'channels nor balances: what it keeps opens only with the transaction that it is for.',
    )
    .option('--datadir <directory>', 'data directory of the node')
    .showHelpAfterError('Try: sferic tower --help');
  addServe(tower, context);
  addAdd(tower, context);
  addList(tower, context);
  addRemove(tower, context);
  addStatus(tower, context);
}

function addServe(tower: Command, context: CliContext): void {
  const command = addCommand(tower, {
    usage: 'serve',
    summary: 'Be a watchtower for others',
    details:
      'It holds over restarts, until --stop. What was taken from clients is watched for in any case, while the node runs.\n' +
      'Coins of the wallet are added to fees where the chain asks for more than clients pay: 20,000 sat for one breach at most.',
    examples: [
      ['tower serve', 'take clients, and say how they add this node'],
      ['tower serve --stop', 'take no more'],
    ],
  }).option('--stop', 'take nothing new from clients');
  askNode(command, context, async ({ client }) => {
    const { stop } = command.opts<{ stop?: true }>();
    const server = await client.serveTower(stop !== true);
    const { uris } = await client.info();
    return { json: { ...server, uris }, text: () => describeServing(server, uris) };
  });
}

function describeServing({ serving, packages }: TowerServerInfo, uris: readonly string[]): string {
  const kept = counted(packages, 'package');
  if (!serving) return `Takes no clients any more. ${kept} that are kept are still watched for.\n`;
  const added = uris.map((uri) => `  sferic tower add ${uri}\n`).join('');
  return `This node is a watchtower: it keeps ${kept}. Others add it by\n${added}`;
}

function addAdd(tower: Command, context: CliContext): void {
  const command = addCommand(tower, {
    usage: 'add <address>',
    summary: 'Have a watchtower',
    details:
      'The address is 02…@host:port, as its operator sees with sferic tower serve. It covers what is revoked from now on, not what ' +
      'was revoked before.',
    examples: [['tower add 0279be66…@203.0.113.7:9735', 'and keep the connection to it']],
  });
  askNode(command, context, async ({ client }, [address]: [string]) => {
    const added = await client.addTower(address);
    return { json: added, text: () => describeAdded(added) };
  });
}

function describeAdded({ nodeId, terms }: TowerInfo): string {
  const quota = terms && `It keeps up to ${grouped(String(terms.maxPackages))} packages of this node.`;
  return `${shortId(nodeId)} watches from now on. ${quota ?? ''}\n`;
}

function addList(tower: Command, context: CliContext): void {
  const command = addCommand(tower, {
    usage: 'list',
    summary: 'List the watchtowers of this node, and how far each has come',
    examples: [['tower list', 'all of them']],
  });
  askNode(command, context, async ({ client }) => {
    const towers = await client.towers();
    return { json: towers, text: (style) => towerTable(towers, style) };
  });
}

function addRemove(tower: Command, context: CliContext): void {
  const command = addCommand(tower, {
    usage: 'remove <tower>',
    summary: 'Do without a watchtower',
    details: 'What it has of this node stays with it.',
    examples: [['tower remove 0279be66', 'the one whose id begins so']],
  });
  askNode(command, context, async ({ client }, [text]: [string]) => {
    const nodeId = await findTower(client, text);
    await client.removeTower(nodeId);
    return { json: { nodeId }, text: () => `${nodeId} is not told of anything any more.\n` };
  });
}

function addStatus(tower: Command, context: CliContext): void {
  const command = addCommand(tower, {
    usage: 'status',
    summary: 'Show the watchtowers of this node, and what it does as one for others',
    examples: [['tower status', 'both sides']],
  });
  askNode(command, context, async ({ client }) => {
    const [towers, server] = await Promise.all([client.towers(), client.towerServer()]);
    return {
      json: { towers, server },
      text: (style) => `${towerTable(towers, style)}\n${describeServer(server, style)}`,
    };
  });
}

async function findTower(client: ApiClient, text: string): Promise<string> {
  const towers = await client.towers();
  return findKnown(towers, text, 'watchtower', "'sferic tower list' shows them").nodeId;
}

function towerTable(towers: readonly TowerInfo[], style: Style): string {
  const columns = [
    { title: 'TOWER' },
    { title: 'STATE' },
    { title: 'PACKAGES', align: 'right' },
    { title: 'BYTES', align: 'right' },
    { title: 'PENDING', align: 'right' },
    { title: 'MISSED', align: 'right' },
    { title: 'REASON' },
  ] as const;
  const rows = towers.map(({ nodeId, state, refusal, terms, pendingStates, missedStates }) => [
    shortId(nodeId),
    { text: state, paint: state === 'ready' ? style.good : style.pending },
    terms === undefined ? '' : grouped(String(terms.packages)),
    terms === undefined ? '' : grouped(terms.bytes),
    grouped(String(pendingStates)),
    missedStates === 0 ? '0' : { text: grouped(String(missedStates)), paint: style.bad },
    refusal ?? '',
  ]);
  return table(columns, rows, style, "No watchtower. Add one: 'sferic tower add 02…@host:port'.");
}

function describeServer(
  { serving, clients, packages, bytes, breaches }: TowerServerInfo,
  style: Style,
): string {
  const head = fields(
    [
      ['serves', serving ? { text: 'yes', paint: style.good } : 'no'],
      ['clients', grouped(String(clients))],
      ['packages', `${grouped(String(packages))} (${grouped(bytes)} bytes)`],
    ],
    style,
  );
  if (breaches.length === 0) return head;
  const columns = [
    { title: 'BREACH' },
    { title: 'BLOCK', align: 'right' },
    { title: 'OUTPUTS', align: 'right' },
    { title: 'TAKEN', align: 'right' },
    { title: 'LOST', align: 'right' },
    { title: 'STATE' },
  ] as const;
  const rows = breaches.map(({ txid, height, outputs, taken, lost, over }) => [
    txid,
    height === undefined ? '' : String(height),
    String(outputs),
    String(taken),
    lost === 0 ? '0' : { text: String(lost), paint: style.bad },
    over ? 'over' : taken + lost === outputs ? 'waiting for depth' : 'punishing',
  ]);
  return `${head}\n${table(columns, rows, style, '')}`;
}
