import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { action, Chaos } from '../../packages/channel/test/harness/chaos.ts';
import { Pair } from '../../packages/channel/test/harness/pair.ts';
import { CommitmentJudge } from './commitment-judge.ts';

/** More with SFERIC_RUNS, to look for what is rare. */
const RUNS = Number(process.env['SFERIC_RUNS'] ?? 25);

it('any use of a channel: balances are conserved, both commitments agree, and the chain would take every one of them', () => {
  const judge = new CommitmentJudge();
  fc.assert(
    fc.property(fc.array(action, { minLength: 30, maxLength: 120 }), (actions) => {
      const chaos = new Chaos(Pair.normal({ announce: false }), (end) => judge.judge(end));
      for (const one of actions) chaos.run(one);
      chaos.finish();
    }),
    { numRuns: RUNS },
  );
  // The judge has had something to do.
  assert(judge.commitments > 2 * RUNS && judge.htlcTransactions > 0);
});
