import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MinimumFeerate } from '../../src/mempool/minimum-feerate.ts';

const HOUR = 3600;
const FULL = { usage: 90, limit: 100 };

/** A mempool that was full of 9900 sat/kvB, and in which a block made room at time 0. */
function afterBlock(): MinimumFeerate {
  const minimum = new MinimumFeerate();
  minimum.raise(9900);
  minimum.blockConnected(0);
  return minimum;
}

describe('the minimum feerate of a full mempool', () => {
  it('is what had to leave paid, and the increment of a replacement', () => {
    const minimum = new MinimumFeerate();
    assert.equal(minimum.at(0, FULL), 0);
    minimum.raise(9900);
    minimum.raise(500);
    assert.equal(minimum.at(0, FULL), 10_000);
  });

  it('stays until there is a block', () => {
    const minimum = new MinimumFeerate();
    minimum.raise(9900);
    assert.equal(minimum.at(100 * HOUR, FULL), 10_000);
  });

  it('halves in 12 hours, in 6 below half of the memory, in 3 below a quarter', () => {
    assert.equal(afterBlock().at(12 * HOUR, FULL), 5000);
    assert.equal(afterBlock().at(6 * HOUR, { usage: 49, limit: 100 }), 5000);
    assert.equal(afterBlock().at(3 * HOUR, { usage: 24, limit: 100 }), 5000);
  });

  it('falls to the increment, and to nothing at half of that', () => {
    const minimum = afterBlock();
    assert.equal(minimum.at(84 * HOUR, FULL), 100);
    assert.equal(minimum.at(95 * HOUR, FULL), 0);
  });

  it('stands again when the mempool is full again', () => {
    const minimum = afterBlock();
    minimum.raise(19_900);
    assert.equal(minimum.at(12 * HOUR, FULL), 20_000);
  });
});
