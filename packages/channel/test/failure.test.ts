import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@sferic/crypto';
import { type ChannelMessage, decodeMessage, reasonData } from '@sferic/wire';
import { type Transaction, transactionId } from '../src/bitcoin/transaction.ts';
import { FULFILLED_HTLC_MARGIN, OFFERED_HTLC_GRACE } from '../src/states/deadlines.ts';
import { established, localCommitment } from './harness/auditor.ts';
import type { End } from './harness/end.ts';
import { Pair, stateType } from './harness/pair.ts';
import { fulfill, offer } from './harness/traffic.ts';

/** Delivers the next message of Alice to Bob with a change. */
function tamper(pair: Pair, change: (message: ChannelMessage) => ChannelMessage): void {
  const bytes = pair.alice.sent.shift();
  assert(bytes);
  const decoded = decodeMessage(bytes);
  assert(decoded.ok);
  const changed = change(decoded.value as ChannelMessage);
  pair.bob.receiveMessage(changed);
}

function says(end: End): readonly string[] {
  return end.sent.map((bytes) => {
    const decoded = decodeMessage(bytes);
    return decoded.ok ? decoded.value.type : 'unreadable';
  });
}

/** One HTLC that Alice offered and Bob holds. */
function committed(cltvExpiry = 1500): Pair {
  const pair = Pair.normal({ announce: false });
  offer(pair.alice, 1, 30_000_000n, cltvExpiry);
  pair.settle();
  return pair;
}

describe('a channel fails', () => {
  for (const [name, index] of [
    ['the commitment', 0],
    ['an HTLC', 1],
  ] as const)
    it(`when the signature of ${name} is wrong: error, and the last good commitment goes to the chain`, () => {
      const pair = Pair.normal();
      const { bob } = pair;
      const before = transactionId(localCommitment(bob).commitment.tx);
      offer(pair.alice, 1, 30_000_000n);
      pair.alice.sign();
      pair.deliver('alice');
      tamper(pair, (message) => {
        assert(message.type === 'commitment_signed');
        const [htlcSignature = message.signature] = message.htlcSignatures;
        return index === 0
          ? { ...message, signature: htlcSignature }
          : { ...message, htlcSignatures: [message.signature] };
      });
      assert.deepEqual(bob.errors, ['peer_signature_invalid']);
      assert.deepEqual(says(bob), ['error']);
      assert.equal(stateType(bob.state), 'failed');
      const published = bob.published.map((transaction) => transactionId(transaction as Transaction));
      assert.deepEqual(published, [before]);
    });

  it('when an HTLC signature is missing', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.alice.sign();
    pair.deliver('alice');
    tamper(pair, (message) => ({ ...message, htlcSignatures: [] }) as ChannelMessage);
    assert.deepEqual(pair.bob.errors, ['peer_signature_invalid']);
  });

  it('when a commitment is for another funding', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.alice.sign();
    pair.deliver('alice');
    tamper(pair, (message) => ({ ...message, fundingTxid: sha256(Uint8Array.of(9)) }) as ChannelMessage);
    assert.deepEqual(pair.bob.errors, ['peer_signature_invalid']);
  });

  for (const [name, secret] of [
    ['zero', new Uint8Array(32)],
    ['of another commitment', sha256(Uint8Array.of(1))],
  ] as const)
    it(`when the secret that revokes is ${name}`, () => {
      const pair = Pair.normal();
      offer(pair.bob, 1, 30_000_000n);
      pair.bob.sign();
      pair.deliver('bob');
      pair.deliver('bob');
      tamper(pair, (message) => ({ ...message, perCommitmentSecret: secret }) as ChannelMessage);
      assert.deepEqual(pair.bob.errors, ['peer_secret_invalid']);
      assert.equal(stateType(pair.bob.state), 'failed');
    });

  it('when the peer says so; and says so itself at each reconnection, whatever else comes', () => {
    const pair = committed();
    const { channelId } = established(pair.bob).params;
    pair.bob.receiveMessage({ type: 'error', channelId, data: reasonData('no more') });
    assert.deepEqual(pair.bob.errors, ['peer_sent_error']);
    assert.equal(pair.bob.published.length, 1);
    assert.deepEqual(says(pair.bob), []);
    pair.restart('bob');
    assert.equal(pair.bob.published.length, 2, 'published again after a restart');
    pair.reconnect();
    assert.deepEqual(says(pair.bob), ['channel_reestablish', 'error']);
    pair.deliverAll();
    assert.equal(stateType(pair.alice.state), 'failed');
    assert.equal(stateType(pair.bob.state), 'failed');
  });

  it('at the command of the operator, also while the peer is away', () => {
    const pair = committed();
    pair.cut();
    pair.alice.do({ type: 'force_close' });
    assert.equal(stateType(pair.alice.state), 'offline failed');
    assert.equal(pair.alice.published.length, 1);
    assert.deepEqual(says(pair.alice), []);
    assert.equal(pair.alice.command({ type: 'force_close' })?.code, 'wrong_state');
  });

  it('with an HTLC that the peer has no signature for: it is settled as not sent at once', () => {
    const pair = Pair.normal({ announce: false });
    offer(pair.alice, 1, 30_000_000n);
    const { channelId } = established(pair.alice).params;
    pair.alice.receiveMessage({ type: 'error', channelId, data: reasonData('no more') });
    assert.deepEqual(
      pair.alice.settlements.map(({ outcome }) => outcome.type),
      ['not_sent'],
    );
    const signed = Pair.normal({ announce: false });
    offer(signed.alice, 1, 30_000_000n);
    signed.alice.sign();
    signed.alice.receiveMessage({ type: 'error', channelId, data: reasonData('no more') });
    assert.deepEqual(signed.alice.settlements, []);
  });

  it('and a preimage that comes later is kept', () => {
    const pair = committed();
    pair.bob.do({ type: 'force_close' });
    fulfill(pair.bob, 0n, 1);
    assert.equal(established(pair.bob).commitments.updates.htlcs.remote.get(0n)?.removal?.type, 'fulfill');
  });
});

