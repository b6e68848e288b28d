/** Opening channels between nodes, and what is to be known of them. */
import type { ChannelInfo, FundingPolicy } from '@sferic/node';
import { mine, type Network } from './network-launch.ts';
import type { NetworkNode } from './network-node.ts';
import { until } from './until.ts';

export interface ChannelPlan {
  readonly opener: NetworkNode;
  readonly accepter: NetworkNode;
  readonly amountSat: bigint;
  /** What the accepter adds. */
  readonly policy: FundingPolicy;
}

export interface OpenedChannel {
  /** `alice–bob` */
  readonly name: string;
  readonly channelId: string;
  readonly opener: NetworkNode;
  readonly accepter: NetworkNode;
  /** `txid:index` */
  readonly fundingOutpoint: string;
  readonly openerSat: bigint;
  readonly accepterSat: bigint;
}

/** Blocks until a channel is announced: BOLT 7, "Definition of announcement_signatures". */
export const ANNOUNCEMENT_DEPTH = 6;

/** Resolves when the funding transaction is signed by both and waits for a block. */
export async function openChannel(
  { chain }: Network,
  { opener, accepter, amountSat, policy }: ChannelPlan,
): Promise<OpenedChannel> {
  await accepter.api.setFundingPolicy(policy);
  const channel = await opener.api.open({ peer: accepter.nodeId, amountSat: amountSat.toString() });
  const { channelId, fundingOutpoint } = channel;
  if (fundingOutpoint === undefined) throw new Error(`the channel ${channelId} has no funding transaction`);
  const name = `${opener.name}–${accepter.name}`;
  const [txid = ''] = fundingOutpoint.split(':');
  await until(`the funding transaction of ${name} is in the mempool`, async () => {
    return (await chain.mempool()).includes(txid);
  });
  return {
    name,
    channelId,
    opener,
    accepter,
    fundingOutpoint,
    openerSat: BigInt(channel.localContributionSat),
    accepterSat: BigInt(channel.remoteContributionSat),
  };
}

/** Mines until the channels are deep enough to be announced, and waits until all nodes know and can use them. */
export async function confirmChannels(network: Network, channels: readonly OpenedChannel[]): Promise<number> {
  const height = await mine(network, ANNOUNCEMENT_DEPTH);
  await untilUsable(channels);
  await untilKnown(network.nodes, channels.length);
  return height;
}

/** Waits until both ends of each channel can use it. */
export async function untilUsable(channels: readonly OpenedChannel[]): Promise<void> {
  await Promise.all(
    channels.flatMap(({ name, channelId, opener, accepter }) =>
      [opener, accepter].map((node) =>
        until(`${node.name} can use ${name}`, async () => (await node.api.channel(channelId)).usable),
      ),
    ),
  );
}

/** Waits until each node has heard of so many channels of the network. */
export async function untilKnown(nodes: readonly NetworkNode[], channels: number): Promise<void> {
  await Promise.all(
    nodes.map((node) =>
      until(`${node.name} has heard of ${channels} channels`, async () => {
        const { graph } = await node.api.info();
        return graph.channels === channels;
      }),
    ),
  );
}

/** Waits until no payment is in flight in a channel, and gives what both ends say of it. */
export async function untilIdle({ name, channelId, opener, accepter }: OpenedChannel): Promise<{
  readonly opener: ChannelInfo;
  readonly accepter: ChannelInfo;
}> {
  return until(`nothing is in flight in ${name}`, async () => {
    const [ours, theirs] = await Promise.all([
      opener.api.channel(channelId),
      accepter.api.channel(channelId),
    ]);
    return ours.htlcs.length + theirs.htlcs.length === 0 && { opener: ours, accepter: theirs };
  });
}
