import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Refusal } from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import type { Secret } from '@sferic/crypto';
import { sha256 } from '@sferic/crypto';
import {
  badOnionCode,
  createFailure,
  decodeFailure,
  encodeFailureMessage,
  type FailureMessage,
  peelOnion,
  readFulfillmentHoldTimes,
} from '@sferic/onion';
import { msat, paymentHash, point, preimage } from '@sferic/wire';
import { decodeOrigin, encodeOrigin, MAX_HTLC_CLTV } from '../../src/switch/index.ts';
import {
  ALICE,
  BOB,
  BOB_TOO,
  FINAL,
  FORWARD,
  HASH,
  HEIGHT,
  makeHtlc,
  PREIMAGE,
  SwitchBench,
  secretOf,
} from './switch-bench.ts';

const ORIGIN = encodeOrigin({ type: 'forward', channelId: ALICE, htlcId: 0n });
const refused: Refusal = { code: 'insufficient_balance', severity: 'fail_htlc', message: 'not enough' };

/** What the payer reads in alice's removal. */
function failureAt(
  bench: SwitchBench,
  secrets: readonly Secret[],
  htlcId = 0n,
): { hop: number; failure: FailureMessage } {
  const removal = bench.removal(htlcId);
  assert(removal?.type === 'fail', `removed by ${removal?.type}`);
  const { reason, attributionData } = removal;
  assert(attributionData !== undefined, 'attribution data go with every failure');
  const { hop, failure, holdTimes } = unwrap(
    decodeFailure({ sharedSecrets: secrets, reason, attributionData }),
  );
  assert.equal(holdTimes.length, hop + 1, 'the attribution data of every hop are authentic');
  return { hop, failure };
}

