/** The story with Bob awake. */

import { publishOldState } from './breach.ts';
import type { Cast, History } from './cast.ts';
import { makeHistory, openOne } from './history.ts';
import { claimsOn, punish, tellClaim, tellOutputs } from './punishment.ts';

export async function cheatWhoWatches(cast: Cast): Promise<History> {
  const { bob, report } = cast;
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
  await report.step('Bob punishes', async () => {
    await tellOutputs(cast, txid, await punish(cast, channel.channelId));
    for (const claim of await claimsOn(cast, txid)) await tellClaim(cast, 'bob', claim);
  });
  return history;
}
