import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FULFILLED_HTLC_MARGIN } from '@sferic/channel';
import { bytesToHex, Secret } from '@sferic/crypto';
import { msat, nodeId, paymentHash, shortChannelId } from '@sferic/wire';
import fc from 'fast-check';
import { type HtlcSet, joinSet } from '../../src/payments/htlc-set.ts';
import { MAX_ATTEMPTS, nextStep } from '../../src/payments/next-step.ts';
import { type Attempt, delivered, feeOf, type Payment, pendingAttempts } from '../../src/payments/payment.ts';
import type { Route } from '../../src/payments/ports.ts';
import type { ReceivedHtlc } from '../../src/switch/index.ts';
import { idOf } from '../switch/fake-channels.ts';

const NODE = nodeId(Uint8Array.from([2, ...new Uint8Array(32).fill(7)]));
const NOW = 1_700_000_000;

function routeOf(channel: string, amount: bigint, fee: bigint): Route {
  const hop = { nodeId: NODE, shortChannelId: shortChannelId(1n), cltvExpiry: 100 };
  return {
    channelId: idOf(channel),
    hops: [
      { ...hop, amount: msat(amount + fee) },
      { ...hop, amount: msat(amount) },
    ],
  };
}

const attempt = fc.record({
  amount: fc.bigInt(1n, 400_000n),
  fee: fc.bigInt(0n, 3000n),
  outcome: fc.constantFrom('pending', 'pending', 'temporary', 'temporary', 'final'),
});

const payment = fc
  .record({
    amount: fc.bigInt(1n, 1_000_000n),
    maxFee: fc.bigInt(0n, 20_000n),
    attempts: fc.array(attempt, { maxLength: MAX_ATTEMPTS + 5 }),
    deadline: fc.integer({ min: NOW - 1, max: NOW + 1 }),
    canceled: fc.boolean(),
  })
  .map(({ amount, maxFee, attempts, deadline, canceled }): Payment => {
    const made: Attempt[] = [];
    let rest = amount;
    for (const [number, { outcome, fee, ...part }] of attempts.entries()) {
      // As the state machine makes them: never more in flight than the amount.
      if (outcome === 'pending' && part.amount > rest) continue;
      if (outcome === 'pending') rest -= part.amount;
      const failure = {
        code: 'x',
        message: 'failed',
        exclude: [],
        temporary: true,
        final: outcome === 'final',
      };
      made.push({
        number,
        route: routeOf('ours', part.amount, fee),
        sessionKey: new Secret(new Uint8Array(32).fill(1)),
        state: outcome === 'pending' ? { type: 'pending' } : { type: 'failed', failure, holdTimes: [] },
      });
    }
    return {
      paymentHash: paymentHash(new Uint8Array(32)),
      purpose: { type: 'probe' },
      payee: NODE,
      amount: msat(amount),
      maxFee: msat(maxFee),
      createdAt: NOW,
      deadline,
      canceled,
      firstAttempt: 0,
      state: { type: 'pending' },
      attempts: made,
    };
  });

describe('the next step of a payment', () => {
  it('never sends more than the amount, or for more than the fees, or after there is a reason to end', () => {
    fc.assert(
      fc.property(payment, fc.integer({ min: 1, max: 16 }), (made, maxParts) => {
        const step = nextStep(made, NOW, maxParts);
        const inFlight = pendingAttempts(made);
        const sent = inFlight.reduce((sum, { route }) => sum + delivered(route), 0n);
        const isEnding =
          made.canceled ||
          NOW >= made.deadline ||
          made.attempts.length >= MAX_ATTEMPTS ||
          made.attempts.some(({ state }) => state.type === 'failed' && state.failure.final);
        switch (step.type) {
          case 'attempt':
            assert(!isEnding);
            assert.equal(step.amount, made.amount - sent, 'all that is missing');
            assert(step.maxFee + feeOf(made) <= made.maxFee || step.maxFee === 0n);
            assert(step.maxParts >= 1 && step.maxParts + inFlight.length <= maxParts);
            return;
          case 'fail':
            assert(isEnding && inFlight.length === 0);
            assert(step.reason.length > 0);
            return;
          case 'wait':
            assert(inFlight.length > 0, 'something will wake it');
            assert(isEnding || sent === made.amount || inFlight.length >= maxParts);
        }
      }),
    );
  });

  it('is to wait once the preimage is known', () => {
    fc.assert(
      fc.property(payment, (made) => {
        const state = {
          type: 'succeeded',
          preimage: new Uint8Array(32),
          fee: msat(0n),
          completedAt: NOW,
        } as const;
        const paid = { ...made, state: state as unknown as Payment['state'] };
        assert.deepEqual(nextStep(paid, NOW, 16), { type: 'wait' });
      }),
    );
  });
});

describe('a set of HTLCs', () => {
  const part = fc.record({
    amount: fc.bigInt(1n, 5000n),
    total: fc.constantFrom(10_000n, 10_000n, 10_000n, 10_000n, 12_000n),
    blocks: fc.constantFrom(17, 18, 60, 300),
    channel: fc.constantFrom('a', 'b'),
  });

  it('is complete only when its parts agree, come to the total, and can all still be fulfilled', () => {
    const seen = { wait: 0, complete: 0, fail: 0 };
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), fc.boolean(), (parts, isClosed) => {
        let set: HtlcSet | undefined;
        for (const [at, { amount, total, blocks, channel }] of parts.entries()) {
          const htlc: ReceivedHtlc = {
            channelId: idOf(channel),
            htlcId: BigInt(at),
            paymentHash: paymentHash(new Uint8Array(32)),
            amount: msat(amount),
            cltvExpiry: 1000 + blocks,
            payload: {
              type: 'final',
              amtToForward: amount,
              outgoingCltvValue: 1000 + blocks,
              customRecords: [],
            },
          };
          const onChain = (id: Uint8Array) => isClosed && bytesToHex(id) === bytesToHex(idOf('b'));
          const step = joinSet(set, htlc, total, { height: 1000, isOnChain: onChain });
          seen[step.type]++;
          const sum = step.set.parts.reduce((s, { payload }) => s + payload.amtToForward, 0n);
          assert.equal(step.set.parts.length, (set?.parts.length ?? 0) + 1, 'every part is answered for');
          if (step.type === 'wait') {
            assert(sum < step.set.totalMsat);
            set = step.set;
            continue;
          }
          if (step.type === 'complete') {
            assert(sum >= step.set.totalMsat);
            assert(parts.slice(0, at + 1).every((p) => p.total === step.set.totalMsat));
            if (step.set.parts.length > 1)
              assert(
                step.set.parts.every(
                  (p) => p.cltvExpiry - 1000 >= FULFILLED_HTLC_MARGIN && !onChain(p.channelId),
                ),
              );
          }
          return;
        }
      }),
      { numRuns: 500 },
    );
    assert(seen.wait > 0 && seen.complete > 0 && seen.fail > 0, JSON.stringify(seen));
  });
});
