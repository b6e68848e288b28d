import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FULFILLED_HTLC_MARGIN } from '@sferic/channel';
import { err, ok } from '@sferic/codec';
import { bytesToHex, Secret } from '@sferic/crypto';
import { msat, nodeId, paymentHash, shortChannelId } from '@sferic/wire';
import fc from 'fast-check';
import { type HtlcSet, joinSet } from '../../src/payments/htlc-set.ts';
import { MAX_ATTEMPTS, nextStep } from '../../src/payments/next-step.ts';
import {
  type Attempt,
  delivered,
  feeOf,
  type Payment,
  pendingAttempts,
  routeFee,
} from '../../src/payments/payment.ts';
import type { Route, RouteFinder } from '../../src/payments/ports.ts';
import { planParts } from '../../src/payments/split.ts';
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

describe('parts of a payment', () => {
  const ways = fc.array(fc.record({ width: fc.bigInt(1n, 600_000n), fee: fc.bigInt(0n, 2000n) }), {
    minLength: 1,
    maxLength: 8,
  });

  it('come to the amount, within the fee limit, each over a channel of its own that can carry it', () => {
    const seen = { whole: 0, split: 0, none: 0 };
    fc.assert(
      fc.property(
        ways,
        fc.bigInt(1n, 1_500_000n),
        fc.bigInt(0n, 8000n),
        fc.integer({ min: 1, max: 16 }),
        (channels, amount, maxFee, maxParts) => {
          let searches = 0;
          const findRoute: RouteFinder['findRoute'] = (request) => {
            searches++;
            const excluded = new Set(
              request.exclusions.flatMap((x) => (x.type === 'own_channel' ? [bytesToHex(x.channelId)] : [])),
            );
            const found = channels.findIndex(
              ({ width, fee }, at) =>
                request.amount <= width && fee <= request.maxFee && !excluded.has(bytesToHex(idOf(`${at}`))),
            );
            const way = channels[found];
            return way === undefined
              ? err({ message: 'no way' })
              : ok(routeOf(`${found}`, request.amount, way.fee));
          };
          const finder: RouteFinder = {
            findRoute,
            findParts: (request) => {
              const found = findRoute(request);
              return found.ok ? ok([found.value]) : found;
            },
          };
          const planned = planParts(
            finder,
            {
              payee: NODE,
              amount: msat(amount),
              maxFee: msat(maxFee),
              maxParts,
              minPartAmount: msat(10_000n),
              finalExpiry: 100,
              routeHints: [],
              inFlight: [],
            },
            () => [],
          );
          assert(searches <= 33, 'a bounded search');
          if (!planned.ok) {
            seen.none++;
            return;
          }
          const parts = planned.value;
          seen[parts.length > 1 ? 'split' : 'whole']++;
          assert(parts.length <= maxParts);
          assert.equal(
            parts.reduce((sum, part) => sum + delivered(part), 0n),
            amount,
          );
          assert(parts.reduce((sum, part) => sum + routeFee(part), 0n) <= maxFee);
          assert.equal(new Set(parts.map(({ channelId }) => bytesToHex(channelId))).size, parts.length);
        },
      ),
      { numRuns: 500 },
    );
    assert(seen.whole > 0 && seen.split > 0 && seen.none > 0, JSON.stringify(seen));
  });
});

describe('a channel that could not carry a part', () => {
  const failed = { type: 'channel', shortChannelId: shortChannelId(1n), from: NODE } as const;
  const request = {
    payee: NODE,
    amount: msat(100_000n),
    maxFee: msat(1000n),
    maxParts: 4,
    minPartAmount: msat(10_000n),
    finalExpiry: 100,
    routeHints: [],
    inFlight: [],
  };
  /** Knows one way, and divides by `parts`. */
  const finder = (parts: bigint): RouteFinder => ({
    findRoute: () => err({ message: 'no way' }),
    findParts: ({ exclusions, amount }) =>
      exclusions.length > 0
        ? err({ message: 'no way' })
        : ok(Array.from({ length: Number(parts) }, () => routeOf('ours', amount / parts, 1n))),
  });

  it('is tried again with smaller ones, and never with one as large', () => {
    const exclusionsFor = (amount: bigint) => (amount >= 100_000n ? [failed] : []);
    const halves = planParts(finder(2n), request, exclusionsFor);
    assert(halves.ok);
    assert.deepEqual(halves.value.map(delivered), [50_000n, 50_000n]);
    const stubborn = planParts(finder(1n), request, exclusionsFor);
    assert(!stubborn.ok);
    assert.equal(stubborn.error.message, 'no way');
  });

  it('and failed for another reason is not tried again with any', () => {
    assert(!planParts(finder(2n), request, () => [failed]).ok);
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
