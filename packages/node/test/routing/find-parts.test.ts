import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import { msat } from '@sferic/wire';
import fc from 'fast-check';
import type { ChannelView } from '../../src/channels/htlc-port.ts';
import type { HeldLiquidity, PartsRequest, Route } from '../../src/payments/ports.ts';
import { MAX_EDGES_LOOKED_AT } from '../../src/routing/find-parts.ts';
import { findParts } from '../../src/routing/index.ts';
import { Workspace } from '../../src/routing/workspace.ts';
import { facts, idOf, keyOf, ownChannel, request, scidOf, type TestEdge } from './fixture.ts';
import { feeOf } from './oracle.ts';

function parts(payee: string, amount: bigint, change: Partial<PartsRequest> = {}): PartsRequest {
  return { ...request(payee, amount), maxParts: 16, minPartAmount: msat(1000n), inFlight: [], ...change };
}

const amountsOf = (routes: readonly Route[]): readonly bigint[] =>
  routes.map(({ hops }) => hops.at(-1)?.amount ?? 0n).toSorted((a, b) => (a < b ? 1 : -1));

/** Two ways to the payee, each over a channel of a million sat. */
const TWO_WAYS: readonly TestEdge[] = [
  { scid: 10, from: 'a', to: 'payee', max: 10n ** 9n, capacity: 1_000_000n },
  { scid: 20, from: 'b', to: 'payee', max: 10n ** 9n, capacity: 1_000_000n },
];
const TWO_CHANNELS = [ownChannel(1, 'a', 10n ** 9n), ownChannel(2, 'b', 10n ** 9n)];

test('a payment that is likely to go through at once stays whole', () => {
  const found = findParts(facts(TWO_WAYS, TWO_CHANNELS), parts('payee', 10_000_000n));
  assert(found.ok);
  assert.deepEqual(amountsOf(found.value), [10_000_000n]);
});

test('a payment that one channel hardly carries goes over two, and over one where parts are not allowed', () => {
  const known = facts(TWO_WAYS, TWO_CHANNELS);
  const found = findParts(known, parts('payee', 950_000_000n));
  assert(found.ok);
  assert.deepEqual(amountsOf(found.value), [475_000_000n, 475_000_000n]);
  assert.equal(new Set(found.value.map(({ channelId }) => channelId)).size, 2);
  for (const change of [{ maxParts: 1 }, { minPartAmount: msat(500_000_000n) }]) {
    const whole = findParts(known, parts('payee', 950_000_000n, change));
    assert(whole.ok);
    assert.deepEqual(amountsOf(whole.value), [950_000_000n]);
  }
});

test('a payment larger than each channel alone is split by what they can carry', () => {
  const found = findParts(facts(TWO_WAYS, TWO_CHANNELS), parts('payee', 1_700_000_000n));
  assert(found.ok);
  assert.deepEqual(amountsOf(found.value), [850_000_000n, 850_000_000n]);
  const uneven = [ownChannel(1, 'a', 900_000_000n), ownChannel(2, 'b', 300_000_000n)];
  const other = findParts(facts(TWO_WAYS, uneven), parts('payee', 1_150_000_000n));
  assert(other.ok);
  assert.equal(
    amountsOf(other.value).reduce((sum, one) => sum + one),
    1_150_000_000n,
  );
});

test('channels that could not carry an amount carry smaller parts, and together no more than that', () => {
  const known = facts(TWO_WAYS, TWO_CHANNELS);
  const tooMuch = (scid: number, from: string, leastAmount: bigint) =>
    ({
      type: 'channel',
      shortChannelId: scidOf(scid),
      from: idOf(from),
      leastAmount: msat(leastAmount),
    }) as const;
  const exclusions = [tooMuch(10, 'a', 400_000_000n), tooMuch(20, 'b', 200_000_000n)];
  const found = findParts(known, parts('payee', 500_000_000n, { exclusions }));
  assert(found.ok);
  for (const [peer, least] of [
    ['a', 400_000_000n],
    ['b', 200_000_000n],
  ] as const) {
    const through = found.value.filter(
      ({ hops }) => bytesToHex(hops[0]?.nodeId ?? new Uint8Array()) === keyOf(peer),
    );
    assert(amountsOf(through).reduce((sum, one) => sum + one, 0n) < least);
  }
  assert(!findParts(known, parts('payee', 600_000_000n, { exclusions })).ok);
});

