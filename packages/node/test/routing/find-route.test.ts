import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import { type Msat, msat } from '@sferic/wire';
import type { Route } from '../../src/payments/ports.ts';
import { findRoute, MAX_ROUTE_HOPS } from '../../src/routing/index.ts';
import { facts, idOf, keyOf, ownChannel, request, scidOf, type TestEdge } from './fixture.ts';

/** BOLT 7, "Routing Example": A pays C 4,999,999 msat over B or D. We are A. */
const EXAMPLE: readonly TestEdge[] = [
  { scid: 1, from: 'us', to: 'b', base: 100, ppm: 1000, delta: 10 },
  { scid: 2, from: 'us', to: 'd', base: 100, ppm: 1000, delta: 10 },
  { scid: 1, from: 'b', to: 'us', base: 200, ppm: 2000, delta: 20 },
  { scid: 2, from: 'd', to: 'us', base: 400, ppm: 4000, delta: 40 },
  { scid: 3, from: 'b', to: 'c', base: 200, ppm: 2000, delta: 20 },
  { scid: 4, from: 'd', to: 'c', base: 400, ppm: 4000, delta: 40 },
  { scid: 3, from: 'c', to: 'b', base: 300, ppm: 3000, delta: 30 },
  { scid: 4, from: 'c', to: 'd', base: 300, ppm: 3000, delta: 30 },
];
const EXAMPLE_CHANNELS = [ownChannel(1, 'b', 10n ** 10n), ownChannel(2, 'd', 10n ** 10n)];
const AMOUNT = 4_999_999n;
/** Height 1000, and 18 + 42 blocks. */
const EXPIRY = 1060;

function show(route: Route): string {
  const names = new Map(['us', 'a', 'b', 'c', 'd', 'e', 'payee'].map((name) => [keyOf(name), name]));
  return route.hops
    .map(
      ({ nodeId, shortChannelId, amount, cltvExpiry }) =>
        `${shortChannelId}>${names.get(bytesToHex(nodeId))} ${amount}@${cltvExpiry}`,
    )
    .join(' ');
}

function routeOf(...[known, wanted]: Parameters<typeof findRoute>): string {
  const found = findRoute(known, wanted);
  return found.ok ? show(found.value) : found.error.message;
}

test('the amounts and expiries of the routing example of BOLT 7', () => {
  const known = facts(EXAMPLE, EXAMPLE_CHANNELS);
  const pay = (payee: string, change = {}) =>
    routeOf(known, request(payee, AMOUNT, { finalExpiry: EXPIRY, ...change }));
  assert.equal(pay('c'), '1>b 5010198@1080 3>c 4999999@1060');
  const withoutB = { exclusions: [{ type: 'node' as const, nodeId: idOf('b') }] };
  assert.equal(pay('c', withoutB), '2>d 5020398@1100 4>c 4999999@1060');
  assert.equal(pay('b'), '1>b 4999999@1060');
});

test('a fee is charged on what the hop forwards, fees of later hops included', () => {
  const edges: TestEdge[] = [
    { scid: 2, from: 'a', to: 'b', base: 10, ppm: 100_000, delta: 5 },
    { scid: 3, from: 'b', to: 'c', base: 7, ppm: 200_000, delta: 9 },
  ];
  // b keeps 7 + 200 of what it gets for 1000, a keeps 10 + 120.7 for 1207.
  assert.equal(
    routeOf(facts(edges, [ownChannel(1, 'a', 10_000n)]), request('c', 1000n)),
    '1>a 1337@1032 2>b 1207@1027 3>c 1000@1018',
  );
});

const DIAMOND: TestEdge[] = [
  { scid: 10, from: 'a', to: 'payee', base: 1, delta: 10 },
  { scid: 20, from: 'b', to: 'payee', base: 5, delta: 10 },
];
const BOTH = [ownChannel(1, 'a', 100_000n), ownChannel(2, 'b', 100_000n)];
const CHEAP = '1>a 1001@1028 10>payee 1000@1018';
const DEAR = '2>b 1005@1028 20>payee 1000@1018';

function diamond(cheapEdge: Partial<TestEdge>): TestEdge[] {
  return DIAMOND.map((edge) => (edge.scid === 10 ? { ...edge, ...cheapEdge } : edge));
}

