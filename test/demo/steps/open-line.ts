import { formatSat } from '../amounts.ts';
import type { Cast, Line } from '../cast.ts';
import { ANNOUNCEMENT_DEPTH, type ChannelPlan, confirmChannels, openChannel } from '../channel-plan.ts';

/** Opens a channel from each node of the line to the next, which adds what its policy says. */
export async function openLine({ network, alice, bob, carol, dave, books, report }: Cast): Promise<Line> {
  const plans: readonly (ChannelPlan & { readonly expectedSat: bigint; readonly words: string })[] = [
    {
      opener: alice,
      accepter: bob,
      amountSat: 2_000_000n,
      policy: { type: 'match', limitSat: '5000000' },
      expectedSat: 2_000_000n,
      words: 'bob matches',
    },
    {
      opener: bob,
      accepter: carol,
      amountSat: 3_000_000n,
      policy: { type: 'fixed', amountSat: '1500000' },
      expectedSat: 1_500_000n,
      words: 'carol adds a fixed amount',
    },
    {
      opener: carol,
      accepter: dave,
      amountSat: 2_500_000n,
      policy: { type: 'match', limitSat: '1000000' },
      expectedSat: 1_000_000n,
      words: 'dave matches up to his limit',
    },
  ];
  const line = [];
  for (const plan of plans) {
    const started = performance.now();
    const channel = await openChannel(network, plan);
    const { name, openerSat, accepterSat, fundingOutpoint } = channel;
    if (openerSat !== plan.amountSat || accepterSat !== plan.expectedSat)
      throw new Error(`${name} holds ${openerSat} + ${accepterSat} sat: not what was asked for`);
    line.push(channel);
    await books.noteWallets(network.nodes);
    const amounts = `${formatSat(openerSat)} + ${formatSat(accepterSat)}`;
    report.done(`${name}: ${amounts}, ${plan.words}`, performance.now() - started);
    report.chain(`funding transaction ${fundingOutpoint.split(':')[0]}`);
  }
  const height = await confirmChannels(network, line);
  report.chain(`${ANNOUNCEMENT_DEPTH} blocks confirm them: height ${height}`);
  report.done('both ends of each channel can use it, and every node has heard of all three by gossip');
  return line;
}
