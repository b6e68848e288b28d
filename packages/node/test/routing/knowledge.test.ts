import assert from 'node:assert/strict';
import { test } from 'node:test';
import { msat } from '@sferic/wire';
import fc from 'fast-check';
import { probabilityOf } from '../../src/routing/cost.ts';
import { findRoute } from '../../src/routing/index.ts';
import {
  boundsAt,
  HALF_LIFE_SECONDS,
  Knowledge,
  type Lesson,
  MAX_KNOWN_CHANNELS,
  mirrored,
} from '../../src/routing/knowledge.ts';
import { lessonsOf } from '../../src/routing/lessons.ts';
import { facts, idOf, ownChannel, request, scidOf } from './fixture.ts';

const CAPACITY = 1_000_000;
const ID = scidOf(7);

function after(...lessons: readonly (readonly [Lesson, number, number?])[]): Knowledge {
  const knowledge = new Knowledge();
  for (const [type, amount, direction = 0] of lessons)
    knowledge.learn(ID, direction, { type, amount, capacity: CAPACITY, at: 1000 });
  return knowledge;
}

const seen = (knowledge: Knowledge, at = 1000) => boundsAt(knowledge.get(ID), CAPACITY, at);

test('what was carried bounds from below, what was refused from above, for both directions', () => {
  assert.deepEqual(seen(after()), { lower: 0, upper: CAPACITY });
  assert.deepEqual(seen(after(['carried', 300_000])), { lower: 300_000, upper: CAPACITY });
  assert.deepEqual(seen(after(['refused', 300_000])), { lower: 0, upper: 299_999 });
  assert.deepEqual(seen(after(['carried', 300_000, 1])), { lower: 0, upper: 700_000 });
  assert.deepEqual(seen(after(['refused', 300_000, 1])), { lower: 700_001, upper: CAPACITY });
  assert.deepEqual(seen(after(['carried', 300_000], ['carried', 200_000])), {
    lower: 300_000,
    upper: CAPACITY,
  });
});

test('what was paid is on the other side now', () => {
  assert.deepEqual(seen(after(['moved', 300_000])), { lower: 0, upper: 700_000 });
  assert.deepEqual(seen(after(['moved', 300_000, 1])), { lower: 300_000, upper: CAPACITY });
  assert.deepEqual(seen(after(['carried', 500_000], ['moved', 300_000])), { lower: 200_000, upper: 700_000 });
});

test('what was seen last is believed', () => {
  assert.deepEqual(seen(after(['carried', 500_000], ['refused', 400_000])), { lower: 0, upper: 399_999 });
  assert.deepEqual(seen(after(['refused', 400_000], ['carried', 500_000])), {
    lower: 500_000,
    upper: CAPACITY,
  });
  assert.deepEqual(seen(after(['refused', 400_000], ['moved', 500_000])), { lower: 0, upper: 500_000 });
});

const lessons = fc.array(
  fc.record({
    type: fc.constantFrom<Lesson>('carried', 'refused', 'moved'),
    // Also more than the channel holds: what others say is not checked before.
    amount: fc.nat(CAPACITY + 1000),
    direction: fc.nat(1),
    wait: fc.nat(10_000),
  }),
  { maxLength: 20 },
);

test('bounds stay within the channel and never cross, whatever is learned', () => {
  fc.assert(
    fc.property(lessons, fc.nat(100_000), (all, later) => {
      const knowledge = new Knowledge();
      let at = 0;
      for (const { wait, direction, ...lesson } of all) {
        at += wait;
        knowledge.learn(ID, direction, { ...lesson, capacity: CAPACITY, at });
        const { lower, upper } = seen(knowledge, at);
        assert(lower >= 0 && lower <= upper && upper <= CAPACITY, `${lower} ${upper}`);
      }
      const now = seen(knowledge, at);
      const then = seen(knowledge, at + later);
      assert(then.lower <= now.lower && then.upper >= now.upper, 'time widens bounds');
      assert(then.lower <= then.upper);
      assert.deepEqual(seen(knowledge, at - later), now, 'a clock that goes back changes nothing');
    }),
  );
});

test('after the half-life half of what was known is left', () => {
  const { lower, upper } = seen(after(['carried', 400_000], ['refused', 800_001]), 1000 + HALF_LIFE_SECONDS);
  assert.deepEqual({ lower, upper }, { lower: 200_000, upper: 900_000 });
});

