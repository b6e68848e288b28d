import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseAmount, parseSatAmount } from '../../src/config/index.ts';

describe('amounts as people write them', () => {
  for (const [text, msat] of [
    ['25000sat', 25_000_000n],
    ['25000', 25_000_000n],
    ['1500msat', 1500n],
    ['0.01btc', 1_000_000_000n],
    ['0.00000000001btc', 1n],
    ['1.5sat', 1500n],
    ['1_000_000sat', 1_000_000_000n],
    ['21000000BTC', 2_100_000_000_000_000_000n],
    [' 7 sat ', 7000n],
    ['0', 0n],
  ] as const) {
    it(`"${text}" is ${msat} msat`, () => assert.deepEqual(parseAmount(text), { ok: true, value: msat }));
  }

  for (const [text, problem] of [
    ['', /not an amount/],
    ['-1sat', /not an amount/],
    ['1e3sat', /not an amount/],
    ['0x10', /not an amount/],
    ['1.', /not an amount/],
    ['.5btc', /not an amount/],
    ['1__0', /not an amount/],
    ['10 eur', /not an amount/],
    ['٣sat', /not an amount/],
    ['1.5msat', /finer than a millisatoshi/],
    ['0.0001sat', /finer than a millisatoshi/],
    ['21000000.00000000001btc', /more than all bitcoin/],
  ] as const) {
    it(`"${text}" is refused`, () => {
      const amount = parseAmount(text);
      assert.match(amount.ok ? 'accepted' : amount.error, problem);
    });
  }

  it('a whole amount of satoshis is read by every unit alike', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2_100_000_000_000_000n }), (sat) => {
        const btc = `${sat / 100_000_000n}.${String(sat % 100_000_000n).padStart(8, '0')}btc`;
        for (const text of [`${sat}`, `${sat}sat`, `${sat}000msat`, btc])
          assert.deepEqual(parseSatAmount(text), { ok: true, value: sat });
      }),
    );
  });

  it('a fraction of a satoshi is refused where a transaction is to hold it', () => {
    assert.deepEqual(parseSatAmount('1500msat').ok, false);
    assert.deepEqual(parseSatAmount('2000msat'), { ok: true, value: 2n });
  });
});
