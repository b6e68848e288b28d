/** What becomes of a peer that publishes a revoked state. */
import { formatMilliseconds } from '../amounts.ts';
import { fundWallets, launchNetwork, mine } from '../network-launch.ts';
import { Owners } from '../owners.ts';
import { style } from '../report.ts';
import type { Run } from '../run-command.ts';
import { publishOldState } from './breach.ts';
import { type Cast, type History, NAMES } from './cast.ts';
import { makeHistory, openOne } from './history.ts';
import { punish, tellWhoGotWhat } from './punishment.ts';
import { proveRuin, startsOf } from './sums.ts';

export async function tellOfCheating({ workspace, report }: Run): Promise<void> {
  const started = performance.now();
  report.title('Sferic: what becomes of a peer that publishes a revoked state');
  const network = await report.step('A chain and two nodes come up', () =>
    launchNetwork(workspace, report, NAMES),
  );
  const [mallory, bob] = network.nodes;
  if (mallory === undefined || bob === undefined) throw new Error('two names make two nodes');
  const cast: Cast = { network, mallory, bob, owners: new Owners(), report };
  await report.step('Mining fills the wallets', () => fundWallets(network, report));
  const starts = await startsOf(cast);
  const watched = await cheatWhoWatches(cast);
  await report.step('What is left of it', () => proveRuin(cast, starts, [watched]));
  await report.step('The nodes stop', async () => {
    await Promise.all(network.nodes.map((node) => node.stop()));
    report.done('both ended in order');
  });
  report.line('');
  report.done(style('bold', `Done in ${formatMilliseconds(performance.now() - started)}`));
}

/** Bob is awake. */
async function cheatWhoWatches(cast: Cast): Promise<History> {
  const { network, bob, report } = cast;
  const channel = await report.step('A channel', () => openOne(cast));
  const history = await report.step('Its history', () => makeHistory(cast, channel));
  const txid = await report.step('Mallory cheats', async () => {
    // Else their nodes would talk: hers would hear that it has lost state, and not close by force any more.
    bob.freeze();
    report.note(
      'bob is held still (SIGSTOP) for a block, so that his node cannot tell hers that it is behind',
    );
    try {
      return await publishOldState(cast, history);
    } finally {
      bob.thaw();
    }
  });
  const claims = await report.step('Bob punishes', async () => {
    const done = await punish(cast, channel.channelId);
    await tellWhoGotWhat(cast, txid, done);
    return done;
  });
  if (claims.length === 0) throw new Error('there was nothing to claim');
  await mine(network, 1);
  return history;
}