test('the chance of success falls with the amount, rises with the lower bound and with the upper one', () => {
  const part = fc.integer({ min: 0, max: CAPACITY });
  fc.assert(
    fc.property(part, part, part, part, (a, b, c, d) => {
      const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
      const [less, more] = [Math.min(c, d), Math.max(c, d)];
      const at = (amount: number, low = lower, high = upper) => probabilityOf(amount, low, high, CAPACITY);
      assert(at(less) >= at(more));
      assert(at(less) > 0 && at(less) <= 1);
      assert(at(more, less) >= at(more, 0) - 1e-12);
      assert(at(less, 0, CAPACITY) >= at(less, 0, more) - 1e-12);
      const flipped = mirrored({ lower, upper }, CAPACITY);
      assert.deepEqual(mirrored(flipped, CAPACITY), { lower, upper });
    }),
  );
});

test('of too many channels the one that taught nothing for longest is forgotten', () => {
  const knowledge = new Knowledge();
  const lesson = { type: 'carried', amount: 1, capacity: CAPACITY, at: 0 } as const;
  for (let number = 0; number < MAX_KNOWN_CHANNELS; number++)
    assert.equal(knowledge.learn(scidOf(number), 0, lesson), undefined);
  knowledge.learn(scidOf(0), 0, lesson);
  assert.equal(knowledge.learn(scidOf(-1 + 2 ** 40), 0, lesson), scidOf(1));
  assert.equal(knowledge.size, MAX_KNOWN_CHANNELS);
  assert.equal(knowledge.get(scidOf(1)), undefined);
  assert.notEqual(knowledge.get(scidOf(0)), undefined);
});

test('an attempt teaches of each channel up to where it came, by the amount there', () => {
  const edges = [
    { scid: 10, from: 'a', to: 'b', base: 10 },
    { scid: 11, from: 'b', to: 'c', base: 5 },
    { scid: 12, from: 'c', to: 'payee', base: 1 },
  ];
  const known = facts(edges, [ownChannel(1, 'a', 10_000n)]);
  const route = findRoute(known, request('payee', 1000n));
  assert(route.ok);
  const taught = (outcome: Parameters<typeof lessonsOf>[2]) =>
    lessonsOf(known.graph, route.value, outcome).map(({ id, type, amount }) => `${id} ${type} ${amount}`);
  assert.deepEqual(taught({ type: 'succeeded' }), ['10 moved 1006', '11 moved 1001', '12 moved 1000']);
  assert.deepEqual(taught({ type: 'no_liquidity', hop: 0 }), ['10 refused 1006']);
  assert.deepEqual(taught({ type: 'no_liquidity', hop: 1 }), ['10 carried 1006', '11 refused 1001']);
  assert.deepEqual(taught({ type: 'reached', hop: 3 }), [
    '10 carried 1006',
    '11 carried 1001',
    '12 carried 1000',
  ]);
  assert.deepEqual(taught({ type: 'reached', hop: 0 }), []);
  const [first] = lessonsOf(known.graph, route.value, { type: 'succeeded' });
  assert.equal(
    first?.direction,
    known.graph.edgeStart(2 * known.graph.channelIndex(scidOf(10))) ===
      known.graph.nodeIndex(Buffer.from(idOf('a')).toString('hex'))
      ? 0
      : 1,
  );
});

test('what was learned sends the next payment another way, and is forgotten with time', () => {
  const edges = [
    { scid: 10, from: 'a', to: 'payee', base: 100, max: 10n ** 8n, capacity: 100_000n },
    { scid: 20, from: 'b', to: 'payee', base: 400, max: 10n ** 8n, capacity: 100_000n },
  ];
  const channels = [ownChannel(1, 'a', 10n ** 9n), ownChannel(2, 'b', 10n ** 9n)];
  const knowledge = new Knowledge();
  const viaAt = (now: number) => {
    const found = findRoute(facts(edges, channels, { knowledge, now }), request('payee', 1_000_000n));
    return found.ok ? found.value.hops.at(-1)?.shortChannelId : undefined;
  };
  assert.equal(viaAt(0), scidOf(10));
  const before = facts(edges, channels, { knowledge });
  const route = findRoute(before, request('payee', msat(1_000_000n)));
  assert(route.ok);
  for (const { id, direction, ...lesson } of lessonsOf(before.graph, route.value, {
    type: 'no_liquidity',
    hop: 0,
  }))
    knowledge.learn(id, direction, { ...lesson, at: 0 });
  assert.equal(viaAt(0), scidOf(20));
  assert.equal(viaAt(24 * HALF_LIFE_SECONDS), scidOf(10));
});
