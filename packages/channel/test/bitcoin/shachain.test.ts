import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unwrap } from '@sferic/codec';
import { sha256 } from '@sferic/crypto';
import fc from 'fast-check';
import {
  EMPTY_SHACHAIN,
  FIRST_SECRET_INDEX,
  findSecret,
  insertSecret,
  perCommitmentSecret,
  perCommitmentSecrets,
  SHACHAIN_SLOTS,
  secretIndex,
} from '../../src/bitcoin/index.ts';

const SEED = sha256(Uint8Array.of(1));

describe('shachain', () => {
  it('every secret revealed so far is found again, none before it is revealed', () => {
    let shachain = EMPTY_SHACHAIN;
    const count = 300;
    for (let number = 0; number < count; number++) {
      const index = secretIndex(number);
      assert.equal(findSecret(shachain, index), undefined);
      const inserted = unwrap(insertSecret(shachain, index, perCommitmentSecret(SEED, index)));
      shachain = inserted.shachain;
      assert.deepEqual(shachain.slots[inserted.slot]?.index, index);
    }
    assert.equal(shachain.slots.length, SHACHAIN_SLOTS);
    for (let number = 0; number < count; number++) {
      const index = secretIndex(number);
      assert.deepEqual(findSecret(shachain, index), perCommitmentSecret(SEED, index));
    }
  });

  it('neighbours are the same as if each were grown from the seed, also across the bits that change rarely', () => {
    const secretAt = perCommitmentSecrets(SEED);
    for (const number of [0, 1, 2, 65_535, 65_536, 65_537, 1, 2 ** 40, FIRST_SECRET_INDEX, 0]) {
      const index = secretIndex(number);
      assert.deepEqual(secretAt(index), perCommitmentSecret(SEED, index), `commitment ${number}`);
    }
  });

  it('refuses a secret of another chain as soon as it has to derive a known one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), (wrongAt) => {
        let shachain = EMPTY_SHACHAIN;
        let refusedAt: number | undefined;
        for (let number = 0; number < 64 && refusedAt === undefined; number++) {
          const index = secretIndex(number);
          const seed = number === wrongAt ? sha256(SEED) : SEED;
          const inserted = insertSecret(shachain, index, perCommitmentSecret(seed, index));
          if (inserted.ok) shachain = inserted.value.shachain;
          else refusedAt = number;
        }
        // The wrong one itself if it has a lower slot to derive, else the next of a higher slot.
        assert.ok(refusedAt !== undefined && refusedAt >= wrongAt && refusedAt <= 63);
      }),
    );
  });

  it('has room for every commitment number of 48 bits', () => {
    assert.equal(secretIndex(0), FIRST_SECRET_INDEX);
    assert.equal(secretIndex(FIRST_SECRET_INDEX), 0);
    assert.throws(() => secretIndex(FIRST_SECRET_INDEX + 1), RangeError);
    assert.throws(() => secretIndex(-1), RangeError);
    const last = unwrap(insertSecret(EMPTY_SHACHAIN, 0, SEED));
    assert.equal(last.slot, 48);
    assert.deepEqual(findSecret(last.shachain, 12345), perCommitmentSecret(SEED, 12345));
  });
});
