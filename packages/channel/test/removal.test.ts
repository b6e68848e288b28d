import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChannelMessage } from '@sferic/wire';
import { openOrigins } from '../src/index.ts';
import { established, onlyFunding } from './harness/auditor.ts';
import { payment } from './harness/fixtures.ts';
import { Pair, stateType } from './harness/pair.ts';
import { fulfill, offer } from './harness/traffic.ts';

/** Alice has offered HTLC 0, and Bob holds it. */
function committed(): Pair {
  const pair = Pair.normal();
  offer(pair.alice, 1, 30_000_000n);
  pair.settle();
  return pair;
}

describe('removing an HTLC', () => {
  it('a failure settles when it is irrevocable, not before', () => {
    const pair = committed();
    const reason = new Uint8Array(292).fill(5);
    const attributionData = new Uint8Array(920).fill(6);
    pair.bob.do({ type: 'fail_htlc', htlcId: 0n, reason, attributionData });
    pair.bob.sign();
    pair.deliverAll();
    assert.equal(pair.alice.settlements.length, 0);
    pair.settle();
    assert.deepEqual(pair.alice.settlements[0]?.outcome, { type: 'fail', reason, attributionData });
    assert.equal(onlyFunding(pair.alice).balances.local, 600_000_000n);
    pair.finish();
  });

  it('its origin is open until its outcome is acknowledged, whether or not the HTLC is gone by then', () => {
    const pair = committed();
    const { alice, bob } = pair;
    const open = () => [...openOrigins(established(alice))];
    const [origin] = open();
    assert(origin);
    fulfill(bob, 0n, 1);
    pair.deliver('bob');
    assert.equal(alice.settlements.length, 1);
    assert.deepEqual(open(), [origin]);
    alice.do({ type: 'acknowledge_settlement', origin });
    assert.equal(established(alice).commitments.updates.htlcs.local.size, 1);
    assert.deepEqual(open(), []);
    pair.settle();
    offer(alice, 2, 30_000_000n);
    pair.settle();
    bob.do({ type: 'fail_htlc', htlcId: 1n, reason: new Uint8Array(292) });
    pair.settle();
    assert.equal(alice.settlements.length, 2);
    assert.equal(established(alice).commitments.updates.htlcs.local.size, 0);
    assert.deepEqual(open(), [alice.settlements[1]?.origin]);
    pair.finish();
  });

  it('a malformed onion is told with its hash', () => {
    const pair = committed();
    const sha256OfOnion = new Uint8Array(32).fill(9);
    pair.bob.do({ type: 'fail_malformed_htlc', htlcId: 0n, sha256OfOnion, failureCode: 0xc005 });
    pair.settle();
    const outcome = { type: 'malformed', sha256OfOnion, failureCode: 0xc005 };
    assert.deepEqual(pair.alice.settlements[0]?.outcome, outcome);
    pair.finish();
  });

  it('again, or otherwise, changes nothing; also when the HTLC is gone', () => {
    const pair = committed();
    fulfill(pair.bob, 0n, 1);
    const { state } = pair.bob;
    fulfill(pair.bob, 0n, 1);
    pair.bob.do({ type: 'fail_htlc', htlcId: 0n, reason: new Uint8Array(0) });
    assert.equal(pair.bob.state, state);
    pair.settle();
    fulfill(pair.bob, 0n, 1);
    assert.equal(
      pair.bob.command({ type: 'fulfill_htlc', htlcId: 1n, preimage: payment(1).preimage })?.code,
      'unknown_htlc',
    );
    pair.finish();
  });

  it('with a wrong preimage, too early, or malformed without BADONION: refused', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.deliver('alice');
    const { preimage } = payment(1);
    const command = { type: 'fulfill_htlc', htlcId: 0n, preimage } as const;
    assert.equal(pair.bob.command(command)?.code, 'htlc_not_committed');
    pair.settle();
    assert.equal(pair.bob.command({ ...command, preimage: payment(2).preimage })?.code, 'wrong_preimage');
    const malformed = { sha256OfOnion: new Uint8Array(32), failureCode: 0x4005 };
    assert.equal(
      pair.bob.command({ type: 'fail_malformed_htlc', htlcId: 0n, ...malformed })?.code,
      'invalid_command',
    );
  });

  it('two HTLCs with one payment hash are settled each by its id', () => {
    const pair = Pair.normal();
    const { alice, bob } = pair;
    const hash = payment(1).paymentHash;
    for (const origin of [1, 2])
      alice.do({
        type: 'add_htlc',
        amount: (origin === 1 ? 10_000_000n : 20_000_000n) as never,
        paymentHash: hash,
        cltvExpiry: 1500,
        onion: new Uint8Array(1366),
        origin: Uint8Array.of(origin),
      });
    pair.settle();
    fulfill(bob, 1n, 1);
    bob.do({ type: 'fail_htlc', htlcId: 0n, reason: Uint8Array.of(1) });
    pair.settle();
    const outcomes = alice.settlements.map(({ origin, htlcId, outcome }) => [
      origin[0],
      htlcId,
      outcome.type,
    ]);
    assert.deepEqual(outcomes, [
      [2, 1n, 'fulfill'],
      [1, 0n, 'fail'],
    ]);
    assert.equal(onlyFunding(alice).balances.remote, 420_000_000n);
    pair.finish();
  });

  it('what is acknowledged is forgotten, what is not is told again after a restart', () => {
    const pair = committed();
    fulfill(pair.bob, 0n, 1);
    pair.settle();
    pair.restart('alice');
    assert.equal(pair.alice.settlements.length, 2);
    pair.alice.do({
      type: 'acknowledge_settlement',
      origin: pair.alice.settlements[0]?.origin ?? new Uint8Array(0),
    });
    pair.restart('alice');
    assert.equal(pair.alice.settlements.length, 2);
  });
});

