import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import { msat } from '@sferic/wire';
import fc from 'fast-check';
import { BinaryHeap } from '../../src/routing/binary-heap.ts';
import { findRoute, MAX_ROUTE_CLTV } from '../../src/routing/index.ts';
import { facts, keyOf, ownChannel, request, scidOf, type TestEdge } from './fixture.ts';

const NODES = ['a', 'b', 'c', 'd', 'e', 'payee'];
const AMOUNT = 100_000n;
const HEIGHT = 1000;
const FINAL_EXPIRY = 1018;

/** The first value four times out of five, so that most graphs have ways to choose from. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight: 4 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );
}

const edge = fc.record({
  from: fc.constantFrom(...NODES),
  to: fc.constantFrom(...NODES),
  base: fc.integer({ min: 0, max: 5000 }),
  ppm: fc.integer({ min: 0, max: 100_000 }),
  delta: fc.constantFrom(0, 10, 40, 100, 500, 1000),
  // Below all amounts or above them: in between, the cheapest path alone is judged by it.
  min: mostly(0n, 10n ** 9n),
  max: mostly(10n ** 9n, 104_000n, AMOUNT, 99_999n),
});
const graphs = fc
  .array(edge, { minLength: 5, maxLength: 24, size: 'max' })
  .map((edges) =>
    edges.filter(({ from, to }) => from !== to).map((e, index): TestEdge => ({ ...e, scid: index + 10 })),
  );
const ownTerms = fc.record({
  peer: mostly('a', ...NODES),
  sendable: mostly(10n ** 9n, 102_000n, AMOUNT),
});
const ownChannels = fc
  .uniqueArray(ownTerms, { selector: ({ peer }) => peer, minLength: 1, maxLength: 2 })
  .map((channels) => channels.map(({ peer, sendable }, index) => ownChannel(index + 1, peer, sendable)));

/** The least that any simple path costs, by trying all of them. */
function cheapest(edges: readonly TestEdge[], sendable: ReadonlyMap<string, bigint>): bigint | undefined {
  let best: bigint | undefined;
  const visit = (node: string, amount: bigint, expiry: number, seen: readonly string[]): void => {
    if (expiry > HEIGHT + MAX_ROUTE_CLTV) return;
    if ((sendable.get(keyOf(node)) ?? -1n) >= amount && (best === undefined || amount < best)) best = amount;
    for (const { from, to, base = 0, ppm = 0, delta = 0, min = 0n, max = 0n } of edges) {
      if (to !== node || seen.includes(from) || amount < min || amount > max) continue;
      visit(from, amount + BigInt(base) + (amount * BigInt(ppm)) / 1_000_000n, expiry + delta, [
        ...seen,
        from,
      ]);
    }
  };
  visit('payee', AMOUNT, FINAL_EXPIRY, ['payee']);
  return best;
}

test('a route is found exactly where there is one, costs what the cheapest of all paths costs, and adds up', () => {
  fc.assert(
    fc.property(graphs, ownChannels, (edges, channels) => {
      const found = findRoute(
        facts(edges, channels),
        request('payee', AMOUNT, { finalExpiry: FINAL_EXPIRY }),
      );
      const best = cheapest(edges, new Map(channels.map(({ peer, sendable }) => [peer, sendable])));
      assert.equal(found.ok ? found.value.hops[0]?.amount : undefined, best);
      if (!found.ok) return;
      const { hops, channelId } = found.value;
      const [first] = hops;
      const own = channels.find((channel) => channel.channelId === channelId);
      assert(first && own);
      assert.equal(own.peer, bytesToHex(first.nodeId));
      assert.deepEqual(hops.at(-1), {
        nodeId: hops.at(-1)?.nodeId,
        shortChannelId: hops.at(-1)?.shortChannelId,
        amount: AMOUNT,
        cltvExpiry: FINAL_EXPIRY,
      });
      for (const [index, hop] of hops.entries()) {
        const next = hops[index + 1];
        if (next === undefined) continue;
        const used = edges.find(({ scid }) => scidOf(scid) === next.shortChannelId);
        assert(used);
        assert.equal(keyOf(used.from), bytesToHex(hop.nodeId));
        assert.equal(keyOf(used.to), bytesToHex(next.nodeId));
        const { base = 0, ppm = 0, delta = 0 } = used;
        assert.equal(hop.amount, next.amount + BigInt(base) + (next.amount * BigInt(ppm)) / 1_000_000n);
        assert.equal(hop.cltvExpiry, next.cltvExpiry + delta);
      }
      assert.equal(new Set(hops.map(({ nodeId }) => bytesToHex(nodeId))).size, hops.length);
    }),
    { numRuns: 1500 },
  );
});

test('the fee limit is kept to the millisatoshi', () => {
  fc.assert(
    fc.property(graphs, ownChannels, (edges, channels) => {
      const known = facts(edges, channels);
      const free = findRoute(known, request('payee', AMOUNT));
      if (!free.ok) return;
      const fee = (free.value.hops[0]?.amount ?? 0n) - AMOUNT;
      assert(findRoute(known, request('payee', AMOUNT, { maxFee: msat(fee) })).ok);
      if (fee === 0n) return;
      const refused = findRoute(known, request('payee', AMOUNT, { maxFee: msat(fee - 1n) }));
      assert(!refused.ok);
      assert.match(refused.error.message, new RegExp(`costs ${fee} msat`));
    }),
    { numRuns: 300 },
  );
});

test('a heap gives its items in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      const heap = new BinaryHeap<number>((a, b) => a - b);
      for (const item of items) heap.push(item);
      assert.equal(heap.size, items.length);
      const sorted = items.map(() => heap.pop());
      assert.deepEqual(
        sorted,
        items.toSorted((a, b) => a - b),
      );
      assert.equal(heap.pop(), undefined);
    }),
  );
});
