import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hexToBytes, sha256d } from '@sferic/crypto';
import {
  blockHash,
  blockTotalSize,
  blockWeight,
  checkProofOfWork,
  merkleTree,
  parseBlock,
  parseHeader,
  serializeBlock,
  serializeHeader,
  targetOf,
  workOf,
} from '../src/block.ts';
import { displayId, parseDisplayId } from '../src/transaction.ts';
import { aCoinbase, anInput, aTx, mined } from './support/consensus.ts';

/** The header of regtest's genesis block, and its hash as every node prints it. */
const GENESIS = {
  version: 1,
  previousHash: new Uint8Array(32),
  merkleRoot: parseDisplayId('4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b')!,
  time: 1_296_688_602,
  bits: 0x207f_ffff,
  nonce: 2,
};

describe('a block header', () => {
  it('of regtest’s first block has the hash that is known', () => {
    const hash = displayId(blockHash(GENESIS));
    assert.equal(hash, '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206');
    assert.ok(checkProofOfWork(GENESIS));
  });

  it('comes back from its bytes', () => {
    const header = { ...GENESIS, version: -1, time: 0xffff_ffff };
    const parsed = parseHeader(serializeHeader(header));
    assert.deepEqual(parsed.ok && parsed.value, header);
  });

  it('must meet its target, and the target the limit of regtest', () => {
    const nonces = Array.from({ length: 64 }, (_, nonce) => ({ ...GENESIS, nonce }));
    const passing = nonces.filter(checkProofOfWork);
    assert.ok(passing.length > 0 && passing.length < nonces.length);
    for (const header of nonces) {
      assert.equal(checkProofOfWork(header), (blockHash(header)[31] ?? 255) < 0x80);
      assert.equal(checkProofOfWork({ ...header, bits: 0x2100_ffff }), false);
      assert.equal(checkProofOfWork({ ...header, bits: 0x1d00_ffff }), false);
    }
  });
});

describe('compact targets', () => {
  const known: readonly [bits: number, target: bigint | undefined][] = [
    [0x0000_0000, undefined],
    [0x0100_3456, undefined],
    [0x0112_3456, 0x12n],
    [0x0200_8000, 0x80n],
    [0x0492_3456, undefined],
    [0x0412_3456, 0x1234_5600n],
    [0x1d00_ffff, 0xffffn << 208n],
    [0xff12_3456, undefined],
  ];
  for (const [bits, target] of known) {
    it(`${bits.toString(16)} is ${target?.toString(16) ?? 'none'}`, () =>
      assert.equal(targetOf(bits), target));
  }

  it('tell the work: two hashes at regtest, 2³² and a little more at the first difficulty', () => {
    assert.equal(workOf(0x207f_ffff), 2n);
    assert.equal(workOf(0x1d00_ffff), 0x1_0001_0001n);
  });
});

describe('Merkle trees', () => {
  const leaf = (i: number): Uint8Array => new Uint8Array(32).fill(i);
  const pair = (a: Uint8Array, b: Uint8Array): Uint8Array => sha256d(a, b);

  it('repeat the last member of an odd row', () => {
    assert.deepEqual(merkleTree([leaf(1)]).root, leaf(1));
    const root = pair(pair(leaf(1), leaf(2)), pair(leaf(3), leaf(3)));
    assert.deepEqual(merkleTree([leaf(1), leaf(2), leaf(3)]), { root, mutated: false });
  });

  it('notice a list that was made longer under the same root (CVE-2012-2459)', () => {
    const honest = merkleTree([1, 2, 3].map(leaf));
    const longer = merkleTree([1, 2, 3, 3].map(leaf));
    assert.deepEqual(longer.root, honest.root);
    assert.ok(longer.mutated);
    assert.ok(merkleTree([1, 2, 3, 4, 5, 6, 5, 6].map(leaf)).mutated);
  });
});

describe('a block', () => {
  const transactions = [aCoinbase(1), aTx({ inputs: [anInput({ witness: [hexToBytes('aabb')] })] })];

  it('comes back from its bytes, and knows its size', () => {
    const block = mined(transactions);
    const bytes = serializeBlock(block);
    const parsed = parseBlock(bytes);
    assert.deepEqual(parsed.ok && parsed.value, block);
    assert.equal(blockTotalSize(block), bytes.length);
    const witnessBytes = 2 + 1 + 1 + 2;
    assert.equal(blockWeight(block), (bytes.length - witnessBytes) * 4 + witnessBytes);
  });

  it('is refused when cut off or followed by anything', () => {
    const bytes = serializeBlock(mined(transactions));
    assert.equal(parseBlock(bytes.subarray(0, -1)).ok, false);
    assert.equal(parseBlock(Uint8Array.of(...bytes, 0)).ok, false);
  });
});
