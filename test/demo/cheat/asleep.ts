/** The story with Bob's node switched off, and a watchtower of his awake. */
import { formatCount, formatSat } from '../amounts.ts';
import { type LedgerTransaction, total } from '../chain-ledger.ts';
import { until } from '../until.ts';
import { publishOldState } from './breach.ts';
import type { Cast, History } from './cast.ts';
import { makeHistory, openOne } from './history.ts';
import { claimsOn, punish, tellClaim, tellOutputs } from './punishment.ts';

export async function cheatWhoSleeps(cast: Cast): Promise<History> {
  const { bob, report } = cast;
  await report.step('Bob has a watchtower', () => addTower(cast));
  const channel = await report.step('Another channel', () => openOne(cast));
  const history = await report.step('Its history', async () => {
    const made = await makeHistory(cast, channel);
    await untilCovered(cast);
    return made;
  });
  const txid = await report.step('Mallory cheats while Bob sleeps', async () => {
    await bob.stop();
    report.note("bob's node is switched off");
    return publishOldState(cast, history);
  });
  const byTower = await report.step('The tower punishes, alone', () => towerPunishes(cast, txid));
  await report.step('Bob wakes up', async () => {
    await bob.startAgain();
    const { confirmedSat } = await bob.api.walletBalance();
    report.done(
      `bob is up again, with ${formatSat(BigInt(confirmedSat))} in his wallet; his own balance is left to claim`,
    );
    await tellOutputs(cast, txid, await punish(cast, channel.channelId));
    for (const claim of await claimsOn(cast, txid)) {
      const isTowers = byTower.some((one) => one.txid === claim.txid);
      await tellClaim(cast, isTowers ? 'the tower' : 'bob', claim);
    }
  });
  return history;
}

async function addTower({ bob, tower, report }: Cast): Promise<void> {
  await tower.api.serveTower(true);
  const { state, terms } = await bob.api.addTower(tower.uri);
  if (state !== 'ready' || terms === undefined) throw new Error(`the tower is ${state}`);
  report.done(
    `bob's node hands the tower what punishes each state that is revoked, up to ${formatCount(BigInt(terms.maxPackages))} packages`,
  );
}

/** Until the tower has been told of every state that is revoked. */
async function untilCovered({ bob, tower, report }: Cast): Promise<void> {
  await until('the tower knows of all revoked states', async () => {
    const towers = await bob.api.towers();
    return towers.every(({ state, pendingStates }) => state === 'ready' && pendingStates === 0);
  });
  const { packages, bytes } = await tower.api.towerServer();
  report.done(
    `the tower keeps ${packages} packages, ${formatCount(BigInt(bytes))} bytes: each opens with the transaction that it is for, and no other`,
  );
}

/** The transactions by which it has. */
async function towerPunishes(cast: Cast, txid: string): Promise<readonly LedgerTransaction[]> {
  const { network, tower, report } = cast;
  const breach = async () => (await tower.api.towerServer()).breaches.find((one) => one.txid === txid);
  const { outputs } = await until('the tower has found the breach', breach);
  report.done(
    `the tower finds the commitment in the block, and its package opens: it can take ${outputs} outputs`,
  );
  await until('the tower has taken them', async () => {
    if ((await breach())?.taken === outputs) return true;
    if ((await network.chain.mempool()).length > 0) await network.chain.mine(1);
    return false;
  });
  const claims = await claimsOn(cast, txid);
  for (const claim of claims) report.chain(`${claim.txid} pays ${formatSat(total(claim.outputs))}`);
  return claims;
}
