import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Sat, type SatPerKw, sat } from '@sferic/wire';
import fc from 'fast-check';
import {
  estimateWithin,
  feerateFor,
  feerateToReplace,
  isWorthReplacing,
} from '../../src/enforcement/fee-schedule.ts';
import { enforcementReserve } from '../../src/enforcement/reserve.ts';

const rate = (value: number) => value as SatPerKw;
const ESTIMATES = { urgent: rate(4000), normal: rate(2000), slow: rate(1000), background: rate(500) };
const RICH = sat(100_000_000n);

function feerate(blocksLeft: number | undefined, value: Sat, weight = 1000, estimates = ESTIMATES): number {
  return feerateFor({ weight, worth: value, atRisk: value, blocksLeft }, estimates);
}

describe('the feerate of a transaction that has to confirm', () => {
  /** Blocks left, value in satoshis, and what 1000 weight units pay. */
  const table: readonly (readonly [string, number | undefined, bigint, number])[] = [
    ['in no hurry: the slow estimate', undefined, 100_000_000n, 1000],
    ['far from its deadline: the slow estimate', 100, 100_000_000n, 1000],
    ['some hours before it: the normal one', 36, 100_000_000n, 2000],
    ['as the window begins: not more', 18, 100_000_000n, 2000],
    ['four blocks later: twice as much', 14, 100_000_000n, 4000],
    ['eight blocks later: four times', 10, 100_000_000n, 8000],
    ['six blocks before: eight times the urgent one', 6, 100_000_000n, 32_000],
    ['at the deadline', 0, 100_000_000n, 90_509],
    ['beyond it: up to the most that is believed', -40, 100_000_000n, 250_000],
    ['at the deadline, growth ends at half of what is at risk', 0, 20_000n, 10_000],
    ['the estimate itself is paid beyond that half', 6, 6000n, 4000],
    ['but never more than it brings', 6, 3000n, 3000],
    ['nor less than is relayed', 6, 100n, 253],
  ];
  for (const [name, blocksLeft, value, wanted] of table)
    it(name, () => assert.equal(feerate(blocksLeft, sat(value)), wanted));

  it('does not grow for the sake of what is not at risk', () => {
    const need = { weight: 1000, worth: RICH, atRisk: sat(0n), blocksLeft: 0 };
    assert.equal(feerateFor(need, ESTIMATES), ESTIMATES.urgent);
  });

  it('never falls as blocks pass, and its fee never exceeds what it brings, where that is relayed at all', () => {
    const blocks = fc.integer({ min: -50, max: 2016 });
    const value = fc.bigInt({ min: 1000n, max: 1_000_000_000n });
    fc.assert(
      fc.property(blocks, value, fc.integer({ min: 500, max: 100_000 }), (left, amount, weight) => {
        const now = feerate(left, sat(amount), weight);
        assert(feerate(left - 1, sat(amount), weight) >= now);
        if (now > 253) assert(BigInt(Math.floor((now * weight) / 1000)) <= amount);
      }),
    );
  });

  it('chooses the estimate by the blocks that are left', () => {
    const chosen = [undefined, 144, 37, 36, 7, 6, 1, -3].map((blocks) => estimateWithin(ESTIMATES, blocks));
    assert.deepEqual(chosen, [1000, 1000, 1000, 2000, 2000, 4000, 4000, 4000]);
  });
});

describe('a replacement', () => {
  it('is made when it pays a quarter more, not before', () => {
    const waiting = { weight: 800, fee: sat(800n) };
    assert.deepEqual(
      [999, 1000, 1249, 1250, 9000].map((wanted) => isWorthReplacing(waiting, rate(wanted))),
      [false, false, false, true, true],
    );
  });

  it('pays all that it replaces, and its own relay', () => {
    assert.equal(feerateToReplace(sat(0n), 1000), 253);
    // 1000 weight units relay for 253 satoshis.
    assert.equal(feerateToReplace(sat(5000n), 1000), 5253);
  });
});

describe('the reserve for enforcement', () => {
  it('grows with the channels, up to a bound', () => {
    assert.deepEqual([0, 1, 3, 10, 500].map(enforcementReserve), [0n, 10_000n, 30_000n, 100_000n, 100_000n]);
  });
});
