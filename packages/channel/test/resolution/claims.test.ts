import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sat, SatPerKw, TxId } from '@sferic/wire';
import { TIMEOUT_WINDOW } from '../../src/resolution/claims.ts';
import {
  batchClaims,
  MAX_CLAIMS_PER_TRANSACTION,
  SECURITY_DELAY,
  sweepTransaction,
} from '../../src/resolution/transactions.ts';
import type { Claim } from '../../src/resolution/types.ts';
import { claimInputWeight } from '../../src/resolution/witnesses.ts';
import { localCommitment } from '../harness/auditor.ts';
import { START_HEIGHT } from '../harness/fixtures.ts';
import { Pair } from '../harness/pair.ts';
import { claimsTold, TestChain } from '../harness/test-chain.ts';
import { fulfill, offer } from '../harness/traffic.ts';

const EXPIRY = 1500;
const DELAY = 144;
const FEERATE = 1000 as SatPerKw;

/** Alice's claims right after `which` end's commitment was mined in the first block. */
function claimsAfter(which: 'alice' | 'bob', knowsPreimage = true): readonly Claim[] {
  const pair = Pair.normal({ announce: false });
  const { alice, bob } = pair;
  offer(alice, 1, 30_000_000n, EXPIRY);
  offer(bob, 2, 20_000_000n, EXPIRY + 7);
  pair.settle();
  if (knowsPreimage) fulfill(alice, 0n, 2);
  const chain = new TestChain([alice]);
  chain.mine(localCommitment(pair.end(which)).commitment.tx);
  return claimsTold(alice);
}

/** The claim of this way, without what follows from keys. */
function facts(claims: readonly Claim[], type: string, amount?: bigint) {
  const found = claims.find(
    ({ path, spent }) => path.type === type && (amount === undefined || spent.amount === amount),
  );
  assert(found !== undefined, `no ${type}`);
  const { from, deadline, locktime, sequence } = found;
  return { from, deadline, locktime, sequence };
}

describe('what can be claimed, from when and by when', () => {
  const height = START_HEIGHT + 1;

  it('of our commitment: to_local after the delay, each HTLC by its second stage', () => {
    const claims = claimsAfter('alice');
    assert.equal(claims.length, 3);
    assert.deepEqual(facts(claims, 'delayed'), {
      from: height + DELAY,
      deadline: undefined,
      locktime: 0,
      sequence: DELAY,
    });
    assert.deepEqual(facts(claims, 'second_stage', 30_000n), {
      from: EXPIRY + 1,
      deadline: EXPIRY + 18,
      locktime: EXPIRY,
      sequence: 1,
    });
    assert.deepEqual(facts(claims, 'second_stage', 20_000n), {
      from: height + 1,
      deadline: EXPIRY + 7,
      locktime: 0,
      sequence: 1,
    });
  });

  it("of the peer's commitment: all at once but for what has to expire", () => {
    const claims = claimsAfter('bob');
    assert.equal(claims.length, 3);
    assert.deepEqual(facts(claims, 'to_remote').from, height + 1);
    assert.deepEqual(facts(claims, 'htlc_timeout'), {
      from: EXPIRY + 1,
      deadline: EXPIRY + 18,
      locktime: EXPIRY,
      sequence: 1,
    });
    assert.equal(facts(claims, 'htlc_preimage').deadline, EXPIRY + 7);
  });

  it('an HTLC of the peer without its preimage is no claim; the preimage that comes later makes it one', () => {
    assert.equal(claimsAfter('bob', false).length, 2);
    const pair = Pair.normal({ announce: false });
    const { alice, bob } = pair;
    offer(bob, 2, 20_000_000n, EXPIRY);
    pair.settle();
    pair.cut();
    const chain = new TestChain([alice]);
    chain.mine(localCommitment(bob).commitment.tx);
    assert.equal(claimsTold(alice).length, 1);
    fulfill(alice, 0n, 2);
    assert.deepEqual(
      claimsTold(alice)
        .map(({ path }) => path.type)
        .toSorted(),
      ['htlc_preimage', 'to_remote'],
    );
  });

  it('an HTLC that we failed is never claimed', () => {
    const pair = Pair.normal({ announce: false });
    const { alice, bob } = pair;
    offer(bob, 2, 20_000_000n, EXPIRY);
    pair.settle();
    pair.cut();
    alice.do({ type: 'fail_htlc', htlcId: 0n, reason: new Uint8Array(292) });
    const chain = new TestChain([alice]);
    chain.mine(localCommitment(bob).commitment.tx);
    fulfill(alice, 0n, 2);
    assert.deepEqual(
      claimsTold(alice).map(({ path }) => path.type),
      ['to_remote'],
    );
  });
});

