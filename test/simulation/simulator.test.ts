import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runCampaign } from './simulator/campaign.ts';
import type { Defect } from './simulator/defects.ts';

/** Fixed, so that `npm test` says the same each time: this one meets every way of closing. More with `npm run simulate`. */
const SEED = 4;
const STEPS = 25_000;

/** That these were met makes the silence of the auditor worth something. */
const COVERED = [
  ...['crash', 'cut', 'congestion', 'reorganization', 'reorganized spend', 'forwarded', 'forgotten'],
  ...['mutual_close', 'local_commitment', 'remote_commitment', 'revoked_commitment', 'future_commitment'].map(
    (kind) => `spent by ${kind}`,
  ),
  ...['to_remote', 'delayed', 'htlc_timeout', 'htlc_preimage', 'penalty of delayed', 'penalty of htlc'].map(
    (path) => `claimed: ${path}`,
  ),
  'claimed: htlc timeout transaction',
  'claimed: htlc success transaction',
  'settled on chain upstream and downstream',
];

/** Those that are found within a few runs. The others are found by `npm run simulate -- --plant NAME`. */
const QUICKLY_FOUND: readonly Defect[] = [
  'skip_write',
  'speak_then_commit',
  'sign_revoked',
  'fail_early',
  'forget_circuits',
  'forget_watches',
  'ignore_reorganizations',
  'no_timeout',
];

describe('three nodes in a line, one of them dishonest at times', () => {
  it('whatever happens, nobody who is honest loses more than fees and dust', () => {
    const { finding, marks } = runCampaign({ seed: SEED, steps: STEPS });
    assert.equal(finding, undefined, finding && `run ${finding.index}: ${finding.error.stack}`);
    assert.deepEqual(
      COVERED.filter((mark) => !marks.has(mark)),
      [],
    );
  });

  it('the same seed plays the same run', () => {
    const play = () => runCampaign({ seed: SEED, steps: 1 });
    assert.deepEqual([...play().marks], [...play().marks]);
  });

  for (const defect of QUICKLY_FOUND)
    it(`a node with the defect ${defect} is found out`, () => {
      assert(runCampaign({ seed: SEED, steps: STEPS, defect }, false).finding !== undefined);
    });
});
