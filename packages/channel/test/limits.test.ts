import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Msat, Sat, SatPerKw } from '@sferic/wire';
import {
  availableToOffer,
  availableWhenSettled,
  NONE_OFFERED,
  withOffered,
} from '../src/commitment/available.ts';
import { channelReserve, commitmentCost } from '../src/commitment/limits.ts';
import { addMessage } from '../src/commitment/messages.ts';
import { auditBalances, established, onlyFunding } from './harness/auditor.ts';
import type { End } from './harness/end.ts';
import { FEERATE, payment } from './harness/fixtures.ts';
import { Pair, stateType } from './harness/pair.ts';
import { addHtlc, fulfill, ONION, offer, tryOffer } from './harness/traffic.ts';

/** A peer that keeps none of its limits: what it would send, without its own checks. */
function sendAdd(to: End, id: bigint, amount: bigint, changes: { cltvExpiry?: number } = {}): void {
  const { channelId } = established(to).params;
  const facts = {
    offeredBy: 'local',
    id,
    amount: amount as Msat,
    paymentHash: payment(1).paymentHash,
  } as const;
  to.receiveMessage(addMessage(channelId, { ...facts, cltvExpiry: 1500, onion: ONION, ...changes }));
}

/** What the end must keep, and pays with `htlcs` untrimmed HTLCs, in msat. */
function reserve(end: End): bigint {
  return channelReserve(established(end).params, onlyFunding(end), 'local') * 1000n;
}
function cost(feerate: number, htlcs: number): bigint {
  return commitmentCost(feerate as SatPerKw, htlcs) * 1000n;
}

/** What the end could offer in one HTLC, in msat. */
function available(end: End, when: typeof availableToOffer): bigint {
  const { params, commitments } = established(end);
  return when(params, commitments, 'local', NONE_OFFERED);
}

