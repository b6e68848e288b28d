import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import { msat } from '@sferic/wire';
import fc from 'fast-check';
import type { ChannelView } from '../../src/channels/htlc-port.ts';
import { findRoute, Knowledge, MAX_ROUTE_CLTV, type RoutingFacts } from '../../src/routing/index.ts';
import { Workspace } from '../../src/routing/workspace.ts';
import { edgeOf, facts, idOf, keyOf, ownChannel, request, scidOf, type TestEdge } from './fixture.ts';
import { costOfRoute, feeOf, hopCost } from './oracle.ts';

const NODES = ['a', 'b', 'c', 'd', 'e', 'payee'];
const AMOUNT = 100_000n;
const HEIGHT = 1000;
const FINAL_EXPIRY = 1018;
const NOW = 5_000_000;

/** The first value four times out of five, so that most graphs have ways to choose from. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight: 4 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );
}

/** An edge, and what was learned of it: the amount that was carried, or refused. */
interface KnownEdge extends TestEdge {
  readonly capacity: bigint;
  readonly lesson?: { readonly type: 'carried' | 'refused'; readonly amount: number } | undefined;
}

const edge = fc.record({
  from: fc.constantFrom(...NODES),
  to: fc.constantFrom(...NODES),
  base: fc.integer({ min: 0, max: 5000 }),
  ppm: fc.integer({ min: 0, max: 100_000 }),
  delta: fc.constantFrom(0, 10, 40, 100, 500, 1000),
  // Below all amounts or above them: in between, the cheapest path alone is judged by it.
  min: mostly(0n, 10n ** 9n),
  max: fc.constantFrom(120_000n, 110_000n, 104_000n, AMOUNT, 99_999n),
  capacity: fc.constantFrom(1_000_000n, 1000n, 120n, 110n, 100n),
  lesson: fc.oneof(
    fc.constant(undefined),
    fc.record({
      type: fc.constantFrom('carried' as const, 'refused' as const),
      amount: fc.constantFrom(50_000, 99_000, 100_000, 103_000, 110_000),
    }),
  ),
});
const graphs = fc
  .array(edge, { minLength: 5, maxLength: 24, size: 'max' })
  .map((edges) =>
    edges.filter(({ from, to }) => from !== to).map((e, index): KnownEdge => ({ ...e, scid: index + 10 })),
  );
const ownTerms = fc.record({
  peer: mostly('a', ...NODES),
  sendable: mostly(10n ** 9n, 102_000n, AMOUNT),
});
const ownChannels = fc
  .uniqueArray(ownTerms, { selector: ({ peer }) => peer, minLength: 1, maxLength: 2 })
  .map((channels) => channels.map(({ peer, sendable }, index) => ownChannel(index + 1, peer, sendable)));

/** The facts with what was learned. */
function known(edges: readonly KnownEdge[], channels: readonly ChannelView[]): RoutingFacts {
  const knowledge = new Knowledge();
  const all = facts(edges, channels, { knowledge, now: NOW });
  for (const { scid, from, capacity, lesson } of edges)
    if (lesson !== undefined)
      knowledge.learn(scidOf(scid), edgeOf(all.graph, { scid, from }) & 1, {
        ...lesson,
        capacity: Number(capacity * 1000n),
        at: NOW,
      });
  return all;
}

/** What the edge is known to carry at least and at most. */
function boundsOf({ capacity, lesson }: KnownEdge): { lower: number; upper: number; capacity: number } {
  const whole = Number(capacity * 1000n);
  const amount = Math.min(lesson?.amount ?? 0, whole);
  return {
    lower: lesson?.type === 'carried' ? amount : 0,
    upper: lesson?.type === 'refused' ? amount - 1 : whole,
    capacity: whole,
  };
}

interface Best {
  readonly cost: number;
  readonly fee: bigint;
}

