import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runCampaign } from './simulator/campaign.ts';

const SEED = 1;
/** Fixed: a run of `npm test` says the same each time. More with `npm run simulate`. */
const STEPS = 16_000;

describe('three nodes in a line, one of them dishonest at times', () => {
  it('whatever happens, nobody who is honest loses more than fees and dust', () => {
    const { finding, marks } = runCampaign({ seed: SEED, steps: STEPS });
    assert.equal(finding, undefined, finding && `run ${finding.index}: ${finding.error.stack}`);
    for (const mark of ['crash', 'reorganization', 'forwarded', 'spent by revoked_commitment', 'forgotten'])
      assert(marks.has(mark), `nothing was seen of: ${mark}`);
  });

  it('the same seed plays the same run', () => {
    const play = () => runCampaign({ seed: SEED, steps: 1 });
    assert.deepEqual([...play().marks], [...play().marks]);
  });
});
