import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TxId } from '@sferic/wire';
import fc from 'fast-check';
import {
  decodeJusticePackage,
  encodeJusticePackage,
  encodeRevokedFigures,
  isPackageSize,
  type Justice,
  justiceClaims,
  LARGEST_PACKAGE,
  locatorOf,
  openJustice,
  sealJustice,
} from '../../src/watchtower/index.ts';
import { action, Chaos } from '../harness/chaos.ts';
import { Pair } from '../harness/pair.ts';
import { fulfill, offer } from '../harness/traffic.ts';
import { commitmentsOf, hex, justiceFor, justiceFromRows, revocationsOf } from './tower-fixtures.ts';

const RUNS = Number(process.env['SFERIC_RUNS'] ?? 25);
const AMOUNT = 30_000_000n;

/** Bob's commitment with two HTLCs of either end, revoked since. */
function breach() {
  const pair = Pair.normal({ announce: false });
  const { alice, bob } = pair;
  for (const number of [1, 2]) offer(alice, number, AMOUNT + BigInt(number) * 1000n);
  for (const number of [3, 4]) offer(bob, number, AMOUNT);
  pair.settle();
  const revocations = revocationsOf(alice);
  const commitments = commitmentsOf(bob);
  fulfill(bob, 0n, 1);
  pair.settle();
  const [revoked] = revocations;
  assert(revoked !== undefined);
  const commitment = commitments.get(revoked.number)?.commitment.tx;
  const made = justiceFor(alice, revoked);
  assert(commitment !== undefined && made !== undefined);
  return { ...made, commitment };
}

function resealed({ justice, txid }: Justice): Uint8Array {
  return sealJustice(justice, txid);
}

describe('what a revocation leaves for a tower', () => {
  it('is the commitment that was revoked, in any use of a channel: as it is noted, and from what is stored later', () => {
    let punished = 0;
    fc.assert(
      fc.property(fc.array(action, { minLength: 20, maxLength: 80 }), (actions) => {
        const chaos = new Chaos(Pair.normal({ announce: false }));
        const { alice, bob } = chaos.pair;
        const revocations = revocationsOf(alice);
        const commitments = commitmentsOf(bob);
        for (const one of actions) chaos.run(one);
        chaos.finish();
        assert.deepEqual(
          revocations.map(({ number }) => number),
          [...new Set(revocations.map(({ number }) => number))],
        );
        for (const revoked of revocations) {
          const made = justiceFor(alice, revoked);
          assert.deepEqual(justiceFromRows(alice, revoked), made);
          if (made === undefined) continue;
          const { commitment } = commitments.get(revoked.number) ?? {};
          assert.equal(hex(commitment?.txid), hex(made.txid), `commitment ${revoked.number}`);
          const kinds = commitment?.outputs.filter(({ kind }) => kind === 'to_local' || kind === 'htlc');
          assert(commitment !== undefined && kinds !== undefined);
          // All of these channels are worth a penalty, but for HTLCs of a few hundred satoshis.
          const claims = justiceClaims(made.justice, commitment.tx);
          assert.equal(claims.length, made.justice.outputs.length);
          assert(claims.length <= kinds.length);
          punished += claims.length;
        }
      }),
      { numRuns: RUNS },
    );
    assert(punished > 0);
  });

  it('is stored in 31 bytes, however many HTLCs there are', () => {
    const pair = Pair.normal({ announce: false });
    const revocations = revocationsOf(pair.alice);
    for (let number = 1; number <= 5; number++) {
      offer(pair.alice, number, AMOUNT);
      pair.settle();
    }
    assert(revocations.length >= 5);
    for (const revoked of revocations) assert.equal(encodeRevokedFigures(revoked).length, 31);
  });
});