describe('offering an HTLC', () => {
  it('the reserve is 1 % of the capacity, or the dust limit of the other end', () => {
    const { alice, bob } = Pair.normal();
    assert.equal(reserve(alice), 10_000_000n);
    const small = Pair.normal({ amounts: { alice: 20_000n, bob: 15_000n }, feerate: 253 as SatPerKw });
    assert.equal(reserve(small.alice), 354_000n);
    auditBalances(bob);
  });

  it('the opener keeps reserve, anchors, fee and the fee spike buffer, to the millisatoshi', () => {
    const { alice } = Pair.normal();
    // At twice the feerate, with this HTLC and one more.
    const most = 600_000_000n - reserve(alice) - cost(2 * FEERATE, 2);
    assert.equal(tryOffer(alice, 1, most + 1n), 'insufficient_balance');
    assert.equal(tryOffer(alice, 1, most), undefined);
  });

  it('the other end keeps its reserve alone, to the millisatoshi', () => {
    const { bob } = Pair.normal();
    const most = 400_000_000n - reserve(bob);
    assert.equal(tryOffer(bob, 1, most + 1n), 'insufficient_balance');
    assert.equal(tryOffer(bob, 1, most), undefined);
  });

  it('the opener could not pay for one more HTLC: refused by the other end', () => {
    const { bob } = Pair.normal({ amounts: { alice: 14_000n, bob: 900_000n } });
    assert.equal(tryOffer(bob, 1, 10_000_000n), undefined);
    const poor = Pair.normal({ amounts: { alice: 13_000n, bob: 900_000n } });
    assert.equal(tryOffer(poor.bob, 1, 10_000_000n), 'peer_cannot_pay_fee');
    assert.equal(available(poor.bob, availableToOffer), 0n);
    // It could pay for one more, not for two.
    const { params, commitments } = established(
      Pair.normal({ amounts: { alice: 13_100n, bob: 900_000n } }).bob,
    );
    const offered = withOffered(params, NONE_OFFERED, 10_000_000n as Msat, 1);
    assert.notEqual(availableToOffer(params, commitments, 'local', NONE_OFFERED), 0n);
    assert.equal(availableToOffer(params, commitments, 'local', offered), 0n);
    assert.notEqual(availableWhenSettled(params, commitments, 'local'), 0n);
  });

  it('HTLCs without an output cost the opener nothing, offered or about to be', () => {
    const { bob } = Pair.normal({ amounts: { alice: 14_500n, bob: 500_000n } });
    const { params, commitments } = established(bob);
    let offered = NONE_OFFERED;
    for (let number = 0; number < 20; number++) {
      offered = withOffered(params, offered, 100_000n as Msat, 1);
      offer(bob, number, 100_000n);
    }
    const left = available(bob, availableToOffer);
    assert.notEqual(left, 0n);
    assert.equal(availableToOffer(params, commitments, 'local', offered), left);
    for (let number = 0; number < 20; number++) offered = withOffered(params, offered, 100_000n as Msat, -1);
    assert.deepEqual(offered, NONE_OFFERED);
  });

  it('an HTLC that the receiver finds too small', () => {
    const { alice } = Pair.normal({ bobPolicy: { htlcMinimum: 1000n as Msat } });
    assert.equal(tryOffer(alice, 1, 999n), 'amount_below_minimum');
    assert.equal(tryOffer(alice, 1, 0n), 'amount_below_minimum');
    assert.equal(tryOffer(alice, 1, 1000n), undefined);
  });

  it('no more HTLCs at once than the receiver takes, of either direction its own', () => {
    const { alice, bob } = Pair.normal({ bobPolicy: { maxAcceptedHtlcs: 2 } });
    offer(alice, 1, 1_000_000n);
    offer(alice, 2, 1_000_000n);
    assert.equal(tryOffer(alice, 3, 1_000_000n), 'too_many_htlcs');
    for (const number of [1, 2, 3]) offer(bob, number, 1_000_000n);
  });

  it('no more in flight than the receiver takes', () => {
    const { alice } = Pair.normal({ bobPolicy: { maxHtlcValueInFlight: 50_000_000n as Msat } });
    offer(alice, 1, 30_000_000n);
    assert.equal(available(alice, availableToOffer), 20_000_000n);
    assert.equal(available(alice, availableWhenSettled), 50_000_000n);
    assert.equal(tryOffer(alice, 2, 20_000_001n), 'value_in_flight_too_high');
    offer(alice, 2, 20_000_000n);
  });

  it('room again once an HTLC is removed from the receiver’s next commitment', () => {
    const pair = Pair.normal({ bobPolicy: { maxAcceptedHtlcs: 1 } });
    const before = available(pair.alice, availableToOffer);
    offer(pair.alice, 1, 1_000_000n);
    pair.settle();
    fulfill(pair.bob, 0n, 1);
    pair.deliver('bob');
    assert.equal(tryOffer(pair.alice, 2, 1_000_000n), 'too_many_htlcs');
    assert.equal(available(pair.alice, availableToOffer), 0n);
    assert.equal(available(pair.alice, availableWhenSettled), before - 1_000_000n);
    pair.settle();
    assert.equal(available(pair.alice, availableToOffer), before - 1_000_000n);
    offer(pair.alice, 2, 1_000_000n);
    pair.settle();
    pair.finish();
  });

  it('no more trimmed HTLCs than the limit of dust exposure, by the higher of the two dust limits', () => {
    const pair = Pair.normal({
      policy: { maxDustExposure: 1_000_000n as Msat },
      bobPolicy: { dustLimit: 600n as Sat },
    });
    const { alice } = pair;
    offer(alice, 1, 599_000n);
    assert.equal(tryOffer(alice, 2, 401_001n), 'dust_exposure_too_high');
    offer(alice, 2, 401_000n);
    // Untrimmed in both: no exposure.
    offer(alice, 3, 600_000n);
    pair.settle();
    pair.finish();
  });

  for (const [name, expiry] of [
    ['has passed', 1000],
    ['means a time', 500_000_000],
  ] as const)
    it(`an expiry that ${name}`, () => {
      const { alice } = Pair.normal();
      assert.equal(alice.command(addHtlc(alice, 1, 1_000_000n, expiry))?.code, 'expiry_invalid');
    });

  it('an origin that is in use, empty or too long', () => {
    const { alice } = Pair.normal();
    offer(alice, 1, 1_000_000n);
    assert.equal(tryOffer(alice, 1, 1_000_000n), 'invalid_command');
    for (const length of [0, 65]) {
      const command = { ...addHtlc(alice, 2, 1_000_000n), origin: new Uint8Array(length) };
      assert.equal(alice.command(command)?.code, 'invalid_command');
    }
  });

  it('while the peer is away', () => {
    const pair = Pair.normal();
    pair.cut();
    assert.equal(tryOffer(pair.alice, 1, 1_000_000n), 'channel_unavailable');
  });
});