describe('a removal from a peer that breaks the rules', () => {
  const zero = new Uint8Array(32);
  const cases: readonly (readonly [string, Pair, (channelId: never) => ChannelMessage])[] = [
    [
      'of an unknown HTLC',
      committed(),
      (channelId) => ({ type: 'update_fail_htlc', channelId, id: 1n, reason: zero }),
    ],
    [
      'with a wrong preimage',
      committed(),
      (channelId) => ({ type: 'update_fulfill_htlc', channelId, id: 0n, paymentPreimage: zero as never }),
    ],
    [
      'malformed without BADONION',
      committed(),
      (channelId) => ({
        type: 'update_fail_malformed_htlc',
        channelId,
        id: 0n,
        sha256OfOnion: zero,
        failureCode: 0x4005,
      }),
    ],
  ];
  for (const [name, pair, message] of cases)
    it(`${name}: the connection is closed`, () => {
      const { alice } = pair;
      alice.receiveMessage(message(established(alice).params.channelId as never));
      assert.deepEqual(alice.errors, ['peer_removal_invalid']);
      assert.equal(stateType(alice.state), 'offline normal');
      assert.deepEqual(alice.settlements, []);
    });

  it('before the HTLC is committed by both: the connection is closed', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    const { channelId } = established(pair.alice).params;
    pair.alice.receiveMessage({ type: 'update_fail_htlc', channelId, id: 0n, reason: zero });
    assert.deepEqual(pair.alice.errors, ['peer_removal_invalid']);
  });

  it('twice: the connection is closed', () => {
    const pair = committed();
    const { channelId } = established(pair.alice).params;
    const message = { type: 'update_fail_htlc', channelId, id: 0n, reason: zero } as const;
    pair.alice.receiveMessage(message);
    pair.alice.receiveMessage(message);
    assert.deepEqual(pair.alice.errors, ['peer_removal_invalid']);
  });
});
