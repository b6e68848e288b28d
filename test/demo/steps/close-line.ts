import { formatColumn, formatSat } from '../amounts.ts';
import type { Cast, Line } from '../cast.ts';
import { readLedger, spenderOf, total } from '../chain-ledger.ts';
import { type OpenedChannel, untilIdle } from '../channel-plan.ts';
import { mine } from '../network-launch.ts';
import type { NetworkNode } from '../network-node.ts';
import { until } from '../until.ts';

/** Blocks after which a closing transaction counts as final. */
const CLOSING_DEPTH = 6;

/** Closes all channels by agreement, and waits until the chain has settled them. */
export async function closeLine(cast: Cast, line: Line): Promise<void> {
  const { network, books, report } = cast;
  // Each is closed by another of its ends, so that both roles are seen.
  for (const [index, channel] of line.entries()) {
    const closer = index % 2 === 0 ? channel.opener : channel.accepter;
    await close(cast, channel, closer);
  }
  await until('all closing transactions are in the mempool', async () => {
    return (await network.chain.mempool()).length >= line.length;
  });
  const height = await mine(network, CLOSING_DEPTH);
  report.chain(`${CLOSING_DEPTH} blocks settle them: height ${height}`);
  const { transactions } = await readLedger(network.chain);
  for (const { name, fundingOutpoint } of line) {
    const closing = spenderOf(transactions, fundingOutpoint);
    if (closing === undefined) throw new Error(`the funding output of ${name} is still unspent`);
    const fee = formatSat(total(closing.inputs) - total(closing.outputs));
    report.chain(`${name} ended in transaction ${closing.txid}, fee ${fee}`);
  }
  await Promise.all(network.nodes.map(untilNoChannels));
  await books.noteWallets(network.nodes);
}

async function close({ books, report }: Cast, channel: OpenedChannel, closer: NetworkNode): Promise<void> {
  const ends = await untilIdle(channel);
  books.noteChannel(channel, ends);
  const { opener, accepter } = channel;
  const started = performance.now();
  await closer.api.close({ channelId: channel.channelId });
  const split = [
    `${opener.name} ${formatColumn(BigInt(ends.opener.localMsat))}`,
    `${accepter.name} ${formatColumn(BigInt(ends.accepter.localMsat))}`,
  ];
  const capacity = formatSat(BigInt(ends.opener.capacitySat));
  report.done(
    `${closer.name} closes ${channel.name}: ${split.join(' + ')} = ${capacity}`,
    performance.now() - started,
  );
}

/** A channel that is over is not listed, or says so. */
async function untilNoChannels({ name, api }: NetworkNode): Promise<void> {
  await until(`${name} has no channel left`, async () => {
    const channels = await api.channels();
    return channels.every(({ state }) => state === 'closed');
  });
}
