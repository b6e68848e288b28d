/** What a close meets beyond the plain paths: lost state, and reorganisations at every stage. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stateType } from '../../packages/channel/test/harness/pair.ts';
import { claimsTold } from '../../packages/channel/test/harness/test-chain.ts';
import { fulfill, offer } from '../../packages/channel/test/harness/traffic.ts';
import {
  AMOUNT,
  channel,
  closing,
  commitmentOf,
  DELAY,
  EXPIRY,
  outcomes,
  seeThrough,
} from './resolution-fixtures.ts';

describe('a commitment from a future that we lost', () => {
  it('what is ours at once is claimed; preimages are read; an HTLC comes back long after its expiry only', () => {
    for (const claimed of [true, false]) {
      const { pair, alice, bob, chain } = channel();
      const rows = new Map(alice.rows);
      for (const number of [3, 5]) {
        offer(alice, number, AMOUNT, EXPIRY);
        pair.settle();
      }
      fulfill(bob, 0n, 1);
      pair.cut();
      // The fulfilment did not reach Alice, who comes back with an old copy of her database.
      alice.rows.clear();
      for (const [key, value] of rows) alice.rows.set(key, value);
      alice.restart();
      chain.mine(commitmentOf(bob).commitment);
      assert.equal(closing(alice).spend.kind, 'future_commitment');
      assert(alice.events.some(({ type }) => type === 'funds_at_risk'));
      chain.mineClaims(alice);
      assert(chain.taken.includes('to_remote'));
      if (claimed) chain.mineClaims(bob);
      chain.mineTo(EXPIRY + 5);
      assert.deepEqual(outcomes(alice), claimed ? ['fulfill'] : []);
      chain.mineEmpty(1);
      assert.deepEqual(outcomes(alice), [claimed ? 'fulfill' : 'returned']);
    }
  });
});

describe('reorganisations', () => {
  it('of the claims: they are made again', () => {
    const { pair, alice, bob, chain } = channel();
    fulfill(alice, 0n, 2);
    pair.cut();
    chain.mine(commitmentOf(bob).commitment);
    const before = claimsTold(alice);
    chain.mineClaims(alice);
    assert.equal(claimsTold(alice).length, 1);
    chain.reorganize(1);
    assert.deepEqual(
      claimsTold(alice)
        .map(({ path }) => path.type)
        .toSorted(),
      before.map(({ path }) => path.type).toSorted(),
    );
    chain.mineClaims(alice);
    assert.equal(claimsTold(alice).length, 1);
  });

  it('of a second stage and of what was claimed of it, and then of the commitment: another takes its place', () => {
    const { pair, alice, bob, chain } = channel();
    fulfill(alice, 0n, 2);
    pair.cut();
    const [ours, theirs] = [commitmentOf(alice), commitmentOf(bob)];
    chain.mine(ours.commitment);
    chain.mineClaims(alice);
    chain.mineEmpty(DELAY - 1);
    chain.mineClaims(alice, 2);
    const swept = closing(alice);
    assert(
      [...swept.outputs.values()].some(({ parent, spend }) => parent !== undefined && spend !== undefined),
    );
    chain.reorganize(DELAY + 2);
    const unwound = closing(alice);
    assert(
      [...unwound.outputs.values()].every(({ parent, spend }) => parent === undefined && spend === undefined),
    );
    chain.reorganize(1);
    assert.equal(closing(alice).spend.height, undefined);
    assert.deepEqual(claimsTold(alice), []);
    chain.mine(theirs.commitment);
    assert.equal(closing(alice).spend.kind, 'remote_commitment');
    chain.mineClaims(alice);
    assert(chain.taken.includes('htlc_preimage'));
    chain.mineTo(EXPIRY);
    chain.mineClaims(alice);
    chain.mineEmpty(6);
    assert.deepEqual(outcomes(alice), ['returned']);
    seeThrough(chain, alice);
  });

  it('of up to six blocks take back nothing that was told', () => {
    const { pair, alice, bob, chain } = channel();
    pair.cut();
    chain.mine(commitmentOf(bob).commitment);
    chain.mineTo(EXPIRY);
    const timeouts = chain.claims(alice);
    chain.mine(...timeouts);
    chain.mineEmpty(5);
    chain.reorganize(6);
    // The timeout is gone, and the peer claims by the preimage instead.
    fulfill(bob, 0n, 1);
    chain.mineClaims(bob);
    assert.deepEqual(outcomes(alice), ['fulfill']);
  });

  it('of the close: our own commitment is offered to the chain too', () => {
    const { pair, alice, bob, chain } = channel();
    pair.cut();
    chain.mine(commitmentOf(bob).commitment);
    assert.equal(alice.published.length, 0);
    chain.reorganize(1);
    assert.equal(alice.published.length, 1);
    pair.restart('alice');
    assert.equal(stateType(alice.state), 'offline closing');
    assert.equal(alice.published.length, 2);
  });
});
