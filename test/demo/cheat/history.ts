import { createHash, randomBytes } from 'node:crypto';
import { formatMsat, formatSat } from '../amounts.ts';
import {
  ANNOUNCEMENT_DEPTH,
  type OpenedChannel,
  openChannel,
  untilIdle,
  untilUsable,
} from '../channel-plan.ts';
import { mine } from '../network-launch.ts';
import { type PaymentPlan, payOnceReachable } from '../pay.ts';
import { reportPaid } from '../steps/pay-across.ts';
import { until } from '../until.ts';
import type { Cast, History } from './cast.ts';

const MALLORYS_SAT = 3_000_000n;
const BOBS_SAT = 1_000_000n;
const HELD_BY_BOB_MSAT = 300_000_000n;
const HELD_BY_MALLORY_MSAT = 200_000_000n;

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

/**
 * Payments there and back, a copy of Mallory's data while she is rich and one payment each way is held by its payee, and a
 * payment that makes her poor.
 */
export async function makeHistory(cast: Cast, channel: OpenedChannel): Promise<History> {
  const { mallory, bob, report } = cast;
  await pay(cast, 'mallory', 400_000_000n);
  await pay(cast, 'bob', 150_000_000n);
  const toBob = await hold({ from: mallory, to: bob, amountMsat: HELD_BY_BOB_MSAT });
  const toMallory = await hold({ from: bob, to: mallory, amountMsat: HELD_BY_MALLORY_MSAT });
  report.done(
    `bob holds a payment of ${formatMsat(HELD_BY_BOB_MSAT)}, mallory one of ${formatMsat(HELD_BY_MALLORY_MSAT)}: an HTLC in each direction`,
  );
  const old = await mallory.api.channel(channel.channelId);
  const bringBackOldState = await mallory.putCopyAside();
  const oldMsat = BigInt(old.localMsat);
  report.note(
    `mallory has ${formatMsat(oldMsat)} in state ${old.commitmentNumbers.local}, and puts a copy of her data aside`,
  );
  await untilUsable([channel]);
  await bob.api.settleInvoice(toBob.preimage);
  await mallory.api.cancelInvoice(toMallory.paymentHash);
  await untilIdle(channel);
  report.done('bob takes his, mallory refuses hers');
  await pay(cast, 'mallory', 2_200_000_000n);
  const { opener: now } = await untilIdle(channel);
  const newMsat = BigInt(now.localMsat);
  report.note(
    `${formatMsat(newMsat)} are left to her in state ${now.commitmentNumbers.local}: all states before are revoked, bob has their secrets`,
  );
  return { channel, oldMsat, newMsat, bringBackOldState };
}

interface Held {
  readonly preimage: string;
  readonly paymentHash: string;
}

/** A payment that its payee neither takes nor refuses yet. */
async function hold({ from, to, amountMsat }: PaymentPlan): Promise<Held> {
  const secret = randomBytes(32);
  const paymentHash = createHash('sha256').update(secret).digest('hex');
  const request = { amountMsat: amountMsat.toString(), holdHash: paymentHash };
  const { invoice } = await to.api.createInvoice(request);
  // What becomes of it is told by its payee; the payer is stopped meanwhile.
  from.api.pay({ invoice }).catch(() => undefined);
  await until(`${to.name} holds a payment of ${from.name}`, async () => {
    return (await to.api.invoice(paymentHash)).state === 'accepted';
  });
  return { preimage: secret.toString('hex'), paymentHash };
}

async function pay(cast: Cast, payer: 'mallory' | 'bob', amountMsat: bigint): Promise<void> {
  const { mallory, bob } = cast;
  const [from, to] = payer === 'mallory' ? [mallory, bob] : [bob, mallory];
  reportPaid(cast, { from, to, amountMsat }, await payOnceReachable({ from, to, amountMsat }));
}
