import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Workspace } from '../demo/workspace.ts';
import { Line } from './line.ts';
import { chooseSeed, Random } from './random.ts';

/** More with SFERIC_KILLS, to look for what is rare. */
const KILLS = Number(process.env['SFERIC_KILLS'] ?? 3);
const PAYMENTS_AT_ONCE = 16;
/** From the first payment on: a payment over two hops takes less than half of it. */
const LATEST_KILL_MS = 250;
const LONGEST_DOWN_MS = 300;

it('nodes that are killed (-9) at any moment while payments flow both ways: every payment ends, and every millisatoshi is accounted for', {
  timeout: 60_000 + KILLS * 60_000,
}, async (t) => {
  const seed = chooseSeed();
  t.diagnostic(`SFERIC_SEED=${seed} SFERIC_KILLS=${KILLS}`);
  const random = new Random(seed);
  const workspace = await Workspace.create({ verbose: false, keep: false });
  t.after(() => workspace.close());
  const story = async () => {
    const line = await Line.start(workspace);
    for (let kill = 1; kill <= KILLS; kill++) {
      const payments = Array.from({ length: PAYMENTS_AT_ONCE }, () => line.payByLot(random));
      const victim = random.pick(line.network.nodes);
      const moment = random.below(LATEST_KILL_MS);
      await delay(moment);
      await line.killAndRestart(victim, random.below(LONGEST_DOWN_MS));
      t.diagnostic(`kill ${kill}: ${victim.name} after ${moment} ms`);
      await Promise.all(payments);
      await line.check();
    }
    const succeeded = await line.succeeded();
    t.diagnostic(`${succeeded} payments succeeded`);
    assert(succeeded > 2 * KILLS, 'hardly any payment succeeds');
  };
  // A process that ends by itself is the failure to report.
  await Promise.race([story(), workspace.failed]);
});
