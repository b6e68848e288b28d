import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publicKey, sha256 } from '@sferic/crypto';
import type { Msat, PaymentHash, Point, Sat, SatPerKw, TxId } from '@sferic/wire';
import fc from 'fast-check';
import {
  ANCHOR_AMOUNT,
  buildCommitmentTransaction,
  buildHtlcTransactions,
  type CommitmentHtlc,
  type CommitmentTransactionParams,
  commitmentFee,
  compareOutputs,
  deriveCommitmentKeys,
  htlcTransactionDigest,
  obscuringFactor,
  readCommitmentNumber,
} from '../../src/bitcoin/index.ts';

const point = (n: number) => publicKey(sha256(Uint8Array.of(n))) as Point;
const basepoints = (n: number) => ({
  revocation: point(n),
  payment: point(n + 1),
  delayedPayment: point(n + 2),
  htlc: point(n + 3),
});
const CAPACITY = 10_000_000n;
const FACTOR = obscuringFactor(point(11), point(21));

function params(overrides: Partial<CommitmentTransactionParams> = {}): CommitmentTransactionParams {
  return {
    funding: {
      outPoint: { txid: new Uint8Array(32).fill(9) as TxId, index: 0 },
      amount: CAPACITY as Sat,
      ownerFundingKey: point(1),
      counterpartyFundingKey: point(2),
    },
    commitmentNumber: 7,
    obscuringFactor: FACTOR,
    keys: deriveCommitmentKeys(basepoints(10), basepoints(20), point(3)),
    toSelfDelay: 144,
    dustLimit: 546n as Sat,
    feerate: 1000 as SatPerKw,
    ownerIsOpener: true,
    ownerMsat: (CAPACITY * 500n) as Msat,
    counterpartyMsat: (CAPACITY * 500n) as Msat,
    htlcs: [],
    ...overrides,
  };
}

function htlc(id: number, overrides: Partial<CommitmentHtlc> = {}): CommitmentHtlc {
  return {
    direction: 'offered',
    id: BigInt(id),
    amountMsat: 1_000_000n as Msat,
    paymentHash: sha256(Uint8Array.of(id)) as PaymentHash,
    cltvExpiry: 500 + id,
    ...overrides,
  };
}