test('the cheapest way is taken, and the next one where it is excluded or not able', () => {
  const wanted = request('payee', 1000n);
  assert.equal(routeOf(facts(DIAMOND, BOTH), wanted), CHEAP);
  assert.equal(routeOf(facts(diamond({ min: 1001n }), BOTH), wanted), DEAR);
  assert.equal(routeOf(facts(diamond({ min: 1000n }), BOTH), wanted), CHEAP);
  assert.equal(routeOf(facts(diamond({ max: 999n }), BOTH), wanted), DEAR);
  assert.equal(routeOf(facts(diamond({ max: 1000n }), BOTH), wanted), CHEAP);
  assert.equal(routeOf(facts(DIAMOND, BOTH, { unusable: ['a'] }), wanted), DEAR);
  const away = { type: 'channel' as const, shortChannelId: scidOf(10) };
  const excluding = (exclusions: Parameters<typeof request>[2]) => request('payee', 1000n, exclusions);
  assert.equal(
    routeOf(facts(DIAMOND, BOTH), excluding({ exclusions: [{ ...away, from: idOf('a') }] })),
    DEAR,
  );
  assert.equal(
    routeOf(facts(DIAMOND, BOTH), excluding({ exclusions: [{ ...away, from: idOf('payee') }] })),
    CHEAP,
  );
  const [first] = BOTH;
  assert(first);
  const own = { type: 'own_channel' as const, channelId: first.channelId };
  const from = (leastAmount: bigint) => ({ leastAmount: msat(leastAmount) });
  for (const [least, taken] of [
    [1000n, DEAR],
    [1002n, CHEAP],
  ] as const) {
    const there = { ...away, from: idOf('a'), ...from(least) };
    assert.equal(routeOf(facts(DIAMOND, BOTH), excluding({ exclusions: [there] })), taken);
    const ours = { ...own, ...from(least) };
    assert.equal(routeOf(facts(DIAMOND, BOTH), excluding({ exclusions: [ours] })), taken);
  }
  assert.equal(routeOf(facts(DIAMOND, BOTH), excluding({ exclusions: [own] })), DEAR);
});

test('a payee that demands an unknown feature can be paid, not passed', () => {
  assert.equal(routeOf(facts(DIAMOND, BOTH, { unusable: ['payee'] }), request('payee', 1000n)), CHEAP);
});

test('our own channel must be usable, able to send, and at its minimum', () => {
  const wanted = request('payee', 1000n);
  const [, b] = BOTH;
  assert(b);
  const instead = (sendable: bigint, change = {}) =>
    routeOf(facts(DIAMOND, [ownChannel(1, 'a', sendable, change), b]), wanted);
  assert.equal(instead(1001n), CHEAP);
  assert.equal(instead(1000n), DEAR);
  assert.equal(instead(1001n, { usable: false }), DEAR);
  assert.equal(instead(1001n, { remoteHtlcMinimum: msat(1002n) }), DEAR);
});

test('of several channels with a peer the smallest that can send is used', () => {
  const channels = [
    ownChannel(1, 'payee', 5000n),
    ownChannel(2, 'payee', 1000n),
    ownChannel(3, 'payee', 2000n),
  ];
  const sent = (amount: bigint) => routeOf(facts([], channels), request('payee', amount));
  assert.equal(sent(999n), '2>payee 999@1018');
  assert.equal(sent(1001n), '3>payee 1001@1018');
  assert.equal(sent(2001n), '1>payee 2001@1018');
});

test('route hints lead to a payee that the graph does not know, hop by hop', () => {
  const hint = (node: string, scid: number, feeBaseMsat: number) => ({
    nodeId: idOf(node),
    shortChannelId: scidOf(scid),
    feeBaseMsat,
    feeProportionalMillionths: 0,
    cltvExpiryDelta: 3,
  });
  const known = facts(DIAMOND, BOTH);
  const chain = [[hint('a', 70, 4), hint('d', 71, 2)]];
  assert.equal(
    routeOf(known, request('c', 1000n, { routeHints: chain })),
    '1>a 1006@1024 70>d 1002@1021 71>c 1000@1018',
  );
  // Through ourselves leads no route: our own channels begin it.
  assert.equal(
    routeOf(
      facts([], [ownChannel(1, 'a', 5000n)]),
      request('c', 1000n, { routeHints: [[hint('us', 1, 0)]] }),
    ),
    'no route to the payee can carry 1000 msat',
  );
});

test('no route leads through ourselves', () => {
  const edges: TestEdge[] = [
    { scid: 10, from: 'a', to: 'us' },
    { scid: 11, from: 'us', to: 'b' },
    { scid: 12, from: 'b', to: 'payee' },
  ];
  const channels = [ownChannel(10, 'a', 5000n), ownChannel(11, 'b', 10n)];
  assert.equal(
    routeOf(facts(edges, channels), request('payee', 1000n)),
    'no route to the payee can carry 1000 msat',
  );
});

test('of ways with one fee the one with fewer hops is taken, then that which expires first, then the lowest channel', () => {
  const ways = (delta: number): TestEdge[] => [
    { scid: 10, from: 'b', to: 'payee', delta: 10 },
    { scid: 11, from: 'a', to: 'b', delta: 10 },
    { scid: 20, from: 'a', to: 'payee', delta: 40 },
    { scid: 30, from: 'a', to: 'payee', delta },
  ];
  const at = (delta: number) =>
    routeOf(facts(ways(delta), [ownChannel(1, 'a', 5000n)]), request('payee', 1000n));
  assert.equal(at(39), '1>a 1000@1057 30>payee 1000@1018');
  assert.equal(at(40), '1>a 1000@1058 20>payee 1000@1018');
  assert.equal(at(41), '1>a 1000@1058 20>payee 1000@1018');
});

