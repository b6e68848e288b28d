/** What a channel says that it can carry is what it takes: any use of it, at any moment. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Msat, Sat } from '@sferic/wire';
import fc from 'fast-check';
import {
  availableToOffer,
  availableWhenSettled,
  NONE_OFFERED,
  type OfferedHtlcs,
  withOffered,
} from '../src/commitment/available.ts';
import type { ChannelState } from '../src/state.ts';
import { move } from '../src/step.ts';
import { established } from './harness/auditor.ts';
import { action, Chaos } from './harness/chaos.ts';
import type { End } from './harness/end.ts';
import { Pair } from './harness/pair.ts';
import { addHtlc } from './harness/traffic.ts';

/** More with SFERIC_RUNS, to look for what is rare. */
const RUNS = Number(process.env['SFERIC_RUNS'] ?? 60);

/** From so many msat on an HTLC has an output, and so costs a fee: above both dust limits. */
const UNTRIMMED = 600_000n;

/** Of one more HTLC, as if it were offered now: nothing of it stays. */
function afterOffer(end: End, state: ChannelState, number: number, amount: bigint) {
  return move(state, { type: 'command', command: addHtlc(end, 10_000 + number, amount) }, end.env);
}

function available(state: ChannelState, offered: OfferedHtlcs): Msat {
  assert(state.type === 'normal');
  return availableToOffer(state.params, state.commitments, 'local', offered);
}

/** Offers the amounts one after the other, and what is available exactly at the end. */
function check(end: End, amounts: readonly bigint[]): void {
  let { state } = end;
  let offered = NONE_OFFERED;
  for (const [index, amount] of amounts.entries()) {
    const added = afterOffer(end, state, index, amount);
    if (!added.ok) break;
    assert(state.type === 'normal');
    offered = withOffered(state.params, offered, amount as Msat, 1);
    state = added.value.next;
  }
  const most = available(end.state, offered);
  assert.equal(most, available(state, NONE_OFFERED), 'offered or about to be: the same is left');
  if (most >= UNTRIMMED) {
    const added = afterOffer(end, state, amounts.length, most);
    assert(added.ok, `${most} msat were available: ${added.ok || added.error.message}`);
  }
  const above = most + 1n > UNTRIMMED ? most + 1n : UNTRIMMED;
  const added = afterOffer(end, state, amounts.length, above);
  assert(!added.ok, `${above} msat were taken, beyond ${most}`);
}

it('no more and no less', () => {
  fc.assert(
    fc.property(
      fc.array(action, { minLength: 5, maxLength: 60 }),
      fc.record({ alice: fc.bigInt(13_000n, 60_000n), bob: fc.bigInt(20_000n, 900_000n) }),
      fc.array(fc.oneof(fc.bigInt(1n, UNTRIMMED), fc.bigInt(UNTRIMMED, 100n * UNTRIMMED)), { maxLength: 4 }),
      fc.record({
        maxAcceptedHtlcs: fc.integer({ min: 1, max: 6 }),
        dustLimit: fc.bigInt(354n, 600n).map((limit) => limit as Sat),
      }),
      (actions, amounts, further, bobPolicy) => {
        const pair = Pair.normal({ announce: false, amounts, bobPolicy });
        const chaos = new Chaos(pair);
        for (const one of actions) {
          chaos.run(one);
          for (const end of [pair.alice, pair.bob]) if (end.state.type === 'normal') check(end, further);
        }
        chaos.finish();
        for (const end of [pair.alice, pair.bob]) {
          const { params, commitments } = established(end);
          const now = availableToOffer(params, commitments, 'local', NONE_OFFERED);
          assert.equal(availableWhenSettled(params, commitments, 'local'), now, 'all is settled');
        }
      },
    ),
    { numRuns: RUNS },
  );
});