describe('an HTLC to be forwarded', () => {
  it('goes out as its onion says, and its preimage comes back with hold times', async (t) => {
    const bench = new SwitchBench(t);
    const { htlc, secrets } = makeHtlc(0n);
    await bench.offer(htlc);
    const [offered] = bench.channels.offers;
    assert.deepEqual(offered?.channelId, BOB);
    assert.equal(offered.offer.amount, FORWARD.amtToForward);
    assert.equal(offered.offer.cltvExpiry, FORWARD.outgoingCltvValue);
    assert.deepEqual(offered.offer.paymentHash, HASH);
    assert.deepEqual(decodeOrigin(offered.offer.origin), { type: 'forward', channelId: ALICE, htlcId: 0n });
    const next = peelOnion({
      packet: offered.offer.onion,
      associatedData: HASH,
      nodeSecret: secretOf('bob'),
    });
    assert(next.ok && next.value.type === 'final');
    assert.equal(bench.switch.forwards(10)[0]?.state, 'pending');
    assert.deepEqual(bench.switch.earnings(), []);

    bench.now += 1234;
    await bench.settle(ORIGIN, { type: 'fulfill', preimage: preimage(PREIMAGE) });
    const removal = bench.removal(0n);
    assert(removal?.type === 'fulfill');
    assert.deepEqual(removal.preimage, PREIMAGE);
    assert.deepEqual(readFulfillmentHoldTimes(secrets.slice(0, 1), removal.attributionData!), [12]);
    assert.equal(bench.durable.outgoing.size, 0, 'acknowledged');
    const [forward] = bench.switch.forwards(10);
    assert.deepEqual(forward, {
      incoming: { channelId: ALICE, htlcId: 0n, amount: 51_000n },
      outgoing: { channelId: BOB, htlcId: 0n, amount: 50_000n },
      state: 'succeeded',
      receivedAt: 1_700_000_000_000,
      heldFor: 1234,
    });
    assert.deepEqual(bench.switch.earnings(), [
      { channelId: BOB, succeeded: 1, failed: 0, amount: 50_000n, fees: 1_000n },
    ]);
    assert.deepEqual(
      bench.forwards.map(({ state }) => state),
      ['pending', 'succeeded'],
    );
  });

  it('is failed by the policy without being offered on', async (t) => {
    const bench = new SwitchBench(t);
    const { htlc, secrets } = makeHtlc(0n, { facts: { amount: msat(50_999n) } });
    await bench.offer(htlc);
    assert.deepEqual(failureAt(bench, secrets), {
      hop: 0,
      failure: { type: 'fee_insufficient', htlcMsat: 50_999n, channelUpdate: new Uint8Array(0) },
    });
    assert.equal(bench.channels.offers.length, 0);
  });

  it('is failed while the height of the chain may be old, and goes out once it is known again', async (t) => {
    const bench = new SwitchBench(t);
    bench.isHeightStale = true;
    const { htlc, secrets } = makeHtlc(0n);
    await bench.offer(htlc);
    assert.deepEqual(failureAt(bench, secrets), { hop: 0, failure: { type: 'temporary_node_failure' } });
    assert.equal(bench.channels.offers.length, 0);
    bench.isHeightStale = false;
    await bench.offer(makeHtlc(1n).htlc);
    assert.equal(bench.channels.offers.length, 1);
  });

  it('passes the failure of a node downstream on, wrapped', async (t) => {
    const bench = new SwitchBench(t);
    const { htlc, secrets } = makeHtlc(0n);
    await bench.offer(htlc);
    const failureMessage = encodeFailureMessage({ type: 'permanent_channel_failure' });
    const failure = createFailure({ sharedSecret: secrets[1]!, failureMessage, holdTime: 3 });
    await bench.settle(ORIGIN, { type: 'fail', ...failure });
    assert.deepEqual(failureAt(bench, secrets), { hop: 1, failure: { type: 'permanent_channel_failure' } });
    assert.equal(bench.durable.outgoing.size, 0);
    assert.equal(bench.switch.forwards(10)[0]?.state, 'failed');
  });

  it('turns what the next node could not read into a failure of its own', async (t) => {
    const bench = new SwitchBench(t);
    const { htlc, secrets } = makeHtlc(0n);
    await bench.offer(htlc);
    const sha256OfOnion = sha256(bench.channels.offers[0]!.offer.onion);
    const failureCode = badOnionCode('invalid_onion_hmac');
    await bench.settle(ORIGIN, { type: 'malformed', sha256OfOnion, failureCode });
    assert.deepEqual(failureAt(bench, secrets), {
      hop: 0,
      failure: { type: 'invalid_onion_hmac', sha256OfOnion },
    });
  });

  it('fails for the moment when the connection broke before it was sent', async (t) => {
    const bench = new SwitchBench(t);
    const { htlc, secrets } = makeHtlc(0n);
    await bench.offer(htlc);
    await bench.settle(ORIGIN, { type: 'not_sent' });
    assert.equal(failureAt(bench, secrets).failure.type, 'temporary_channel_failure');
    assert.equal(bench.durable.outgoing.size, 0);
  });

  it('takes another channel to the same peer when the first refuses', async (t) => {
    const bench = new SwitchBench(t);
    bench.channels.refusals.push(refused);
    const { htlc } = makeHtlc(0n);
    await bench.offer(htlc);
    assert.deepEqual(
      bench.channels.offers.map(({ channelId }) => channelId),
      [BOB_TOO],
    );
    assert.equal(bench.removal(0n), undefined);
  });

  for (const [refusal, expected] of [
    [refused, 'temporary_channel_failure'],
    [{ ...refused, code: 'expiry_invalid' }, 'expiry_too_soon'],
    [{ ...refused, severity: 'fail_htlc', code: 'channel_gone' }, 'temporary_channel_failure'],
  ] as const) {
    it(`fails with ${expected} when every channel refuses by ${refusal.code}`, async (t) => {
      const bench = new SwitchBench(t);
      bench.channels.refusals.push(refusal, refusal);
      const { htlc, secrets } = makeHtlc(0n);
      await bench.offer(htlc);
      assert.equal(failureAt(bench, secrets).failure.type, expected);
    });
  }

  it('is held, not failed, when nobody knows whether the channel stored the outgoing HTLC', async (t) => {
    const bench = new SwitchBench(t);
    bench.channels.refusals.push({
      code: 'outcome_unknown',
      severity: 'fail_htlc',
      message: 'it has stopped',
    });
    const { htlc } = makeHtlc(0n);
    await bench.offer(htlc);
    assert.equal(bench.channels.offers.length, 0);
    assert.equal(bench.removal(0n), undefined);
    assert.equal(bench.logs.length, 1);
    // The restart shows that it was not stored: the HTLC goes its way.
    bench.boot();
    bench.channels.replay();
    await bench.idle();
    assert.equal(bench.channels.offers.length, 1);
  });

  it('keeps the preimage until the incoming channel takes it', async (t) => {
    const bench = new SwitchBench(t);
    await bench.offer(makeHtlc(0n).htlc);
    bench.channels.settleRefusals = 2;
    await bench.settle(ORIGIN, { type: 'fulfill', preimage: preimage(PREIMAGE) });
    assert.equal(bench.removal(0n), undefined);
    assert.equal(bench.durable.outgoing.size, 1, 'not acknowledged before it is stored upstream');
    bench.switch.newBlock(HEIGHT + 1);
    await bench.idle();
    assert.equal(bench.removal(0n), undefined);
    bench.switch.newBlock(HEIGHT + 2);
    await bench.idle();
    assert.equal(bench.removal(0n)?.type, 'fulfill');
    assert.equal(bench.durable.outgoing.size, 0);
  });

  it('sends a reason that leaves no room for attribution data without them', async (t) => {
    const bench = new SwitchBench(t);
    await bench.offer(makeHtlc(0n).htlc);
    await bench.settle(ORIGIN, { type: 'fail', reason: new Uint8Array(65_000) });
    const removal = bench.removal(0n);
    assert(removal?.type === 'fail');
    assert.equal(removal.reason.length, 65_000);
    assert.equal(removal.attributionData, undefined);
  });

  it('that has the payment hash of another is told apart from it', async (t) => {
    const bench = new SwitchBench(t);
    await bench.offer(makeHtlc(0n).htlc);
    await bench.offer(makeHtlc(1n).htlc);
    assert.equal(bench.channels.offers.length, 2);
    await bench.settle(bench.channels.offers[1]!.offer.origin, {
      type: 'fulfill',
      preimage: preimage(PREIMAGE),
    });
    assert.equal(bench.removal(0n), undefined);
    assert.equal(bench.removal(1n)?.type, 'fulfill');
  });

  it('must be failed when its own channel says so', async (t) => {
    for (const reason of ['dust_exposure', 'shutting_down', 'not_backed'] as const) {
      const bench = new SwitchBench(t);
      const { htlc, secrets } = makeHtlc(0n);
      await bench.offer(htlc, reason);
      assert.equal(failureAt(bench, secrets).failure.type, 'temporary_channel_failure');
      assert.equal(bench.channels.offers.length, 0);
    }
  });
});

