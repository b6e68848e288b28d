/** What every channel can carry now, in either direction, as its own end says, without what is on its way there. */
import type { ChannelInfo, PaymentInfo } from '@sferic/node';
import type { TestNode } from '../local-network.ts';
import type { FlowEdge } from './max-flow.ts';

/** A payment that is not over, as its payer last told of it. */
export interface OnItsWay {
  readonly payer: string;
  readonly paymentHash: string;
  readonly info: PaymentInfo | undefined;
}

/**
 * `sendableMsat` of each end that is here and whose peer is: its balance without the reserve, what its commitment costs, and HTLCs of the
 * channel. From that goes what pending attempts are about to put there. What forwarding costs is not taken off: of a flow only a half is paid.
 */
export async function roomNow(
  present: ReadonlyMap<string, TestNode>,
  onTheirWay: Iterable<OnItsWay>,
): Promise<readonly FlowEdge[]> {
  const coming = comingInto(onTheirWay);
  const edges = [...present].map(async ([from, { service }]) => {
    const channels = await service.channels();
    return channels
      .filter(({ usable, peer }) => usable && present.has(peer))
      .map((channel): FlowEdge => {
        const room =
          BigInt(channel.sendableMsat) - unseen(channel, coming.get(`${from} ${channel.shortChannelId}`));
        return { from, to: channel.peer, room: room > 0n ? room : 0n };
      });
  });
  return (await Promise.all(edges)).flat();
}

interface Coming {
  readonly paymentHash: string;
  /** With all fees: at the last hop a little too much. */
  readonly amount: bigint;
}

/** By offering node and channel. */
function comingInto(onTheirWay: Iterable<OnItsWay>): ReadonlyMap<string, readonly Coming[]> {
  const coming = new Map<string, Coming[]>();
  for (const { payer, paymentHash, info } of onTheirWay)
    for (const { state, hops, amountMsat, feeMsat } of info?.attempts ?? []) {
      if (state !== 'pending') continue;
      const amount = BigInt(amountMsat) + BigInt(feeMsat);
      for (const [index, { shortChannelId }] of hops.entries()) {
        const key = `${hops[index - 1]?.nodeId ?? payer} ${shortChannelId}`;
        coming.set(key, [...(coming.get(key) ?? []), { paymentHash, amount }]);
      }
    }
  return coming;
}

/** Of what is coming, what is not among the HTLCs of the channel yet; of several parts of one payment the larger ones. */
function unseen({ htlcs }: ChannelInfo, coming: readonly Coming[] = []): bigint {
  const seen = new Map<string, number>();
  for (const { direction, paymentHash } of htlcs)
    if (direction === 'outgoing') seen.set(paymentHash, (seen.get(paymentHash) ?? 0) + 1);
  let sum = 0n;
  for (const { paymentHash, amount } of coming.toSorted((a, b) => Number(a.amount - b.amount))) {
    const left = seen.get(paymentHash) ?? 0;
    seen.set(paymentHash, left - 1);
    if (left <= 0) sum += amount;
  }
  return sum;
}
