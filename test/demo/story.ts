/** The main job of the project, from nothing to settled on chain, as one story. */
import { formatMilliseconds } from './amounts.ts';
import { Books } from './books.ts';
import { type Cast, NAMES } from './cast.ts';
import { fundWallets, launchNetwork } from './network-launch.ts';
import { style } from './report.ts';
import type { Run } from './run-command.ts';
import { closeLine } from './steps/close-line.ts';
import { connectLine } from './steps/connect.ts';
import { killNode } from './steps/kill-node.ts';
import { openLine } from './steps/open-line.ts';
import { payAcross } from './steps/pay-across.ts';
import { proveConservation } from './steps/prove-conservation.ts';
import { restartNode } from './steps/restart-node.ts';

export interface StoryOptions {
  /** Whether a node is killed in the middle of a payment. */
  readonly kill: boolean;
}

export async function tellStory({ workspace, report }: Run, { kill }: StoryOptions): Promise<void> {
  const started = performance.now();
  report.title('Sferic: a payment network of four nodes on a Bitcoin chain of their own');
  const network = await report.step('A chain and four nodes come up', () =>
    launchNetwork(workspace, report, NAMES),
  );
  const [alice, bob, carol, dave] = network.nodes;
  if (alice === undefined || bob === undefined || carol === undefined || dave === undefined)
    throw new Error('four names make four nodes');
  const cast: Cast = { network, alice, bob, carol, dave, books: new Books(), report };

  await report.step('Mining fills the wallets', async () => {
    await fundWallets(network, report);
    await cast.books.begin(network);
  });
  await report.step('The nodes connect over libp2p', () => connectLine(cast));
  const line = await report.step('Channels that both sides fund', () => openLine(cast));
  await report.step('Onion-wrapped payments over three hops', () => payAcross(cast));
  if (kill) await report.step('A node is killed in the middle of a payment', () => killNode(cast, line));
  await report.step('A node stops and starts again', () => restartNode(cast, line));
  await report.step('All channels are closed by agreement', () => closeLine(cast, line));
  await report.step('Does it add up?', () => proveConservation(cast));
  await report.step('The nodes stop', async () => {
    await Promise.all(network.nodes.map((node) => node.stop()));
    report.done('all four ended in order');
  });
  report.line('');
  report.done(style('bold', `Done in ${formatMilliseconds(performance.now() - started)}`));
}