describe('an onion that is no good', () => {
  it('is answered as malformed when it was damaged, has another version or a bad key', async (t) => {
    const { htlc } = makeHtlc(0n);
    const damage: readonly [number, number, Parameters<typeof badOnionCode>[0]][] = [
      [100, 1, 'invalid_onion_hmac'],
      [0, 1, 'invalid_onion_version'],
      [1, 0xff, 'invalid_onion_key'],
    ];
    for (const [offset, mask, expected] of damage) {
      const bench = new SwitchBench(t);
      const onion = htlc.onion.slice();
      onion[offset]! ^= mask;
      await bench.offer({ ...htlc, onion });
      const sha256OfOnion = sha256(onion);
      assert.deepEqual(bench.removal(0n), {
        type: 'malformed',
        sha256OfOnion,
        failureCode: badOnionCode(expected),
      });
    }
  });

  it('is answered as malformed when it was made for another payment hash', async (t) => {
    const bench = new SwitchBench(t);
    const { htlc } = makeHtlc(0n);
    await bench.offer({ ...htlc, paymentHash: paymentHash(new Uint8Array(32)) });
    assert.equal(bench.removal(0n)?.type, 'malformed');
  });

  it('gets invalid_onion_blinding when it comes with a path key', async (t) => {
    const bench = new SwitchBench(t);
    const pathKey = point(Uint8Array.from([2, ...new Uint8Array(31), 1]));
    const { htlc } = makeHtlc(0n, { facts: { pathKey } });
    await bench.offer(htlc);
    const removal = bench.removal(0n);
    assert(removal?.type === 'malformed');
    assert.equal(removal.failureCode, badOnionCode('invalid_onion_blinding'));
  });

  it('names the record that cannot be understood', async (t) => {
    const bench = new SwitchBench(t);
    // amt_to_forward, then a record of the unknown even type 100.
    const payload = Uint8Array.of(2, 1, 5, 100, 0);
    const { htlc, secrets } = makeHtlc(0n, { payloads: [payload, FINAL] });
    await bench.offer(htlc);
    const { failure } = failureAt(bench, secrets);
    assert(failure.type === 'invalid_onion_payload');
    assert.equal(failure.tlvType, 100n);
  });

  it('is refused when another HTLC brought it before, also after a restart', async (t) => {
    const bench = new SwitchBench(t);
    await bench.offer(makeHtlc(0n, { session: 'same' }).htlc);
    const again = makeHtlc(1n, { session: 'same' });
    await bench.offer(again.htlc);
    assert.equal(failureAt(bench, again.secrets, 1n).failure.type, 'temporary_node_failure');
    bench.boot();
    const later = makeHtlc(2n, { session: 'same' });
    await bench.offer(later.htlc);
    assert.equal(failureAt(bench, later.secrets, 2n).failure.type, 'temporary_node_failure');
  });

  it('is refused when two HTLCs bring it in one turn', async (t) => {
    const bench = new SwitchBench(t);
    const [first, second] = [makeHtlc(0n, { session: 'same' }), makeHtlc(1n, { session: 'same' })];
    await Promise.all([bench.offer(first.htlc), bench.offer(second.htlc)]);
    assert.equal(bench.channels.offers.length, 1);
    assert.equal(failureAt(bench, second.secrets, 1n).failure.type, 'temporary_node_failure');
  });

  it('is forgotten when its HTLC has long expired', async (t) => {
    const bench = new SwitchBench(t);
    await bench.offer(makeHtlc(0n, { session: 'same' }).htlc);
    const count = () => bench.store.get('SELECT count(*) AS n FROM onion_replay')?.number('n');
    bench.switch.newBlock(HEIGHT + 100 + 144);
    await bench.idle();
    assert.equal(count(), 1);
    bench.switch.newBlock(HEIGHT + 100 + 145);
    await bench.idle();
    assert.equal(count(), 0);
  });

  it('is not kept for ages because its HTLC would expire so late', async (t) => {
    const bench = new SwitchBench(t);
    await bench.offer(makeHtlc(0n, { facts: { cltvExpiry: 499_999_999 } }).htlc);
    const count = () => bench.store.get('SELECT count(*) AS n FROM onion_replay')?.number('n');
    assert.equal(count(), 1);
    bench.switch.newBlock(HEIGHT + MAX_HTLC_CLTV + 145);
    await bench.idle();
    assert.equal(count(), 0);
  });
});

