import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Workspace } from '../demo/workspace.ts';
import { runCampaign } from './campaign.ts';
import { THREE } from './line.ts';
import { chooseSeed } from './random.ts';

/** `npm run chaos` kills more, and tells more. */
const KILLS = Number(process.env['SFERIC_KILLS'] ?? 5);

it('nodes that are killed (-9) at any moment while payments flow both ways: every payment ends, and every millisatoshi is accounted for', {
  timeout: 120_000 + KILLS * 60_000,
}, async (t) => {
  const seed = chooseSeed();
  t.diagnostic(`SFERIC_SEED=${seed} SFERIC_KILLS=${KILLS}`);
  const workspace = await Workspace.create({ verbose: false, keep: false });
  t.after(() => workspace.close());
  const options = { seed, kills: KILLS, names: THREE, tell: (text: string) => t.diagnostic(text) };
  // A process that ends by itself is the failure to report.
  const tally = await Promise.race([runCampaign(workspace, options), workspace.failed]);
  for (const line of tally.tell()) t.diagnostic(line);
  assert(tally.succeeded > 2 * KILLS, 'hardly any payment succeeds');
});
