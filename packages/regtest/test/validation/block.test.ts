import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes } from '@sferic/crypto';
import { type Block, witnessCommitment, witnessCommitmentScript } from '../../src/block.ts';
import { OP } from '../../src/script/opcodes.ts';
import type { Tx } from '../../src/transaction.ts';
import {
  checkBlock,
  checkBlockContext,
  checkHeader,
  coinbaseHeightScript,
} from '../../src/validation/block.ts';
import { aCoinbase, anInput, aTx, mined } from '../support/consensus.ts';

const MEDIAN = 1_700_000_000;
const NOW = MEDIAN + 1000;

describe('a header', () => {
  const header = mined([aCoinbase(1)], { time: NOW }).header;
  const context = { medianTimePast: MEDIAN, now: NOW };
  const code = (fields: Partial<typeof header>): string | undefined =>
    checkHeader(mined([aCoinbase(1)], { time: NOW, ...fields }).header, context)?.code;

  it('in order passes', () => assert.equal(checkHeader(header, context), undefined));
  it('without proof of work: high-hash', () => {
    const failing = Array.from(
      { length: 64 },
      (_, nonce) => checkHeader({ ...header, nonce }, context)?.code,
    );
    assert.ok(failing.includes('high-hash'));
  });
  it('not after the median time: time-too-old', () => {
    assert.equal(code({ time: MEDIAN }), 'time-too-old');
    assert.equal(code({ time: MEDIAN + 1 }), undefined);
  });
  it('more than two hours ahead: time-too-new', () => {
    assert.equal(code({ time: NOW + 7200 }), undefined);
    assert.equal(code({ time: NOW + 7201 }), 'time-too-new');
  });
  it('of a version before BIP 65: bad-version', () => {
    assert.equal(code({ version: 3 }), 'bad-version(0x00000003)');
    assert.equal(code({ version: -1 }), 'bad-version(0xffffffff)');
    assert.equal(code({ version: 0x2000_0000 }), undefined);
  });
});

describe('a block by itself', () => {
  const coinbase = aCoinbase(1);
  const sigops = (count: number): Tx =>
    aTx({ outputs: [{ value: 0n, scriptPubKey: new Uint8Array(count).fill(OP.CHECKSIG) }] });
  const cases: readonly [name: string, block: Block, reason: string | undefined][] = [
    ['in order', mined([coinbase, aTx()]), undefined],
    ['another Merkle root', mined([coinbase], { merkleRoot: new Uint8Array(32) }), 'bad-txnmrklroot'],
    ['the same transaction twice, which its inputs forbid later', mined([coinbase, aTx(), aTx()]), undefined],
    ['no transactions', mined([]), 'bad-blk-length'],
    ['no coinbase', mined([aTx()]), 'bad-cb-missing'],
    ['two coinbases', mined([coinbase, aCoinbase(2)]), 'bad-cb-multiple'],
    ['a bad transaction', mined([coinbase, aTx({ outputs: [] })]), 'bad-txns-vout-empty'],
    ['as many signature operations as may be', mined([coinbase, sigops(20_000)]), undefined],
    ['one more signature operation', mined([coinbase, sigops(20_001)]), 'bad-blk-sigops'],
    [
      'a megabyte without witnesses',
      mined([coinbase, aTx({ outputs: [{ value: 0n, scriptPubKey: new Uint8Array(999_900) }] })]),
      'bad-blk-length',
    ],
  ];
  for (const [name, block, reason] of cases) {
    it(`${name}: ${reason ?? 'passes'}`, () => assert.equal(checkBlock(block)?.code, reason));
  }

  it('a list made longer under the same root: bad-txns-duplicate', () => {
    const [a, b] = [aTx(), aTx({ lockTime: 1 })];
    const honest = mined([coinbase, a, b]);
    const longer = { header: honest.header, transactions: [coinbase, a, b, b] };
    assert.equal(checkBlock(longer)?.code, 'bad-txns-duplicate');
  });
});

describe('a block in its place', () => {
  const place = { height: 200, medianTimePast: MEDIAN };
  const code = (transactions: readonly Tx[]): string | undefined =>
    checkBlockContext(mined(transactions), place)?.code;
  const spending = aTx({ inputs: [anInput({ witness: [Uint8Array.of(1)] })] });
  const reserved = new Uint8Array(32).fill(8);

  /** A coinbase that commits to `transactions`, and maybe has the wrong commitment before that. */
  const committing = (transactions: readonly Tx[], witness: readonly Uint8Array[] = [reserved]): Tx => {
    const all = [aCoinbase(200), ...transactions];
    const script = witnessCommitmentScript(witnessCommitment(all, reserved));
    const stale = witnessCommitmentScript(new Uint8Array(32));
    const outputs = [stale, script].map((scriptPubKey) => ({ value: 0n, scriptPubKey }));
    return aCoinbase(200, { outputs }, witness);
  };

  it('without witnesses needs no commitment', () => assert.equal(code([aCoinbase(200), aTx()]), undefined));
  it('with a witness needs one: unexpected-witness', () => {
    assert.equal(code([aCoinbase(200), spending]), 'unexpected-witness');
  });
  it('is held by the last commitment', () => {
    assert.equal(code([committing([spending]), spending]), undefined);
    assert.equal(code([committing([aTx()]), spending]), 'bad-witness-merkle-match');
  });
  it('needs one reserved value of 32 bytes: bad-witness-nonce-size', () => {
    assert.equal(code([committing([spending], []), spending]), 'bad-witness-nonce-size');
    assert.equal(code([committing([spending], [reserved, reserved]), spending]), 'bad-witness-nonce-size');
    assert.equal(code([committing([spending], [reserved.subarray(1)]), spending]), 'bad-witness-nonce-size');
  });
  it('must say its height: bad-cb-height', () => {
    assert.equal(code([aCoinbase(199)]), 'bad-cb-height');
    const scriptSig = concatBytes(Uint8Array.of(0), coinbaseHeightScript(200));
    const [input] = aCoinbase(200).inputs;
    assert.equal(code([aTx({ inputs: [{ ...input!, scriptSig }] })]), 'bad-cb-height');
  });
  it('holds no transaction before its time: bad-txns-nonfinal', () => {
    const locked = (lockTime: number): Tx => aTx({ lockTime, inputs: [anInput({ sequence: 0 })] });
    assert.equal(code([aCoinbase(200), locked(199)]), undefined);
    assert.equal(code([aCoinbase(200), locked(200)]), 'bad-txns-nonfinal');
    assert.equal(code([aCoinbase(200), locked(MEDIAN)]), 'bad-txns-nonfinal');
  });
  it('weighs at most four million: bad-blk-weight', () => {
    const heavy = (size: number): Tx => aTx({ inputs: [anInput({ witness: [new Uint8Array(size)] })] });
    assert.equal(code([committing([heavy(3_990_000)]), heavy(3_990_000)]), undefined);
    assert.equal(code([committing([heavy(4_000_000)]), heavy(4_000_000)]), 'bad-blk-weight');
  });
});

describe('the height in a coinbase (BIP 34)', () => {
  const known: readonly [height: number, script: readonly number[]][] = [
    [1, [0x51]],
    [16, [0x60]],
    [17, [1, 17]],
    [127, [1, 127]],
    [128, [2, 128, 0]],
    [255, [2, 255, 0]],
    [256, [2, 0, 1]],
    [227_931, [3, 0x5b, 0x7a, 0x03]],
  ];
  for (const [height, script] of known) {
    it(`${height}`, () => assert.deepEqual(coinbaseHeightScript(height), Uint8Array.from(script)));
  }
});
