/** A second channel between two neighbours, whose opening and whose close meet kills. */
import assert from 'node:assert/strict';
import type { ChannelInfo } from '@sferic/node';
import { ANNOUNCEMENT_DEPTH, type OpenedChannel, untilUsable } from '../demo/channel-plan.ts';
import { mine } from '../demo/network-launch.ts';
import type { NetworkNode } from '../demo/network-node.ts';
import { until } from '../demo/until.ts';
import { excused } from './kills.ts';
import type { Line } from './line.ts';

const SPARE_SAT = 1_000_000n;
/** A closing transaction weighs less than 200 vbytes, and feerates of an idle chain are low. */
const MOST_CLOSING_FEE_SAT = 5_000n;
/** Of the scripts that wallets of nodes have: P2WPKH. */
const DUST_SAT = 294n;
const SAT_IN_MSAT = 1000n;

/**
 * Opens a channel from one node to another during which `harm` is done, and adds it to the line once it can be used. Both
 * ends must come to the same: `undefined` if they have abandoned it.
 */
export async function openSpare(
  line: Line,
  [opener, accepter]: readonly [NetworkNode, NetworkNode],
  harm: () => Promise<void>,
): Promise<OpenedChannel | undefined> {
  const { network, tally } = line;
  const request = { peer: accepter.nodeId, amountSat: SPARE_SAT.toString() };
  await Promise.all([excused(opener.api.open(request)), harm()]);
  const found = await until(`${opener.name} and ${accepter.name} agree on their new channel`, async () => {
    const [ours, theirs] = await Promise.all([newChannel(line, opener), newChannel(line, accepter)]);
    if (ours === undefined && theirs === undefined) return 'abandoned' as const;
    const [txid] = ours?.fundingOutpoint?.split(':') ?? [];
    if (ours === undefined || ours.channelId !== theirs?.channelId || txid === undefined) return undefined;
    return (await network.chain.mempool()).includes(txid) && ours;
  });
  if (found === 'abandoned') {
    tally.abandonedOpenings += 1;
    return undefined;
  }
  const { channelId, fundingOutpoint = '', localContributionSat, remoteContributionSat } = found;
  const channel: OpenedChannel = {
    name: `the spare ${opener.name}–${accepter.name}`,
    channelId,
    opener,
    accepter,
    fundingOutpoint,
    openerSat: BigInt(localContributionSat),
    accepterSat: BigInt(remoteContributionSat),
  };
  await mine(network, ANNOUNCEMENT_DEPTH);
  await untilUsable([channel]);
  line.add(channel);
  line.accounts.move(opener, channel.openerSat * SAT_IN_MSAT);
  line.accounts.move(accepter, channel.accepterSat * SAT_IN_MSAT);
  tally.opened += 1;
  return channel;
}

/** Closes the channel by agreement, while payments go on and `harm` is done. The chain must give each end what it had. */
export async function closeSpare(line: Line, spare: OpenedChannel, harm: () => Promise<void>): Promise<void> {
  const { network, accounts, tally } = line;
  const { channelId, name, opener, accepter, fundingOutpoint } = spare;
  const height = await network.chain.height();
  await Promise.all([excused(opener.api.close({ channelId })), harm()]);
  line.remove(spare);
  // What is over is over in this channel too: it can't close with an HTLC in it.
  await line.settle();
  await until(`a closing transaction of ${name} is in the mempool`, async () => {
    if ((await network.chain.mempool()).length > 0) return true;
    const channel = (await opener.api.channels()).find((one) => one.channelId === channelId);
    // The command was lost with the node: it was not stored yet.
    if (channel?.state === 'normal' && channel.usable) await excused(opener.api.close({ channelId }));
    return false;
  });
  await mine(network, ANNOUNCEMENT_DEPTH);
  const txid = await spenderOf(line, fundingOutpoint, height + 1);
  const closer = await paid(opener, txid);
  const other = await paid(accepter, txid);
  const fee = spare.openerSat + spare.accepterSat - closer - other;
  const [dueToOpener, dueToAccepter] = [await dueFrom(line, opener), await dueFrom(line, accepter)];
  const fees = [payable(dueToOpener) - closer, payable(dueToAccepter) - other];
  // BOLT 2, "closing_complete and closing_sig": the closer pays the fee, and either may have become the closer.
  assert(
    fees.every((one) => one >= 0n) && fees.includes(0n) && fee <= MOST_CLOSING_FEE_SAT + DUST_SAT,
    `${name} was due ${dueToOpener} and ${dueToAccepter} msat, and paid ${closer} and ${other} sat`,
  );
  accounts.move(opener, -dueToOpener);
  accounts.move(accepter, -dueToAccepter);
  for (const { name: node, api } of [opener, accepter])
    await until(`${node} has forgotten ${name}`, async () =>
      (await api.channels()).every((one) => one.channelId !== channelId || one.state === 'closed'),
    );
  tally.closed += 1;
}

async function newChannel(line: Line, { api }: NetworkNode): Promise<ChannelInfo | undefined> {
  const known = new Set(line.channels.map(({ channelId }) => channelId));
  return (await api.channels()).find(({ channelId, state }) => !known.has(channelId) && state !== 'closed');
}

/** In whole satoshis; what is too small for an output goes to the miners (BOLT 3, "Dust Limits"). */
function payable(dueMsat: bigint): bigint {
  const due = dueMsat / SAT_IN_MSAT;
  return due < DUST_SAT ? 0n : due;
}

async function spenderOf({ network: { chain } }: Line, outpoint: string, from: number): Promise<string> {
  const [txid, index] = outpoint.split(':');
  for (let height = from; height <= (await chain.height()); height++)
    for (const transaction of await chain.transactionsAt(height))
      if (transaction.vin.some((input) => input.txid === txid && input.vout === Number(index)))
        return transaction.txid;
  throw new Error(`nothing spends ${outpoint}`);
}

/** What a transaction has paid to the wallet of a node. */
async function paid({ api }: NetworkNode, txid: string): Promise<bigint> {
  return (await api.walletCoins())
    .filter(({ outpoint }) => outpoint.startsWith(`${txid}:`))
    .reduce((sum, { amountSat }) => sum + BigInt(amountSat), 0n);
}

/** What a node owns and has not in the channels of the line: it was in the channel that closed. */
async function dueFrom({ channels, accounts }: Line, node: NetworkNode): Promise<bigint> {
  const held = await Promise.all(
    channels
      .filter(({ opener, accepter }) => opener === node || accepter === node)
      .map(async ({ channelId }) => BigInt((await node.api.channel(channelId)).localMsat)),
  );
  return accounts.owned(node) - held.reduce((sum, msat) => sum + msat, 0n);
}
