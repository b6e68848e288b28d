import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { action, actionOrClose, Chaos } from './harness/chaos.ts';
import { Pair } from './harness/pair.ts';

/** More with SFERIC_RUNS, to look for what is rare. */
const RUNS = Number(process.env['SFERIC_RUNS'] ?? 60);

it('any use of a channel, with cuts, restarts and crashes at any moment, settles every HTLC and conserves balances', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 20, maxLength: 120 }), (actions) => {
      const chaos = new Chaos(Pair.normal({ announce: false }));
      for (const one of actions) chaos.run(one);
      chaos.finish();
    }),
    { numRuns: RUNS },
  );
});

it('the same with a cooperative close at any moment', () => {
  fc.assert(
    fc.property(fc.array(actionOrClose, { minLength: 20, maxLength: 120 }), (actions) => {
      const chaos = new Chaos(Pair.normal({ announce: false }));
      for (const one of actions) chaos.run(one);
      chaos.finish();
      const types = [chaos.pair.alice, chaos.pair.bob].map(({ state }) => state.type);
      assert.equal(types[0], types[1], 'one end closes and the other does not');
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
});