test('among many channels the searches for one payment end, with what they have found until then', () => {
  // Two large halves of a network, with narrow channels between them: whoever looks for more than these carry looks everywhere.
  const [near, far] = ['near', 'far'].map((half, which) =>
    Array.from({ length: 20_000 }, (_, index): TestEdge[] => {
      const ends = { from: `${half} ${index % 100}`, to: `${half} ${(index * 7 + 1 + (index % 13)) % 4001}` };
      const scid = 1 + 2 * index + which;
      if (ends.from === ends.to) return [];
      return [
        { scid, ...ends },
        { scid, from: ends.to, to: ends.from },
      ];
    }).flat(),
  );
  const bridges = Array.from({ length: 16 }, (_, index): TestEdge => {
    const scid = 100_000 + index;
    return { scid, from: `near ${index}`, to: `far ${index}`, max: 10n ** 6n, capacity: 1000n };
  });
  const last = { scid: 200_000, from: 'far 50', to: 'payee' };
  const known = facts(
    [...(near ?? []), ...(far ?? []), ...bridges, last],
    [ownChannel(300_000, 'near 99', 10n ** 12n)],
  );
  const workspace = new Workspace();
  const one = findParts(known, parts('payee', 900_000n, { maxParts: 1 }), workspace);
  assert(one.ok);
  const perSearch = workspace.edgesLookedAt;
  const many = findParts(known, parts('payee', 15_000_000n), workspace);
  assert(many.ok);
  assert.equal(many.value.length, 16);
  const looked = workspace.edgesLookedAt - perSearch;
  assert(looked <= MAX_EDGES_LOOKED_AT + 4 * perSearch);
  assert(looked > MAX_EDGES_LOOKED_AT, 'else this shows nothing');
});

function held(routes: readonly Route[]): readonly HeldLiquidity[] {
  return routes.flatMap(({ hops }) => hops.slice(1));
}

test('what is on its way already holds its part of a channel', () => {
  const known = facts(TWO_WAYS, TWO_CHANNELS);
  const first = findParts(known, parts('payee', 600_000_000n, { maxParts: 1 }));
  assert(first.ok);
  const used = first.value[0]?.hops.at(-1)?.shortChannelId;
  const second = findParts(known, parts('payee', 600_000_000n, { maxParts: 1, inFlight: held(first.value) }));
  assert(second.ok);
  assert.notEqual(second.value[0]?.hops.at(-1)?.shortChannelId, used);
  const third = findParts(
    known,
    parts('payee', 600_000_000n, { inFlight: held([...first.value, ...second.value]) }),
  );
  assert(third.ok, 'both have 400,000 sat left');
  const fourth = findParts(
    known,
    parts('payee', 900_000_000n, { inFlight: held([...first.value, ...second.value]) }),
  );
  assert(!fourth.ok);
});

test('what is missing is said: what all channels can send, or the fee of the cheapest way', () => {
  const known = facts(TWO_WAYS, TWO_CHANNELS);
  const most = findParts(known, parts('payee', 2_000_000_001n));
  assert(!most.ok);
  assert.match(most.error.message, /all channels of this node can send now is 2000000000 msat/);
  const dear = facts(
    TWO_WAYS.map((edge) => ({ ...edge, base: 500 })),
    TWO_CHANNELS,
  );
  const refused = findParts(dear, parts('payee', 1000n, { maxFee: msat(499n), maxParts: 1 }));
  assert(!refused.ok);
  assert.match(refused.error.message, /the cheapest route costs 500 msat, more than the limit of 499 msat/);
  const inParts = findParts(dear, parts('payee', 1000n, { maxFee: msat(499n) }));
  assert(!inParts.ok);
  assert.match(inParts.error.message, /what was found costs 500 msat, more than the limit of 499 msat/);
});

