import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WireMessageType } from '@sferic/wire';
import { formatTxid, transactionId } from '../../src/bitcoin/index.ts';
import { storedState } from '../../src/state.ts';
import { payment } from '../harness/fixtures.ts';
import { type Name, Pair } from '../harness/pair.ts';
import { CLOSE_FEERATE, candidates, closings, offer } from './fixtures.ts';

/** Both ends hold the two transactions of the negotiation, and have published them. */
function assertClosed(pair: Pair): void {
  assert.deepEqual(candidates(pair.alice), candidates(pair.bob));
  assert.equal(candidates(pair.alice).length, 2);
  for (const end of [pair.alice, pair.bob]) {
    const published = closings(end).map((tx) => formatTxid(transactionId(tx)));
    for (const txid of candidates(end)) assert(published.includes(txid), `${end.name} offers ${txid}`);
  }
}

/** An HTLC in flight, and Alice wants to close. */
function closing(): Pair {
  const pair = Pair.normal();
  offer(pair, 'alice', 1);
  pair.settle();
  pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
  pair.bob.do({ type: 'fulfill_htlc', htlcId: 0n, preimage: payment(1).preimage });
  return pair;
}

describe('a connection that breaks during a close', () => {
  const types: readonly WireMessageType[] = [
    'shutdown',
    'update_fulfill_htlc',
    'commitment_signed',
    'revoke_and_ack',
    'closing_complete',
    'closing_sig',
  ];
  for (const from of ['alice', 'bob'] satisfies Name[])
    for (const type of types)
      for (const when of ['before', 'after'] as const)
        it(`${when} ${from}'s ${type}: the close goes on after the reconnection`, () => {
          const pair = closing();
          pair.cutAt(from, type, when);
          pair.settle();
          pair.reconnect();
          pair.settle();
          assertClosed(pair);
          pair.finish();
        });

  it('a close that is all signed is negotiated anew, to the same transactions', () => {
    const pair = closing();
    pair.settle();
    const before = closings(pair.alice).length;
    pair.reconnect();
    pair.settle();
    assertClosed(pair);
    assert.equal(closings(pair.alice).length, before);
    pair.finish();
  });

  it('a wish to close that waits for a signature outlives the connection', () => {
    const pair = Pair.normal();
    offer(pair, 'alice', 1);
    pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
    pair.restart('alice');
    pair.reconnect();
    pair.settle();
    assertClosed(pair);
    pair.finish();
  });
});

describe('a process that dies during a close', () => {
  for (const victim of ['alice', 'bob'] satisfies Name[])
    for (const crashAt of ['before_commit', 'after_commit'] as const)
      it(`${victim} ${crashAt}, at every step: the close goes on`, () => {
        for (let steps = 0; ; steps++) {
          const pair = closing();
          if (!crashAfter(pair, victim, steps, crashAt)) break;
          pair.reconnect();
          pair.settle();
          assertClosed(pair);
        }
      });

  it('what was signed is published again after the restart', () => {
    const pair = closing();
    pair.settle();
    pair.alice.published.length = 0;
    pair.restart('alice');
    assert.equal(closings(pair.alice).length, 2);
  });
});

/** Lets `victim` die at its step number `steps`; false if it never gets that far. */
function crashAfter(
  pair: Pair,
  victim: Name,
  steps: number,
  crashAt: 'before_commit' | 'after_commit',
): boolean {
  const end = pair.end(victim);
  const input = end.input.bind(end);
  let count = 0;
  end.input = (each) => {
    if (end.crashed) return undefined;
    if (count === steps) end.crashAt = crashAt;
    count += 1;
    return input(each);
  };
  pair.settle();
  end.input = input;
  if (count <= steps) return false;
  assert.ok(storedState(end.state) !== undefined);
  pair.restart(victim);
  return true;
}
