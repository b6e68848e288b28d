/** What becomes of a peer that publishes a revoked state. */
import { formatMilliseconds } from '../amounts.ts';
import { fundWallets, launchNetwork } from '../network-launch.ts';
import { Owners } from '../owners.ts';
import { style } from '../report.ts';
import type { Run } from '../run-command.ts';
import { cheatWhoSleeps } from './asleep.ts';
import { type Cast, NAMES } from './cast.ts';
import { proveRuin, startsOf } from './sums.ts';
import { cheatWhoWatches } from './watched.ts';

export async function tellOfCheating({ workspace, report }: Run): Promise<void> {
  const started = performance.now();
  report.title('Sferic: what becomes of a peer that publishes a revoked state');
  const { chain, nodes } = await report.step('A chain and three nodes come up', () =>
    launchNetwork(workspace, report, NAMES),
  );
  const [mallory, bob, tower] = nodes;
  if (mallory === undefined || bob === undefined || tower === undefined)
    throw new Error('three names make three nodes');
  const network = { chain, nodes: [mallory, bob] };
  const cast: Cast = { network, mallory, bob, tower, owners: new Owners(), report };
  await report.step('Mining fills the wallets', () => fundWallets(network, report));
  const starts = await startsOf(cast);
  const watched = await cheatWhoWatches(cast);
  const asleep = await cheatWhoSleeps(cast);
  await report.step('What is left of it', () => proveRuin(cast, starts, [watched, asleep]));
  await report.step('The nodes stop', async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    report.done('all three ended in order');
  });
  report.line('');
  report.done(style('bold', `Done in ${formatMilliseconds(performance.now() - started)}`));
}