describe('an HTLC that ends here', () => {
  it('is given to the recipient and fulfilled with hold time', async (t) => {
    const bench = new SwitchBench(t);
    bench.verdict = async () => ({ type: 'fulfill', preimage: preimage(PREIMAGE) });
    const { htlc, secrets } = makeHtlc(0n, { payloads: [FINAL] });
    await bench.offer(htlc);
    assert.equal(bench.received.length, 1);
    assert.equal(bench.received[0]?.amount, 51_000n);
    assert.equal(bench.received[0]?.payload.amtToForward, 50_000n);
    const removal = bench.removal(0n);
    assert(removal?.type === 'fulfill');
    assert.deepEqual(readFulfillmentHoldTimes(secrets, removal.attributionData!), [0]);
  });

  it('is failed as the recipient says', async (t) => {
    const bench = new SwitchBench(t);
    const failure = {
      type: 'incorrect_or_unknown_payment_details',
      htlcMsat: 51_000n,
      height: HEIGHT,
    } as const;
    bench.verdict = async () => ({ type: 'fail', failure });
    const { htlc, secrets } = makeHtlc(0n, { payloads: [FINAL] });
    await bench.offer(htlc);
    assert.deepEqual(failureAt(bench, secrets), { hop: 0, failure });
  });

  it('is not shown to the recipient when its channel wants it failed', async (t) => {
    const bench = new SwitchBench(t);
    const { htlc, secrets } = makeHtlc(0n, { payloads: [FINAL] });
    await bench.offer(htlc, 'dust_exposure');
    assert.equal(failureAt(bench, secrets).failure.type, 'temporary_node_failure');
    assert.equal(bench.received.length, 0);
  });

  it('that was accepted before a restart is fulfilled, whatever its channel wants now', async (t) => {
    const bench = new SwitchBench(t);
    bench.accepted = true;
    bench.verdict = async () => ({ type: 'fulfill', preimage: preimage(PREIMAGE) });
    await bench.offer(makeHtlc(0n, { payloads: [FINAL] }).htlc, 'shutting_down');
    assert.equal(bench.removal(0n)?.type, 'fulfill');
  });

  it('stays as it is when the recipient breaks, and is taken up after a restart', async (t) => {
    const bench = new SwitchBench(t);
    bench.verdict = async () => {
      throw new Error('disk full');
    };
    await bench.offer(makeHtlc(0n, { payloads: [FINAL] }).htlc);
    assert.equal(bench.removal(0n), undefined);
    assert.match(bench.logs[0] ?? '', /disk full/);
    bench.boot();
    bench.verdict = async () => ({ type: 'fulfill', preimage: preimage(PREIMAGE) });
    bench.channels.replay();
    await bench.idle();
    assert.equal(bench.removal(0n)?.type, 'fulfill');
  });
});

