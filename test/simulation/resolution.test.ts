/** The paths of BOLT 5, from the close to the last claim; the embedded chain's interpreter judges each transaction. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Transaction, transactionId } from '@sferic/channel';
import { equalBytes } from '@sferic/crypto';
import { onlyFunding } from '../../packages/channel/test/harness/auditor.ts';
import { originOf } from '../../packages/channel/test/harness/fixtures.ts';
import { Pair } from '../../packages/channel/test/harness/pair.ts';
import { claimsTold, TestChain } from '../../packages/channel/test/harness/test-chain.ts';
import { fulfill, offer } from '../../packages/channel/test/harness/traffic.ts';
import { scriptError } from './judge.ts';
import {
  AMOUNT,
  channel,
  closing,
  commitmentOf,
  DELAY,
  EXPIRY,
  outcomes,
  seeThrough,
  settledChannel,
} from './resolution-fixtures.ts';

describe('our commitment', () => {
  it('is published by force; the HTLC we offered times out, that of the peer is claimed by its preimage', () => {
    const { pair, alice, bob, chain } = channel();
    fulfill(alice, 0n, 2);
    pair.cut();
    alice.do({ type: 'force_close' });
    const [commitment] = alice.published as Transaction[];
    assert(commitment !== undefined);
    chain.mine(commitment);
    assert.equal(closing(alice).spend.kind, 'local_commitment');
    assert.equal(closing(bob).spend.kind, 'remote_commitment');
    chain.mineClaims(alice);
    // Bob learns the preimage from the witness, and tells at once.
    assert.deepEqual(outcomes(bob), ['fulfill']);
    chain.mineTo(EXPIRY);
    assert.deepEqual(outcomes(alice), []);
    chain.mineClaims(alice);
    chain.mineEmpty(5);
    assert.deepEqual(outcomes(alice), []);
    chain.mineEmpty(1);
    assert.deepEqual(outcomes(alice), ['returned']);
    seeThrough(chain, alice);
    assert.deepEqual(
      [...new Set(chain.taken)].sort(),
      ['delayed', 'htlc_success_tx', 'htlc_timeout_tx'].sort(),
    );
  });

  it('is published, and the peer claims the HTLC that we offered by its preimage: fulfilled at once', () => {
    const { pair, alice, bob, chain } = channel();
    pair.cut();
    chain.mine(commitmentOf(alice).commitment);
    fulfill(bob, 0n, 1);
    chain.mineClaims(bob);
    assert.deepEqual(outcomes(alice), ['fulfill']);
    chain.mineTo(EXPIRY);
    chain.mineClaims(alice, DELAY);
    assert(!chain.taken.includes('htlc_timeout_tx'));
  });

  it('without the preimage of what the peer offered: the peer takes it back after its expiry', () => {
    const { pair, alice, bob, chain } = channel();
    pair.cut();
    chain.mine(commitmentOf(alice).commitment);
    chain.mineTo(EXPIRY);
    chain.mineClaims(bob);
    chain.mineEmpty(6);
    assert.deepEqual(outcomes(bob), ['returned']);
    assert(chain.taken.includes('htlc_timeout'));
    seeThrough(chain, alice);
  });

  it('HTLC transactions of one expiry are one transaction, and so are those with preimages', () => {
    const { pair, alice, bob, chain } = channel();
    offer(alice, 3, AMOUNT, EXPIRY);
    offer(bob, 4, AMOUNT, EXPIRY);
    pair.settle();
    fulfill(alice, 0n, 2);
    fulfill(alice, 1n, 4);
    pair.cut();
    chain.mine(commitmentOf(alice).commitment);
    const success = chain.claims(alice);
    assert.deepEqual(
      success.map(({ inputs }) => inputs.length),
      [3],
    );
    chain.mine(...success);
    // Near its deadline each is claimed for itself: one cannot hold up the other.
    chain.mineTo(EXPIRY);
    assert.deepEqual(
      chain
        .claims(alice)
        .map(({ inputs }) => inputs.length)
        .includes(3),
      true,
    );
    chain.mineClaims(alice, DELAY + 8);
    assert.deepEqual(outcomes(alice), ['returned', 'returned']);
  });
});

describe("the peer's commitment", () => {
  it('both HTLCs are claimed without a second stage: by preimage, and by the expiry', () => {
    const { pair, alice, bob, chain } = channel();
    fulfill(alice, 0n, 2);
    pair.cut();
    chain.mine(commitmentOf(bob).commitment);
    assert.equal(closing(alice).spend.kind, 'remote_commitment');
    chain.mineClaims(alice);
    assert.deepEqual(outcomes(bob), ['fulfill']);
    chain.mineTo(EXPIRY);
    chain.mineClaims(alice);
    chain.mineEmpty(6);
    assert.deepEqual(outcomes(alice), ['returned']);
    seeThrough(chain, alice);
    assert.deepEqual([...new Set(chain.taken)].sort(), ['htlc_preimage', 'htlc_timeout', 'to_remote'].sort());
  });

  it('the peer claims the HTLC that we offered by an HTLC-success transaction: fulfilled at once', () => {
    const { pair, alice, bob, chain } = channel();
    pair.cut();
    fulfill(bob, 0n, 1);
    chain.mine(commitmentOf(bob).commitment);
    chain.mineClaims(bob);
    assert(chain.taken.includes('htlc_success_tx'));
    assert.deepEqual(outcomes(alice), ['fulfill']);
  });

  it('its next one, which is not revoked yet, before and after the HTLC that only it holds', () => {
    for (const which of ['current', 'next'] as const) {
      const { pair, alice, bob, chain } = channel();
      offer(alice, 3, AMOUNT, EXPIRY + 10);
      pair.deliverAll();
      const current = commitmentOf(bob).commitment;
      alice.sign();
      // Bob has it and keeps his revocation.
      pair.deliver('alice');
      bob.sent.length = 0;
      pair.cut();
      const { commitment } = which === 'current' ? { commitment: current } : commitmentOf(bob);
      chain.mine(commitment);
      assert.equal(closing(alice).spend.kind, 'remote_commitment');
      const held = [...closing(alice).outputs.values()].filter(({ role }) => role.type === 'htlc');
      assert.equal(held.length, which === 'current' ? 2 : 3);
      chain.mineEmpty(5);
      assert.deepEqual(outcomes(alice), []);
      chain.mineEmpty(1);
      // What this commitment does not hold comes back once no other can take its place.
      assert.deepEqual(outcomes(alice), which === 'current' ? ['returned'] : []);
      chain.mineTo(EXPIRY + 10);
      chain.mineClaims(alice, 8);
      assert.deepEqual(outcomes(alice), ['returned', 'returned']);
    }
  });
});

describe('HTLCs without an output', () => {
  it('trimmed in every commitment: failed with the first confirmation', () => {
    const pair = Pair.normal({ announce: false });
    const { alice, bob } = pair;
    offer(alice, 1, 100_000n, EXPIRY);
    pair.settle();
    const chain = new TestChain([alice, bob], scriptError);
    pair.cut();
    chain.mine(commitmentOf(alice).commitment);
    assert.deepEqual(outcomes(alice), ['returned']);
  });

  it('failed by the peer in the commitment that is confirmed: its own words are passed on, when it is deep', () => {
    const { pair, alice, bob, chain } = channel();
    bob.do({ type: 'fail_htlc', htlcId: 0n, reason: Uint8Array.of(1, 2, 3) });
    bob.sign();
    pair.deliver('bob');
    pair.deliver('bob');
    // Alice holds a commitment without it; the peer's holds it still.
    alice.sent.length = 0;
    pair.cut();
    chain.mine(commitmentOf(alice).commitment);
    chain.mineEmpty(5);
    assert.deepEqual(outcomes(alice), []);
    chain.mineEmpty(1);
    assert.deepEqual(outcomes(alice), ['fail']);
  });
});

describe('a revoked commitment', () => {
  /** Bob's commitment with two HTLCs, revoked since: all was settled, and Bob got most. */
  function revoked() {
    const { pair, alice, bob, chain, old } = settledChannel();
    offer(alice, 5, AMOUNT, EXPIRY);
    pair.settle();
    pair.cut();
    return { pair, alice, bob, chain, old };
  }

  it('costs the peer everything: to_local and both HTLCs, which are gone since, in one transaction', () => {
    const { alice, chain, old } = revoked();
    chain.mine(old.commitment);
    assert.equal(closing(alice).spend.kind, 'revoked_commitment');
    const penalties = chain.claims(alice);
    assert.deepEqual(penalties.map(({ inputs }) => inputs.length).toSorted(), [1, 3]);
    chain.mine(...penalties);
    const capacity = onlyFunding(alice).capacity;
    const [anchors, fees] = [660n, 10_000n];
    assert(chain.wealthOf(alice) > capacity - anchors - fees, `${chain.wealthOf(alice)} of ${capacity}`);
    chain.mineEmpty(4);
    // The HTLC that was never in it comes back when it is deep.
    assert.deepEqual(outcomes(alice), ['fulfill']);
    chain.mineEmpty(1);
    assert.deepEqual(outcomes(alice), ['fulfill', 'returned']);
    alice.do({ type: 'acknowledge_settlement', origin: originOf('alice', 5) });
    chain.mineEmpty(94);
    assert.equal(alice.state.type, 'closed');
    // What penalties need goes with all else that the store has of the channel.
    assert(alice.effects.some(({ type }) => type === 'forget'));
    assert([...alice.rows.keys()].every((key) => key.startsWith('past/')));
  });

  it('the peer is first with its HTLC transactions: their outputs are taken too', () => {
    const { alice, chain, old } = revoked();
    chain.mine(old.commitment);
    chain.mineTo(EXPIRY);
    for (const { transaction } of old.second) chain.mine(transaction);
    const penalties = chain.claims(alice);
    const inputs = penalties.flatMap(({ inputs }) => inputs);
    const stages = old.second.map(({ transaction }) => transactionId(transaction));
    for (const txid of stages) assert(inputs.some(({ outPoint }) => equalBytes(outPoint.txid, txid)));
    chain.mine(...penalties);
    assert(chain.taken.includes('penalty_delayed'));
    assert(chain.wealthOf(alice) > onlyFunding(alice).capacity - 12_000n);
  });

  it('near the deadline each output is claimed for itself', () => {
    const { alice, chain, old } = revoked();
    chain.mine(old.commitment);
    chain.mineEmpty(DELAY - 20);
    assert.deepEqual(
      chain
        .claims(alice)
        .map(({ inputs }) => inputs.length)
        .toSorted(),
      [1, 3],
    );
    chain.mineEmpty(2);
    assert.deepEqual(
      chain.claims(alice).map(({ inputs }) => inputs.length),
      [1, 1, 1, 1],
    );
    chain.mineClaims(alice);
    assert.deepEqual(claimsTold(alice), []);
  });

  it('after a restart between the breach and the penalty', () => {
    const { pair, alice, chain, old } = revoked();
    chain.mine(old.commitment);
    alice.effects.length = 0;
    pair.restart('alice');
    assert.deepEqual(
      chain
        .claims(alice)
        .map(({ inputs }) => inputs.length)
        .toSorted(),
      [1, 3],
    );
    chain.mineClaims(alice);
    assert.deepEqual(claimsTold(alice), []);
  });

  it('is not told from our own of the same number, which is never published', () => {
    const { alice, bob, chain, old } = revoked();
    chain.mine(old.commitment);
    // Bob has lost state, or pretends to: he finds a commitment of his own that he has revoked.
    assert.equal(closing(bob).spend.kind, 'unknown');
    assert.deepEqual(claimsTold(bob), []);
    assert(bob.events.some(({ type }) => type === 'funds_at_risk'));
    assert.equal(closing(alice).spend.kind, 'revoked_commitment');
  });
});