/** The least cost, and the least fee, of all simple ways that keep to the limits. */
function bestOf(
  edges: readonly KnownEdge[],
  sendable: ReadonlyMap<string, bigint>,
  maxFee: bigint,
): Best | undefined {
  let best: Best | undefined;
  const visit = (
    node: string,
    way: { readonly amount: bigint; readonly expiry: number; readonly cost: number },
    seen: readonly string[],
  ): void => {
    const { amount, expiry, cost } = way;
    if (expiry > HEIGHT + MAX_ROUTE_CLTV || amount - AMOUNT > maxFee) return;
    if ((sendable.get(keyOf(node)) ?? -1n) >= amount) {
      const fee = amount - AMOUNT;
      best = {
        cost: Math.min(cost, best?.cost ?? Number.POSITIVE_INFINITY),
        fee: best === undefined || fee < best.fee ? fee : best.fee,
      };
    }
    for (const one of edges) {
      const { from, to, delta = 0, min = 0n, max = 0n, capacity } = one;
      if (to !== node || seen.includes(from) || max > capacity * 1000n) continue;
      if (amount < min || amount > max || amount > capacity * 1000n) continue;
      visit(
        from,
        {
          amount: amount + feeOf(one, amount),
          expiry: expiry + delta,
          cost: cost + hopCost(one, amount, boundsOf(one)),
        },
        [...seen, from],
      );
    }
  };
  visit('payee', { amount: AMOUNT, expiry: FINAL_EXPIRY, cost: 0 }, ['payee']);
  return best;
}

const sendableOf = (channels: readonly ChannelView[]) =>
  new Map(channels.map(({ peer, sendable }) => [peer, sendable as bigint]));
const wanted = (change = {}) => request('payee', AMOUNT, { finalExpiry: FINAL_EXPIRY, ...change });
const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

test('a route is found exactly where there is one, costs what the best of all ways costs, and adds up', () => {
  const workspace = new Workspace();
  fc.assert(
    fc.property(graphs, ownChannels, fc.constantFrom(10n ** 9n, 5_000n, 500n), (edges, channels, maxFee) => {
      const found = findRoute(known(edges, channels), wanted({ maxFee: msat(maxFee) }), workspace);
      const best = bestOf(edges, sendableOf(channels), maxFee);
      assert.equal(found.ok, best !== undefined);
      if (!found.ok || best === undefined) return;
      const { hops, channelId } = found.value;
      const cost = costOfRoute(found.value, (id) => {
        const one = edges.find(({ scid }) => scidOf(scid) === id);
        assert(one);
        return { ...one, ...boundsOf(one), capacity: boundsOf(one).capacity };
      });
      assert(isClose(cost, best.cost), `${cost} where ${best.cost} is possible`);
      const [first] = hops;
      const own = channels.find((channel) => channel.channelId === channelId);
      assert(first && own);
      assert.equal(own.peer, bytesToHex(first.nodeId));
      assert(first.amount - AMOUNT <= maxFee && first.amount <= own.sendable);
      assert(first.cltvExpiry <= HEIGHT + MAX_ROUTE_CLTV);
      const last = hops.at(-1);
      assert.deepEqual([last?.nodeId, last?.amount, last?.cltvExpiry], [idOf('payee'), AMOUNT, FINAL_EXPIRY]);
      assert.equal(new Set(hops.map(({ nodeId }) => bytesToHex(nodeId))).size, hops.length);
    }),
    { numRuns: 1500 },
  );
});

test('what the least fee is, is said to the millisatoshi where the limit is below it', () => {
  fc.assert(
    fc.property(graphs, ownChannels, (edges, channels) => {
      const all = known(edges, channels);
      const best = bestOf(edges, sendableOf(channels), 10n ** 9n);
      if (best === undefined) return;
      assert(findRoute(all, wanted({ maxFee: msat(best.fee) })).ok);
      if (best.fee === 0n) return;
      const refused = findRoute(all, wanted({ maxFee: msat(best.fee - 1n) }));
      assert(!refused.ok);
      assert.match(refused.error.message, new RegExp(`costs ${best.fee} msat`));
    }),
    { numRuns: 300 },
  );
});

test('the route depends on what is known, not on the order in which it became known', () => {
  fc.assert(
    fc.property(graphs, ownChannels, fc.nat(), (edges, channels, seed) => {
      // Equal terms everywhere: many ways cost the same.
      const alike = edges.map((one) => ({ ...one, base: 10, ppm: 0, delta: 10, lesson: undefined }));
      const shuffled = alike
        .map((one, index) => ({ one, key: (index * 7919 + seed) % 101 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ one }) => one);
      assert.deepEqual(
        findRoute(known(alike, channels), wanted()),
        findRoute(known(shuffled, channels), wanted()),
      );
    }),
    { numRuns: 500 },
  );
});