describe('outcomes', () => {
  it('of payments go to the payer, who acknowledges them', async (t) => {
    const bench = new SwitchBench(t);
    const origin = encodeOrigin({ type: 'payment', paymentHash: HASH, attempt: 3 });
    const settlement = { origin, htlcId: 9n, paymentHash: HASH, outcome: { type: 'not_sent' } } as const;
    bench.switch.htlcSettled(BOB, settlement);
    assert.deepEqual(bench.paymentSettlements, [
      { channelId: BOB, origin: { type: 'payment', paymentHash: HASH, attempt: 3 }, settlement },
    ]);
  });

  it('of unknown origin are kept', async (t) => {
    const bench = new SwitchBench(t);
    for (const origin of [Uint8Array.of(9), Uint8Array.of(1, 2, 3), new Uint8Array(0)]) {
      assert.equal(decodeOrigin(origin), undefined);
      bench.switch.htlcSettled(BOB, { origin, htlcId: 0n, paymentHash: HASH, outcome: { type: 'not_sent' } });
    }
    assert.equal(bench.logs.length, 3);
  });

  it('come again after a restart and are taken in without the incoming HTLC too', async (t) => {
    const bench = new SwitchBench(t);
    await bench.offer(makeHtlc(0n).htlc);
    bench.durable.incoming.clear();
    bench.durable.outgoing.values().next().value!.outcome = { type: 'fulfill', preimage: preimage(PREIMAGE) };
    bench.boot();
    bench.channels.replay();
    await bench.idle();
    assert.equal(bench.durable.outgoing.size, 0);
    assert.deepEqual(bench.switch.forwards(10), []);
  });
});