test('what HTLCs on their way are in the way of passes, and what is not owned does not', () => {
  const full = ownChannel(1, 'a', 0n, { sendableWhenSettled: msat(500_000_000n) });
  const elsewhere = ownChannel(2, 'b', 10n ** 9n);
  const passes = (channels: readonly ChannelView[], amount: bigint, change: Partial<PartsRequest> = {}) => {
    const found = findParts(facts(TWO_WAYS.slice(0, 1), channels), parts('payee', amount, change));
    assert(!found.ok);
    return found.error.passes === true ? 'passes' : found.error.message;
  };
  assert.equal(passes([full], 400_000_000n), 'passes');
  assert.equal(passes([full, elsewhere], 400_000_000n), 'passes', 'the other leads elsewhere');
  assert.match(passes([full], 500_000_001n), /can send now is 0 msat/);
  assert.match(passes([{ ...full, usable: false }], 400_000_000n), /no channel of this node can be used now/);
  const exclusions = [{ type: 'own_channel', channelId: full.channelId } as const];
  assert.match(passes([full], 400_000_000n, { exclusions }), /can send now is 0 msat/);
  const half = ownChannel(3, 'a', 200_000_000n);
  assert.equal(passes([full, half], 600_000_000n), 'passes');
  assert.equal(
    passes([full, half], 600_000_000n, { maxParts: 1 }),
    passes([half], 600_000_000n, { maxParts: 1 }),
  );
});

test('what only equal parts can carry once nothing is in flight passes too', () => {
  for (const [count, maxParts] of [
    [3, 3],
    [12, 16],
  ] as const) {
    const settled = Array.from({ length: count }, (_, at) => ownChannel(at + 1, 'payee', 340_000_000n));
    const wish = parts('payee', 335_000_000n * BigInt(count), { maxParts });
    assert(findParts(facts([], settled), wish).ok);
    const full = settled.map((view) => ({ ...view, sendable: msat(0n) }));
    const found = findParts(facts([], full), wish);
    assert(!found.ok && found.error.passes === true);
  }
});

test('who waits is not looked for again while all channels together have too little', () => {
  const full = ownChannel(1, 'a', 0n, { sendableWhenSettled: msat(500_000_000n) });
  const elsewhere = ownChannel(2, 'b', 10n ** 9n, { sendableWhenSettled: msat(10n ** 9n) });
  const workspace = new Workspace();
  const wish = parts('payee', 400_000_000n, { isWaiting: true });
  const held = findParts(facts(TWO_WAYS.slice(0, 1), [full]), wish, workspace);
  assert(!held.ok && held.error.passes === true);
  assert.equal(workspace.edgesLookedAt, 0);
  const drained = { ...full, sendableWhenSettled: msat(1000n) };
  const never = findParts(facts(TWO_WAYS.slice(0, 1), [drained, elsewhere]), wish, workspace);
  assert(!never.ok && never.error.passes === undefined);
});

const NODES = ['a', 'b', 'c', 'payee'];
const edges = fc
  .array(
    fc.record({
      from: fc.constantFrom(...NODES),
      to: fc.constantFrom(...NODES),
      base: fc.nat(2000),
      ppm: fc.nat(5000),
      capacity: fc.constantFrom(100n, 1_000n, 10_000n).chain((unit) => fc.bigInt(unit, 10n * unit)),
    }),
    { minLength: 4, maxLength: 14, size: 'max' },
  )
  .map((all) =>
    all
      .filter(({ from, to }) => from !== to)
      .map((one, index): TestEdge & { capacity: bigint } => ({
        ...one,
        scid: index + 10,
        max: one.capacity * 1000n,
      })),
  );
