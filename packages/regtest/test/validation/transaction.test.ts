import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Coin } from '../../src/coin.ts';
import { baseSize, MAX_MONEY, NULL_INDEX, type OutPoint, type Tx } from '../../src/transaction.ts';
import { blockSubsidy } from '../../src/validation/limits.ts';
import { checkTransaction, checkTxInputs, spentCoins } from '../../src/validation/transaction.ts';
import { aCoinbase, anInput, aTx } from '../support/consensus.ts';

const script = Uint8Array.of(0x51);
const out = (value: bigint): { value: bigint; scriptPubKey: Uint8Array } => ({ value, scriptPubKey: script });
const outpoint = (byte: number, index = 0): OutPoint => ({ txid: new Uint8Array(32).fill(byte), index });
const nullOutPoint = { txid: new Uint8Array(32), index: NULL_INDEX };

describe('a transaction by itself', () => {
  const cases: readonly [name: string, tx: Tx, reason: string | undefined][] = [
    ['in order', aTx(), undefined],
    ['without inputs', aTx({ inputs: [] }), 'bad-txns-vin-empty'],
    ['without outputs', aTx({ outputs: [] }), 'bad-txns-vout-empty'],
    [
      'larger than a block',
      aTx({ outputs: [{ value: 0n, scriptPubKey: new Uint8Array(1e6) }] }),
      'bad-txns-oversize',
    ],
    ['an amount below zero', aTx({ outputs: [out(-1n)] }), 'bad-txns-vout-negative'],
    ['an amount beyond all money', aTx({ outputs: [out(MAX_MONEY + 1n)] }), 'bad-txns-vout-toolarge'],
    ['all the money there is', aTx({ outputs: [out(MAX_MONEY), out(0n)] }), undefined],
    ['a sum beyond all money', aTx({ outputs: [out(MAX_MONEY), out(1n)] }), 'bad-txns-txouttotal-toolarge'],
    [
      'an output spent twice (CVE-2018-17144)',
      aTx({ inputs: [anInput(), anInput({ sequence: 0 })] }),
      'bad-txns-inputs-duplicate',
    ],
    [
      'two outputs of one transaction',
      aTx({ inputs: [anInput(), anInput({ prevout: outpoint(7, 1) })] }),
      undefined,
    ],
    [
      'a coinbase input among others',
      aTx({ inputs: [anInput(), anInput({ prevout: nullOutPoint })] }),
      'bad-txns-prevout-null',
    ],
    ['a coinbase', aCoinbase(1), undefined],
    [
      'a coinbase with a script of 1 byte',
      aTx({ inputs: [anInput({ prevout: nullOutPoint, scriptSig: new Uint8Array(1) })] }),
      'bad-cb-length',
    ],
    [
      'a coinbase with a script of 101 bytes',
      aTx({ inputs: [anInput({ prevout: nullOutPoint, scriptSig: new Uint8Array(101) })] }),
      'bad-cb-length',
    ],
  ];
  for (const [name, tx, reason] of cases) {
    it(`${name}: ${reason ?? 'passes'}`, () => assert.equal(checkTransaction(tx)?.code, reason));
  }
});

describe('the size of a transaction without its witnesses', () => {
  it('is at most a million bytes', () => {
    const sized = (size: number): Tx => aTx({ outputs: [{ value: 0n, scriptPubKey: new Uint8Array(size) }] });
    const rest = baseSize(sized(900_000)) - 900_000;
    assert.equal(checkTransaction(sized(1_000_000 - rest)), undefined);
    assert.equal(checkTransaction(sized(1_000_001 - rest))?.code, 'bad-txns-oversize');
  });
});

describe('the coins that a transaction spends', () => {
  const coin = (value: bigint, fields: Partial<Coin> = {}): Coin => ({
    output: out(value),
    height: 10,
    coinbase: false,
    ...fields,
  });
  const tx = aTx({ outputs: [out(700n), out(200n)] });

  it('leave the fee', () => {
    assert.deepEqual(checkTxInputs(tx, [coin(600n), coin(350n)], 20), { ok: true, value: 50n });
    assert.deepEqual(checkTxInputs(tx, [coin(900n)], 20), { ok: true, value: 0n });
  });

  it('must be worth the outputs', () => {
    assert.deepEqual(checkTxInputs(tx, [coin(899n)], 20), {
      ok: false,
      error: { code: 'bad-txns-in-belowout', message: 'value in (0.00000899) < value out (0.000009)' },
    });
  });

  it('must exist', () => {
    const view = { get: ({ index }: OutPoint) => (index === 0 ? coin(5n) : undefined) };
    const both = aTx({ inputs: [anInput(), anInput({ prevout: outpoint(7, 1) })] });
    assert.equal(spentCoins(both, view), undefined);
    assert.deepEqual(spentCoins(aTx(), view), [coin(5n)]);
    const checked = checkTxInputs(both, undefined, 20);
    assert.equal(!checked.ok && checked.error.code, 'bad-txns-inputs-missingorspent');
  });

  it('of a coinbase must be 100 blocks deep', () => {
    const coins = [coin(900n, { coinbase: true, height: 10 })];
    const early = checkTxInputs(tx, coins, 109);
    assert.deepEqual(!early.ok && early.error, {
      code: 'bad-txns-premature-spend-of-coinbase',
      message: 'tried to spend coinbase at depth 99',
    });
    assert.ok(checkTxInputs(tx, coins, 110).ok);
  });

  it('must not be worth more than all money together', () => {
    const checked = checkTxInputs(tx, [coin(MAX_MONEY), coin(1n)], 20);
    assert.equal(!checked.ok && checked.error.code, 'bad-txns-inputvalues-outofrange');
  });
});

describe('the subsidy', () => {
  const known: readonly [height: number, sats: bigint][] = [
    [0, 5_000_000_000n],
    [149, 5_000_000_000n],
    [150, 2_500_000_000n],
    [300, 1_250_000_000n],
    [150 * 32, 1n],
    [150 * 33, 0n],
    [150 * 64, 0n],
  ];
  for (const [height, sats] of known) {
    it(`at height ${height} is ${sats}`, () => assert.equal(blockSubsidy(height), sats));
  }
});
