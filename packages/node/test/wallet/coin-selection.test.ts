import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outputWeight, p2wpkh } from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import type { Sat, SatPerKw } from '@sferic/wire';
import fc from 'fast-check';
import {
  type Candidate,
  COIN_WEIGHT,
  COMMON_WEIGHT,
  feeOf,
  MAX_INPUTS,
  selectAll,
  selectCoins,
} from '../../src/wallet/coin-selection.ts';

const changeScript = p2wpkh(new Uint8Array(33).fill(2));
const CHANGE_WEIGHT = outputWeight(changeScript);
const fixedWeight = COMMON_WEIGHT + CHANGE_WEIGHT;

const coin = (amount: number, confirmed = true): Candidate => ({ amount: BigInt(amount) as Sat, confirmed });

function select(candidates: readonly Candidate[], amount: number, feerate = 1000) {
  return selectCoins({
    candidates,
    amount: BigInt(amount) as Sat,
    feerate: feerate as SatPerKw,
    fixedWeight,
    changeScript,
  });
}

const amounts = (coins: readonly Candidate[]): readonly number[] => coins.map(({ amount }) => Number(amount));

describe('selectCoins', () => {
  it('pays the fee of what it selects, to the satoshi', () => {
    // 272 weight units for an input, 42 for the fields, 124 for each of the two outputs: 562 in all.
    assert.equal(COIN_WEIGHT, 272);
    const selected = unwrap(select([coin(100_000)], 50_000, 2500));
    assert.deepEqual(selected, { coins: [coin(100_000)], fee: 1405n, change: 48_595n });
  });

  it('takes a combination that needs no change before the largest coins', () => {
    const exact = 30_000 + 20_000 - Number(feeOf(fixedWeight + 2 * COIN_WEIGHT, 1000 as SatPerKw));
    const { coins, change, fee } = unwrap(
      select(
        [90_000, 30_000, 25_000, 20_000].map((sat) => coin(sat)),
        exact,
      ),
    );
    assert.deepEqual([amounts(coins), change], [[30_000, 20_000], 0n]);
    assert.equal(fee, feeOf(fixedWeight + 2 * COIN_WEIGHT, 1000 as SatPerKw));
  });

  it('takes the largest coins first when there has to be change, not those that leave least of it', () => {
    const { coins } = unwrap(
      select(
        [50_000, 100_000, 40_000].map((sat) => coin(sat)),
        70_000,
      ),
    );
    assert.deepEqual(amounts(coins), [100_000]);
  });

  it('rounds fees up', () => {
    assert.equal(feeOf(1000, 253 as SatPerKw), 253n);
    assert.equal(feeOf(1001, 253 as SatPerKw), 254n);
    assert.equal(feeOf(0, 253 as SatPerKw), 0n);
  });

  it('leaves change that would be dust, or would cost more than it holds, to the fee', () => {
    const spent = Number(feeOf(fixedWeight + COIN_WEIGHT, 1000 as SatPerKw));
    for (const rest of [1, 200, 417]) {
      const selected = unwrap(select([coin(50_000)], 50_000 - spent - rest));
      assert.deepEqual([selected.change, selected.fee], [0n, BigInt(spent + rest)]);
    }
    assert.equal(unwrap(select([coin(50_000)], 50_000 - spent - 124 - 294)).change, 294n);
  });

  it('takes unconfirmed coins only when the confirmed ones do not suffice', () => {
    const coins = [coin(100_000, false), coin(20_000), coin(15_000)];
    assert.deepEqual(amounts(unwrap(select(coins, 30_000)).coins), [20_000, 15_000]);
    assert.ok(unwrap(select(coins, 40_000)).coins.some(({ confirmed }) => !confirmed));
  });

  it('does not touch coins that cost more than they hold', () => {
    const selected = select([coin(2720), coin(2720), coin(2720)], 300, 10_000);
    assert.equal(!selected.ok && selected.error.code, 'insufficient_funds');
  });

  it('says what is needed and what there is when funds do not suffice', () => {
    const selected = select([coin(10_000), coin(5000)], 15_000);
    assert.match(
      selected.ok ? '' : selected.error.message,
      /^15000 sat and a fee of about 710 sat .* 15000 sat can/,
    );
    assert.equal(select([], 1).ok, false);
  });

  it('takes no more than 252 inputs', () => {
    const many = Array.from({ length: MAX_INPUTS + 10 }, () => coin(1000));
    assert.equal(select(many, 150_000).ok, true);
    const beyond = select(many, 185_000);
    assert.match(beyond.ok ? '' : beyond.error.message, /in the 252 largest coins/);
  });

  it('for any coins: amounts add up, the fee is right, and a refusal means that coins do not suffice', () => {
    const candidate = fc.record({ amount: fc.bigInt(1n, 200_000n), confirmed: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 30 }),
        fc.integer({ min: 0, max: 600_000 }),
        fc.integer({ min: 253, max: 20_000 }),
        (drawn, amount, feerate) => {
          const candidates = drawn as unknown as readonly Candidate[];
          const rate = feerate as SatPerKw;
          const selected = select(candidates, amount, feerate);
          const value = (coins: readonly Candidate[]): bigint =>
            coins.reduce((sum, { amount: sat }) => sum + (sat > feeOf(COIN_WEIGHT, rate) ? sat : 0n), 0n);
          const economic = candidates.filter(({ amount: sat }) => sat > feeOf(COIN_WEIGHT, rate));
          const needed = (inputs: number) => BigInt(amount) + feeOf(fixedWeight + inputs * COIN_WEIGHT, rate);
          if (!selected.ok) return assert.ok(value(economic) < needed(economic.length));
          const { coins, change, fee } = selected.value;
          assert.equal(new Set(coins).size, coins.length);
          assert.ok(coins.every((chosen) => candidates.includes(chosen)));
          assert.equal(value(coins), BigInt(amount) + change + fee);
          const least = feeOf(
            fixedWeight + coins.length * COIN_WEIGHT + (change > 0n ? CHANGE_WEIGHT : 0),
            rate,
          );
          assert.ok(fee >= least);
          // What is given away: less than dust, or less than making and spending change costs.
          const waste =
            [294n, feeOf(COIN_WEIGHT, rate)].reduce((a, b) => (a > b ? a : b)) +
            feeOf(CHANGE_WEIGHT, rate) +
            1n;
          assert.ok(fee - least <= waste, `${fee} for ${least}`);
          assert.ok(change === 0n || change >= 294n);
          if (coins.some(({ confirmed }) => !confirmed)) {
            const confirmed = economic.filter((one) => one.confirmed);
            assert.ok(value(confirmed) < needed(confirmed.length));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('ends soon on coins among which no combination fits', { timeout: 5000 }, () => {
    const coins = Array.from({ length: 200 }, (_, n) => coin(1_000_000 + 2 ** (n % 20)));
    assert.equal(select(coins, 17_777_777).ok, true);
  });
});

describe('selectAll', () => {
  const all = (candidates: readonly Candidate[], feerate: number) =>
    selectAll({ candidates, feerate: feerate as SatPerKw, fixedWeight });

  it('spends every coin that is worth its fee', () => {
    const { coins, amount, fee } = unwrap(all([coin(200), coin(10_000), coin(5000)], 1000));
    assert.deepEqual(amounts(coins), [10_000, 5000]);
    assert.deepEqual([amount, fee], [15_000n - 710n, 710n]);
  });

  it('refuses when nothing would be left', () => {
    assert.equal(all([coin(400)], 1000).ok, false);
    assert.equal(all([], 1000).ok, false);
  });
});
