import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalBytes } from '@sferic/crypto';
import { type CommitmentSigned, decodeMessage } from '@sferic/wire';
import { auditBalances, auditSignatures, established } from './harness/auditor.ts';
import { Pair, stateType } from './harness/pair.ts';
import { fulfill, offer, tryOffer } from './harness/traffic.ts';

const TWO = { splicedIn: 200_000n, announce: false } as const;

/** Alice has signed an HTLC; what she would send for both fundings. */
function signed(): { pair: Pair; messages: readonly CommitmentSigned[] } {
  const pair = Pair.normal(TWO);
  offer(pair.alice, 1, 30_000_000n);
  pair.alice.sign();
  pair.deliver('alice');
  const decoded = pair.alice.sent.map((bytes) => decodeMessage(bytes));
  const values = decoded.flatMap((result) => (result.ok ? [result.value] : []));
  assert.deepEqual(
    values.map(({ type }) => type),
    ['start_batch', 'commitment_signed', 'commitment_signed'],
  );
  return { pair, messages: values.slice(1) as CommitmentSigned[] };
}

describe('two fundings alive at once', () => {
  it('share HTLCs, and each has its own commitments, signed in a batch', () => {
    const pair = Pair.normal(TWO);
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    for (const end of [pair.alice, pair.bob]) {
      auditSignatures(end);
      auditBalances(end);
    }
    pair.restart('bob');
    pair.reconnect();
    pair.settle();
    fulfill(pair.bob, 0n, 1);
    pair.settle();
    const balances = established(pair.alice).commitments.active.map((funding) => funding.balances.local);
    assert.deepEqual(balances, [570_000_000n, 770_000_000n]);
    const revocations = pair.carried.filter((entry) => entry.endsWith('revoke_and_ack'));
    assert.equal(revocations.length, 4, 'one revocation answers a batch');
    pair.finish();
  });

  it('an HTLC must be affordable in both', () => {
    const { alice } = Pair.normal(TWO);
    assert.equal(tryOffer(alice, 1, 600_000_000n), 'insufficient_balance');
  });

  it('a batch in another order, with a signature for a funding that is gone: taken', () => {
    const { pair, messages } = signed();
    const [first] = messages;
    assert(first);
    const obsolete = { ...first, fundingTxid: new Uint8Array(32) as never };
    pair.bob.receiveMessage({
      type: 'commitment_signed_batch',
      messages: [...messages.toReversed(), obsolete],
    });
    assert.deepEqual(pair.bob.errors, []);
    auditSignatures(pair.bob);
  });

  it('a signature is missing, or one of them is wrong: the channel fails, and both commitments are published', () => {
    const swapped = ([one, other]: readonly CommitmentSigned[]) =>
      one && other ? [one, { ...other, signature: one.signature }] : [];
    for (const change of [(all: readonly CommitmentSigned[]) => all.slice(0, 1), swapped]) {
      const { pair, messages } = signed();
      pair.bob.receiveMessage({ type: 'commitment_signed_batch', messages: change(messages) });
      assert.deepEqual(pair.bob.errors, ['peer_signature_invalid']);
      assert.equal(stateType(pair.bob.state), 'failed');
      assert.equal(pair.bob.published.length, 2);
    }
  });

  it('a signature without its funding, as long as there are several: the channel fails', () => {
    const { pair, messages } = signed();
    const unnamed = messages.map(({ fundingTxid: _, ...message }) => message);
    pair.bob.receiveMessage({ type: 'commitment_signed_batch', messages: unnamed });
    assert.deepEqual(pair.bob.errors, ['peer_signature_invalid']);
  });

  it('the newest that is confirmed names the channel', () => {
    const { alice } = Pair.normal(TWO);
    const [, second] = established(alice).commitments.active;
    assert(second);
    const { txid } = second;
    alice.input({ type: 'chain', event: { type: 'funding_confirmed', txid, height: 1000, txIndex: 3 } });
    const confirmed = established(alice).commitments.active.find((funding) => equalBytes(funding.txid, txid));
    assert.deepEqual(confirmed?.confirmation, { type: 'confirmed', height: 1000, txIndex: 3 });
    const named = alice.events.find(({ type }) => type === 'funding_confirmed');
    assert.deepEqual(named, { type: 'funding_confirmed', shortChannelId: (1000n << 40n) | (3n << 16n) });
  });
});
