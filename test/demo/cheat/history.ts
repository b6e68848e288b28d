import { formatMsat, formatSat } from '../amounts.ts';
import {
  ANNOUNCEMENT_DEPTH,
  type OpenedChannel,
  openChannel,
  untilIdle,
  untilUsable,
} from '../channel-plan.ts';
import { mine } from '../network-launch.ts';
import { payOnceReachable } from '../pay.ts';
import { reportPaid } from '../steps/pay-across.ts';
import type { Cast, History } from './cast.ts';

const MALLORYS_SAT = 3_000_000n;
const BOBS_SAT = 1_000_000n;

/** A channel with Mallory and Bob's money in it. */
export async function openOne({ network, mallory, bob, owners, report }: Cast): Promise<OpenedChannel> {
  await mallory.api.connect(bob.uri);
  const policy = { type: 'fixed', amountSat: BOBS_SAT.toString() } as const;
  const channel = await openChannel(network, {
    opener: mallory,
    accepter: bob,
    amountSat: MALLORYS_SAT,
    policy,
  });
  await owners.noteWallets(network.nodes);
  report.done(
    `mallory puts ${formatSat(channel.openerSat)} into a channel with bob, who adds ${formatSat(channel.accepterSat)}`,
  );
  report.chain(`funding transaction ${channel.fundingOutpoint.split(':')[0]}`);
  const height = await mine(network, ANNOUNCEMENT_DEPTH);
  await untilUsable([channel]);
  report.chain(`${ANNOUNCEMENT_DEPTH} blocks confirm it: height ${height}`);
  return channel;
}

/** Payments there and back, a copy of Mallory's data while she is rich, and a payment that makes her poor. */
export async function makeHistory(cast: Cast, channel: OpenedChannel): Promise<History> {
  const { mallory, report } = cast;
  await pay(cast, 'mallory', 400_000_000n);
  await pay(cast, 'bob', 150_000_000n);
  const { opener: old } = await untilIdle(channel);
  const bringBackOldState = await mallory.putCopyAside();
  const oldMsat = BigInt(old.localMsat);
  report.note(
    `mallory has ${formatMsat(oldMsat)} in state ${old.commitmentNumbers.local}, and puts a copy of her data aside`,
  );
  await untilUsable([channel]);
  await pay(cast, 'mallory', 2_500_000_000n);
  const { opener: now } = await untilIdle(channel);
  const newMsat = BigInt(now.localMsat);
  report.note(
    `${formatMsat(newMsat)} are left to her in state ${now.commitmentNumbers.local}: all states before are revoked, bob has their secrets`,
  );
  return { channel, oldMsat, newMsat, bringBackOldState };
}

async function pay(cast: Cast, payer: 'mallory' | 'bob', amountMsat: bigint): Promise<void> {
  const { mallory, bob } = cast;
  const [from, to] = payer === 'mallory' ? [mallory, bob] : [bob, mallory];
  reportPaid(cast, { from, to, amountMsat }, await payOnceReachable({ from, to, amountMsat }));
}
