import { type Command, InvalidArgumentError, Option } from 'commander';
import { AMOUNT_HELP } from '../../config/index.ts';
import { findTarget, msatArgument } from '../arguments.ts';
import { addMaxFee } from '../budget.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { describeNetwork, describeNetworkNode, describeRoute, dotOf } from '../views/network.ts';

const DEFAULT_LIMIT = 10_000;

interface RouteOptions {
  readonly maxFee?: string;
  readonly maxParts?: number;
}

export function addNetworkCommands(program: Command, context: CliContext): void {
  const network = addCommand(program, {
    usage: 'network',
    summary: 'Show the network in figures: nodes, channels, capacity, fees, hubs',
    examples: [['network', 'as this node knows it']],
  });
  askNode(network, context, async ({ client }) => {
    const found = await client.network();
    return { json: found, text: (style) => describeNetwork(found, style) };
  });

  const nodeInfo = addCommand(program, {
    usage: 'node-info <node-id>',
    summary: 'Show what a node has announced, and its channels',
    examples: [['node-info 0279be66', 'of any node of the network']],
  });
  askNode(nodeInfo, context, async ({ client }, [id]: [string]) => {
    const [beginning = ''] = id.toLowerCase().split('@');
    const found = await client.networkNode(beginning);
    return { json: found, text: (style) => describeNetworkNode(found, style) };
  });

  addRoute(program, context);
  addGraph(program, context);
}

function addRoute(program: Command, context: CliContext): void {
  const route = addCommand(program, {
    usage: 'route',
    summary: 'Show the way that a payment would take now, and why; sends nothing',
    details:
      'The way has the lowest sum of fees, of what the time lock may cost, and of what the risk of a failure weighs.\n' +
      `Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ['route lnbcrt250u1…', 'to who made the invoice'],
      ['route 0279be66 25000sat --max-parts 4', 'to a node, in up to four parts'],
    ],
  })
    .argument('<node-or-invoice>', 'an invoice, or a node: its id, or the beginning of it')
    .argument('[amount]', 'what is to arrive, where no invoice says it', msatArgument)
    .option(
      '--max-parts <number>',
      'into how many parts it may be split; unless given, 16 for an invoice whose payee takes parts, else 1',
      countArgument,
    );
  addMaxFee(route);
  askNode(
    route,
    context,
    async ({ client }, [target, amountMsat]: [string, string | undefined], options: RouteOptions) => {
      const { maxFee: maxFeeMsat, maxParts } = options;
      const found = await client.route({
        target: await findTarget(client, target),
        ...(amountMsat !== undefined && { amountMsat }),
        ...(maxFeeMsat !== undefined && { maxFeeMsat }),
        ...(maxParts !== undefined && { maxParts }),
      });
      return { json: found, text: (style) => describeRoute(found, style) };
    },
  );
}

function addGraph(program: Command, context: CliContext): void {
  const graph = addCommand(program, {
    usage: 'graph',
    summary: 'Print the network for other programs: its largest channels',
    examples: [
      ['graph --format dot | dot -Tsvg > network.svg', 'as a drawing, by Graphviz'],
      ['graph --format json --limit 100', 'the hundred largest channels with their terms'],
    ],
  })
    .addOption(
      new Option('--format <format>', 'for Graphviz, or JSON').choices(['dot', 'json']).default('dot'),
    )
    .option('--limit <number>', 'how many of the largest channels', countArgument, DEFAULT_LIMIT);
  askNode(
    graph,
    context,
    async ({ client }, _: [], { format, limit }: { readonly format: string; readonly limit: number }) => {
      const found = await client.networkGraph(limit);
      return { json: found, text: () => (format === 'json' ? `${JSON.stringify(found)}\n` : dotOf(found)) };
    },
  );
}

function countArgument(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not a whole number from 1 on`);
}