const channels = fc
  .array(fc.record({ peer: fc.constantFrom(...NODES), sendable: fc.bigInt(0n, 20_000_000n) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) => all.map(({ peer, sendable }, index) => ownChannel(index + 1, peer, sendable)));

/** What routes carry together over each channel, ours included, is no more than it has. */
function checkShared(routes: readonly Route[], all: readonly TestEdge[], own: readonly ChannelView[]): void {
  for (const { channelId, sendable } of own) {
    const used = routes.filter((route) => route.channelId === channelId);
    const sum = used.reduce((total, { hops }) => total + (hops[0]?.amount ?? 0n), 0n);
    assert(sum <= sendable, `${sum} of ${sendable} in our own channel`);
  }
  for (const { scid, capacity = 0n } of all) {
    const hops = routes
      .flatMap((route) => route.hops.slice(1))
      .filter((hop) => hop.shortChannelId === scidOf(scid));
    assert(hops.reduce((total, { amount }) => total + amount, 0n) <= capacity * 1000n);
  }
}

test('parts sum up to the amount, stay within the fee limit, and share what channels have', () => {
  const workspace = new Workspace();
  fc.assert(
    fc.property(
      edges,
      channels,
      fc.bigInt(1n, 12_000_000n),
      fc.constantFrom(1_000n, 20_000n, 10n ** 9n),
      (all, own, amount, maxFee) => {
        const wanted = parts('payee', amount, { maxFee: msat(maxFee) });
        const found = findParts(facts(all, own), wanted, workspace);
        if (!found.ok) return;
        const routes = found.value;
        assert(routes.length >= 1 && routes.length <= wanted.maxParts);
        const amounts = amountsOf(routes);
        assert.equal(
          amounts.reduce((sum, one) => sum + one, 0n),
          amount,
        );
        assert(routes.length === 1 || amounts.every((one) => one >= wanted.minPartAmount));
        const fees = routes.reduce((sum, { hops }) => sum + (hops[0]?.amount ?? 0n), 0n) - amount;
        assert(fees >= 0n && fees <= maxFee, `${fees} of ${maxFee}`);
        checkShared(routes, all, own);
        for (const { hops } of routes)
          for (const [index, hop] of hops.entries()) {
            const next = hops[index + 1];
            const edge = next && all.find(({ scid }) => scidOf(scid) === next.shortChannelId);
            if (next !== undefined && edge !== undefined)
              assert.equal(hop.amount, next.amount + feeOf(edge, next.amount));
          }
      },
    ),
    { numRuns: 600 },
  );
});

test('hostile terms break nothing: fees and amounts as large as they can be, channels without money, channels in parallel', () => {
  const extreme: TestEdge[] = [
    { scid: 10, from: 'a', to: 'payee', base: 0xffff_ffff, ppm: 0xffff_ffff, delta: 0xffff },
    { scid: 11, from: 'a', to: 'payee', max: 0n, capacity: 0n },
    { scid: 12, from: 'a', to: 'payee', min: 2n ** 64n - 1n, max: 2n ** 64n - 1n },
    { scid: 13, from: 'a', to: 'a', base: 0 },
    { scid: 14, from: 'payee', to: 'payee', base: 0 },
    { scid: 15, from: 'a', to: 'b', base: 0xffff_ffff, ppm: 0xffff_ffff },
    { scid: 16, from: 'b', to: 'payee', base: 0xffff_ffff, ppm: 0xffff_ffff },
  ];
  const own = [ownChannel(1, 'a', 2n ** 63n)];
  for (const amount of [1n, 1_000_000n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n]) {
    const found = findParts(facts(extreme, own), parts('payee', amount, { maxFee: msat(2n ** 62n) }));
    if (!found.ok) continue;
    for (const { hops } of found.value) assert(hops.every((hop) => hop.amount < 2n ** 53n));
  }
  const good = { scid: 17, from: 'a', to: 'payee', base: 1 };
  const found = findParts(facts([...extreme, good, { ...good, scid: 18 }], own), parts('payee', 1_000_000n));
  assert(found.ok);
  assert.deepEqual(
    found.value.map(({ hops }) => hops.map(({ amount }) => amount)),
    [[1_000_001n, 1_000_000n]],
  );
  assert.equal(found.value[0]?.hops[1]?.shortChannelId, scidOf(17));
});
