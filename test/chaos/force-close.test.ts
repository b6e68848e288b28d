import { it } from 'node:test';
import { Workspace } from '../demo/workspace.ts';
import { runEnforcement } from './enforcement.ts';
import { chooseSeed } from './random.ts';

const KILLS = 4;

it('a channel closed by force with HTLCs in both directions, its ends killed (-9) on the way: every claim confirms, and nobody loses', {
  timeout: 240_000,
}, async (t) => {
  const seed = chooseSeed();
  t.diagnostic(`SFERIC_SEED=${seed}`);
  const workspace = await Workspace.create({ verbose: false, keep: false });
  t.after(() => workspace.close());
  const options = { seed, kills: KILLS, tell: (text: string) => t.diagnostic(text) };
  await Promise.race([runEnforcement(workspace, options), workspace.failed]);
});