describe('a sealed justice package', () => {
  it('opens with the transaction that it is for, and claims to_local and HTLCs of both directions', () => {
    const { justice, txid, commitment } = breach();
    const opened = openJustice(sealJustice(justice, txid), txid);
    assert.deepEqual(opened, justice);
    const claims = justiceClaims(justice, commitment);
    assert.deepEqual(claims.map(({ type }) => type).toSorted(), ['htlc', 'htlc', 'htlc', 'htlc', 'to_local']);
    const received = justice.outputs.filter(
      ({ target }) => target.type === 'htlc' && target.cltvExpiry !== undefined,
    );
    assert.equal(received.length, 2);
  });

  it('opens with no other transaction, nor with the locator alone', () => {
    const { justice, txid } = breach();
    const sealed = sealJustice(justice, txid);
    for (const index of [0, 15, 16, 31]) {
      const other = txid.slice() as TxId;
      other[index] = (other[index] ?? 0) ^ 1;
      assert.equal(openJustice(sealed, other), undefined);
    }
    const guess = new Uint8Array(32) as TxId;
    guess.set(locatorOf(txid));
    assert.equal(openJustice(sealed, guess), undefined);
  });

  it('changed in any byte, or cut: nothing', () => {
    const { justice, txid } = breach();
    const sealed = sealJustice(justice, txid);
    for (let index = 0; index < sealed.length; index += 7) {
      const changed = sealed.slice();
      changed[index] = (changed[index] ?? 0) ^ 0x40;
      assert.equal(openJustice(changed, txid), undefined);
    }
    for (const length of [0, 1, 28, 256, sealed.length - 1])
      assert.equal(openJustice(sealed.subarray(0, length), txid), undefined);
  });

  it('is made again byte for byte, and under another nonce for other terms', () => {
    const made = breach();
    assert.deepEqual(resealed(made), resealed(made));
    const other = { ...made, justice: { ...made.justice, feerate: 501 as typeof made.justice.feerate } };
    assert.notDeepEqual(resealed(other).subarray(0, 12), resealed(made).subarray(0, 12));
  });

  it('shows of the number of HTLCs no more than a power of two', () => {
    const { justice, txid } = breach();
    const sizeWith = (htlcs: number) => {
      const [balance, htlc] = justice.outputs;
      assert(balance !== undefined && htlc !== undefined);
      const outputs = [balance, ...new Array<typeof htlc>(htlcs).fill(htlc)];
      return sealJustice({ ...justice, outputs }, txid).length;
    };
    assert.deepEqual([0, 1, 2, 3, 7, 8, 100, 966].map(sizeWith), [
      256,
      512,
      512,
      1024,
      1024,
      1024,
      16_384,
      LARGEST_PACKAGE,
    ]);
    assert([256, 512, LARGEST_PACKAGE].every(isPackageSize));
    assert([0, 128, 255, 257, 300, 2 * LARGEST_PACKAGE].every((size) => !isPackageSize(size)));
  });
});

describe('a package of a hostile client', () => {
  it('of any bytes is read or refused, never more than that', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        decodeJusticePackage(bytes);
      }),
    );
    const encoded = encodeJusticePackage(breach().justice);
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const changed = encoded.slice();
        changed[index] = (changed[index] ?? 0) ^ flip;
        const decoded = decodeJusticePackage(changed);
        if (decoded.ok) assert.deepEqual(encodeJusticePackage(decoded.value), changed);
      }),
    );
  });

  it('claims nothing that it has not signed, that is not there, or twice', () => {
    const { justice, commitment } = breach();
    const [balance, htlc, ...others] = justice.outputs;
    assert(balance !== undefined && htlc !== undefined);
    const count = (outputs: typeof justice.outputs, changes = {}) =>
      justiceClaims({ ...justice, ...changes, outputs }, commitment).length;
    assert.equal(count([balance, htlc]), 2);
    assert.equal(count([balance, balance, htlc, htlc]), 2);
    assert.equal(count([{ ...htlc, index: 500 }]), 0);
    assert.equal(count([{ ...htlc, index: balance.index }]), 0);
    assert.equal(count([{ ...htlc, signature: balance.signature }]), 0);
    // The script and the fee are signed.
    assert.equal(count([balance, htlc, ...others], { scriptPubKey: new Uint8Array(22) }), 0);
    assert.equal(count([balance, htlc, ...others], { feerate: justice.feerate + 1 }), 0);
    assert.equal(count([balance], { toSelfDelay: justice.toSelfDelay + 1 }), 0);
  });
});