describe('deadlines of HTLCs', () => {
  it('one that we offered: the channel fails after the grace, not before', () => {
    const pair = committed(1100);
    const { alice } = pair;
    at(alice, 1100 + OFFERED_HTLC_GRACE - 1);
    assert.equal(stateType(alice.state), 'normal');
    at(alice, 1100 + OFFERED_HTLC_GRACE);
    assert.deepEqual(alice.errors, ['htlc_deadline']);
    assert.equal(alice.published.length, 1);
  });

  it('one that the peer fails without revoking the commitment that holds it: the channel fails', () => {
    const pair = committed(1100);
    const { alice, bob } = pair;
    pair.carried.length = 0;
    bob.do({ type: 'fail_htlc', htlcId: 0n, reason: new Uint8Array(292) });
    // Bob's last revocation, which would make the removal irrevocable, never comes.
    while (stageOf(alice, 0n) !== 'removal_countersigned') {
      assert(alice.sign() || bob.sign() || pair.deliver('bob') || pair.deliver('alice'));
    }
    at(alice, 1100 + OFFERED_HTLC_GRACE - 1);
    assert.equal(stateType(alice.state), 'normal');
    at(alice, 1100 + OFFERED_HTLC_GRACE);
    assert.deepEqual(alice.errors, ['htlc_deadline']);
    assert.equal(stateType(alice.state), 'failed');
  });

  it('one that we fulfilled and the peer does not remove: the channel fails in time to claim it', () => {
    const pair = committed(1100);
    const { bob } = pair;
    fulfill(bob, 0n, 1);
    at(bob, 1100 - FULFILLED_HTLC_MARGIN - 1);
    assert.equal(stateType(bob.state), 'normal');
    pair.cut();
    at(bob, 1100 - FULFILLED_HTLC_MARGIN);
    assert.deepEqual(bob.errors, ['htlc_deadline']);
    assert.equal(stateType(bob.state), 'offline failed');
  });

  it('one that we have not resolved, or that is removed: nothing', () => {
    const pair = committed(1100);
    at(pair.bob, 1200);
    assert.equal(stateType(pair.bob.state), 'normal');
    const other = committed(1100);
    fulfill(other.bob, 0n, 1);
    other.settle();
    at(other.alice, 1200);
    at(other.bob, 1200);
    other.finish();
  });
});

describe('messages out of order', () => {
  for (const [name, message] of [
    ['revoke_and_ack without a commitment', { type: 'revoke_and_ack' }],
    ['tx_complete', { type: 'tx_complete' }],
  ] as const)
    it(`${name}: warning, and the connection is closed`, () => {
      const pair = Pair.normal();
      const { channelId } = established(pair.bob).params;
      const secret = {
        perCommitmentSecret: new Uint8Array(32),
        nextPerCommitmentPoint: pair.alice.signer.nodeId,
      };
      pair.bob.receiveMessage({ ...message, channelId, ...secret } as never);
      assert.deepEqual(pair.bob.errors, ['peer_unexpected_message']);
      assert.deepEqual(says(pair.bob), ['warning']);
      assert.equal(stateType(pair.bob.state), 'offline normal');
      // What follows in the same connection is not taken.
      pair.bob.receiveMessage({ type: 'update_fee', channelId, feeratePerKw: 1 as never });
      assert.deepEqual(pair.bob.errors, ['peer_unexpected_message']);
      pair.reconnect();
      pair.settle();
      assert.equal(stateType(pair.bob.state), 'normal');
    });

  it('a warning of the peer changes nothing', () => {
    const pair = Pair.normal();
    const { channelId } = established(pair.bob).params;
    const { state } = pair.bob;
    pair.bob.receiveMessage({ type: 'warning', channelId, data: reasonData('hm') });
    assert.equal(pair.bob.state, state);
  });

  it('no commitment is signed without changes', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    const { bob } = pair;
    const number = established(bob).commitments.localNumber;
    assert.equal(bob.command({ type: 'sign' })?.code, 'nothing_to_sign');
    assert.equal(established(bob).commitments.localNumber, number);
  });

  it('a second commitment before the first is revoked is refused', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.alice.sign();
    offer(pair.alice, 2, 30_000_000n);
    assert.equal(pair.alice.command({ type: 'sign' })?.code, 'revocation_pending');
    pair.settle();
    pair.finish();
  });
});

function stageOf(end: End, id: bigint) {
  return established(end).commitments.updates.htlcs.local.get(id)?.stage;
}

function at(end: End, height: number): void {
  end.env = { ...end.env, height };
  end.input({ type: 'chain', event: { type: 'new_block', height } });
}
