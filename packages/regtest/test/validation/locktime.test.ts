import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFinal, satisfiesSequenceLocks } from '../../src/validation/locktime.ts';
import { anInput, aTx } from '../support/consensus.ts';

const MEDIAN = 1_600_000_000;

describe('an absolute lock, in a block at height 100', () => {
  const cases: readonly [name: string, lockTime: number, sequence: number, final: boolean][] = [
    ['none', 0, 0, true],
    ['the height before', 99, 0, true],
    ['the height itself', 100, 0, false],
    ['the height itself, with a final input', 100, 0xffff_ffff, true],
    ['a second before the median time', MEDIAN - 1, 0, true],
    ['the median time', MEDIAN, 0, false],
    ['the greatest height', 499_999_999, 0, false],
    ['the least time', 500_000_000, 0, true],
  ];
  for (const [name, lockTime, sequence, final] of cases) {
    it(`${name}: ${final ? 'over' : 'holds'}`, () => {
      assert.equal(isFinal(aTx({ lockTime, inputs: [anInput({ sequence })] }), 100, MEDIAN), final);
    });
  }

  it('of 0 is none, whatever the height', () => {
    assert.equal(isFinal(aTx({ inputs: [anInput({ sequence: 0 })] }), 0, 0), true);
  });

  it('holds when one input of two is not final', () => {
    const inputs = [anInput(), anInput({ sequence: 0xffff_fffe })];
    assert.equal(isFinal(aTx({ lockTime: 100, inputs }), 100, MEDIAN), false);
  });
});

describe('a relative lock (BIP 68), in a block at height 100', () => {
  const TIME = 1 << 22;
  /** Blocks are 1000 seconds apart; the coin is of height 90. */
  const medianTimeAt = (height: number): number => MEDIAN - (99 - height) * 1000;
  const context = { height: 100, medianTimePast: MEDIAN, medianTimeAt };
  const cases: readonly [name: string, sequence: number, version: number, over: boolean][] = [
    ['no blocks', 0, 2, true],
    ['10 blocks', 10, 2, true],
    ['11 blocks', 11, 2, false],
    ['11 blocks, version 1', 11, 1, true],
    ['11 blocks, version 2³²−1', 11, 0xffff_ffff, false],
    ['11 blocks, switched off', 0x8000_000b, 2, true],
    ['10 blocks, with bits that mean nothing', 0x7fbf_000a, 2, true],
    // Counted from the median time before the coin's block: 10,000 seconds are 19 units and a part.
    ['19 units of time', TIME + 19, 2, true],
    ['20 units of time', TIME + 20, 2, false],
    ['20 units of time, version 1', TIME + 20, 1, true],
  ];
  for (const [name, sequence, version, over] of cases) {
    it(`${name}: ${over ? 'over' : 'holds'}`, () => {
      const tx = aTx({ version, inputs: [anInput({ sequence })] });
      assert.equal(satisfiesSequenceLocks(tx, [90], context), over);
    });
  }

  it('of every input counts', () => {
    const tx = aTx({ inputs: [anInput({ sequence: 10 }), anInput({ sequence: 10 })] });
    assert.equal(satisfiesSequenceLocks(tx, [90, 90], context), true);
    assert.equal(satisfiesSequenceLocks(tx, [90, 91], context), false);
  });
});