describe('commitment transaction', () => {
  it('identical offered HTLC outputs are ordered by their expiry', () => {
    const paymentHash = sha256(Uint8Array.of(0)) as PaymentHash;
    const expiries = [520, 501, 510];
    const htlcs = expiries.map((cltvExpiry, id) => htlc(id, { cltvExpiry, paymentHash }));
    const { htlcOutputs } = buildCommitmentTransaction(params({ htlcs }));
    assert.deepEqual(
      htlcOutputs.map((output) => output.htlc.cltvExpiry),
      [501, 510, 520],
    );
  });

  it('an HTLC at the dust limit has an output, one millisatoshi below has none and adds to the fee', () => {
    const at = buildCommitmentTransaction(params({ htlcs: [htlc(1, { amountMsat: 546_000n as Msat })] }));
    assert.equal(at.htlcOutputs.length, 1);
    const below = buildCommitmentTransaction(params({ htlcs: [htlc(1, { amountMsat: 545_999n as Msat })] }));
    assert.equal(below.htlcOutputs.length, 0);
  });

  it('the opener pays fee and both anchors, whoever owns the commitment', () => {
    const feerate = 1000 as SatPerKw;
    const cost = commitmentFee(feerate, 0) + 2n * ANCHOR_AMOUNT;
    for (const ownerIsOpener of [true, false]) {
      const { tx, outputs } = buildCommitmentTransaction(params({ ownerIsOpener, feerate }));
      const amountOf = (kind: string) =>
        tx.outputs[outputs.findIndex((output) => output.kind === kind)]?.amount;
      assert.equal(amountOf('to_local'), 5_000_000n - (ownerIsOpener ? cost : 0n));
      assert.equal(amountOf('to_remote'), 5_000_000n - (ownerIsOpener ? 0n : cost));
    }
  });

  it('an opener that cannot pay the fee pays all it has', () => {
    const commitment = buildCommitmentTransaction(
      params({ ownerMsat: 500_000n as Msat, counterpartyMsat: ((CAPACITY - 500n) * 1000n) as Msat }),
    );
    assert.deepEqual(commitment.outputs.map((output) => output.kind).sort(), ['remote_anchor', 'to_remote']);
    assert.equal(commitment.fee, 500n - ANCHOR_AMOUNT);
  });

  it('an anchor stands for each balance that has an output, and both stand when an HTLC does', () => {
    const balances = { ownerMsat: (CAPACITY * 1000n) as Msat, counterpartyMsat: 0n as Msat };
    const kinds = (htlcs: readonly CommitmentHtlc[]) =>
      buildCommitmentTransaction(params({ ...balances, htlcs }))
        .outputs.map((output) => output.kind)
        .sort();
    assert.deepEqual(kinds([]), ['local_anchor', 'to_local']);
    assert.deepEqual(kinds([htlc(1)]), ['htlc', 'local_anchor', 'remote_anchor', 'to_local']);
  });

  it('what goes in comes out: outputs and fee are the funding, and outputs are sorted', () => {
    const htlcs = fc.array(
      fc.record({
        direction: fc.constantFrom('offered' as const, 'received' as const),
        amount: fc.integer({ min: 1, max: 20_000_000 }),
        expiry: fc.integer({ min: 1, max: 5 }),
        hash: fc.integer({ min: 0, max: 2 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(htlcs, fc.integer({ min: 0, max: 2 ** 48 - 1 }), (list, commitmentNumber) => {
        const built = buildCommitmentTransaction(
          params({
            commitmentNumber,
            htlcs: list.map(({ direction, amount, expiry, hash }, id) =>
              htlc(id, {
                direction,
                amountMsat: BigInt(amount) as Msat,
                cltvExpiry: expiry,
                paymentHash: sha256(Uint8Array.of(hash)) as PaymentHash,
              }),
            ),
          }),
        );
        const { tx, fee, htlcOutputs } = built;
        assert.equal(tx.outputs.reduce((sum, output) => sum + output.amount, 0n) + fee, CAPACITY);
        assert.deepEqual([...tx.outputs].sort(compareOutputs), tx.outputs);
        assert.equal(readCommitmentNumber(tx, FACTOR), commitmentNumber);
        assert.equal(htlcOutputs.length, list.filter(({ amount }) => amount >= 546_000).length);
        for (const { outputIndex, htlc: each } of htlcOutputs)
          assert.equal(tx.outputs[outputIndex]?.amount, each.amountMsat / 1000n);
      }),
      { numRuns: 50 },
    );
  });

  it('a transaction that is not marked as a commitment carries no number', () => {
    const { tx } = buildCommitmentTransaction(params());
    assert.equal(readCommitmentNumber({ ...tx, locktime: 0 }, FACTOR), undefined);
    assert.equal(readCommitmentNumber({ ...tx, inputs: [] }, FACTOR), undefined);
  });

  it('483 HTLCs each have a transaction, whose digest for the peer leaves its inputs and outputs open', () => {
    const htlcs = Array.from({ length: 483 }, (_, id) =>
      htlc(id, {
        direction: id % 2 === 0 ? 'offered' : 'received',
        paymentHash: sha256(Uint8Array.of(id >> 8, id)) as PaymentHash,
      }),
    );
    const all = params({ htlcs });
    const commitment = buildCommitmentTransaction(all);
    const transactions = buildHtlcTransactions(commitment, all.keys, all.toSelfDelay);
    assert.equal(transactions.length, 483);
    for (const { tx, htlc: each } of transactions) {
      assert.equal(tx.locktime, each.direction === 'offered' ? each.cltvExpiry : 0);
      assert.equal(tx.inputs[0]?.sequence, 1);
    }
    const [first] = transactions;
    assert.ok(first !== undefined);
    const bumped = {
      ...first,
      tx: {
        ...first.tx,
        inputs: [...first.tx.inputs, { ...first.tx.inputs[0]!, sequence: 0 }],
        outputs: [...first.tx.outputs, { amount: 1n as Sat, scriptPubKey: new Uint8Array(22) }],
      },
    };
    assert.deepEqual(
      htlcTransactionDigest(bumped, 'counterparty'),
      htlcTransactionDigest(first, 'counterparty'),
    );
    assert.notDeepEqual(htlcTransactionDigest(bumped, 'owner'), htlcTransactionDigest(first, 'owner'));
  });
});
