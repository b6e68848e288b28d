/** The network, and ways through it, in words. */
import type {
  FigureQuantiles,
  NetworkChannel,
  NetworkGraphInfo,
  NetworkHub,
  NetworkInfo,
  NetworkNode,
  NetworkTerms,
  RoutePart,
  RouteReport,
} from '../../api/index.ts';
import { fields, printable, table } from '../layout.ts';
import type { Style } from '../style.ts';
import { counted, grouped, localTime, satoshis, satoshisOfMsat, shortId } from '../values.ts';

export function describeNetwork(network: NetworkInfo, style: Style): string {
  const { directions, unusableDirections } = network;
  const head = fields(
    [
      ['nodes', grouped(String(network.nodes))],
      ['channels', grouped(String(network.channels))],
      ['capacity', `${satoshis(network.capacitySat)} sat`],
      ['average channel', `${grouped(String(network.averageChannelSat))} sat`],
      ['median channel', `${spread(network.channelSat)} sat`],
      ['base fee', `${spread(network.feeBaseMsat)} msat`],
      ['fee rate', `${spread(network.feeProportionalMillionths)} millionths`],
      [
        'not usable now',
        `${grouped(String(unusableDirections))} of ${grouped(String(directions))} channel ends`,
      ],
    ],
    style,
  );
  const columns = [
    { title: 'BIGGEST HUBS' },
    { title: 'ALIAS' },
    { title: 'CHANNELS', align: 'right' },
    { title: 'CAPACITY (SAT)', align: 'right' },
  ] as const;
  const rows = network.hubs.map((hub: NetworkHub) => [
    shortId(hub.nodeId),
    hub.alias ?? '',
    grouped(String(hub.channels)),
    satoshis(hub.capacitySat),
  ]);
  return `${head}\n${table(columns, rows, style, 'No announced channel is known yet.')}`;
}

export function describeNetworkNode(node: NetworkNode, style: Style): string {
  const head = fields(
    [
      ['node', { text: node.nodeId, paint: style.bold }],
      ['alias', node.alias],
      ['color', node.color],
      ['announced', node.announcedAt === undefined ? 'nothing of itself' : localTime(node.announcedAt)],
      ...node.addresses.map((address): [string, string] => ['address', address]),
      ['features', node.features.length === 0 ? undefined : node.features.join(', ')],
      ['channels', grouped(String(node.channels))],
      ['capacity', `${satoshis(node.capacitySat)} sat`],
    ],
    style,
  );
  const columns = [
    { title: 'CHANNEL' },
    { title: 'WITH' },
    { title: 'CAPACITY (SAT)', align: 'right' },
    { title: 'ITS TERMS' },
    { title: 'TERMS OF THE OTHER' },
  ] as const;
  const rows = node.largest.map((channel) => {
    const isFirst = channel.node1 === node.nodeId;
    const [own, other] = isFirst ? [channel.terms1, channel.terms2] : [channel.terms2, channel.terms1];
    return [
      channel.shortChannelId,
      shortId(isFirst ? channel.node2 : channel.node1),
      satoshis(channel.capacitySat),
      termsText(own),
      termsText(other),
    ];
  });
  return `${head}\n${table(columns, rows, style, 'No channels.')}`;
}

export function describeRoute(report: RouteReport, style: Style): string {
  const { parts, amountMsat, payee, feeMsat, probability } = report;
  const how = parts.length === 1 ? 'in one part' : `in ${counted(parts.length, 'part')}`;
  const head =
    `${satoshisOfMsat(amountMsat)} sat to ${shortId(payee)} ${how}: fee ${satoshisOfMsat(feeMsat)} sat, ` +
    `${percent(probability)} likely to go through at once.\n`;
  return head + parts.map((part, index) => describePart(part, index, parts.length, style)).join('');
}

function describePart(part: RoutePart, index: number, count: number, style: Style): string {
  const title =
    count === 1
      ? ''
      : `Part ${index + 1}: ${satoshisOfMsat(part.amountMsat)} sat, fee ${satoshisOfMsat(part.feeMsat)} sat, ` +
        `${percent(part.probability)}\n`;
  const columns = [
    { title: 'HOP', align: 'right' },
    { title: 'NODE' },
    { title: 'ALIAS' },
    { title: 'CHANNEL' },
    { title: 'CAPACITY', align: 'right' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'FEE', align: 'right' },
    { title: 'BLOCKS', align: 'right' },
    { title: 'LIKELY', align: 'right' },
  ] as const;
  const rows = part.hops.map((hop, place) => [
    String(place + 1),
    shortId(hop.nodeId),
    hop.alias ?? '',
    hop.shortChannelId,
    hop.capacitySat === undefined ? (place === 0 ? 'ours' : 'unknown') : satoshis(hop.capacitySat),
    satoshisOfMsat(hop.amountMsat),
    satoshisOfMsat(hop.feeMsat),
    String(hop.blocks),
    percent(hop.probability),
  ]);
  return `\n${title}${table(columns, rows, style, 'No hops.')}`;
}

/** For Graphviz: nodes by the beginning of their ids, channels as wide as they are large. */
export function dotOf({ largest, channels }: NetworkGraphInfo): string {
  const lines = largest.map((channel: NetworkChannel) => {
    const width = Math.max(1, Math.log10(Number(channel.capacitySat) + 1) - 4).toFixed(1);
    const label = printable(channel.shortChannelId);
    return `  "${shortId(channel.node1)}" -- "${shortId(channel.node2)}" [tooltip="${label}, ${channel.capacitySat} sat", penwidth=${width}];\n`;
  });
  return `graph network {\n  // ${largest.length} of ${counted(channels, 'channel')}\n  node [shape=point];\n${lines.join('')}}\n`;
}

function termsText(terms: NetworkTerms | undefined): string {
  if (terms === undefined) return 'unknown';
  const { feeBaseMsat, feeProportionalMillionths, cltvExpiryDelta, usable } = terms;
  const fee = `${grouped(String(feeBaseMsat))} msat + ${grouped(String(feeProportionalMillionths))} ppm`;
  return `${fee}, ${cltvExpiryDelta} blocks${usable ? '' : ', not usable'}`;
}

/** The median, and between what most lie. */
function spread({ low, median, high }: FigureQuantiles): string {
  return `${grouped(String(median))} (80 % from ${grouped(String(low))} to ${grouped(String(high))})`;
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`;
}