describe('an HTLC from a peer that keeps no limits', () => {
  for (const [name, send, code] of [
    ['skips an id', (end: End) => sendAdd(end, 1n, 1_000_000n), 'peer_htlc_invalid'],
    ['is worth nothing', (end: End) => sendAdd(end, 0n, 0n), 'peer_htlc_invalid'],
    ['is below our minimum', (end: End) => sendAdd(end, 0n, 999n), 'peer_htlc_invalid'],
    [
      'expires at a time',
      (end: End) => sendAdd(end, 0n, 1_000_000n, { cltvExpiry: 500_000_000 }),
      'peer_htlc_invalid',
    ],
    ['exceeds the value in flight', (end: End) => sendAdd(end, 0n, 300_000_001n), 'peer_htlc_invalid'],
    ['digs into its reserve', (end: End) => sendAdd(end, 0n, 390_000_001n), 'peer_htlc_unaffordable'],
  ] as const)
    it(`${name}: the connection is closed`, () => {
      const inFlight = code === 'peer_htlc_unaffordable' ? 400_000_000n : 300_000_000n;
      const policy = { htlcMinimum: 1000n as Msat, maxHtlcValueInFlight: inFlight as Msat };
      const { alice } = Pair.normal({ policy });
      send(alice);
      assert.deepEqual(alice.errors, [code]);
      assert.equal(stateType(alice.state), 'offline normal');
      assert.equal(alice.effects.at(-1)?.type, 'disconnect');
      assert.equal(established(alice).commitments.updates.htlcs.remote.size, 0);
    });

  it('the opener’s fee and anchors count: without them it could pay', () => {
    const most = 600_000_000n - 10_000_000n - cost(FEERATE, 1);
    const { bob } = Pair.normal();
    sendAdd(bob, 0n, most);
    assert.deepEqual(bob.errors, []);
    const other = Pair.normal();
    sendAdd(other.bob, 0n, most + 1n);
    assert.deepEqual(other.bob.errors, ['peer_htlc_unaffordable']);
  });

  it('one too many', () => {
    const { alice } = Pair.normal({ policy: { maxAcceptedHtlcs: 1 } });
    sendAdd(alice, 0n, 1_000_000n);
    sendAdd(alice, 1n, 1_000_000n);
    assert.deepEqual(alice.errors, ['peer_htlc_invalid']);
  });

  it('beyond our limit of dust exposure is taken, and must be failed once committed', () => {
    const pair = Pair.normal({
      policy: { maxDustExposure: 1_000_000n as Msat },
      bobPolicy: { maxDustExposure: 9_000_000n as Msat },
    });
    for (const number of [1, 2, 3, 4]) offer(pair.bob, number, 300_000n);
    pair.settle();
    const flags = [0n, 1n, 2n, 3n].map((id) => pair.alice.received.get(id)?.mustFail);
    assert.deepEqual(flags, [undefined, undefined, undefined, 'dust_exposure']);
    // Also when the switch hears of it again.
    pair.restart('alice');
    assert.equal(pair.alice.received.get(3n)?.mustFail, 'dust_exposure');
  });
});

describe('the feerate', () => {
  it('is set by the opener alone, and reaches both commitments', () => {
    const pair = Pair.normal();
    assert.equal(pair.bob.command({ type: 'update_fee', feerate: 3000 as SatPerKw })?.code, 'not_opener');
    pair.alice.do({ type: 'update_fee', feerate: 3000 as SatPerKw });
    pair.settle();
    assert.equal(established(pair.alice).commitments.updates.feerate, 3000);
    assert.equal(established(pair.bob).commitments.updates.feerate, 3000);
    pair.finish();
  });

  it('counts the last of several proposals in one commitment', () => {
    const pair = Pair.normal();
    for (const feerate of [4000, 500, 2000])
      pair.alice.do({ type: 'update_fee', feerate: feerate as SatPerKw });
    pair.settle();
    assert.equal(established(pair.bob).commitments.updates.feerate, 2000);
    assert.equal(established(pair.bob).commitments.updates.pendingFeerates.length, 0);
  });

  it('is refused where the opener could not pay it', () => {
    const { alice } = Pair.normal({ amounts: { alice: 20_000n, bob: 400_000n } });
    const refused = alice.command({ type: 'update_fee', feerate: 20_000 as SatPerKw });
    assert.equal(refused?.code, 'fee_not_affordable');
  });

  for (const [name, feerate, of] of [
    ['too low', 252, 'bob'],
    ['too high', 50_001, 'bob'],
    ['more than the opener has', 40_000, 'bob'],
    ['from the end that does not pay', 1000, 'alice'],
  ] as const)
    it(`${name}: the connection is closed`, () => {
      const pair = Pair.normal({ amounts: { alice: 30_000n, bob: 400_000n } });
      const end = pair.end(of);
      const { channelId } = established(end).params;
      end.receiveMessage({ type: 'update_fee', channelId, feeratePerKw: feerate as SatPerKw });
      assert.deepEqual(end.errors, ['peer_fee_invalid']);
      assert.equal(stateType(end.state), 'offline normal');
    });
});
