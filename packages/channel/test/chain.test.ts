import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sat } from '@sferic/wire';
import type { Transaction } from '../src/bitcoin/transaction.ts';
import type { ClosingState } from '../src/state.ts';
import { established, localCommitment, onlyFunding, remoteCommitment } from './harness/auditor.ts';
import type { End } from './harness/end.ts';
import { originOf, START_HEIGHT } from './harness/fixtures.ts';
import { Pair, stateType } from './harness/pair.ts';
import { fulfill, offer, tryOffer } from './harness/traffic.ts';

function spend(end: End, transaction: Transaction, height?: number): void {
  const { txid: fundingTxid } = onlyFunding(end);
  end.input({
    type: 'chain',
    event: { type: 'funding_spent', fundingTxid, transaction, ...(height !== undefined && { height }) },
  });
}

/** What a negotiation could have led to. */
function cooperative(end: End): Transaction {
  const { tx } = localCommitment(end).commitment;
  const outputs = [{ amount: 100_000n as Sat, scriptPubKey: end.env.shutdownScript }];
  return { ...tx, outputs, locktime: 0 };
}

function kind(end: End): string {
  return (established(end) as ClosingState).spend.kind;
}

function at(end: End, height: number): void {
  end.env = { ...end.env, height };
  end.input({ type: 'chain', event: { type: 'new_block', height } });
}

describe('a funding output that is spent', () => {
  it('by our commitment, by the peer’s, by a revoked one, each is told apart', () => {
    const pair = Pair.normal();
    const revoked = localCommitment(pair.bob).commitment.tx;
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    const [ours, theirs] = [
      localCommitment(pair.alice).commitment.tx,
      remoteCommitment(pair.alice).commitment.tx,
    ];
    for (const [transaction, expected] of [
      [ours, 'local_commitment'],
      [theirs, 'remote_commitment'],
      [revoked, 'revoked_commitment'],
    ] as const) {
      const other = Pair.normal();
      offer(other.alice, 1, 30_000_000n);
      other.settle();
      spend(other.alice, transaction);
      assert.equal(kind(other.alice), expected);
    }
  });

  it('by the commitment that the peer has not answered yet: the peer’s', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.alice.sign();
    spend(pair.alice, remoteCommitment(pair.alice).commitment.tx);
    assert.equal(kind(pair.alice), 'remote_commitment');
  });

  it('by a commitment of the peer that is newer than all we know: from a future that we lost', () => {
    const ahead = Pair.normal();
    for (const number of [1, 2, 3]) {
      offer(ahead.alice, number, 1_000_000n);
      ahead.settle();
    }
    const pair = Pair.normal();
    spend(pair.alice, remoteCommitment(ahead.alice).commitment.tx);
    assert.equal(kind(pair.alice), 'future_commitment');
    assert(pair.alice.events.some(({ type }) => type === 'funds_at_risk'));
  });

  it('in cooperation: closed and forgotten when it is deep enough, and not before a reorganisation is over', () => {
    const { alice } = Pair.normal();
    const closing = cooperative(alice);
    const { txid: fundingTxid } = onlyFunding(alice);
    spend(alice, closing);
    assert.equal(stateType(alice.state), 'normal');
    spend(alice, closing, START_HEIGHT + 1);
    assert.equal(kind(alice), 'mutual_close');
    at(alice, START_HEIGHT + 5);
    assert.equal(stateType(alice.state), 'closing');
    alice.input({ type: 'chain', event: { type: 'funding_unspent', fundingTxid } });
    at(alice, START_HEIGHT + 6);
    assert.equal(stateType(alice.state), 'closing');
    spend(alice, closing, START_HEIGHT + 6);
    at(alice, START_HEIGHT + 11);
    assert.equal(alice.state.type, 'closed');
    assert.deepEqual([...alice.rows.keys()], []);
    assert(alice.effects.some(({ type }) => type === 'forget'));
    assert.equal(alice.effects.filter(({ type }) => type === 'unwatch').length, 2);
    assert.equal(tryOffer(alice, 2, 30_000_000n), 'channel_unavailable');
  });

  it('in cooperation: not forgotten before the outcomes of its HTLCs are acknowledged', () => {
    const pair = Pair.normal();
    const { alice } = pair;
    offer(alice, 1, 30_000_000n);
    pair.settle();
    fulfill(pair.bob, 0n, 1);
    pair.settle();
    const closing = cooperative(alice);
    spend(alice, closing, START_HEIGHT + 1);
    at(alice, START_HEIGHT + 100);
    assert.equal(stateType(alice.state), 'closing');
    alice.do({ type: 'acknowledge_settlement', origin: originOf('alice', 1) });
    at(alice, START_HEIGHT + 101);
    assert.equal(alice.state.type, 'closed');
  });

  it('by a commitment: never forgotten, since there may be something to claim', () => {
    const { alice } = Pair.normal();
    spend(alice, localCommitment(alice).commitment.tx, START_HEIGHT + 1);
    at(alice, START_HEIGHT + 1000);
    assert.equal(stateType(alice.state), 'closing');
  });

  it('by what neither a negotiation nor a commitment can be: unknown, and the user is warned', () => {
    const { alice } = Pair.normal();
    const stolen = { ...cooperative(alice), outputs: localCommitment(alice).commitment.tx.outputs };
    spend(alice, stolen, START_HEIGHT + 1);
    assert.equal(kind(alice), 'unknown');
    assert(alice.events.some(({ type }) => type === 'funds_at_risk'));
    at(alice, START_HEIGHT + 99);
    assert.equal(stateType(alice.state), 'closing');
    at(alice, START_HEIGHT + 100);
    assert.equal(alice.state.type, 'closed');
  });

  it('while the peer is away, and remembered after a restart', () => {
    const pair = Pair.normal();
    pair.cut();
    spend(pair.alice, localCommitment(pair.alice).commitment.tx, START_HEIGHT + 1);
    assert.equal(stateType(pair.alice.state), 'offline closing');
    pair.restart('alice');
    assert.equal(kind(pair.alice), 'local_commitment');
  });

  it('what a transaction of another channel spends concerns nobody', () => {
    const { alice } = Pair.normal();
    const { state } = alice;
    const event = { type: 'funding_spent', fundingTxid: new Uint8Array(32) as never } as const;
    alice.input({ type: 'chain', event: { ...event, transaction: localCommitment(alice).commitment.tx } });
    assert.equal(alice.state, state);
  });
});