test('a dearer way is taken where it is the more likely one', () => {
  const ways = (capacity: bigint): TestEdge[] => [
    { scid: 10, from: 'a', to: 'payee', base: 100, max: 1_000_000n, capacity },
    { scid: 20, from: 'a', to: 'payee', base: 1100, max: 1_000_000n, capacity: 1_000_000n },
  ];
  const at = (capacity: bigint) =>
    routeOf(facts(ways(capacity), [ownChannel(1, 'a', 10n ** 9n)]), request('payee', 1_000_000n));
  assert.equal(at(1000n), '1>a 1001100@1018 20>payee 1000000@1018');
  assert.equal(at(1_000_000n), '1>a 1000100@1018 10>payee 1000000@1018');
});

test('beside the cheapest way to a node seven dearer and shorter ones are looked at', () => {
  // Each is dearer and shorter than the one before; the last alone is short enough for the hop before.
  const ways = (count: number): TestEdge[] => [
    ...Array.from({ length: count }, (_, index) => ({
      scid: 10 + index,
      from: 'b',
      to: 'payee',
      base: index,
      delta: index === count - 1 ? 10 : 1000 - index,
    })),
    { scid: 50, from: 'a', to: 'b', delta: 1500 },
  ];
  const found = (count: number) =>
    findRoute(facts(ways(count), [ownChannel(1, 'a', 5000n)]), request('payee', 1000n)).ok;
  assert(found(8));
  assert(!found(9));
});

test('the last HTLC before us must not expire beyond what nodes accept', () => {
  const at = (delta: number) =>
    routeOf(
      facts([{ scid: 10, from: 'a', to: 'payee', delta }], [ownChannel(1, 'a', 5000n)]),
      request('payee', 1000n),
    );
  assert.match(at(1998), /^1>a 1000@3016/);
  assert.equal(at(1999), 'no route to the payee can carry 1000 msat');
});

test('a dearer way is taken where the cheapest is too long in blocks', () => {
  const edges: TestEdge[] = [
    { scid: 10, from: 'b', to: 'payee', delta: 1000 },
    { scid: 11, from: 'c', to: 'payee', base: 50, delta: 10 },
    { scid: 20, from: 'a', to: 'b', delta: 1000 },
    { scid: 21, from: 'a', to: 'c', delta: 1000 },
  ];
  assert.equal(
    routeOf(facts(edges, [ownChannel(1, 'a', 5000n)]), request('payee', 1000n)),
    '1>a 1050@2028 21>c 1050@1028 11>payee 1000@1018',
  );
});

test('a route has as many hops as failures can be attributed to, and no more', () => {
  const line = (hops: number): TestEdge[] =>
    Array.from({ length: hops - 1 }, (_, index) => ({
      scid: index + 10,
      from: `n${index}`,
      to: index === hops - 2 ? 'payee' : `n${index + 1}`,
    }));
  const hopsOf = (hops: number) => {
    const found = findRoute(facts(line(hops), [ownChannel(1, 'n0', 5000n)]), request('payee', 1000n));
    return found.ok ? found.value.hops.length : undefined;
  };
  assert.equal(hopsOf(MAX_ROUTE_HOPS), MAX_ROUTE_HOPS);
  assert.equal(hopsOf(MAX_ROUTE_HOPS + 1), undefined);
});

test('what stands in the way is said', () => {
  const wanted = request('payee', 1000n, { maxFee: 0n as Msat });
  assert.equal(routeOf(facts(DIAMOND, []), wanted), 'this node has no channel: open one first');
  assert.equal(
    routeOf(facts(DIAMOND, [ownChannel(1, 'a', 9n, { usable: false })]), wanted),
    'no channel of this node can be used now',
  );
  assert.equal(
    routeOf(facts(DIAMOND, [ownChannel(1, 'a', 9n), ownChannel(2, 'b', 12n)]), wanted),
    'the amount is 1000 msat, and the most that a channel of this node can send now is 12 msat',
  );
  assert.equal(
    routeOf(facts(DIAMOND, BOTH), wanted),
    'the cheapest route costs 1 msat, more than the limit of 0 msat for fees',
  );
  const tried = [
    { type: 'node' as const, nodeId: idOf('a') },
    { type: 'node' as const, nodeId: idOf('b') },
  ];
  assert.equal(
    routeOf(facts(DIAMOND, BOTH), request('payee', 1000n, { exclusions: tried })),
    'no further route to the payee can carry 1000 msat',
  );
  assert.equal(
    routeOf(facts(DIAMOND, BOTH), request('e', 1000n)),
    `no channel that leads to the payee ${keyOf('e')} is known`,
  );
});