/** A claim that is due at `height`. */
function claim(index: number, changes: Partial<Claim> = {}): Claim {
  return {
    outPoint: { txid: new Uint8Array(32) as TxId, index },
    spent: { amount: 10_000n as Sat, scriptPubKey: new Uint8Array(34) },
    witnessScript: new Uint8Array(83),
    path: { type: 'penalty', commitmentNumber: 1, of: 'delayed' },
    sequence: 0xff_ff_ff_fd,
    locktime: 0,
    from: 101,
    weight: 400,
    laterWeight: 0,
    ...changes,
  };
}

const sizes = (claims: readonly Claim[], height: number, feerate = FEERATE) =>
  batchClaims(claims, height, feerate).map((batch) => batch.claims.length);

describe('which claims share a transaction', () => {
  it('only those that the next block may hold', () => {
    assert.deepEqual(sizes([claim(0), claim(1, { from: 102 })], 100), [1]);
    assert.deepEqual(sizes([claim(0), claim(1, { from: 102 })], 101), [2]);
  });

  it('a penalty goes alone from the security delay before its deadline on', () => {
    const both = [claim(0, { deadline: 200 }), claim(1, { deadline: 300 })];
    assert.deepEqual(sizes(both, 200 - SECURITY_DELAY - 1), [2]);
    assert.deepEqual(sizes(both, 200 - SECURITY_DELAY), [1, 1]);
  });

  it('one that costs more than it brings waits for lower feerates', () => {
    const small = claim(0, { spent: { amount: 400n as Sat, scriptPubKey: new Uint8Array(34) } });
    assert.deepEqual(sizes([small], 100, 1000 as SatPerKw), []);
    assert.deepEqual(sizes([small], 100, 900 as SatPerKw), [1]);
  });

  it('what is ours alone is kept apart from what the peer may take', () => {
    const ours = claim(0, { path: { type: 'to_remote' } });
    assert.deepEqual(sizes([ours, claim(1), claim(2)], 100), [1, 2]);
  });

  it('no more than fit', () => {
    const many = Array.from({ length: MAX_CLAIMS_PER_TRANSACTION + 1 }, (_, index) => claim(index));
    assert.deepEqual(sizes(many, 100), [MAX_CLAIMS_PER_TRANSACTION, 1]);
  });

  it('timeouts of different expiries go together with the later locktime, which both allow', () => {
    const path = { type: 'htlc_timeout', commitmentNumber: 1, point: new Uint8Array(33) as never } as const;
    const claims = [claim(0, { path, locktime: 90 }), claim(1, { path, locktime: 95 })];
    const [batch] = batchClaims(claims, 100, FEERATE);
    assert(batch !== undefined);
    const sweep = sweepTransaction(batch, new Uint8Array(22), FEERATE);
    assert.equal(sweep?.locktime, 95);
    assert.equal(sweep.inputs.length, 2);
  });

  it('nothing is swept to an output that is dust', () => {
    const small = claim(0, { spent: { amount: 900n as Sat, scriptPubKey: new Uint8Array(34) } });
    const [batch] = batchClaims([small], 100, FEERATE);
    assert(batch !== undefined);
    assert.equal(sweepTransaction(batch, new Uint8Array(22), FEERATE), undefined);
  });
});

describe('the weights of penalties (BOLT 5, "Penalty Transactions Weight Calculation")', () => {
  for (const [name, of, script, expected] of [
    // One more than in the BOLT, which counts the length of the element `1` and not its byte.
    ['to_local', 'delayed', 83, 325],
    ['an offered HTLC', 'htlc', 133, 407],
    ['an accepted HTLC', 'htlc', 139, 413],
  ] as const)
    it(`${name}: ${expected}`, () => {
      const path = { type: 'penalty', commitmentNumber: 0, of } as const;
      assert.equal(claimInputWeight(path, new Uint8Array(script)), expected);
    });
});

describe('an HTLC that costs more to take back than it is worth', () => {
  it('comes back when its time is long over, and not before: nobody upstream has to wait for it', () => {
    const pair = Pair.normal({ announce: false });
    const { alice } = pair;
    offer(alice, 1, 1_000_000n, EXPIRY);
    offer(alice, 2, 30_000_000n, EXPIRY);
    pair.settle();
    const chain = new TestChain([alice]);
    chain.mine(localCommitment(alice).commitment.tx);
    chain.mineTo(EXPIRY + TIMEOUT_WINDOW - 1);
    assert.equal(alice.settlements.length, 0);
    chain.mineEmpty(10);
    // What is worth its fee is claimed instead, however late.
    assert.deepEqual(
      alice.settlements.map(({ htlcId, outcome }) => [htlcId, outcome.type]),
      [[0n, 'returned']],
    );
  });
});