describe('HTLCs that nothing on the chain backs', () => {
  const unconfirm = (end: End) =>
    end.input({ type: 'chain', event: { type: 'funding_unconfirmed', txid: onlyFunding(end).txid } });

  it('are not offered while a reorganisation has taken the funding transaction away', () => {
    const pair = Pair.normal({ announce: false });
    unconfirm(pair.alice);
    assert.equal(tryOffer(pair.alice, 1, 30_000_000n), 'channel_unavailable');
    const { txid } = onlyFunding(pair.alice);
    const height = START_HEIGHT + 1;
    pair.alice.input({ type: 'chain', event: { type: 'funding_confirmed', txid, height, txIndex: 2 } });
    assert.equal(tryOffer(pair.alice, 1, 30_000_000n), undefined);
  });

  it('must be failed when the peer offers them meanwhile', () => {
    const pair = Pair.normal({ announce: false });
    unconfirm(pair.bob);
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    assert.equal(pair.bob.received.get(0n)?.mustFail, 'not_backed');
  });

  it('must be failed after a restart, when their channel has failed meanwhile', () => {
    const pair = Pair.normal({ announce: false });
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    assert.equal(pair.bob.received.get(0n)?.mustFail, undefined);
    pair.bob.do({ type: 'force_close' });
    pair.restart('bob');
    assert.equal(pair.bob.received.get(0n)?.mustFail, 'not_backed');
  });
});

describe('after a restart', () => {
  it('the funding output is watched again', () => {
    const pair = Pair.normal();
    pair.alice.effects.length = 0;
    pair.restart('alice');
    const watched = pair.alice.effects.flatMap((effect) =>
      effect.type === 'watch' ? [effect.watch.type] : [],
    );
    assert.deepEqual(watched, ['funding_confirmed', 'funding_spent']);
  });
});
