import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SatPerKw } from '@sferic/wire';
import { FEERATE_CEILING, FeeEstimator } from '../../src/chain/index.ts';
import { silentLogger } from '../../src/log.ts';
import { FakeChain } from './fake-chain.ts';

const estimator = (backend: FakeChain) =>
  new FeeEstimator({ backend, log: silentLogger, fallback: 2500 as SatPerKw });

const same = (feerate: number) => ({ urgent: feerate, normal: feerate, slow: feerate, background: feerate });

describe('FeeEstimator', () => {
  it('gives the fallback where the chain has no estimate', async () => {
    const fees = estimator(new FakeChain());
    assert.deepEqual(fees.current, same(2500));
    assert.deepEqual(await fees.refresh(), same(2500));
  });

  it('gives the estimates, and for a missing one that of the next sooner or else later target', async () => {
    const chain = new FakeChain();
    chain.estimates = new Map([
      [2, 9000],
      [36, 1000],
    ]);
    assert.deepEqual(await estimator(chain).refresh(), {
      urgent: 9000,
      normal: 9000,
      slow: 1000,
      background: 1000,
    });
    chain.estimates = new Map([[144, 700]]);
    assert.deepEqual(await estimator(chain).refresh(), same(700));
  });

  it('never pays less for a sooner target than for a later one', async () => {
    const chain = new FakeChain();
    chain.estimates = new Map([
      [2, 500],
      [6, 4000],
      [36, 600],
      [144, 900],
    ]);
    assert.deepEqual(await estimator(chain).refresh(), {
      urgent: 4000,
      normal: 4000,
      slow: 900,
      background: 900,
    });
  });

  it('stays between what is relayed and a ceiling', async () => {
    const chain = new FakeChain();
    chain.estimates = new Map([
      [2, 10_000_000],
      [6, 1],
      [36, 1],
      [144, 1],
    ]);
    assert.deepEqual(await estimator(chain).refresh(), {
      urgent: FEERATE_CEILING,
      normal: 253,
      slow: 253,
      background: 253,
    });
    chain.minimumFeerate = 5000;
    assert.equal((await estimator(chain).refresh()).background, 5000);
  });

  it('keeps the last estimates while the server does not answer', async () => {
    const chain = new FakeChain();
    chain.estimates = new Map([[2, 3000]]);
    const fees = estimator(chain);
    await fees.refresh();
    chain.down = true;
    assert.deepEqual(await fees.refresh(), same(3000));
  });
});
